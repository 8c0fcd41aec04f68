"""Rhythms that change from a day on, and the working groups that have one."""

import datetime as dt
from dataclasses import replace

import pytest
from wagtail.models import ModelLogEntry

from portal.core.errors import DomainError
from portal.directory.services.checks import StaleSave, version_of
from portal.meetings.display.rhythms import sentence_of
from portal.meetings.enums import MeetingKind, MeetingStatus
from portal.meetings.models import Meeting, Rhythm, WorkingGroup
from portal.meetings.planning_answers import PlaceAnswer, PlanAnswers, RhythmAnswer
from portal.meetings.scheduling import EveryWeeks, NthWeekday
from portal.meetings.scheduling.inputs import Alternative
from portal.meetings.services.planning_inputs import starting_answers
from portal.meetings.services.planning_preview import Change, preview
from portal.meetings.services.rhythms import MAX_PHASES, change_rhythm, remove_phase
from portal.meetings.services.working_groups import (
    GROUP_FIELDS,
    GroupFacts,
    change_group,
    create_group,
    end_group,
    resume_group,
)
from tests.factories import make_lead, make_meeting, make_platform, make_venue

from .builders import BY, THURSDAY, TUESDAY, accept, circle, make_answers, make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SEPTEMBER, JANUARY, MARCH = dt.date(2026, 9, 1), dt.date(2027, 1, 4), dt.date(2027, 3, 1)
AFTERNOON = dt.time(14, 0)


def group_answer(group, **changes) -> RhythmAnswer:
    answer = RhythmAnswer("", 4, dt.time(10), 90, EveryWeeks(4), group=group.pk)
    return replace(answer, **changes)


def make_group(platform, name="Mobilité") -> WorkingGroup:
    return create_group(platform, GroupFacts(name=name), by=BY)


def two_phases(**changes) -> tuple[RhythmAnswer, ...]:
    return (
        circle("1", until=JANUARY),
        circle("1", weekday=THURSDAY, time=AFTERNOON, since=JANUARY, **changes),
    )


def periods(platform, **who):
    return [(row.weekday, row.since, row.until) for row in platform.rhythms.filter(**who).order_by("since", "pk")]


def plan_again(platform, **changes):
    answers = replace(starting_answers(platform, 2026), campaigns=make_answers().campaigns, **changes)
    return make_draft(platform, **{name: getattr(answers, name) for name in ("rhythms", "place")})


# Answers


def test_phases_groups_and_other_days_come_back_from_json():
    answers = make_answers(
        rhythms=(
            *two_phases(alternatives=(Alternative(3, dt.time(14, 0)), Alternative(0)), tolerance_days=0),
            circle("2"),
            RhythmAnswer("", 4, dt.time(10), 90, None, NthWeekday(5), group=7),
        ),
        place=PlaceAnswer(venue=3, rotates=True),
    )
    assert PlanAnswers.from_json(answers.to_json(), start=answers.start, end=answers.end) == answers
    assert answers.keys == ("circle-1", "circle-2", "group-7")


def test_a_draft_kept_before_phases_existed_still_loads():
    data = {
        "campaigns": [],
        "circles": [
            {
                "circle": "2",
                "weekday": 1,
                "time": "09:30",
                "duration": 120,
                "in_campaign": {"weeks": 6},
                "outside": None,
                "anchor": None,
            }
        ],
        "place": {"venue": 4, "site": None, "host": None, "name": "", "address": "", "postcode": "", "town": ""},
    }
    answers = PlanAnswers.from_json(data, start=SEPTEMBER, end=MARCH)
    assert answers.rhythms == (circle("2"),)
    assert (answers.rhythms[0].tolerance_days, answers.place.rotates) == (16, False)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (circle("1"), "Toutes les 2 semaines le mardi à 9 h 30 pendant les campagnes ; aucune réunion en dehors"),
        (
            circle("1", in_campaign=EveryWeeks(1), outside=NthWeekday(5)),
            "Chaque semaine le mardi à 9 h 30 pendant les campagnes ; le dernier mardi du mois en dehors",
        ),
        (
            circle("1", in_campaign=NthWeekday(1), outside=NthWeekday(1)),
            "Le premier mardi du mois à 9 h 30, toute l’année",
        ),
        (
            circle("1", in_campaign=None, outside=EveryWeeks(4)),
            "Toutes les 4 semaines le mardi à 9 h 30 en dehors des campagnes ; aucune réunion pendant celles-ci",
        ),
        (circle("1", in_campaign=None), "Aucune réunion"),
    ],
)
def test_a_rhythm_is_one_sentence(answer, sentence):
    assert " ".join(sentence_of(answer).split()) == " ".join(sentence.split())


# Accepting


