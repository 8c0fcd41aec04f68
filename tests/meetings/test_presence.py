"""How often organisations came, as the representation check reads it."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.directory.presence import Presence, presence_of
from portal.meetings.enums import MeetingStatus
from portal.meetings.enums import Presence as Recorded
from portal.meetings.models import Invitee, Meeting
from tests.factories import make_invitee, make_meeting, make_member, make_organisation, make_person, make_platform

pytestmark = pytest.mark.django_db

HELD_AT = dt.datetime(2026, 3, 10, 22, 30, tzinfo=dt.UTC)
SINCE = dt.date(2026, 1, 1)


def held(platform, starts_at=HELD_AT, **fields):
    return make_meeting(platform, status=MeetingStatus.HELD, starts_at=starts_at, **fields)


def test_a_meeting_counts_once_however_many_of_an_organisation_were_invited(platform):
    organisation = make_organisation()
    meeting = held(platform)
    for presence in (Recorded.EXCUSED, Recorded.PRESENT, Recorded.PRESENT):
        make_invitee(meeting, make_person(organisation=organisation), presence=presence)
    assert presence_of([platform.pk], SINCE) == {
        (platform.pk, organisation.pk): Presence(convened=1, present=1, last_present_on=dt.date(2026, 3, 10))
    }


def test_somebody_sent_instead_counts_and_who_is_excused_or_absent_does_not(platform):
    person = make_member(platform)
    for number, presence in enumerate((Recorded.REPRESENTED, Recorded.ABSENT, Recorded.EXCUSED)):
        make_invitee(held(platform, HELD_AT + dt.timedelta(days=number)), person, presence=presence)
    assert presence_of([platform.pk], SINCE) == {
        (platform.pk, person.organisation_id): Presence(convened=3, present=1, last_present_on=dt.date(2026, 3, 10))
    }


def test_the_day_is_that_of_the_platform(db):
    platform = make_platform(timezone="Indian/Reunion")
    person = make_member(platform)
    make_invitee(held(platform), person, presence=Recorded.PRESENT)
    (found,) = presence_of([platform.pk], SINCE).values()
    assert found.last_present_on == dt.date(2026, 3, 11)


def test_the_organisation_is_the_one_of_the_day_of_the_meeting(platform):
    before, after = make_organisation(), make_organisation()
    person = make_person(organisation=before)
    make_invitee(held(platform), person, presence=Recorded.PRESENT)
    person.organisation = after
    person.save()
    assert set(presence_of([platform.pk], SINCE)) == {(platform.pk, before.pk)}


@pytest.mark.parametrize("case", ["not recorded", "not held", "earlier", "elsewhere", "no organisation"])
def test_what_says_nothing_of_presence_is_left_out(platform, case):
    person = make_member(platform)
    meeting = held(platform if case != "elsewhere" else make_platform())
    make_invitee(meeting, person, presence=Recorded.UNKNOWN if case == "not recorded" else Recorded.PRESENT)
    if case == "not held":
        Meeting.objects.update(status=MeetingStatus.CANCELLED)
    if case == "earlier":
        Meeting.objects.update(starts_at=timezone.make_aware(dt.datetime(2025, 12, 31, 23, 59)))
    if case == "no organisation":
        Invitee.objects.update(organisation=None)
    assert presence_of([platform.pk], SINCE) == {}


def test_the_question_costs_one_query_for_many_platforms_and_none_for_no_platform(count_queries):
    platforms = [make_platform() for _number in range(3)]
    for platform in platforms:
        for _number in range(2):
            make_invitee(held(platform), make_member(platform), presence=Recorded.PRESENT)
    assert count_queries(lambda: presence_of([one.pk for one in platforms], SINCE)) == 1
    assert len(presence_of([one.pk for one in platforms], SINCE)) == 6
    assert count_queries(lambda: presence_of([], SINCE)) == 0
