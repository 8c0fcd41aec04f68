"""The answer that working groups, guests, exchanges and meetings of a territory owe to every role (DESIGN §4)."""

from ..policies import NETWORK, TEAM, Role, only
from .base import Expectation, slug, uuid, within_platform
from .meetings import MANAGE_CIRCLE_1, PLAN, territory

C, L = Role.COORDINATOR, Role.LEAD
#: The member of circle 2 who signed belongs to the group, and nobody else of the circles does.
OF_GROUP = {Role.CIRCLE_2, C}


def group_member(side):
    """Return the parameters of the address of somebody of the working group."""
    return {**slug(side), "pk": side.working_group.pk, "member": side.group_member.pk}


def guest(side):
    """Return the parameters of the address of a guest of the circle 1 meeting."""
    return {"uuid": side.circle_1.uuid, "pk": side.guest_invitee.pk}


GROUPS = [
    Expectation("meetings:working_groups", only(NETWORK), of=slug),
    Expectation("meetings:working_group_add", PLAN, PLAN, of=slug),
    Expectation(
        "meetings:working_group",
        only(TEAM, OF_GROUP),
        only(TEAM, forbidden=OF_GROUP),
        of=within_platform("working_group"),
    ),
    Expectation("meetings:working_group_edit", PLAN, PLAN, of=within_platform("working_group")),
    Expectation("meetings:working_group_resume", None, PLAN, of=within_platform("ended_group")),
    Expectation("meetings:group_member_add", PLAN, PLAN, of=within_platform("working_group")),
    Expectation("meetings:group_member_end", PLAN, PLAN, of=group_member),
    Expectation("meetings:group_member_convenor", None, PLAN, of=group_member),
    Expectation("meetings:meeting", only(TEAM, OF_GROUP), of=uuid("group_meeting"), row="working group"),
    Expectation("meetings:guest_invite", MANAGE_CIRCLE_1, MANAGE_CIRCLE_1, of=uuid("circle_1")),
    Expectation("meetings:guest_uninvite", None, MANAGE_CIRCLE_1, of=guest),
    Expectation("meetings:exchange_note", PLAN, PLAN, of=slug),
    # A territory's meetings: called by its coordinator, seen by the leads of its platforms.
    Expectation("meetings:meeting", only({C, L}), of=uuid("territory_meeting"), row="territory"),
    Expectation(
        "meetings:meeting_edit",
        only({C}, forbidden={L}),
        only({C}, forbidden={L}),
        of=uuid("territory_meeting"),
        row="territory",
    ),
    Expectation("meetings:territory_meetings", only(NETWORK), of=territory),
    Expectation(
        "meetings:territory_meeting_add",
        only({C}, forbidden=NETWORK),
        only({C}, forbidden=NETWORK),
        of=territory,
    ),
]