def test_accepting_writes_one_row_a_phase():
    platform = make_platform()
    accept(make_draft(platform, rhythms=(*two_phases(), circle("2"))))
    assert periods(platform, circle="1") == [(TUESDAY, SEPTEMBER, JANUARY), (THURSDAY, JANUARY, None)]
    assert periods(platform, circle="2") == [(TUESDAY, SEPTEMBER, None)]
    days = {meeting.rhythm.weekday for meeting in platform.meetings.filter(circle="1", starts_at__date__lt=JANUARY)}
    later = platform.meetings.filter(circle="1", starts_at__date__gte=JANUARY)
    assert (days, {meeting.rhythm.weekday for meeting in later}) == ({TUESDAY}, {THURSDAY})
    assert later.exists()


def test_accepting_the_same_phases_again_changes_nothing():
    platform = make_platform()
    draft = make_draft(platform, rhythms=(*two_phases(), circle("2")))
    accept(draft)
    before = periods(platform)
    again = plan_again(platform)
    assert {row.change for row in preview(again).rows if row.is_held} == {Change.SAME}
    accept(again)
    assert periods(platform) == before


def test_planning_again_in_mid_year_gives_the_dates_that_were_planned(clock):
    platform = make_platform()
    accept(make_draft(platform))
    clock(dt.datetime(2026, 11, 4, 8, tzinfo=dt.UTC))
    accept(make_draft(platform, rhythms=(circle("1", weekday=THURSDAY), circle("2"))))
    clock(dt.datetime(2026, 11, 9, 8, tzinfo=dt.UTC))
    changes = {row.change for row in preview(plan_again(platform)).rows if row.is_held and not row.stays}
    assert changes == {Change.SAME}


def test_a_change_of_the_rhythm_is_what_the_next_plan_starts_from():
    platform = make_platform()
    accept(make_draft(platform))
    change_rhythm(platform, circle("1", weekday=THURSDAY), since=JANUARY, by=BY)
    first, second = starting_answers(platform, 2026).phases("circle-1")
    assert (first.since, first.until, first.weekday) == (None, JANUARY, TUESDAY)
    assert (second.since, second.until, second.weekday) == (JANUARY, None, THURSDAY)


def test_going_back_to_one_phase_ends_what_was_to_come():
    platform = make_platform()
    accept(make_draft(platform, rhythms=(*two_phases(), circle("2"))))
    accept(make_draft(platform))
    held = [(weekday, since, until) for weekday, since, until in periods(platform, circle="1") if until != since]
    assert held == [(TUESDAY, SEPTEMBER, None)]


def test_a_working_group_is_planned_beside_the_circles():
    platform = make_platform()
    group = make_group(platform, "Refus scolaire 🎒")
    accept(make_draft(platform, rhythms=(circle("1"), circle("2"), group_answer(group))))
    meetings = platform.meetings.filter(working_group=group)
    assert meetings
    for meeting in meetings:
        assert (meeting.kind, meeting.title, meeting.circle) == (MeetingKind.WORKING_GROUP, "Refus scolaire 🎒", "")
        assert meeting.confidential and meeting.plan_key.startswith(f"group-{group.pk}:")
        assert meeting.rhythm.working_group == group
    assert platform.rhythms.get(working_group=group).circle == ""


def test_planning_again_keeps_the_group_s_meetings_that_people_touched():
    platform = make_platform()
    group = make_group(platform)
    accept(make_draft(platform, rhythms=(circle("1"), circle("2"), group_answer(group))))
    touched = platform.meetings.filter(working_group=group).order_by("starts_at").first()
    Meeting.objects.filter(pk=touched.pk).update(
        title="Séance avec la mairie", modified_at=dt.datetime(2026, 8, 26, tzinfo=dt.UTC)
    )
    accept(make_draft(platform, rhythms=(circle("1"), circle("2"), group_answer(group, weekday=0))))
    touched.refresh_from_db()
    assert (touched.title, touched.status) == ("Séance avec la mairie", MeetingStatus.PROPOSED)
    others = platform.meetings.filter(working_group=group).exclude(pk=touched.pk)
    assert {meeting.starts_at.weekday() for meeting in others.filter(status=MeetingStatus.PROPOSED)} == {0}


def test_a_plan_without_the_group_leaves_its_meetings_alone():
    platform = make_platform()
    group = make_group(platform)
    accept(make_draft(platform, rhythms=(circle("1"), circle("2"), group_answer(group))))
    before = set(platform.meetings.filter(working_group=group).values_list("pk", "status"))
    accept(make_draft(platform))
    assert set(platform.meetings.filter(working_group=group).values_list("pk", "status")) == before


def test_a_group_that_ended_since_refuses_the_plan_whole():
    platform = make_platform()
    group = make_group(platform)
    draft = make_draft(platform, rhythms=(circle("1"), circle("2"), group_answer(group)))
    end_group(group, on=dt.date(2026, 8, 25), by=BY)
    with pytest.raises(DomainError) as refused:
        accept(draft)
    assert refused.value.code == "group"
    assert not platform.meetings.exists() and not platform.rhythms.exists()


