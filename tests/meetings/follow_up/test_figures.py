"""Meetings held against planned, and how often organisations came."""

import datetime as dt
from io import BytesIO

import pytest
from openpyxl import load_workbook

from portal.directory.enums import Circle
from portal.meetings.enums import MeetingKind, MeetingStatus, Presence
from portal.meetings.figures import Tally, figures_of, months_of
from portal.meetings.figures_plot import plot_of
from tests.factories import (
    make_coordinator,
    make_invitee,
    make_lead,
    make_meeting,
    make_member,
    make_organisation,
    make_person,
    make_platform,
    make_territory,
)
from tests.factories.charters import publish_charter, sign_charter

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 20, 9, tzinfo=dt.UTC)
YEAR = 2025


def utc(year, month, day, hour=9):
    return dt.datetime(year, month, day, hour, tzinfo=dt.UTC)


def held(platform, starts_at=None, **fields):
    return make_meeting(platform, status=MeetingStatus.HELD, starts_at=starts_at or utc(2026, 2, 3), **fields)


def figures(platform, viewer=None):
    return figures_of([platform], YEAR, viewer or make_lead(platform), NOW)


def test_months_run_from_september_to_august():
    months = months_of(2025)
    assert (months[0], months[3], months[4], months[-1], len(months)) == (
        dt.date(2025, 9, 1),
        dt.date(2025, 12, 1),
        dt.date(2026, 1, 1),
        dt.date(2026, 8, 1),
        12,
    )


def test_meetings_are_told_apart_by_what_became_of_them_month_and_circle(platform):
    held(platform)
    make_meeting(platform, status=MeetingStatus.CANCELLED, starts_at=utc(2026, 2, 10))
    make_meeting(platform, status=MeetingStatus.CONVENED, starts_at=utc(2026, 2, 17), kind=MeetingKind.CIRCLE_2)
    make_meeting(platform, status=MeetingStatus.PROPOSED, starts_at=utc(2026, 4, 7), kind=MeetingKind.VISIT)
    make_meeting(platform, status=MeetingStatus.DRAFT, starts_at=utc(2026, 2, 24))
    held(platform, kind=MeetingKind.BILATERAL, convened_at=None)
    moved = make_meeting(platform, status=MeetingStatus.CANCELLED, starts_at=utc(2026, 2, 26))
    moved.replaced_by = held(platform, utc(2026, 3, 3))
    moved.save()
    found = figures(platform)
    by_month = {line.name.month: line.columns for line in found.months if line.whole.planned}
    assert by_month == {
        2: [Tally(held=1, cancelled=1), Tally(untold=1), Tally()],
        3: [Tally(held=1), Tally(), Tally()],
        4: [Tally(), Tally(), Tally(ahead=1)],
    }
    assert (found.total.whole.held, found.total.whole.planned) == (2, 5)


@pytest.mark.parametrize(("zone", "counted"), [("Europe/Paris", [8]), ("Indian/Reunion", [])])
def test_the_last_evening_of_the_year_is_that_of_the_platform(zone, counted):
    platform = make_platform(timezone=zone)
    held(platform, utc(2026, 8, 31, 21))
    assert [line.name.month for line in figures(platform).months if line.whole.planned] == counted


@pytest.mark.parametrize(("zone", "counted"), [("Europe/Paris", []), ("Indian/Reunion", [9])])
def test_the_first_morning_of_the_year_is_that_of_the_platform(zone, counted):
    platform = make_platform(timezone=zone)
    held(platform, utc(2025, 8, 31, 21))
    assert [line.name.month for line in figures(platform).months if line.whole.planned] == counted


def test_presence_is_counted_by_meeting_organisation_and_type(platform):
    often, never = make_organisation(name="Mission locale"), make_organisation(name="CIO")
    first, second, unrecorded = held(platform), held(platform, utc(2026, 3, 3)), held(platform, utc(2026, 3, 10))
    for meeting, presence in ((first, Presence.PRESENT), (first, Presence.PRESENT), (second, Presence.REPRESENTED)):
        make_invitee(meeting, make_person(organisation=often), presence=presence)
    for meeting, presence in ((first, Presence.ABSENT), (second, Presence.EXCUSED)):
        make_invitee(meeting, make_person(organisation=never), presence=presence)
    make_invitee(unrecorded, make_person(organisation=often))
    make_invitee(second, name="Ana", organisation_name="Une association", presence=Presence.PRESENT)
    found = figures(platform)
    assert [(one.name, one.came, one.convened, one.rate) for one in found.organisations] == [
        ("CIO", 0, 2, 0),
        ("Mission locale", 2, 2, 100),
        ("Une association", 1, 1, 100),
    ]
    assert [(one.name, one.organisations, one.came, one.convened, one.never) for one in found.types] == [
        ("Type d'essai", 2, 2, 4, 1),
        ("", 1, 1, 1, 0),
    ]
    assert ([one.name for one in found.never], found.recorded) == (["CIO"], 2)


