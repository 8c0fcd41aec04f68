"""How a sheet ages: days, states, steps; the same in Python and in the database."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.components import render
from portal.directory.enums import ReminderStep
from portal.directory.freshness import Freshness, due_day, is_given_up, state_of, step_of
from portal.directory.models import Organisation
from tests.factories import make_organisation

DUE = dt.date(2027, 3, 10)


def at(day, hour=12):
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def sheet(confirmed=None, changed=dt.date(2020, 1, 1)):
    return Organisation(confirmed_at=confirmed and at(confirmed), content_changed_at=at(changed))


def test_a_sheet_is_due_a_year_after_it_was_confirmed_else_written():
    assert due_day(sheet(dt.date(2026, 3, 10), dt.date(2026, 9, 1))) == DUE
    assert due_day(sheet(None, dt.date(2026, 3, 10))) == DUE


def test_the_length_of_a_confirmation_is_a_setting(settings):
    settings.SHEET_CONFIRM_EVERY_DAYS = 100
    assert due_day(sheet(dt.date(2026, 1, 1))) == dt.date(2026, 4, 11)


def test_a_confirmation_late_at_night_counts_for_the_day_of_the_portal():
    late = Organisation(confirmed_at=dt.datetime(2026, 3, 9, 23, 30, tzinfo=dt.UTC))
    assert due_day(late) == DUE


@pytest.mark.parametrize(
    ("days", "state"),
    [(-31, "fresh"), (-30, "due_soon"), (0, "due_soon"), (1, "stale"), (4000, "stale")],
)
def test_states_begin_on_their_day(days, state):
    assert state_of(sheet(dt.date(2026, 3, 10)), DUE + dt.timedelta(days=days)) == state


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (-31, None),
        (-30, ReminderStep.BEFORE),
        (-1, ReminderStep.BEFORE),
        (0, ReminderStep.DUE),
        (29, ReminderStep.DUE),
        (30, ReminderStep.AFTER),
        (59, ReminderStep.AFTER),
        (60, None),
    ],
)
def test_the_ladder_has_three_steps_and_an_end(days, step):
    today = DUE + dt.timedelta(days=days)
    assert step_of(DUE, today) == step
    assert is_given_up(DUE, today) == (days >= 60)


@pytest.mark.django_db
def test_the_database_says_what_python_says_on_every_day():
    today = dt.date(2027, 3, 10)
    for days in range(290, 440):
        make_organisation(confirmed_at=at(today - dt.timedelta(days=days), hour=23 if days % 2 else 0))
    everything = list(Organisation.objects.all())
    for state in Freshness:
        found = set(Organisation.objects.in_state(state, today))
        assert found == {one for one in everything if state_of(one, today) == state}
    found = set(Organisation.objects.on_the_ladder(today))
    assert found == {one for one in everything if step_of(due_day(one), today)}
    stale = {one for one in Organisation.objects.with_staleness(today) if one.is_stale}
    assert stale == {one for one in everything if state_of(one, today) == Freshness.STALE}


@pytest.mark.django_db
def test_stale_sheets_come_last_whatever_their_name():
    today = dt.date(2027, 3, 10)
    make_organisation(name="Alpha", confirmed_at=at(dt.date(2020, 1, 1)))
    make_organisation(name="Delta", confirmed_at=at(today))
    make_organisation(name="Bêta", confirmed_at=None, content_changed_at=at(today))
    names = [one.name for one in Organisation.objects.freshest_first(today)]
    assert names == ["Bêta", "Delta", "Alpha"]


def test_the_words_keep_confirming_and_writing_apart():
    day, long_ago = dt.date(2027, 3, 10), dt.date(2020, 1, 1)

    def words(**options):
        return render("freshness", on=day, **options)

    assert "confirmée le 10 mars 2027" in words(confirmed_on=day, changed_on=long_ago)
    assert "rédigée le 10 mars 2027" in words(confirmed_on=None, changed_on=day)
    assert "à confirmer (rédigée le 1er janvier 2020)" in words(confirmed_on=None, changed_on=long_ago)
    assert "à confirmer (dernière confirmation" in words(confirmed_on=long_ago, changed_on=day)
