"""The hours of an agenda on the day (MISSION B6)."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.meetings.enums import MeetingStatus, MinutesState
from portal.meetings.models import AgendaItem, Minutes
from portal.meetings.run_sheet import run_sheet
from portal.meetings.services import timing
from portal.meetings.services.carrying import carry_item
from tests.factories import make_agenda_item, make_meeting, make_platform

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(platform):
    return make_meeting(platform, status=MeetingStatus.CONVENED, starts_at=timezone.now() - dt.timedelta(minutes=10))


def states(meeting):
    sheet = run_sheet(meeting, list(meeting.agenda_items.all()), now=timezone.now())
    return [line.state for line in sheet.lines]


def test_items_run_one_after_the_other(meeting):
    first, second, third = (make_agenda_item(meeting, title) for title in "abc")
    timing.start_item(first, by=SYSTEM)
    assert states(meeting) == ["running", "to_do", "to_do"]
    assert timing.finish_item(first, go_on=True, by=SYSTEM) == second
    assert states(meeting) == ["done", "running", "to_do"]
    # The same press again, from another window: nothing more happens.
    assert timing.finish_item(first, go_on=True, by=SYSTEM) is None
    assert states(meeting) == ["done", "running", "to_do"]
    timing.start_item(third, by=SYSTEM)
    assert states(meeting) == ["done", "done", "running"]
    timing.finish_item(third, by=SYSTEM)
    timing.clear_item(second, by=SYSTEM)
    assert states(meeting) == ["done", "to_do", "done"]


def test_item_taken_up_again_counts_its_own_time_alone(meeting):
    item = make_agenda_item(meeting)
    now = timezone.now()
    AgendaItem.objects.filter(pk=item.pk).update(
        started_at=now - dt.timedelta(minutes=60), ended_at=now - dt.timedelta(minutes=52)
    )
    again = timing.start_item(item, by=SYSTEM)
    line = run_sheet(meeting, [again], now=timezone.now()).running
    assert line.taken == 8


def test_what_was_put_off_is_passed_over(platform, meeting):
    make_meeting(platform)
    first, second, third = (make_agenda_item(meeting, title) for title in "abc")
    timing.start_item(first, by=SYSTEM)
    carry_item(second, by=SYSTEM)
    assert timing.finish_item(first, go_on=True, by=SYSTEM) == third


@pytest.mark.parametrize("case", ["draft", "early", "validated", "cancelled"])
def test_nothing_is_pressed_when_the_meeting_is_not_held_then(case):
    fields = {
        "draft": {"status": MeetingStatus.DRAFT},
        "early": {"status": MeetingStatus.CONVENED},
        "validated": {"status": MeetingStatus.HELD, "starts_at": timezone.now() - dt.timedelta(days=3)},
        "cancelled": {"status": MeetingStatus.CANCELLED},
    }[case]
    meeting = make_meeting(make_platform(), **fields)
    if case == "validated":
        Minutes.objects.create(meeting=meeting, state=MinutesState.VALIDATED)
    item = make_agenda_item(meeting)
    for verb in (timing.start_item, timing.finish_item, timing.clear_item):
        with pytest.raises(DomainError) as refusal:
            verb(item, by=SYSTEM)
        assert refusal.value.code == "closed"


def test_item_that_is_gone_is_said(meeting):
    item = make_agenda_item(meeting)
    AgendaItem.objects.filter(pk=item.pk).delete()
    with pytest.raises(DomainError) as refusal:
        timing.start_item(item, by=SYSTEM)
    assert refusal.value.code == "gone"


def test_expected_end_and_drift():
    nine = dt.datetime(2026, 10, 6, 7, 0, tzinfo=dt.UTC)
    meeting = make_meeting(make_platform(), starts_at=nine, duration=dt.timedelta(minutes=60))

    def item(pk, minutes, begun=None, ended=None):
        at = [None if value is None else nine + dt.timedelta(minutes=value) for value in (begun, ended)]
        return AgendaItem(pk=pk, title="x", minutes=minutes, position=pk, started_at=at[0], ended_at=at[1])

    def sheet(items, after, **options):
        found = run_sheet(meeting, items, now=nine + dt.timedelta(minutes=after), **options)
        return found.drift, found.running and found.running.number, found.following and found.following.number

    plan = [item(1, 20), item(2, 30), item(3, 10)]
    assert sheet(plan, -30) == (0, None, 1)
    assert sheet(plan, 15) == (15, None, 1)
    first_long = [item(1, 20, 0, 32), item(2, 30, 32), item(3, 10)]
    assert sheet(first_long, 40) == (12, 2, 3)
    assert sheet(first_long, 70) == (20, 2, 3)
    assert sheet(first_long, 40, carried=[3]) == (2, 2, None)
    assert sheet([item(1, 20, 0, 20), item(2, 30), item(3, 10, 20)], 25) == (0, 3, None)
