"""Reading and importing the official calendar layout."""

import pytest
from django.core.management import CommandError, call_command

from portal.directory.models import CalendarPeriod
from portal.directory.reference.loaders import Loaded, merge_periods
from portal.directory.reference.school_calendar import MAX_BYTES, Told, read_official_calendar

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
    assert sorted(days(read(*rows))) == [
        ("Guadeloupe", "Carnaval", "2026-02-07", "2026-02-22"),
        ("Réunion", "Vacances d’Été austral", "2025-12-20", "2026-01-20"),
    ]


def test_an_overseas_stamp_at_midnight_in_paris_names_the_day_of_paris():
    row = "Carnaval;-;2026-02-06T23:00:00+00:00;2026-02-22T23:00:00+00:00;Guadeloupe;Guadeloupe;2025-2026"
    assert days(read(row)) == [("Guadeloupe", "Carnaval", "2026-02-07", "2026-02-22")]


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("La Réunion", "Réunion"),
        ("Nouvelle-Calédonie", "Nouvelle Calédonie"),
        ("Polynésie française", "Polynésie"),
        ("Saint-Pierre-et-Miquelon", "Saint Pierre et Miquelon"),
        ("Wallis-et-Futuna", "Wallis et Futuna"),
        ("ZONE A", "Zone A"),
    ],
)
def test_zones_are_known_by_their_other_spellings(written, zone):
    calendar = read(f"Vacances de Noël;-;2026-12-19;2027-01-04;;{written};2026-2027")
    assert days(calendar) == [(zone, "Vacances de Noël", "2026-12-19", "2027-01-03")]


def test_stamps_around_the_hour_change_name_the_local_day():
    row = "Vacances de Printemps;Élèves;2027-03-26T23:00:00+00:00;2027-04-11T22:00:00+00:00;Lyon;Zone A;2026-2027"
    assert days(read(row)) == [("Zone A", "Vacances de Printemps", "2027-03-27", "2027-04-11")]


def test_a_period_within_another_of_its_zone_is_left_out_and_one_that_juts_out_is_a_problem():
    calendar = read(
        "Vacances d'Été;-;2027-07-03;2027-09-01;Guadeloupe;Guadeloupe;2026-2027",
        "Fête Victor Schœlcher;-;2027-07-20;2027-07-22;Guadeloupe;Guadeloupe;2026-2027",
        "Vacances d'Été;-;2027-07-10;2027-09-06;Saint-Martin;Guadeloupe;2026-2027",
    )
    assert days(calendar) == [("Guadeloupe", "Vacances d’Été", "2027-07-03", "2027-08-31")]
    assert calendar.left_out == [
        Told(3, "zones", "Se situe dans « Vacances d’Été » (du 3 juillet au 31 août 2027, ligne 2).")
    ]
    assert calendar.problems == [
        Told(4, "zones", "Chevauche « Vacances d’Été » de la même zone (du 3 juillet au 31 août 2027, ligne 2).")
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
    assert [(told.row, told.column) for told in calendar.problems] == [
        (2, "zones"),
        (3, "start_date"),
        (6, "end_date"),
        (6, "start_date"),
        (6, "zones"),
    ]
    assert [(told.row, told.column) for told in calendar.left_out] == [(4, "end_date")]


@pytest.mark.parametrize(
    ("start", "end", "column"),
    [
        ("2027-01-04", "2026-12-19", "end_date"),
        ("2026-12-19", "2027-12-19", "end_date"),
        ("1926-12-19", "2027-01-04", "start_date"),
        ("9999-12-31T23:00:00+00:00", "2027-01-04", "start_date"),
        ("2026-12-19", "demain", "end_date"),
        ("", "2027-01-04", "start_date"),
    ],
)
def test_impossible_days_are_told_with_their_column(start, end, column):
    calendar = read(f"Vacances de Noël;-;{start};{end};Lyon;Zone A;2026-2027")
    assert calendar.periods == []
    assert calendar.problems[0][:2] == (2, column)


def test_a_file_in_utf_16_is_read_as_well():
    row = "Vacances de Noël;-;2026-12-19;2027-01-04;Lyon;Zone A;2026-2027"
    calendar = read_official_calendar(f"{LABELS}\n{row}\n".encode("utf-16"))
    assert days(calendar) == [("Zone A", "Vacances de Noël", "2026-12-19", "2027-01-03")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a;b\n1;2\n",
        "Vacances de Noël".encode("utf-16"),
        NAMES.encode() + b"\n" + b'"' + b"x" * 200_000 + b"\n",
        b"x" * (MAX_BYTES + 1),
        NAMES.encode() + b"\n;;;;;Zone A;" * 200_000,
        b"PK\x03\x04" + b"\x00" * 200,
        b"<!DOCTYPE html><html></html>",
        b"description;zones\x00;start_date\n",
    ],
    ids=[
        "empty",
        "other columns",
        "other text in UTF-16",
        "endless field",
        "too large",
        "200,000 rows",
        "a spreadsheet called CSV",
        "a page called CSV",
        "NUL",
    ],
)
def test_wrong_file_gives_one_problem_and_no_period(content):
    calendar = read_official_calendar(content)
    assert calendar.periods == []
    assert [told.message for told in calendar.problems] == [calendar.refused]
    assert calendar.refused


def test_another_type_of_file_is_refused_by_its_name():
    calendar = read_official_calendar(f"{NAMES}\n".encode(), "calendrier.xlsx")
    assert calendar.refused == "Le calendrier officiel est un fichier CSV : exportez-le depuis le jeu de données."


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
def test_no_file_lays_a_period_over_one_of_another_name():
    stored = CalendarPeriod.objects.filter(zone="Réunion").order_by("start").first()
    row = {"zone": "Réunion", "name": "Autre nom", "source": "Académie de La Réunion"}
    assert merge_periods(CalendarPeriod, [{**row, "start": str(stored.end), "end": "2099-01-01"}]) == Loaded()


@pytest.mark.django_db
@pytest.mark.parametrize("content", [None, "a;b\n1;2\n"])
def test_command_refuses_a_file_without_holidays(tmp_path, content):
    path = tmp_path / "calendar.csv"
    if content is not None:
        path.write_text(content)
    with pytest.raises(CommandError, match="calendar.csv"):
        call_command("load_reference", school_calendar=path)
