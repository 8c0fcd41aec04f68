"""Who counts as coming, absent lately, missing."""

import datetime as dt
from types import SimpleNamespace

import pytest

from portal.directory.presence import Presence
from portal.directory.representation.standings import Group, Standing, comes, window_start


@pytest.mark.parametrize(
    ("presence", "expected"),
    [
        (None, True),
        (Presence(convened=1, present=0), True),
        (Presence(convened=2, present=0), False),
        (Presence(convened=9, present=1), True),
    ],
)
def test_who_was_convened_twice_and_never_came_is_absent(presence, expected):
    assert comes(presence) is expected


def test_how_many_absences_and_months_count_is_a_setting(settings):
    settings.REPRESENTATION_MISSED, settings.REPRESENTATION_MONTHS = 4, 12
    assert comes(Presence(convened=3, present=0)) is True
    assert comes(Presence(convened=4, present=0)) is False
    assert window_start(dt.date(2026, 11, 22)) == dt.date(2025, 11, 22)


def group(*rows):
    made = Group()
    for status, presence in rows:
        made.add(SimpleNamespace(status=status), presence)
    return made


NEVER = Presence(convened=5, present=0)


@pytest.mark.parametrize(
    ("rows", "standing"),
    [
        ([], Standing.MISSING),
        ([("to_approach", None), ("approached", None), ("declined", None)], Standing.MISSING),
        ([("agreed", NEVER), ("approached", None)], Standing.ABSENT),
        ([("agreed", NEVER), ("agreed", None)], Standing.PRESENT),
    ],
)
def test_one_that_comes_is_enough(rows, standing):
    assert group(*rows).standing == standing


def test_both_presences_together_keep_the_later_day():
    first = Presence(convened=2, present=1, last_present_on=dt.date(2026, 1, 5))
    second = Presence(convened=1, present=1, last_present_on=dt.date(2026, 3, 5))
    assert first + second == Presence(convened=3, present=2, last_present_on=dt.date(2026, 3, 5))
    assert Presence() + Presence() == Presence()
