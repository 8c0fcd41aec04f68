"""What is missing, from which day on, where it is that day."""

import datetime as dt

import pytest
from django.db.models import Q

from portal.directory.enums import TerritoryKind
from portal.directory.models import ListCampaign
from portal.meetings.enums import Answer, MeetingKind, MeetingStatus, MinutesState
from portal.meetings.follow_up import MinutesStep, missing_in, missing_minutes, unanswered, unplanned_campaigns
from portal.meetings.models import Decision, MeetingDelays, Minutes
from tests.factories import (
    make_agenda_item,
    make_invitee,
    make_meeting,
    make_member,
    make_platform,
    make_territory,
)

pytestmark = pytest.mark.django_db

#: A meeting of Tuesday 10 March, 22:30 in Paris and already the 11th in La Réunion.
LATE = dt.datetime(2026, 3, 10, 21, 30, tzinfo=dt.UTC)
ALL = Q()


def utc(month, day, hour=9, minute=0):
    return dt.datetime(2026, month, day, hour, minute, tzinfo=dt.UTC)


def held(platform, starts_at=LATE, **fields):
    return make_meeting(platform, status=MeetingStatus.HELD, starts_at=starts_at, **fields)


def steps(now, after=7):
    return [one.step for one in missing_minutes(ALL, now, after=after)]


@pytest.mark.parametrize(
    ("zone", "midnight"),
    [("Europe/Paris", utc(3, 16, 23)), ("Indian/Reunion", utc(3, 17, 20))],
)
def test_minutes_are_missing_from_the_seventh_day_where_the_meeting_was_held(zone, midnight):
    held(make_platform(timezone=zone))
    assert steps(midnight - dt.timedelta(minutes=1)) == []
    assert steps(midnight) == [MinutesStep.NOT_BEGUN]


def test_begun_opened_and_read_minutes_wait_for_different_things(platform):
    meeting = held(platform)
    Decision.objects.create(meeting=meeting, text="Décidé")
    assert steps(utc(3, 20)) == [MinutesStep.NOT_OPENED]
    minutes = Minutes.objects.create(
        meeting=meeting, state=MinutesState.IN_REVIEW, reviewed_from=utc(3, 12), read_until=dt.date(2026, 3, 20)
    )
    assert steps(utc(3, 26)) == []
    assert steps(utc(3, 27)) == [MinutesStep.TO_VALIDATE]
    minutes.state = MinutesState.VALIDATED
    minutes.save()
    assert steps(utc(3, 27)) == []


def test_minutes_that_the_next_meeting_will_validate_are_not_missing(platform):
    meeting = held(platform)
    Minutes.objects.create(meeting=meeting, state=MinutesState.IN_REVIEW, reviewed_from=utc(3, 12))
    following = make_meeting(platform, starts_at=utc(5, 12))
    make_agenda_item(following, minutes_of=meeting)
    assert steps(utc(4, 20)) == []
    following.status = MeetingStatus.CANCELLED
    following.save()
    assert steps(utc(4, 20)) == [MinutesStep.TO_VALIDATE]


@pytest.mark.parametrize("case", ["proposed", "cancelled", "exchange", "long ago", "not over"])
def test_nobody_owes_minutes_of(platform, case):
    now = utc(3, 20)
    fields = {
        "proposed": {"status": MeetingStatus.PROPOSED, "starts_at": LATE},
        "cancelled": {"status": MeetingStatus.CANCELLED, "starts_at": LATE},
        "exchange": {
            "status": MeetingStatus.HELD,
            "kind": MeetingKind.BILATERAL,
            "convened_at": None,
            "starts_at": LATE,
        },
        "long ago": {"status": MeetingStatus.HELD, "starts_at": now - dt.timedelta(days=121)},
        "not over": {"status": MeetingStatus.HELD, "starts_at": now - dt.timedelta(hours=1)},
    }[case]
    make_meeting(platform, **fields)
    assert steps(now, after=0) == []


def campaign(start, end, **scope):
    return ListCampaign.objects.create(label="Automne", start=start, end=end, **scope)


@pytest.mark.parametrize(("zone", "midnight"), [("Europe/Paris", utc(3, 1, 23)), ("Indian/Reunion", utc(3, 1, 20))])
def test_a_campaign_is_asked_for_three_weeks_before_in_the_zone_of_the_platform(zone, midnight):
    platform = make_platform(timezone=zone)
    campaign(dt.date(2026, 3, 23), dt.date(2026, 4, 10), platform=platform)
    assert unplanned_campaigns([platform], midnight - dt.timedelta(minutes=1)) == []
    (found,) = unplanned_campaigns([platform], midnight)
    assert (found.platform, found.campaign.label) == (platform, "Automne")


