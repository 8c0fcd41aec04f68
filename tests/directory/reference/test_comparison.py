"""What an official calendar would change in what the portal holds."""

import datetime as dt

from portal.directory.models import CalendarPeriod
from portal.directory.reference.comparison import compare, digest_of

NOEL = {"zone": "Zone A", "name": "Vacances de Noël", "start": "2026-12-19", "end": "2027-01-03", "source": "officiel"}
HIVER = {"zone": "Zone A", "name": "Vacances d’Hiver", "start": "2027-02-13", "end": "2027-02-28", "source": "officiel"}


def stored(pk, start, end, *, name="Vacances de Noël", zone="Zone A", source="dérivé"):
    dates = {"start": dt.date.fromisoformat(start), "end": dt.date.fromisoformat(end)}
    return CalendarPeriod(pk=pk, zone=zone, name=name, source=source, **dates)


def told(changes):
    return [(change.kind.value, change.name, [row.pk for row in change.stored]) for change in changes]


def test_a_period_on_free_days_or_of_another_zone_is_new():
    rows = [stored(1, "2026-12-19", "2027-01-03", zone="Zone B")]
    assert told(compare([NOEL], rows)) == [("new", "Vacances de Noël", [])]


def test_a_name_that_differs_by_case_and_apostrophe_alone_is_the_same_and_stays():
    rows = [stored(1, "2027-02-13", "2027-02-28", name="Vacances d'hiver")]
    assert told(compare([HIVER], rows)) == [("same", "Vacances d'hiver", [1])]


def test_other_days_or_another_name_are_a_change():
    rows = [stored(1, "2026-12-19", "2027-01-04"), stored(2, "2027-02-13", "2027-02-28", name="Carnaval")]
    assert told(compare([NOEL, HIVER], rows)) == [
        ("changed", "Vacances de Noël", [1]),
        ("changed", "Vacances d’Hiver", [2]),
    ]


def test_what_was_entered_by_hand_stays_unless_it_is_asked_for():
    rows = [stored(1, "2026-12-20", "2027-01-04", source="")]
    assert told(compare([NOEL], rows)) == [("kept", "Vacances de Noël", [1])]
    assert told(compare([NOEL], rows, replace_hand_made=True)) == [("changed", "Vacances de Noël", [1])]


def test_a_period_over_two_replaces_its_namesake_and_takes_the_place_of_the_other():
    rows = [stored(1, "2026-12-12", "2026-12-20", name="Fête"), stored(2, "2026-12-22", "2027-01-03")]
    assert told(compare([NOEL], rows)) == [("changed", "Vacances de Noël", [2, 1])]


def test_a_stored_period_over_two_of_the_file_is_replaced_once():
    rows = [stored(1, "2026-12-19", "2027-02-28")]
    assert told(compare([HIVER, NOEL], rows)) == [("changed", "Vacances de Noël", [1]), ("new", "Vacances d’Hiver", [])]


def test_the_digest_changes_with_what_would_be_written():
    seen = {
        digest_of(compare([NOEL], [])),
        digest_of(compare([NOEL], [stored(1, "2026-12-19", "2027-01-04")])),
        digest_of(compare([NOEL], [stored(1, "2026-12-19", "2027-01-05")])),
        digest_of(compare([HIVER], [])),
    }
    assert len(seen) == 4
    assert digest_of(compare([NOEL], [])) == digest_of(compare([dict(NOEL)], []))
