"""The answer that every address of the meetings owes to every role (DESIGN §4, §5)."""

from ..policies import ANY_ACCOUNT, CIRCLE_1, NETWORK, PUBLIC, TEAM, Role, only
from .base import Expectation, pk, slug, uuid, within_platform
from .directory import MANAGE, delegate

C, G, L = Role.COORDINATOR, Role.GUEST, Role.LEAD

SEES_CIRCLE_1 = TEAM | CIRCLE_1 | {G, C}
SEES_CIRCLE_2 = NETWORK
COVERED_CIRCLE_1 = TEAM | {Role.CIRCLE_1, C}
MANAGE_CIRCLE_1 = only(TEAM, forbidden=SEES_CIRCLE_1)
#: Acts on a draft: nobody else sees it.
MANAGE_DRAFT = only(TEAM)
PLAN = only(TEAM, forbidden=NETWORK)
SEES_HELD = SEES_CIRCLE_1 - {G}
READ_MINUTES = only(COVERED_CIRCLE_1, forbidden=SEES_HELD)
#: The plan of the year is gone through in circle 2 meetings, above the gate.
PLANNED = only(COVERED_CIRCLE_1, Role.CIRCLE_2)
WRITE_MINUTES = only(TEAM, forbidden=SEES_HELD)


def territory(side):
    """Return the parameters of the address of the platform's department."""
    return {"slug": side.department.slug}


def of_held(row):
    """Return what gives the parameters of the address of one row of the held meeting."""
    return lambda side: {"uuid": side.held.uuid, "pk": getattr(side, row).pk}


