"""Between planning a meeting and holding it: the team prepares, others do not see it done."""

from ..policies import ANY_ACCOUNT, PUBLIC
from .base import Expectation, slug, uuid
from .directory import ACTORS
from .meetings import MANAGE_CIRCLE_1, PLAN, territory


def of_kind(parameters):
    """Return what gives the parameters of the address of one kind of meetings."""
    return lambda side: {**parameters(side), "kind": "circle_1"}


PREPARATION = [
    Expectation("meetings:delays", PLAN, of=slug),
    Expectation("meetings:delays_edit", PLAN, PLAN, of=of_kind(slug)),
    Expectation("meetings:territory_delays", ACTORS, of=territory),
    Expectation("meetings:territory_delays_edit", ACTORS, ACTORS, of=of_kind(territory)),
    Expectation("meetings:call_for_items", MANAGE_CIRCLE_1, MANAGE_CIRCLE_1, of=uuid("circle_1")),
    Expectation("meetings:meeting_postpone", MANAGE_CIRCLE_1, MANAGE_CIRCLE_1, of=uuid("circle_1")),
    *(
        Expectation(f"meetings:{name}", None, MANAGE_CIRCLE_1, of=uuid("circle_1"))
        for name in ("change_tell", "change_keep_silent", "remind", "invite_missing")
    ),
    Expectation("meetings:meeting_news", ANY_ACCOUNT, ANY_ACCOUNT),
    # The link is the right, as that of the subscription is.
    Expectation("meetings:meeting_news_link", PUBLIC, PUBLIC, of=lambda side: {"signed": side.subscribe_link}),
]
