"""When the people of a platform are taken elsewhere: their time, and the subject for those alone who may see it."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from portal.directory.enums import Circle, DelegateKind, ParticipationStatus
from portal.directory.models import Participation
from portal.meetings.enums import Answer, MeetingKind, MeetingStatus
from portal.meetings.models import WorkingGroup
from portal.meetings.scheduling import PlanKey
from portal.meetings.scheduling.outputs import Conflict
from portal.meetings.services.commitments import (
    ConflictWords,
    commitments_of,
    describe_conflicts,
    expected_people,
    network_of,
)
from portal.meetings.services.planning_inputs import plan_request
from tests.factories import (
    make_assistant,
    make_coordinator,
    make_invitee,
    make_lead,
    make_meeting,
    make_member,
    make_organisation,
    make_person,
    make_platform,
    make_territory,
)

from .builders import make_answers

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
START, END = dt.date(2026, 9, 1), dt.date(2027, 7, 15)
TUESDAY = dt.datetime(2026, 10, 6, 9, 30, tzinfo=PARIS)


def times(platform, person, **changes):
    """Return when ``person`` is taken, as ``platform`` is told."""
    found = commitments_of(platform, [person.pk], START, END, **changes)
    assert all(commitment.person == str(person.pk) for commitment in found)
    return [commitment.start for commitment in found]


def conflict_with(meeting, person) -> Conflict:
    begins = meeting.starts_at.astimezone(PARIS).replace(tzinfo=None)
    return Conflict(str(person.pk), begins, begins + meeting.duration, str(meeting.uuid))


def test_a_delegate_is_taken_by_the_circle_meeting_of_another_platform():
    here, there = make_platform(), make_platform()
    person = make_member(here)
    make_member(there, person=person, organisation=person.organisation)
    meeting = make_meeting(there, starts_at=TUESDAY)
    found = commitments_of(here, [person.pk], START, END)
    assert [(c.person, c.start, c.end, c.reference) for c in found] == [
        (str(person.pk), dt.datetime(2026, 10, 6, 9, 30), dt.datetime(2026, 10, 6, 11, 30), str(meeting.uuid))
    ]


def test_hours_are_those_of_the_platform_that_plans():
    reunion, paris = make_platform(timezone="Indian/Reunion"), make_platform()
    lead = make_lead(reunion)
    make_lead(paris, person=lead)
    make_meeting(paris, starts_at=TUESDAY)
    assert times(reunion, lead) == [dt.datetime(2026, 10, 6, 11, 30)]


def test_circle_2_takes_both_circles_and_circle_1_its_own():
    here, there = make_platform(), make_platform()
    first, second = make_member(there), make_member(there, Circle.SECOND)
    make_meeting(there, starts_at=TUESDAY)
    make_meeting(there, kind=MeetingKind.CIRCLE_2, starts_at=TUESDAY + dt.timedelta(days=1))
    assert [moment.day for moment in times(here, first)] == [6, 7]
    assert [moment.day for moment in times(here, second)] == [7]


@pytest.mark.parametrize("status", [MeetingStatus.DRAFT, MeetingStatus.CANCELLED])
def test_drafts_and_cancelled_meetings_take_nobody(status):
    here, there = make_platform(), make_platform()
    lead = make_lead(there)
    make_invitee(make_meeting(there, starts_at=TUESDAY, status=status), lead)
    assert times(here, lead) == []


def test_who_is_excused_is_free_and_a_guest_is_taken():
    here, there = make_platform(), make_platform()
    excused, guest = make_member(there), make_person()
    meeting = make_meeting(there, starts_at=TUESDAY, status=MeetingStatus.CONVENED)
    make_invitee(meeting, excused, answer=Answer.EXCUSED)
    make_invitee(meeting, guest)
    assert (len(times(here, excused)), len(times(here, guest))) == (0, 1)


def test_ended_and_later_delegations_take_nobody():
    here, there = make_platform(), make_platform()
    left = make_member(there, until=TUESDAY.date())
    comes = make_member(there, since=TUESDAY.date() + dt.timedelta(days=1))
    stays = make_member(there, until=TUESDAY.date() + dt.timedelta(days=1))
    make_meeting(there, starts_at=TUESDAY)
    assert [len(times(here, person)) for person in (left, comes, stays)] == [0, 0, 1]


def test_a_participation_that_is_not_agreed_or_has_ended_takes_nobody():
    here, there = make_platform(), make_platform()
    asked = make_member(there, status=ParticipationStatus.APPROACHED)
    gone = make_member(there)
    Participation.objects.filter(delegates__person=gone).update(until=TUESDAY.date())
    make_meeting(there, starts_at=TUESDAY)
    assert [len(times(here, person)) for person in (asked, gone)] == [0, 0]


def test_a_substitute_is_taken_only_where_nobody_fixed_goes():
    here, there = make_platform(), make_platform()
    fixed = make_member(there)
    beside = make_member(there, organisation=fixed.organisation, kind=DelegateKind.SUBSTITUTE)
    alone = make_member(there, kind=DelegateKind.SUBSTITUTE)
    make_meeting(there, starts_at=TUESDAY)
    assert [len(times(here, person)) for person in (fixed, beside, alone)] == [1, 0, 1]


def test_the_leads_meeting_of_a_territory_takes_leads_and_coordinators():
    department = make_territory()
    here, elsewhere = make_platform(territory=department), make_platform()
    lead, assistant, other = make_lead(here), make_assistant(here), make_lead(elsewhere)
    coordinator = make_coordinator(department)
    make_meeting(territory=department, kind=MeetingKind.LEADS, starts_at=TUESDAY)
    make_meeting(territory=department, kind=MeetingKind.STEERING_COMMITTEE, starts_at=TUESDAY)
    assert [len(times(here, person)) for person in (lead, coordinator, assistant, other)] == [1, 1, 0, 0]


def test_what_the_planner_is_about_to_write_takes_nobody_and_other_meetings_do():
    here = make_platform()
    lead = make_lead(here)
    group = WorkingGroup.objects.create(platform=here, name="Mobilité")
    make_meeting(here, starts_at=TUESDAY, plan_key="circle-1:202641")
    grouped = {"kind": MeetingKind.WORKING_GROUP, "working_group": group, "plan_key": f"group-{group.pk}:202642"}
    make_meeting(here, starts_at=TUESDAY + dt.timedelta(days=7), **grouped)
    make_meeting(here, kind=MeetingKind.PLENARY, starts_at=TUESDAY + dt.timedelta(days=14))
    assert [moment.day for moment in times(here, lead)] == [20]
    assert [moment.day for moment in times(here, lead, rhythms=["circle-1", "circle-2"])] == [13, 20]


def test_the_key_of_one_group_does_not_stand_for_another_that_begins_alike():
    here = make_platform()
    lead = make_lead(here)
    make_meeting(here, kind=MeetingKind.WORKING_GROUP, starts_at=TUESDAY, plan_key="group-12:202641")
    assert len(times(here, lead, rhythms=["group-1"])) == 1


def test_the_same_keys_elsewhere_are_other_meetings():
    here, there = make_platform(), make_platform()
    lead = make_lead(here)
    make_lead(there, person=lead)
    make_meeting(there, starts_at=TUESDAY, plan_key="circle-1:202641")
    assert len(times(here, lead, rhythms=["circle-1"])) == 1


@pytest.mark.parametrize("size", [5, 50])
def test_the_number_of_queries_follows_neither_people_nor_meetings(size, count_queries):
    here, there = make_platform(), make_platform()
    people = [make_member(here) for _number in range(size)]
    for number, person in enumerate(people):
        make_member(there, person=person, organisation=person.organisation)
        meeting = make_meeting(there, starts_at=TUESDAY + dt.timedelta(days=number))
        make_invitee(meeting, person)
    lead = make_lead(here)
    asked = [*(person.pk for person in people), lead.pk]
    assert count_queries(lambda: commitments_of(here, asked, START, END)) == 6
    found = commitments_of(here, asked, START, END)
    assert len(found) == size * size
    conflicts = [Conflict(c.person, c.start, c.end, c.reference) for c in found]

    def tell():
        words = ConflictWords(here, lead, conflicts)
        return [words.sentences([conflict]) for conflict in conflicts]

    assert count_queries(tell) == 8
    assert len(tell()) == size * size


def test_nobody_means_no_query(count_queries):
    platform = make_platform()
    assert commitments_of(platform, [], START, END) == ()
    assert count_queries(lambda: commitments_of(platform, [], START, END)) == 0


def test_expected_are_the_delegates_of_the_circle_and_the_team():
    platform = make_platform()
    lead, first, second = make_lead(platform), make_member(platform), make_member(platform, Circle.SECOND)
    make_member(platform, until=dt.date(2026, 1, 1))
    group = WorkingGroup.objects.create(platform=platform, name="Mobilité")
    on = dt.date(2026, 10, 6)
    assert set(expected_people(platform, circle="1", on=on)) == {lead.pk, first.pk}
    assert set(expected_people(platform, circle="2", on=on)) == {lead.pk, first.pk, second.pk}
    assert set(expected_people(platform, group=group.pk, on=on)) == {lead.pk}
    found = expected_people(platform, circle="1", on=on)
    assert found[lead.pk].is_lead and not found[first.pk].is_lead
    assert found[first.pk].organisation == str(first.organisation)


def test_a_lead_who_also_represents_a_member_is_one_person():
    platform = make_platform()
    person = make_member(platform)
    make_lead(platform, person=person)
    found = network_of(platform, START, END).expected("1")[person.pk]
    assert (found.is_lead, found.organisation) == (True, str(person.organisation))


def test_the_request_holds_people_leads_and_commitments():
    here, there = make_platform(), make_platform()
    lead, member = make_lead(here), make_member(here, Circle.SECOND)
    make_lead(there, person=lead)
    make_meeting(there, starts_at=TUESDAY)
    request = plan_request(here, make_answers())
    first, second = request.rhythms
    assert (first.people, second.people) == ({str(lead.pk)}, {str(lead.pk), str(member.pk)})
    assert first.required == second.required == {str(lead.pk)}
    assert [commitment.person for commitment in request.commitments] == [str(lead.pk)]


def test_who_has_left_is_in_nobody_s_way():
    here, there = make_platform(), make_platform()
    lead = make_lead(here, until=dt.date(2026, 10, 1))
    make_lead(there, person=lead)
    make_meeting(there, starts_at=TUESDAY)
    make_meeting(there, starts_at=TUESDAY - dt.timedelta(days=14))
    assert [c.start.date() for c in plan_request(here, make_answers()).commitments] == [dt.date(2026, 9, 22)]


@pytest.mark.parametrize("size", [2, 20])
def test_the_request_of_a_larger_network_costs_no_more_queries(size, count_queries):
    here, there = make_platform(), make_platform()
    for number in range(size):
        person = make_member(here)
        make_member(there, person=person, organisation=person.organisation)
        make_meeting(there, starts_at=TUESDAY + dt.timedelta(days=number))
    answers = make_answers()
    assert count_queries(lambda: plan_request(here, answers)) == 10


def test_d06_the_other_meeting_is_named_to_those_alone_who_may_see_it():
    here, there = make_platform(), make_platform(name="Canari-du-Nord")
    organisation = make_organisation(name="PJJ")
    delegate = make_member(here, organisation=organisation)
    make_member(there, person=delegate, organisation=organisation)
    meeting = make_meeting(there, starts_at=TUESDAY, title="Canari du titre")
    conflicts = [conflict_with(meeting, delegate)]
    lead, both = make_lead(here), make_lead(here)
    make_lead(there, person=both)
    assert describe_conflicts(conflicts, platform=here, viewer=lead) == [
        "PJJ : le représentant est déjà pris à cette heure"
    ]
    assert describe_conflicts(conflicts, platform=here, viewer=both) == [
        "PJJ : le représentant est déjà pris à cette heure (Réunion du cercle 1, Canari-du-Nord)"
    ]


def test_d04_a_confidential_title_is_never_said_even_to_those_who_see_the_meeting():
    here, there = make_platform(), make_platform()
    lead = make_lead(here)
    make_lead(there, person=lead)
    meeting = make_meeting(there, starts_at=TUESDAY, title="Canari du titre")
    text = " ".join(describe_conflicts([conflict_with(meeting, lead)], platform=here, viewer=lead))
    assert str(lead) in text and str(there) in text and "Canari" not in text


def test_equal_sentences_are_said_once_and_several_representatives_are_told_apart():
    here, there = make_platform(), make_platform()
    organisation = make_organisation(name="PJJ")
    one, two = (make_member(here, organisation=organisation) for _number in range(2))
    meeting = make_meeting(there, starts_at=TUESDAY)
    conflicts = [conflict_with(meeting, person) for person in (one, two)]
    assert describe_conflicts(conflicts, platform=here, viewer=make_lead(here)) == [
        "PJJ : l’un des représentants est déjà pris à cette heure"
    ]


@pytest.mark.parametrize("reference", ["", "circle-1:202641", "../../etc", "0" * 40, "\x00"])
def test_a_reference_that_is_no_meeting_is_simply_not_named(reference):
    platform = make_platform()
    lead = make_lead(platform)
    conflict = Conflict(str(lead.pk), dt.datetime(2026, 10, 6, 9), dt.datetime(2026, 10, 6, 10), reference)
    assert describe_conflicts([conflict], platform=platform, viewer=lead) == [f"{lead} n’est pas libre à cette heure"]


def test_a_meeting_of_the_plan_itself_is_named():
    platform = make_platform()
    lead = make_lead(platform)
    at = (dt.datetime(2026, 10, 6, 9), dt.datetime(2026, 10, 6, 10))
    conflicts = [Conflict(str(lead.pk), *at, key=PlanKey(rhythm, 202641)) for rhythm in ("circle-2", "group-7")]
    assert describe_conflicts(conflicts, platform=platform, viewer=lead) == [
        f"{lead} n’est pas libre à cette heure (cercle 2, dans ce calendrier)",
        f"{lead} n’est pas libre à cette heure (groupe de travail, dans ce calendrier)",
    ]