MEETINGS = [
    Expectation("meetings:my_meetings", ANY_ACCOUNT),
    Expectation("meetings:platform_meetings", only(NETWORK), of=slug),
    Expectation("meetings:platform_calendar", only(NETWORK), of=slug),
    Expectation("meetings:platform_calendar_pdf", only(NETWORK), of=lambda side: {**slug(side), "paper": "a4"}),
    Expectation("meetings:territory_calendar", only(NETWORK), of=territory),
    Expectation("meetings:territory_calendar_pdf", only(NETWORK), of=lambda side: {**territory(side), "paper": "a3"}),
    Expectation("meetings:my_calendar", ANY_ACCOUNT),
    Expectation("meetings:my_calendar_pdf", ANY_ACCOUNT, of=lambda side: {"paper": "a4"}),
    Expectation("meetings:meeting", only(SEES_CIRCLE_1), of=uuid("circle_1"), row="circle_1"),
    Expectation("meetings:meeting", only(SEES_CIRCLE_2), of=uuid("circle_2"), row="circle_2"),
    Expectation("meetings:meeting", MANAGE_DRAFT, of=uuid("draft"), row="draft"),
    Expectation("meetings:meeting", only(TEAM, C), of=uuid("committee"), row="committee"),
    Expectation("meetings:meeting_add", PLAN, PLAN, of=slug),
    Expectation("meetings:meeting_edit", MANAGE_CIRCLE_1, MANAGE_CIRCLE_1, of=uuid("circle_1")),
    Expectation("meetings:meeting_propose", None, MANAGE_DRAFT, of=uuid("draft")),
    Expectation("meetings:meeting_cancel", MANAGE_CIRCLE_1, MANAGE_CIRCLE_1, of=uuid("circle_1")),
    Expectation("meetings:meeting_restore", None, MANAGE_CIRCLE_1, of=uuid("circle_1")),
    Expectation("meetings:meeting_delete", None, MANAGE_DRAFT, of=uuid("draft")),
    Expectation("meetings:convene", MANAGE_CIRCLE_1, MANAGE_CIRCLE_1, of=uuid("circle_1")),
    Expectation(
        "meetings:meeting_answer",
        None,
        only(CIRCLE_1, G, L, forbidden=SEES_CIRCLE_1),
        of=uuid("circle_1"),
        data=lambda side: {"answer": "present"},
    ),
    Expectation(
        "meetings:substitute",
        MANAGE_CIRCLE_1,
        MANAGE_CIRCLE_1,
        of=lambda side: {"uuid": side.circle_1.uuid, "pk": side.invitee.pk},
    ),
    # The form of the directory, which an administrator has too; what is open is listed for the team alone.
    Expectation("meetings:delegate_replace", MANAGE, MANAGE, of=delegate),
    # The link is the right: whoever holds it answers for its addressee, and sees nothing more.
    Expectation("meetings:answer", PUBLIC, PUBLIC, of=lambda side: {"signed": side.answer_link}),
    Expectation("meetings:agenda_edit", MANAGE_CIRCLE_1, MANAGE_CIRCLE_1, of=uuid("circle_1")),
    Expectation("meetings:agenda_template", None, MANAGE_CIRCLE_1, of=uuid("circle_1")),
    Expectation("meetings:agenda_order", None, MANAGE_CIRCLE_1, of=uuid("circle_1")),
    Expectation(
        "meetings:agenda_item",
        MANAGE_CIRCLE_1,
        MANAGE_CIRCLE_1,
        of=lambda side: {"uuid": side.circle_1.uuid, "pk": side.item.pk},
    ),
    Expectation(
        "meetings:agenda_item_remove",
        None,
        MANAGE_CIRCLE_1,
        of=lambda side: {"uuid": side.circle_1.uuid, "pk": side.item.pk},
    ),
    Expectation("meetings:agenda_pdf", only(COVERED_CIRCLE_1, forbidden=SEES_CIRCLE_1), of=uuid("circle_1")),
    Expectation("meetings:attendance", MANAGE_CIRCLE_1, of=uuid("circle_1")),
    Expectation("meetings:attendance_list", MANAGE_CIRCLE_1, of=uuid("circle_1")),
    Expectation("meetings:attendance_sheet", MANAGE_CIRCLE_1, MANAGE_CIRCLE_1, of=uuid("circle_1")),
    Expectation("meetings:attendance_announced", None, MANAGE_CIRCLE_1, of=uuid("circle_1")),
    Expectation("meetings:attendance_undo", None, MANAGE_CIRCLE_1, of=uuid("circle_1")),
    Expectation("meetings:guest_add", None, MANAGE_CIRCLE_1, of=uuid("circle_1")),
    *(
        Expectation(f"meetings:{name}", get, post, of=lambda side: {"uuid": side.circle_1.uuid, "pk": side.invitee.pk})
        for name, get, post in (
            ("attendance_line", MANAGE_CIRCLE_1, None),
            ("presence_note", None, MANAGE_CIRCLE_1),
            ("presence_arrival", None, MANAGE_CIRCLE_1),
            ("presence_substitute", None, MANAGE_CIRCLE_1),
            ("guest_remove", None, MANAGE_CIRCLE_1),
        )
    ),
    Expectation(
        "meetings:organisation_nudge",
        None,
        MANAGE_CIRCLE_1,
        of=lambda side: {"uuid": side.circle_1.uuid, "pk": side.invitee.organisation_id or 0},
    ),
    Expectation("meetings:sign_in_sheet_pdf", MANAGE_CIRCLE_1, of=uuid("circle_1")),
    Expectation("meetings:plan_start", PLAN, PLAN, of=slug),
    *(
        Expectation(f"meetings:{name}", get, post, of=within_platform("plan"))
        for name, get, post in (
            ("plan_preview", PLAN, None),
            ("plan_answers", PLAN, PLAN),
            ("plan_edit", None, PLAN),
            ("plan_host", None, PLAN),
            ("plan_compare", PLAN, None),
            ("plan_accept", None, PLAN),
            ("plan_discard", None, PLAN),
            ("plan_done", PLAN, None),
        )
    ),
    Expectation("meetings:rhythms", PLAN, of=slug),
    Expectation("meetings:rhythm_add", PLAN, PLAN, of=slug),
    Expectation("meetings:rhythm_change", PLAN, PLAN, of=within_platform("rhythm")),
    Expectation("meetings:rhythm_remove", None, PLAN, of=within_platform("rhythm_to_come")),
    # Where the platform meets is the team's to know and to keep.
    Expectation("meetings:venues", PLAN, of=slug),
    Expectation("meetings:venue_add", PLAN, PLAN, of=slug),
    Expectation("meetings:venue_edit", PLAN, PLAN, of=within_platform("venue")),
    *(
        Expectation(f"meetings:venue_{act}", None, PLAN, of=within_platform(row))
        for act, row in (("close", "venue"), ("reopen", "closed_venue"), ("remove", "unused_venue"))
    ),
    # Minutes: the held meeting's are a draft, the closed one's are validated.
    Expectation("meetings:minutes", only(TEAM, forbidden=SEES_HELD), of=uuid("held"), row="draft"),
    Expectation("meetings:minutes", READ_MINUTES, of=uuid("closed"), row="validated"),
    *(
        expectation
        for file_format in ("pdf", "docx", "odt")
        for expectation in (
            Expectation(f"meetings:minutes_{file_format}", READ_MINUTES, of=uuid("closed")),
            Expectation(f"meetings:minutes_shareable_{file_format}", WRITE_MINUTES, of=uuid("closed")),
            Expectation(f"meetings:decisions_{file_format}", only(NETWORK), of=slug),
        )
    ),
    Expectation("meetings:minutes_edit", WRITE_MINUTES, of=uuid("held")),
    *(
        Expectation(f"meetings:{name}", None, WRITE_MINUTES, of=uuid("held"))
        for name in ("minutes_draft", "minutes_validate")
    ),
    *(
        Expectation(f"meetings:{name}", None, WRITE_MINUTES, of=of_held(row))
        for name, row in (
            ("note_save", "held_item"),
            ("situations_save", "held_situations"),
            ("decision_add", "held_item"),
            ("action_add", "held_item"),
            ("decision_change", "decision"),
            ("decision_remove", "decision"),
            ("action_change", "action"),
            ("action_remove", "action"),
        )
    ),
    Expectation("meetings:my_actions", ANY_ACCOUNT),
    # Others see an action in the minutes alone, where nothing is done to it.
    Expectation("meetings:action_state", None, only(TEAM), of=pk("action"), data=lambda side: {"state": "done"}),
    # The page of an action is its team's and its owner's; those of the plan are read above the gate.
    Expectation("meetings:action", only(TEAM), only(TEAM), of=pk("action")),
    Expectation("meetings:action", PLANNED, only(TEAM, forbidden=PLANNED.ok), of=pk("plan_action"), row="planned"),
    # The link is the right: it shows no word of a confidential action.
    Expectation("meetings:action_link", PUBLIC, PUBLIC, of=lambda side: {"signed": side.action_link}),
    # Each reader finds there what they may see: their own, their team's, the plan's above the gate.
    Expectation("meetings:platform_actions", only(NETWORK), of=slug),
    Expectation(
        "meetings:platform_actions_export", None, only(NETWORK), of=lambda side: {**slug(side), "file_format": "csv"}
    ),
    Expectation("meetings:actions_reassign", None, PLAN, of=slug),
    Expectation("meetings:action_plan", only(NETWORK), of=slug),
    Expectation("meetings:action_plan_pdf", only(NETWORK), of=slug),
    Expectation("meetings:action_plan_take_over", None, PLAN, of=slug),
    Expectation("meetings:objective_add", PLAN, PLAN, of=slug),
    Expectation("meetings:objective_edit", PLAN, PLAN, of=within_platform("objective")),
    *(
        Expectation(f"meetings:{name}", None, PLAN, of=within_platform("objective"))
        for name in ("plan_action_add", "plan_action_link", "objective_move", "objective_remove")
    ),
    Expectation("meetings:one_offs", only(NETWORK), of=slug),
    Expectation("meetings:one_off", only(NETWORK), of=within_platform("one_off")),
    Expectation("meetings:one_off_add", PLAN, PLAN, of=slug),
    Expectation("meetings:one_off_edit", PLAN, PLAN, of=within_platform("one_off")),
    Expectation("meetings:one_off_cancel", PLAN, PLAN, of=within_platform("one_off")),
    Expectation("meetings:one_off_restore", None, PLAN, of=within_platform("one_off")),
    Expectation("meetings:one_off_held", None, PLAN, of=within_platform("one_off")),
    # Who knows whom: read like who takes part and the meetings, written by the team.
    Expectation("meetings:encounters", only(NETWORK), of=slug),
    Expectation("meetings:encounter_add", PLAN, PLAN, of=slug),
    Expectation("meetings:encounter_edit", PLAN, PLAN, of=within_platform("encounter")),
    Expectation("meetings:encounter_remove", None, PLAN, of=within_platform("encounter")),
    Expectation(
        "meetings:agenda_floor",
        None,
        only(TEAM, forbidden=SEES_CIRCLE_2),
        of=uuid("circle_2"),
        data=lambda side: {"organisation": side.organisation.pk},
    ),
    Expectation("meetings:feeds", ANY_ACCOUNT, ANY_ACCOUNT),
    Expectation("meetings:feed_revoke", None, only(Role.CIRCLE_1), of=pk("feed")),
    Expectation("meetings:feed_subscribe", PUBLIC, PUBLIC, of=lambda side: {"signed": side.subscribe_link}),
    # The token is the right; what it shows follows the rights of its person.
    Expectation("meetings:feed", PUBLIC, of=lambda side: {"token": side.feed_token}, notes_use=True),
]