def test_members_of_circle_2_find_nothing_of_circle_1(platform):
    member = make_member(platform, Circle.SECOND)
    make_invitee(held(platform), make_member(platform), presence=Presence.PRESENT)
    held(platform, kind=MeetingKind.CIRCLE_2)
    found = figures(platform, member)
    assert (found.total.whole.planned, found.organisations) == (1, [])


def test_the_plot_stands_on_its_axis_and_is_left_out_for_nothing(platform):
    assert plot_of(figures(platform).months) is None
    held(platform)
    make_meeting(platform, status=MeetingStatus.CANCELLED, starts_at=utc(2026, 2, 10))
    plot = plot_of(figures(platform).months)
    bar = next(bar for bar in plot.bars if bar.line.name.month == 2)
    assert (plot.most, len(plot.bars)) == (2, 12)
    assert (bar.planned_y, bar.planned_y + bar.planned_height) == (plot.top, plot.bottom)
    assert bar.held_height == bar.planned_height / 2


def test_figures_of_a_territory_cost_the_same_for_5_and_50_platforms(count_queries):
    territory = make_territory()
    coordinator = make_coordinator(territory)

    def add(number):
        for _index in range(number):
            platform = make_platform(territory=territory)
            make_invitee(held(platform), make_person(organisation=make_organisation()), presence=Presence.PRESENT)
            platforms.append(platform)

    platforms = []
    add(5)
    few = count_queries(lambda: figures_of(platforms, YEAR, coordinator, NOW))
    add(45)
    assert count_queries(lambda: figures_of(platforms, YEAR, coordinator, NOW)) == few
    assert figures_of(platforms, YEAR, coordinator, NOW).total.whole.held == 50


def page(platform):
    return f"/plateformes/{platform.slug}/reunions/bilan/"


def test_the_page_is_shut_below_the_gate_and_says_no_title(client, login, platform, clock):
    clock(NOW)
    signed, unsigned = make_member(platform), make_member(platform)
    publish_charter(platform, published_at=NOW - dt.timedelta(days=90))
    sign_charter(signed, platform)
    make_invitee(held(platform, title="Zinzolin"), unsigned, presence=Presence.ABSENT)
    assert login(client, unsigned).get(page(platform)).status_code == 403
    shown = login(client, signed).get(page(platform)).content.decode()
    assert unsigned.organisation.name in shown
    assert "Zinzolin" not in shown


def test_another_school_year_is_shown_and_nonsense_is_the_current_one(client, login, platform, clock):
    clock(NOW)
    held(platform, utc(2025, 3, 4))
    login(client, make_lead(platform))
    assert "mars 2025" in client.get(page(platform), {"annee": "2024"}).content.decode()
    for nonsense in ("", "1999", "x", "²"):
        assert "2025-2026" in client.get(page(platform), {"annee": nonsense}).content.decode()


def test_the_tables_are_taken_as_a_file(client, login, platform, clock):
    clock(NOW)
    login(client, make_lead(platform))
    make_invitee(held(platform), make_person(organisation=make_organisation(name="=CIO()")), presence=Presence.ABSENT)
    tables = {}
    for table in ("reunions", "presences"):
        response = client.post(f"{page(platform)}export/{table}/xlsx/?annee=2025")
        assert "2025-2026.xlsx" in response["Content-Disposition"]
        tables[table] = [
            list(row) for row in load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True)
        ]
    assert tables["presences"][1][0].endswith("=CIO()")
    assert tables["presences"][1][2:] == [1, 0, 0]
    assert tables["reunions"][6][:3] == ["février 2026", 1, 1]
    assert tables["reunions"][-1][0] == "Toute l’année"
    for unknown in ("autres/xlsx", "presences/pdf"):
        assert client.post(f"{page(platform)}export/{unknown}/").status_code == 404


def test_coordinators_see_one_line_a_platform_where_something_is_missing(client, login, clock):
    clock(NOW)
    territory = make_territory()
    late, fine = make_platform(name="PSAD Tardive", territory=territory), make_platform(territory=territory)
    held(late, utc(2026, 3, 3), title="Zinzolin")
    held(fine, utc(2026, 3, 17), title="Zinzolin")
    shown = login(client, make_coordinator(territory)).get(f"/territoires/{territory.slug}/suivi/").content.decode()
    assert "Réunion du cercle 1 du 3 mars 2026" in shown
    assert "17 mars" not in shown
    assert "Rien ne manque dans 1 autre plateforme" in shown
    assert "Zinzolin" not in shown


def test_the_page_of_a_territory_sums_its_platforms(client, login, clock):
    clock(NOW)
    territory = make_territory()
    for name in ("PSAD Nord", "PSAD Sud"):
        held(make_platform(name=name, territory=territory), title="Zinzolin")
    shown = login(client, make_coordinator(territory)).get(f"/territoires/{territory.slug}/reunions/bilan/")
    words = shown.content.decode()
    assert "2 sur 2" in words
    assert "PSAD Sud" in words
    assert "Zinzolin" not in words
