"""The school year on one page: always one, with its text in it, whatever the year and the names hold."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.core.printing import render_pdf
from portal.directory.models import ListCampaign, Platform
from portal.meetings.calendar_filters import CalendarFilter
from portal.meetings.calendar_scopes import platform_scope, territory_scope
from portal.meetings.documents import year_calendar
from portal.meetings.models import Meeting
from tests.factories import (
    make_coordinator,
    make_lead,
    make_meeting,
    make_member,
    make_platform,
    make_territory,
    make_venue,
    publish_charter,
    sign_charter,
)

from .builders import address, at, many_meetings, sheet
from .test_pages import TRAPS

pytestmark = pytest.mark.django_db

PAPERS = {"a4": (842, 595), "a3": (1191, 842)}


def printed(scope, paper, year=2026, **filters):
    """Return the reader and the text of the sheet of ``scope``."""
    data = year_calendar.data_of(scope, CalendarFilter(filters, scope), year=year, paper=paper)
    return sheet(render_pdf(year_calendar.TEMPLATE, data))


@pytest.fixture(params=PAPERS)
def paper(request):
    return request.param


@pytest.fixture
def scope(platform):
    return platform_scope(make_lead(platform), platform)


def test_a_year_stands_on_one_page_of_its_size(platform, scope, paper):
    Platform.objects.filter(pk=platform.pk).update(email="contact@plateforme.example")
    platform.refresh_from_db()
    scope = platform_scope(scope.viewer, platform)
    place = make_venue(platform, room="Salle bleue")
    for month in (9, 10, 11):
        make_meeting(platform, starts_at=at(month, 8), venue=place)
    make_meeting(platform, kind="circle_2", starts_at=at(12, 1, 13), venue=make_venue(platform, room="Amphithéâtre"))
    ListCampaign.objects.create(
        platform=platform, label="Automne", start=dt.date(2026, 10, 5), end=dt.date(2026, 12, 18)
    )
    reader, text = printed(scope, paper)
    box = reader.pages[0].mediabox
    assert (len(reader.pages), (round(box.width), round(box.height))) == (1, PAPERS[paper])
    expected = [
        "2026-2027",
        platform.name,
        "contact@plateforme.example",
        "Septembre 2026",
        "Août 2027",
        "C1",
        "C2",
        "Automne, 5 oct. – 18 déc.",
        "Salle bleue",
        "Amphithéâtre",
        "mar 8 sept.",
        "mar 1er déc.",
        "4 dates",
        "Toussaint",
    ]
    assert [part for part in expected if part not in text] == []
    assert ("10 h – 12 h" in text) == (paper == "a3")
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize("count", [1, 40, 120, 400])
def test_it_is_one_page_however_full_the_year(platform, scope, paper, count):
    many_meetings(count, platform, title="Réunion au titre long " * 7, venue=make_venue(platform, room="Salle " * 13))
    for number in range(25):
        start = dt.date(2026, 9, 1) + dt.timedelta(days=12 * number)
        ListCampaign.objects.create(
            platform=platform,
            label=f"Campagne {number} de repérage",
            start=start,
            end=start + dt.timedelta(days=30),
            checks_from=start - dt.timedelta(days=9),
        )
    reader, text = printed(scope, paper)
    assert (len(reader.pages), f"{count} date" in text, "19 de plus" in text) == (1, True, True)


def test_where_dates_are_too_many_the_page_says_where_the_others_are(platform, scope):
    many_meetings(120, platform)
    _reader, text = printed(scope, "a4")
    assert "dates de plus sur la page" in text
    make_meeting(platform, kind="plenary", starts_at=at(9, 17), title="Plénière de rentrée")
    _reader, text = printed(scope, "a4")
    assert ("Plénière de rentrée" in text, "Les réunions du cercle 1 figurent dans les mois" in text) == (True, True)
    _reader, text = printed(scope, "a3")
    assert "121 dates" in text
    assert "de plus" not in text


def test_a_year_without_meeting_says_so(scope, paper):
    reader, text = printed(scope, paper, year=2030)
    assert (len(reader.pages), "Aucune réunion n’est prévue" in text, "Septembre 2030" in text) == (1, True, True)


def test_a_region_with_many_platforms_stays_on_one_page(paper):
    department = make_territory(name="Département")
    platforms = [make_platform(territory=department, name=f"Plateforme numéro {number}") for number in range(30)]
    many_meetings(300, *platforms)
    scope = territory_scope(make_coordinator(department), department)
    reader, text = printed(scope, paper)
    assert (len(reader.pages), "300 dates" in text) == (1, True)


def test_platforms_have_letters_where_there_are_several(paper):
    department = make_territory()
    platforms = [make_platform(territory=department, name=name) for name in ("Zénith", "Aubagne")]
    for number, platform in enumerate(platforms):
        make_meeting(platform, starts_at=at(10, 6 + number))
    _reader, text = printed(territory_scope(make_coordinator(department), department), paper)
    assert "A Aubagne B Zénith" in text


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: repr(trap[:12]))
def test_d37_whatever_names_hold_the_page_stays_right(platform, scope, paper, trap):
    meeting = make_meeting(platform, kind="visit", starts_at=at(10, 6), venue=make_venue(platform, room=trap[:80]))
    Meeting.objects.filter(pk=meeting.pk).update(title=trap)
    Platform.objects.filter(pk=platform.pk).update(name=trap[:120])
    ListCampaign.objects.create(
        platform=platform, label=trap[:80], start=dt.date(2026, 10, 5), end=dt.date(2026, 12, 18)
    )
    platform.refresh_from_db()
    reader, text = printed(platform_scope(scope.viewer, platform), paper)
    assert (len(reader.pages), "1 date" in text, "mar 6 oct." in text) == (1, True, True)


def test_what_looks_like_a_program_is_printed_as_it_is(platform, scope):
    make_meeting(platform, kind="visit", starts_at=at(10, 6), title='#panic("x") $y$ *gras*')
    assert '#panic("x") $y$ *gras*' in printed(scope, "a3")[1]


def test_drafts_and_cancelled_meetings_are_not_hung_on_a_wall(platform, scope, paper):
    for status in ("draft", "cancelled"):
        make_meeting(platform, kind="visit", starts_at=at(10, 6), status=status, title=f"Canari {status}")
    for filters in ({}, {"etat": "draft"}, {"etat": "cancelled"}):
        _reader, text = printed(scope, paper, **filters)
        assert ("Canari" in text, "0 date" in text) == (False, True)


def test_hours_are_those_of_the_place(paper):
    island = make_platform(timezone="Indian/Reunion", school_zone="Réunion", holiday_territory="La Réunion")
    make_meeting(island, starts_at=at(9, 30, 21))
    make_meeting(island, starts_at=at(2, 29, 19, 30, year=2028))
    scope = platform_scope(make_lead(island), island)
    assert "jeu 1er oct." in printed(scope, paper)[1]
    assert "mar 29 fév" in printed(scope, paper, year=2027)[1]
    assert "23 h 30" in printed(scope, paper, year=2027)[1]


def test_the_same_year_prints_the_same_bytes_and_dates_itself_by_its_last_change(platform, scope, paper, monkeypatch):
    meeting = make_meeting(platform, starts_at=at(10, 6))
    Meeting.objects.filter(pk=meeting.pk).update(modified_at=at(7, 14, 22))

    def content():
        data = year_calendar.data_of(scope, CalendarFilter({}, scope), year=2026, paper=paper)
        return render_pdf(year_calendar.TEMPLATE, data)

    once = content()
    monkeypatch.setattr(timezone, "now", lambda: at(12, 24))
    assert content() == once
    assert "15 juillet 2026" in sheet(once)[1]
    Meeting.objects.filter(pk=meeting.pk).update(status="cancelled", modified_at=at(9, 3))
    assert "3 septembre 2026" in sheet(content())[1]


def test_d35_no_title_on_paper_below_the_gate(client, login, platform, paper):
    member = make_member(platform)
    make_meeting(platform, starts_at=at(10, 6), title="Canari du titre")
    publish_charter(platform)
    department = platform.territories.get()
    urls = [
        address("platform_calendar_pdf", platform.slug, paper),
        address("territory_calendar_pdf", department.slug, paper),
        address("my_calendar_pdf", paper),
    ]
    login(client, member)

    def texts():
        return [sheet(client.get(f"{url}?annee=2026").content)[1] for url in urls]

    below = [("Canari" in text, "mar 6 oct." in text) for text in texts()]
    sign_charter(member, platform)
    above = ["Canari" in text for text in texts()]
    assert (below, above) == ([(False, True)] * 3, [True] * 3)


def test_circle_2_finds_no_circle_1_meeting_on_paper(client, login, platform, paper):
    make_meeting(platform, starts_at=at(10, 6), title="Canari")
    make_meeting(platform, kind="circle_2", starts_at=at(10, 13))
    login(client, make_member(platform, "2"))
    text = sheet(client.get(address("platform_calendar_pdf", platform.slug, paper, query="?annee=2026")).content)[1]
    assert ("1 date" in text, "6 oct." in text, "13 oct." in text) == (True, False, True)


def test_filters_of_the_page_hold_on_paper(client, login, platform):
    make_meeting(platform, starts_at=at(10, 6))
    make_meeting(platform, kind="circle_2", starts_at=at(10, 13))
    login(client, make_lead(platform))
    query = "?annee=2026&genre=circle_2&etat=xyz&user=1"
    response = client.get(address("platform_calendar_pdf", platform.slug, "a3", query=query))
    text = sheet(response.content)[1]
    assert ("1 date" in text, "Réunion du cercle 2" in text) == (True, True)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith('inline; filename="calendrier-')


def test_other_sizes_of_paper_do_not_exist(client, login, platform):
    login(client, make_lead(platform))
    urls = [reverse("meetings:my_calendar_pdf", args=[size]) for size in ("a5", "A4", "a4-x")]
    assert {client.get(url).status_code for url in urls} == {404}


def test_the_number_of_queries_does_not_follow_the_meetings(client, login, platform, count_queries):
    login(client, make_lead(platform))
    url = address("platform_calendar_pdf", platform.slug, "a4", query="?annee=2026")
    counts = []
    for more in (2, 30):
        for meeting in many_meetings(more, platform):
            Meeting.objects.filter(pk=meeting.pk).update(venue=make_venue(platform))
        counts.append(count_queries(lambda: client.get(url)))
    assert counts[0] == counts[1]