@pytest.mark.parametrize(
    ("zone", "starts_at", "is_planned"),
    [
        # The evening before the campaign in Paris is its first morning in La Réunion.
        ("Europe/Paris", utc(3, 22, 21), False),
        ("Indian/Reunion", utc(3, 22, 21), True),
        ("Europe/Paris", utc(4, 10, 21), True),
        ("Indian/Reunion", utc(4, 10, 21), False),
    ],
)
def test_a_meeting_counts_on_its_own_day(zone, starts_at, is_planned):
    platform = make_platform(timezone=zone)
    campaign(dt.date(2026, 3, 23), dt.date(2026, 4, 10), platform=platform)
    make_meeting(platform, starts_at=starts_at)
    assert (unplanned_campaigns([platform], utc(3, 10)) == []) is is_planned


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"status": "cancelled"}, {"kind": MeetingKind.BILATERAL}])
def test_drafts_cancelled_meetings_and_those_of_no_circle_do_not_count(platform, fields):
    campaign(dt.date(2026, 3, 23), dt.date(2026, 4, 10), platform=platform)
    make_meeting(platform, starts_at=utc(3, 24), **fields)
    assert len(unplanned_campaigns([platform], utc(3, 10))) == 1


def test_the_campaign_of_the_nearest_territory_counts_where_the_platform_has_none():
    region = make_territory(TerritoryKind.REGION)
    department = make_territory(parent=region)
    far, near, own = (make_platform(territory=one) for one in (make_territory(parent=region), department, department))
    of_region = campaign(dt.date(2026, 3, 16), dt.date(2026, 4, 3), territory=region)
    of_department = campaign(dt.date(2026, 3, 20), dt.date(2026, 4, 3), territory=department)
    of_platform = campaign(dt.date(2026, 3, 25), dt.date(2026, 4, 3), platform=own)
    found = unplanned_campaigns([far, near, own], utc(3, 10))
    assert [(one.platform, one.campaign) for one in found] == [
        (far, of_region),
        (near, of_department),
        (own, of_platform),
    ]


def test_a_campaign_that_is_over_is_not_asked_for(platform):
    campaign(dt.date(2026, 3, 2), dt.date(2026, 3, 9), platform=platform)
    assert len(unplanned_campaigns([platform], utc(3, 9))) == 1
    assert unplanned_campaigns([platform], utc(3, 10)) == []


@pytest.mark.parametrize(("zone", "midnight"), [("Europe/Paris", utc(3, 8, 23)), ("Indian/Reunion", utc(3, 9, 20))])
def test_silence_counts_once_the_day_of_the_reminder_has_come(zone, midnight):
    platform = make_platform(timezone=zone)
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED, starts_at=LATE)
    for answer in (Answer.NONE, Answer.NONE, Answer.PRESENT):
        make_invitee(meeting, make_member(platform), answer=answer)
    assert unanswered(ALL, midnight - dt.timedelta(minutes=1)) == []
    (found,) = unanswered(ALL, midnight)
    assert (found.invited, found.silent) == (3, 2)


def test_the_platform_says_when_its_reminder_leaves(platform):
    MeetingDelays.objects.create(platform=platform, kind=MeetingKind.CIRCLE_1, remind_days=5)
    make_invitee(make_meeting(platform, status=MeetingStatus.CONVENED, starts_at=LATE), make_member(platform))
    assert (len(unanswered(ALL, utc(3, 5, 9))), len(unanswered(ALL, utc(3, 4, 9)))) == (1, 0)


def test_all_that_is_missing_costs_the_same_for_5_and_50_platforms(count_queries):
    territory = make_territory()
    campaign(dt.date(2026, 3, 16), dt.date(2026, 4, 3), territory=territory)
    now = utc(3, 10)

    def add(number):
        for index in range(number):
            platform = make_platform(territory=territory)
            held(platform, utc(2, 10))
            make_invitee(make_meeting(platform, status=MeetingStatus.CONVENED, starts_at=utc(3, 11)), name="Ana")
            if index % 2:
                campaign(dt.date(2026, 3, 16), dt.date(2026, 4, 3), platform=platform)

    def cost():
        platforms = list(type(first).objects.lying_in([territory.pk]))
        return count_queries(lambda: missing_in(platforms, now)), [one.count for one in missing_in(platforms, now)]

    first = make_platform(territory=territory)
    add(5)
    few, counts = cost()
    assert sorted(counts) == [1, 3, 3, 3, 3, 3]
    add(45)
    assert cost()[0] == few
