"""The answer that the reading of minutes, what follows it and the decisions of a year owe to every role."""

from ..policies import NETWORK, PUBLIC, Role, only
from .base import Expectation, slug, uuid
from .meetings import MANAGE_CIRCLE_1, SEES_HELD, WRITE_MINUTES


def remark(side):
    """Return the parameters of the address of one remark."""
    return {"uuid": side.reviewed.uuid, "pk": side.comment.pk}


def earlier(side):
    """Return the parameters of the act that puts the validation of earlier minutes on an agenda."""
    return {"uuid": side.circle_1.uuid, "earlier": side.reviewed.uuid}


MINUTES = [
    Expectation("meetings:minutes_review", WRITE_MINUTES, WRITE_MINUTES, of=uuid("held")),
    Expectation("meetings:minutes_notes", None, WRITE_MINUTES, of=uuid("held")),
    # Those convened remark above the gate, whatever they are; the team that was not convened corrects the text.
    Expectation(
        "meetings:comment_add",
        None,
        only(Role.CIRCLE_1, forbidden=SEES_HELD),
        of=uuid("reviewed"),
        data=lambda side: {"text": "Il manque le CIO."},
    ),
    # The remark of somebody else does not exist; below the gate no remark does.
    Expectation("meetings:comment_remove", None, only(Role.CIRCLE_1, forbidden={Role.CIRCLE_1_UNSIGNED}), of=remark),
    Expectation("meetings:comment_answer", None, WRITE_MINUTES, of=remark),
    # The link is the right, and opens only what no charter stands before.
    Expectation("meetings:minutes_link", PUBLIC, PUBLIC, of=lambda side: {"signed": side.minutes_link}),
    Expectation("meetings:minutes_addendum", WRITE_MINUTES, WRITE_MINUTES, of=uuid("closed")),
    Expectation("meetings:minutes_shareable", WRITE_MINUTES, of=uuid("closed")),
    Expectation(
        "meetings:item_share", None, WRITE_MINUTES, of=lambda side: {"uuid": side.held.uuid, "pk": side.held_item.pk}
    ),
    Expectation("meetings:validation_item_add", None, MANAGE_CIRCLE_1, of=earlier),
    # The page is the network's; what it holds follows the gate of each meeting.
    Expectation("meetings:decisions", only(NETWORK), of=slug),
]
