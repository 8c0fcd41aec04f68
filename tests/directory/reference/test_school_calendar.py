"""Reading and importing the official calendar layout."""

import pytest
from django.core.management import CommandError, call_command

from portal.directory.models import CalendarPeriod
from portal.directory.reference.loaders import Loaded, merge_periods
from portal.directory.reference.school_calendar import MAX_BYTES, read_official_calendar

NAMES = "description;population;start_date;end_date;location;zones;annee_scolaire"
LABELS = "Description;Population;Date de début;Date de fin;Académies;Zones;annee_scolaire"


def read(*rows, header=NAMES):
    return read_official_calendar("\n".join([header, *rows]).encode())


def days(calendar):
    return [(row["zone"], row["name"], row["start"], row["end"]) for row in calendar.periods]


def test_saturday_departure_counts_the_saturday():
    row = "Vacances de la Toussaint;-;2026-10-16T22:00:00+00:00;2026-11-01T23:00:00+00:00;Lyon;Zone A;2026-2027"
    assert days(read(row)) == [("Zone A", "Vacances de la Toussaint", "2026-10-17", "2026-11-01")]


def test_departure_on_a_day_of_classes_begins_the_day_after():
    row = "Pont de l'Ascension;-;2027-05-04T22:00:00+00:00;2027-05-09T22:00:00+00:00;Lille;Zone B;2026-2027"
    assert days(read(row)) == [("Zone B", "Pont de l’Ascension", "2027-05-06", "2027-05-09")]


def test_overseas_stamps_are_read_in_their_own_zone():
    rows = [
        "Vacances d'Été austral;-;2025-12-18T20:00:00+00:00;2026-01-20T20:00:00+00:00;Réunion;Réunion;2025-2026",
        "Carnaval;-;2026-02-07T04:00:00+00:00;2026-02-23T04:00:00+00:00;Guadeloupe;Guadeloupe;2025-2026",
    ]
    assert days(read(*rows)) == [
        ("Réunion", "Vacances d’Été austral", "2025-12-20", "2026-01-20"),
        ("Guadeloupe", "Carnaval", "2026-02-07", "2026-02-22"),
    ]


def test_labels_commas_plain_dates_and_byte_order_mark_are_read():
    header = LABELS.replace(";", ",")
    row = "Vacances de Noël,Élèves,2026-12-19,2027-01-04,Corse,Corse,2026-2027"
    calendar = read_official_calendar(("\ufeff" + header + "\r\n" + row + "\r\n").encode())
    assert days(calendar) == [("Corse", "Vacances de Noël", "2026-12-19", "2027-01-03")]
    assert calendar.problems == []


def test_teachers_rows_are_left_out_and_academies_of_a_zone_give_one_period():
    row = "Vacances d'Hiver;{};2027-02-12T23:00:00+00:00;2027-02-28T23:00:00+00:00;{};Zone A;2026-2027"
    calendar = read(row.format("-", "Lyon"), row.format("-", "Dijon"), row.format("Enseignants", "Lyon"))
    assert days(calendar) == [("Zone A", "Vacances d’Hiver", "2027-02-13", "2027-02-28")]


def test_bad_rows_are_named_by_line_and_the_others_are_read():
    calendar = read(
        "Vacances de Noël;-;2026-12-19;2027-01-04;Lyon;Zone D;2026-2027",
        "Vacances de Noël;-;19/12/2026;2027-01-04;Lyon;Zone A;2026-2027",
        "Vacances d'Été;-;2028-07-03;2028-07-03;Lyon;Zone A;2027-2028",
        "Vacances de Noël;-;2026-12-19;2027-01-04;Lyon;Zone A;2026-2027",
        "Vacances",
    )
    assert days(calendar) == [("Zone A", "Vacances de Noël", "2026-12-19", "2027-01-03")]
    assert [line for line, _ in calendar.problems] == [2, 3, 4, 6]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a;b\n1;2\n",
        "Vacances de Noël".encode("utf-16"),
        NAMES.encode() + b"\n" + b'"' + b"x" * 200_000 + b"\n",
        b"x" * (MAX_BYTES + 1),
    ],
    ids=["empty", "other columns", "other encoding", "endless field", "too large"],
)
def test_wrong_file_gives_one_problem_and_no_period(content):
    calendar = read_official_calendar(content)
    assert calendar.periods == []
    assert len(calendar.problems) == 1


@pytest.mark.django_db
def test_command_adds_the_calendar_of_an_overseas_zone_once(tmp_path, capsys):
    path = tmp_path / "calendar.csv"
    path.write_text(
        f"{NAMES}\nVacances de Noël;-;2026-12-18T04:00:00+00:00;2027-01-04T04:00:00+00:00;Martinique;Martinique;2026\n"
    )
    call_command("load_reference", school_calendar=path)
    call_command("load_reference", school_calendar=path)
    period = CalendarPeriod.objects.get(zone="Martinique")
    assert (period.start.isoformat(), period.end.isoformat()) == ("2026-12-19", "2027-01-03")
    assert period.source == "fr-en-calendrier-scolaire"
    assert capsys.readouterr().out.splitlines() == [
        "school_holidays: 1 added, 0 corrected, 0 removed",
        "school_holidays: 0 added, 0 corrected, 0 removed",
    ]


@pytest.mark.django_db
def test_official_file_gives_way_to_what_the_portal_already_holds():
    before = list(CalendarPeriod.objects.values_list("pk", "start", "end"))
    rows = "Vacances de Noël;-;2026-12-18T23:00:00+00:00;2027-01-05T23:00:00+00:00;Lyon;Zone A;2026-2027"
    calendar = read(rows)
    assert merge_periods(CalendarPeriod, calendar.periods) == Loaded()
    assert list(CalendarPeriod.objects.values_list("pk", "start", "end")) == before


@pytest.mark.django_db
@pytest.mark.parametrize("content", [None, "a;b\n1;2\n"])
def test_command_refuses_a_file_without_holidays(tmp_path, content):
    path = tmp_path / "calendar.csv"
    if content is not None:
        path.write_text(content)
    with pytest.raises(CommandError, match="calendar.csv"):
        call_command("load_reference", school_calendar=path)
