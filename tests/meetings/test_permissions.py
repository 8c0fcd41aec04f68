"""Who may what with meetings: the rows of DESIGN §4, role by role."""

import pytest
import rules

from portal.directory.enums import Circle
from portal.meetings.enums import MeetingKind, MeetingStatus, MinutesState
from portal.meetings.models import ActionItem, Minutes
from portal.meetings.permissions import DetailsGate, readers_of_details
from tests.factories import (
    make_administrator,
    make_assistant,
    make_coordinator,
    make_invitee,
    make_lead,
    make_meeting,
    make_member,
    make_officer,
    make_person,
    make_platform,
    make_territory,
)
from tests.factories.charters import publish_charter, sign_charter

pytestmark = pytest.mark.django_db

PERMISSIONS = ("manage", "view_details", "answer", "read_minutes")


def roles_of(platform, territory):
    signed, unsigned = make_member(platform), make_member(platform)
    sign_charter(signed, platform)
    return {
        "lead": make_lead(platform),
        "assistant": make_assistant(platform),
        "officer": make_officer(platform),
        "circle 1, signed": signed,
        "circle 1, unsigned": unsigned,
        "circle 2, unsigned": make_member(platform, Circle.SECOND),
        "former lead": make_lead(platform, until="2024-01-01"),
        "coordinator, unsigned": make_coordinator(territory),
        "lead elsewhere": make_lead(make_platform()),
        "no role": make_person(),
        "administrator": make_administrator(),
    }


@pytest.fixture
def place(db):
    territory = make_territory()
    platform = make_platform(territory=territory)
    publish_charter(platform)
    return platform, roles_of(platform, territory)


def granted(person, meeting):
    viewers = [person] if person.user is None else [person, person.user]
    answers = [
        {name for name in PERMISSIONS if rules.has_perm(f"meetings.{name}", viewer, meeting)} for viewer in viewers
    ]
    assert all(answer == answers[0] for answer in answers)
    return answers[0]


def test_rights_on_a_circle_1_meeting_behind_the_charter(place):
    platform, roles = place
    meeting = make_meeting(platform, status=MeetingStatus.HELD)
    Minutes.objects.create(meeting=meeting, state=MinutesState.VALIDATED)
    team = {"manage", "view_details", "read_minutes"}
    assert {name: granted(person, meeting) for name, person in roles.items()} == {
        "lead": team,
        "assistant": team,
        "officer": team,
        "circle 1, signed": {"view_details", "read_minutes"},
        "circle 1, unsigned": set(),
        "circle 2, unsigned": set(),
        "former lead": set(),
        "coordinator, unsigned": set(),
        "lead elsewhere": set(),
        "no role": set(),
        "administrator": set(),
    }


def test_circle_2_member_covered_reads_circle_2_meetings_only(place):
    platform, _roles = place
    member = make_member(platform, Circle.SECOND)
    sign_charter(member, platform)
    circle_1, circle_2 = make_meeting(platform), make_meeting(platform, kind=MeetingKind.CIRCLE_2)
    assert (granted(member, circle_1), granted(member, circle_2)) == (set(), {"view_details"})


def test_committee_is_open_to_those_invited_without_charter(place):
    platform, roles = place
    meeting = make_meeting(platform, kind=MeetingKind.STEERING_COMMITTEE, confidential=False)
    guest = make_person()
    make_invitee(meeting, guest)
    assert granted(guest, meeting) == {"view_details", "answer"}
    assert granted(roles["circle 2, unsigned"], meeting) == set()


def test_guest_of_one_meeting_answers_and_passes_the_gate_by_signing(place):
    platform, _roles = place
    meeting = make_meeting(platform, kind=MeetingKind.CIRCLE_2)
    guest = make_person()
    make_invitee(meeting, guest)
    assert granted(guest, meeting) == {"answer"}
    sign_charter(guest, platform)
    assert granted(guest, meeting) == {"answer", "view_details"}


def test_minutes_open_step_by_step(place):
    platform, roles = place
    reader = roles["circle 1, signed"]
    invited = make_member(platform)
    sign_charter(invited, platform)
    meeting = make_meeting(platform, status=MeetingStatus.HELD)
    make_invitee(meeting, invited)
    minutes = Minutes.objects.create(meeting=meeting)

    def readers():
        meeting.refresh_from_db()
        people = {"lead": roles["lead"], "invited": invited, "member": reader}
        return {name for name, person in people.items() if rules.has_perm("meetings.read_minutes", person, meeting)}

    seen = []
    for state in MinutesState:
        minutes.state = state
        minutes.save()
        seen.append(readers())
    assert seen == [{"lead"}, {"lead", "invited"}, {"lead", "invited", "member"}]


def test_territory_meeting_is_managed_by_its_coordinators():
    territory = make_territory()
    meeting = make_meeting(territory=territory, kind=MeetingKind.LEADS)
    coordinator = make_coordinator(territory)
    lead = make_lead(make_platform(territory=territory))
    assert ("manage" in granted(coordinator, meeting), "manage" in granted(lead, meeting)) == (True, False)


def test_action_is_edited_by_its_owner_and_the_team(place):
    platform, roles = place
    owner = roles["circle 2, unsigned"]
    action = ActionItem.objects.create(platform=platform, text="Relancer", owner=owner)
    allowed = {name for name, person in roles.items() if rules.has_perm("meetings.edit_action", person, action)}
    assert allowed == {"lead", "assistant", "officer", "circle 2, unsigned"}


def test_gate_of_lists_agrees_with_the_permission(place):
    platform, roles = place
    meetings = [make_meeting(platform), make_meeting(platform, kind=MeetingKind.STEERING_COMMITTEE, confidential=False)]
    for person in roles.values():
        gate = DetailsGate(person)
        visible = type(meetings[0]).objects.visible_to(person)
        assert [gate.opens(meeting) for meeting in visible] == [
            rules.has_perm("meetings.view_details", person, meeting) for meeting in visible
        ]


def test_gate_of_mails_agrees_with_the_permission(place):
    platform, roles = place
    meeting = make_meeting(platform)
    guest = make_person()
    make_invitee(meeting, guest)
    sign_charter(guest, platform)
    people = [roles["lead"], roles["circle 1, signed"], roles["circle 1, unsigned"], guest]
    assert readers_of_details(meeting, people) == {roles["lead"].pk, roles["circle 1, signed"].pk, guest.pk}


def test_gate_of_lists_costs_the_same_for_one_and_three(django_assert_num_queries, place):
    platform, roles = place
    make_meeting(platform)
    gate = DetailsGate(roles["circle 1, signed"])
    meetings = [make_meeting(platform) for _index in range(3)]
    with django_assert_num_queries(0):
        assert [gate.opens(meeting) for meeting in meetings] == [True, True, True]
