"""The answer that every address of agendas owes to every role: proposals, documents, templates, the day itself."""

from ..policies import CIRCLE_1, PUBLIC, TEAM, Role, only
from .base import Expectation, slug, uuid
from .directory import ACTORS
from .meetings import COVERED_CIRCLE_1, MANAGE_CIRCLE_1, PLAN, SEES_CIRCLE_1, territory

C, G = Role.COORDINATOR, Role.GUEST
#: Those convened or expected; a coordinator sees the meeting and is not.
PROPOSE = only(TEAM | CIRCLE_1 | {G}, forbidden=SEES_CIRCLE_1)


def of_row(row):
    """Return what gives the parameters of the address of one row of the circle 1 meeting."""
    return lambda side: {"uuid": side.circle_1.uuid, "pk": getattr(side, row).pk}


def of_attachment(side):
    """Return the parameters of the address of a document."""
    return {"uuid": side.circle_1.uuid, "key": side.attachment.uuid}


def kind_of(place):
    """Return what gives the parameters of the address of a template of a platform or a territory."""
    return lambda side: {**place(side), "kind": "circle_1"}


AGENDAS = [
    Expectation("meetings:agenda_propose", PROPOSE, PROPOSE, of=uuid("circle_1")),
    # One's own alone: for everybody else who may propose there is no such row.
    Expectation("meetings:proposal_withdraw", None, only(Role.CIRCLE_1, forbidden={C}), of=of_row("agenda_proposal")),
    # The link is the right: whoever holds it proposes for its addressee, and sees nothing more.
    Expectation("meetings:propose_link", PUBLIC, PUBLIC, of=lambda side: {"signed": side.propose_link}),
    Expectation("meetings:proposal", MANAGE_CIRCLE_1, MANAGE_CIRCLE_1, of=of_row("agenda_proposal")),
    Expectation("meetings:proposal_accept", None, MANAGE_CIRCLE_1, of=of_row("agenda_proposal")),
    Expectation("meetings:agenda_take_up", None, MANAGE_CIRCLE_1, of=uuid("circle_1")),
    Expectation("meetings:agenda_item_carry", None, MANAGE_CIRCLE_1, of=of_row("item")),
    Expectation("meetings:agenda_run", MANAGE_CIRCLE_1, of=uuid("circle_1")),
    Expectation("meetings:agenda_time", None, MANAGE_CIRCLE_1, of=of_row("item")),
    Expectation("meetings:attachments", MANAGE_CIRCLE_1, MANAGE_CIRCLE_1, of=uuid("circle_1")),
    Expectation("meetings:attachment", only(COVERED_CIRCLE_1, forbidden=SEES_CIRCLE_1), of=of_attachment),
    Expectation("meetings:attachment_remove", None, MANAGE_CIRCLE_1, of=of_attachment),
    Expectation("meetings:agenda_templates", PLAN, of=slug),
    Expectation("meetings:agenda_template_edit", PLAN, PLAN, of=kind_of(slug)),
    Expectation("meetings:agenda_template_reset", None, PLAN, of=kind_of(slug)),
    Expectation("meetings:territory_agenda_templates", ACTORS, of=territory),
    Expectation("meetings:territory_agenda_template_edit", ACTORS, ACTORS, of=kind_of(territory)),
    Expectation("meetings:territory_agenda_template_reset", None, ACTORS, of=kind_of(territory)),
]