def test_d03_a_group_of_another_platform_cannot_be_planned():
    other = make_group(make_platform())
    with pytest.raises(DomainError) as refused:
        make_draft(make_platform(), rhythms=(circle("1"), circle("2"), group_answer(other)))
    assert refused.value.code == "group"


def test_turns_of_hosts_are_kept_with_the_place_of_last_resort():
    platform = make_platform()
    venue = make_venue(platform)
    accept(make_draft(platform, place=PlaceAnswer(venue=venue.pk, rotates=True)))
    assert set(platform.rhythms.values_list("venue", "rotates")) == {(venue.pk, True)}
    assert starting_answers(platform, 2026).place == PlaceAnswer(venue=venue.pk, rotates=True)


# Changing from a day on


def test_a_change_closes_what_holds_and_opens_what_follows():
    platform = make_platform()
    accept(make_draft(platform))
    row = change_rhythm(platform, circle("1", weekday=THURSDAY), since=JANUARY, by=BY)
    assert periods(platform, circle="1") == [(TUESDAY, SEPTEMBER, JANUARY), (THURSDAY, JANUARY, None)]
    assert row.venue is None


def test_a_change_before_one_to_come_holds_up_to_that_one():
    platform = make_platform()
    accept(make_draft(platform))
    change_rhythm(platform, circle("1", weekday=THURSDAY), since=MARCH, by=BY)
    change_rhythm(platform, circle("1", weekday=0), since=JANUARY, by=BY)
    assert periods(platform, circle="1") == [
        (TUESDAY, SEPTEMBER, JANUARY),
        (0, JANUARY, MARCH),
        (THURSDAY, MARCH, None),
    ]


def test_a_change_on_the_day_of_another_replaces_it():
    platform = make_platform()
    accept(make_draft(platform))
    change_rhythm(platform, circle("1", weekday=THURSDAY), since=JANUARY, by=BY)
    change_rhythm(platform, circle("1", weekday=0), since=JANUARY, by=BY)
    assert periods(platform, circle="1") == [(TUESDAY, SEPTEMBER, JANUARY), (0, JANUARY, None)]


def test_a_change_keeps_the_place_and_is_logged():
    platform = make_platform()
    venue = make_venue(platform)
    accept(make_draft(platform, place=PlaceAnswer(venue=venue.pk, rotates=True)))
    row = change_rhythm(platform, circle("1", weekday=THURSDAY), since=JANUARY, by=BY)
    assert (row.venue, row.rotates) == (venue, True)
    entry = ModelLogEntry.objects.get(action="portal.rhythm_changed")
    assert (entry.object_id, entry.data["since"]) == (str(row.pk), "2027-01-04")


