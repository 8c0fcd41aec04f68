"""Minutes validated at the next meeting: suggested there, decided there."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.meetings.enums import MeetingKind, MeetingStatus, MinutesState
from portal.meetings.minutes_content import content_of, digest
from portal.meetings.models import Decision, Minutes
from portal.meetings.services import validation_items
from tests.factories import make_agenda_item, make_meeting, make_platform

from .builders import make_held_meeting, write_minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform():
    return make_platform()


@pytest.fixture
def earlier(platform):
    meeting = make_held_meeting(platform, days=30)
    write_minutes(meeting)
    return meeting


@pytest.fixture
def following(platform):
    meeting = make_meeting(platform)
    make_agenda_item(meeting, "Repérage")
    return meeting


def suggested(meeting):
    return validation_items.minutes_to_validate(meeting)


def seen(meeting):
    return digest(content_of(meeting))


def test_minutes_in_review_are_suggested_to_the_meetings_that_follow(platform, earlier, following):
    draft = make_held_meeting(platform, days=20)
    write_minutes(draft, state=MinutesState.DRAFT)
    assert suggested(following) == [earlier]
    assert suggested(make_meeting(platform, kind=MeetingKind.CIRCLE_2)) == []
    assert suggested(make_meeting(make_platform())) == []
    assert suggested(make_held_meeting(platform, days=60)) == []


def test_the_item_stands_first_once_and_is_suggested_nowhere_else(platform, earlier, following):
    item = validation_items.add_validation_item(following, earlier, by=SYSTEM)
    assert validation_items.add_validation_item(following, earlier, by=SYSTEM) == item
    assert [one.minutes_of for one in following.agenda_items.all()] == [earlier, None]
    assert (suggested(following), suggested(make_meeting(platform))) == ([], [])
    following.status = MeetingStatus.CANCELLED
    following.save()
    assert suggested(make_meeting(platform)) == [earlier]


def test_what_is_not_to_be_validated_there_is_refused(platform, following):
    foreign = make_held_meeting(make_platform())
    write_minutes(foreign)
    with pytest.raises(DomainError) as caught:
        validation_items.add_validation_item(following, foreign, by=SYSTEM)
    assert (caught.value.code, following.agenda_items.count()) == ("state", 1)


def test_what_is_validated_at_a_meeting_is_noted_there(earlier, following):
    item = validation_items.add_validation_item(following, earlier, by=SYSTEM)
    following.starts_at, following.status = timezone.now() - dt.timedelta(hours=1), MeetingStatus.CONVENED
    following.save()
    item.refresh_from_db()
    stored = validation_items.validate_at(item, seen=seen(earlier), by=SYSTEM)
    decision = Decision.objects.get(meeting=following)
    assert (stored.meeting, stored.state, decision.item) == (earlier, MinutesState.VALIDATED, item)


def test_nothing_is_validated_where_the_decision_cannot_be_noted(earlier, following):
    item = validation_items.add_validation_item(following, earlier, by=SYSTEM)
    following.status = MeetingStatus.CANCELLED
    following.save()
    with pytest.raises(DomainError) as caught:
        validation_items.validate_at(item, seen=seen(earlier), by=SYSTEM)
    assert caught.value.code == "closed"
    assert Minutes.objects.get(meeting=earlier).state == MinutesState.IN_REVIEW


def test_an_item_about_something_else_validates_nothing(following):
    with pytest.raises(DomainError) as caught:
        validation_items.validate_at(following.agenda_items.get(), seen="", by=SYSTEM)
    assert caught.value.code == "kind"
