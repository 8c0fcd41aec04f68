"""From a need without an answer to the next agenda of the network."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.meetings.agenda_templates import TEMPLATES
from portal.meetings.enums import MeetingKind, MeetingStatus
from portal.meetings.services.agenda import MAX_ITEMS
from portal.meetings.services.from_gaps import next_meeting_for, propose_from_gap, standing_item
from tests.factories import make_agenda_item, make_meeting
from tests.factories.solutions import make_need, make_recorded_need, make_seat_report, make_session, make_solution

pytestmark = pytest.mark.django_db


@pytest.fixture
def noted(platform):
    return make_recorded_need(platform, make_need("Logement"), note="Rien pour les mineurs")


def in_days(number):
    return timezone.now() + dt.timedelta(days=number)


def code_of(recorded):
    with pytest.raises(DomainError) as refusal:
        propose_from_gap(recorded, by=SYSTEM)
    return refusal.value.code


def test_the_item_comes_last_and_says_why_without_a_number_of_seats(platform, noted):
    meeting = make_meeting(platform, kind=MeetingKind.CIRCLE_2)
    first = make_agenda_item(meeting, "Tour de table")
    item = propose_from_gap(noted, by=SYSTEM)
    assert list(meeting.agenda_items.all()) == [first, item]
    assert (item.recorded_need, item.meeting) == (noted, meeting)
    assert "Logement" in item.title and noted.area.name in item.title
    assert "Rien pour les mineurs" in item.description and len(item.description.splitlines()) == 2
    assert standing_item(noted) == item


def test_an_empty_agenda_starts_from_its_template_first(platform, noted):
    meeting = make_meeting(platform, kind=MeetingKind.PLENARY)
    item = propose_from_gap(noted, by=SYSTEM)
    assert meeting.agenda_items.count() == len(TEMPLATES[MeetingKind.PLENARY]) + 1
    assert meeting.agenda_items.last() == item


def test_the_next_meeting_of_the_network_is_chosen(platform):
    make_meeting(platform, kind=MeetingKind.CIRCLE_1, starts_at=in_days(1))
    make_meeting(platform, kind=MeetingKind.CIRCLE_2, starts_at=in_days(-1))
    make_meeting(platform, kind=MeetingKind.CIRCLE_2, starts_at=in_days(2), status=MeetingStatus.CANCELLED)
    make_meeting(kind=MeetingKind.LEADS, territory=platform.territories.get(), starts_at=in_days(2))
    late = make_meeting(platform, kind=MeetingKind.CIRCLE_2, starts_at=in_days(9), status=MeetingStatus.CONVENED)
    assert next_meeting_for(platform) == late
    soon = make_meeting(platform, kind=MeetingKind.MAP_FINALISATION, starts_at=in_days(5))
    assert next_meeting_for(platform) == soon


def test_without_a_meeting_it_is_refused(noted):
    assert code_of(noted) == "none"


def test_twice_is_refused_until_that_meeting_is_over_or_cancelled(platform, noted):
    meeting = make_meeting(platform, kind=MeetingKind.CIRCLE_2, starts_at=in_days(3))
    propose_from_gap(noted, by=SYSTEM)
    later = make_meeting(platform, kind=MeetingKind.CIRCLE_2, starts_at=in_days(9))
    assert code_of(noted) == "double"
    meeting.status = MeetingStatus.CANCELLED
    meeting.save()
    assert propose_from_gap(noted, by=SYSTEM).meeting == later


def test_a_need_that_is_settled_or_answered_is_refused(platform, noted):
    make_meeting(platform, kind=MeetingKind.CIRCLE_2)
    make_seat_report(make_session(make_solution(platform, needs=[noted.need])))
    assert code_of(noted) == "answered"
    settled = make_recorded_need(platform, settled_on=timezone.localdate())
    assert code_of(settled) == "answered"


def test_a_full_agenda_is_refused_and_stays_as_it_is(platform, noted):
    meeting = make_meeting(platform, kind=MeetingKind.CIRCLE_2)
    for _index in range(MAX_ITEMS):
        make_agenda_item(meeting)
    assert code_of(noted) == "full"
    assert meeting.agenda_items.count() == MAX_ITEMS