@pytest.mark.parametrize(
    ("answer", "since", "code", "field"),
    [
        (circle("1", weekday=THURSDAY), dt.date(2026, 8, 24), "past", "since"),
        (circle("1", weekday=THURSDAY), dt.date(2035, 1, 1), "far", "since"),
        (circle("1"), JANUARY, "same", None),
        (circle("1", weekday=9), JANUARY, "rhythm_weekday", None),
        (circle("1", in_campaign=EveryWeeks(0)), JANUARY, "rhythm_weeks", None),
        (circle("1", in_campaign=NthWeekday(6)), JANUARY, "rhythm_nth", None),
        (circle("1", tolerance_days=500), JANUARY, "rhythm_tolerance", None),
        (circle("1", since=MARCH, until=JANUARY), JANUARY, "rhythm_ends_before_start", None),
        (circle("1", alternatives=(Alternative(3), Alternative(3))), JANUARY, "alternatives", "alternative_0_weekday"),
        (circle("1", alternatives=tuple(map(Alternative, range(4)))), JANUARY, "alternatives", "alternative_0_weekday"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(answer, since, code, field):
    platform = make_platform()
    accept(make_draft(platform))
    before = periods(platform)
    with pytest.raises(DomainError) as refused:
        change_rhythm(platform, answer, since=since, by=BY)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert periods(platform) == before


def test_a_ninth_change_to_come_is_refused(clock):
    platform = make_platform()
    accept(make_draft(platform))
    clock(dt.datetime(2026, 9, 2, 8, tzinfo=dt.UTC))
    for number in range(MAX_PHASES):
        day = JANUARY + dt.timedelta(weeks=number)
        change_rhythm(platform, circle("1", duration_minutes=60 + number), since=day, by=BY)
    with pytest.raises(DomainError) as refused:
        change_rhythm(platform, circle("1", duration_minutes=200), since=dt.date(2027, 6, 1), by=BY)
    assert refused.value.code == "too_many"


def test_a_change_to_come_is_taken_back_and_one_that_holds_is_not():
    platform = make_platform()
    accept(make_draft(platform))
    change_rhythm(platform, circle("1", weekday=THURSDAY), since=JANUARY, by=BY)
    middle = change_rhythm(platform, circle("1", weekday=0), since=dt.date(2026, 11, 2), by=BY)
    remove_phase(middle, by=BY)
    assert periods(platform, circle="1") == [(TUESDAY, SEPTEMBER, JANUARY), (THURSDAY, JANUARY, None)]
    with pytest.raises(DomainError) as refused:
        remove_phase(middle, by=BY)
    assert refused.value.code == "gone"


def test_what_holds_is_not_taken_back(clock):
    platform = make_platform()
    accept(make_draft(platform))
    clock(dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC))
    with pytest.raises(DomainError) as refused:
        remove_phase(platform.rhythms.get(circle="1"), by=BY)
    assert refused.value.code == "holds"


def test_phases_never_overlap_whatever_the_order_of_changes():
    platform = make_platform()
    accept(make_draft(platform))
    for since in (MARCH, JANUARY, dt.date(2026, 10, 1), dt.date(2027, 2, 1), SEPTEMBER):
        change_rhythm(
            platform, circle("1", weekday=since.day % 5, duration_minutes=since.month * 10), since=since, by=BY
        )
    rows = [row for row in periods(platform, circle="1") if row[1] != row[2]]
    assert [until for _day, _since, until in rows[:-1]] == [since for _day, since, _until in rows[1:]]
    assert rows[-1][2] is None and len(rows) == 5


# Working groups


def test_a_group_begins_today_and_its_name_is_on_one_line():
    group = create_group(
        make_platform(), GroupFacts(name='Refus\r\n\x00 scolaire « 🎒 "été" »', purpose="a\x00b"), by=BY
    )
    assert (group.name, group.purpose) == ('Refus scolaire « 🎒 "été" »', "ab")
    assert group.since == dt.date(2026, 8, 25)


@pytest.mark.parametrize("name", ["Mobilité", "  mobilite ", "MOBILITÉ"])
def test_two_groups_at_work_never_share_a_name(name):
    platform = make_platform()
    group = make_group(platform)
    with pytest.raises(DomainError) as refused:
        make_group(platform, name)
    assert (refused.value.code, refused.value.field) == ("double", "name")
    make_group(make_platform(), name)
    end_group(group, on=dt.date(2026, 8, 25), by=BY)
    make_group(platform, name)
    with pytest.raises(DomainError):
        resume_group(group, by=BY)


def test_a_group_without_a_name_is_refused():
    with pytest.raises(DomainError) as refused:
        make_group(make_platform(), " \x00 ")
    assert refused.value.field == "name"


def test_a_group_changed_meanwhile_is_not_overwritten():
    group = make_group(make_platform())
    seen = version_of(group, GROUP_FIELDS)
    change_group(group, GroupFacts(name="Mobilités"), version=seen, by=BY)
    with pytest.raises(StaleSave):
        change_group(group, GroupFacts(name="Transports"), version=seen, by=BY)
    group.refresh_from_db()
    assert group.name == "Mobilités"


def test_a_group_ends_with_its_rhythm_and_its_meetings_stay():
    platform = make_platform()
    group = make_group(platform)
    change_rhythm(platform, group_answer(group), since=SEPTEMBER, by=BY)
    change_rhythm(platform, group_answer(group, weekday=0), since=MARCH, by=BY)
    meeting = make_meeting(platform, kind=MeetingKind.WORKING_GROUP, working_group=group)
    end_group(group, on=JANUARY, by=BY)
    assert periods(platform, working_group=group) == [(4, SEPTEMBER, JANUARY)]
    meeting.refresh_from_db()
    assert meeting.status == MeetingStatus.PROPOSED
    group.refresh_from_db()
    assert end_group(group, on=MARCH, by=BY).until == JANUARY
    assert resume_group(group, by=BY).until is None


def test_a_group_does_not_end_before_it_began():
    group = make_group(make_platform())
    with pytest.raises(DomainError) as refused:
        end_group(group, on=dt.date(2026, 8, 24), by=BY)
    assert refused.value.field == "until"


def test_d03_only_the_team_sees_the_groups_of_its_platform():
    mine, other = make_platform(), make_platform()
    group = make_group(mine)
    make_group(other)
    assert list(WorkingGroup.objects.visible_to(make_lead(mine))) == [group]


def test_a_rhythm_belongs_to_a_circle_or_a_group():
    assert Rhythm._meta.get_field("circle").blank
    platform = make_platform()
    group = make_group(platform)
    row = change_rhythm(platform, group_answer(group), since=SEPTEMBER, by=BY)
    assert (row.circle, row.working_group) == ("", group)
