"""Calendars on the page: whose meetings, filters, ways to other periods, what is said where nothing is there."""

import datetime as dt

import pytest
from django.urls import reverse

from portal.meetings.models import Meeting, WorkingGroup
from tests.factories import (
    make_administrator,
    make_coordinator,
    make_invitee,
    make_lead,
    make_meeting,
    make_member,
    make_person,
    make_platform,
    make_territory,
    make_user,
    make_venue,
    publish_charter,
    sign_charter,
)

from .builders import address, at, grid, lines, soup_of, words

pytestmark = pytest.mark.django_db

LIST = "?vue=liste&annee=2026"
TRAPS = [
    "a\x01b",
    "guillemets \" et ' <script>alert(1)</script>",
    "CR\rLF\nfin",
    "😀 émoji",
    "\u202eRTL שלום",
    '#let x = 1; $x$ *gras* #panic("non")',
    "long " * 1_000,
]


@pytest.fixture
def island():
    return make_platform(name="Ouest", timezone="Indian/Reunion", school_zone="Réunion", holiday_territory="La Réunion")


def test_a_month_shows_grid_and_list_of_the_same_meetings(client, login, platform):
    make_meeting(platform, starts_at=at(10, 6), venue=make_venue(platform, room="Salle bleue"))
    make_meeting(platform, kind="circle_2", starts_at=at(10, 13, 12), status="cancelled")
    page = login(client, make_lead(platform)).get(address("platform_calendar", platform.slug, query="?mois=2026-10"))
    assert grid(page) == ["C1 Cercle 1 10 h", "C2 Cercle 2 14 h Annulée"]
    first, second = lines(page)
    assert first.startswith("mardi 6 octobre | 10 h – 12 h C1")
    assert ("Salle bleue" in first, "Annulée" in second) == (True, True)


def test_filters_stay_in_the_address_and_count(client, login, platform):
    group = WorkingGroup.objects.create(platform=platform, name="Mobilité", since=dt.date(2020, 1, 1))
    make_meeting(platform, starts_at=at(10, 6))
    make_meeting(platform, kind="circle_2", starts_at=at(10, 7), status="cancelled")
    make_meeting(platform, kind="working_group", starts_at=at(10, 8), working_group=group)
    login(client, make_lead(platform))
    found = {}
    for query in ("", "&genre=circle_1", "&etat=cancelled", "&etat=on", f"&groupe={group.pk}", "&genre=leads"):
        page = client.get(address("platform_calendar", platform.slug, query=LIST + query))
        found[query] = [line.split(" | ")[0].split()[1] for line in lines(page)]
        kept = [link["href"] for link in soup_of(page).select(".cal-views a, .cal-steps a")]
        assert [link for link in kept if query not in link] == []
    assert list(found.values()) == [["6", "7", "8"], ["6"], ["7"], ["6", "8"], ["8"], []]


@pytest.mark.parametrize(
    "query",
    [
        "&genre=xyz",
        "&etat=%00",
        "&plateforme=autre",
        "&groupe=1%20OR%201",
        "&groupe=" + "9" * 400,
        "&kind__in=leads&platform__name=x&order_by=password",
        "&page=-1",
        "&page=" + "9" * 5000,
    ],
    ids=lambda query: query[:24],
)
def test_d34_d77_odd_values_change_nothing(client, login, platform, query):
    make_meeting(platform, starts_at=at(10, 6))
    make_meeting(make_platform(slug="autre"), starts_at=at(10, 7))
    login(client, make_lead(platform))
    odd, plain = (client.get(address("platform_calendar", platform.slug, query=LIST + more)) for more in (query, ""))
    assert (lines(odd), len(lines(odd))) == (lines(plain), 1)


def test_d34_a_group_of_another_platform_is_no_filter(client, login, platform):
    foreign = WorkingGroup.objects.create(platform=make_platform(), name="Canari", since=dt.date(2020, 1, 1))
    make_meeting(platform, starts_at=at(10, 6))
    page = login(client, make_lead(platform)).get(
        address("platform_calendar", platform.slug, query=f"{LIST}&groupe={foreign.pk}")
    )
    assert (len(lines(page)), "Canari" in page.content.decode()) == (1, False)


def test_d35_no_title_below_the_gate_on_any_view(client, login, platform):
    member = make_member(platform)
    make_meeting(platform, starts_at=at(10, 6), title="Canari du titre")
    publish_charter(platform)
    login(client, member)
    urls = [address("platform_calendar", platform.slug), address("my_calendar")]
    urls = [url + query for url in urls for query in (LIST, "?mois=2026-10", "?annee=2026")]
    below = [("Canari" in client.get(url).content.decode()) for url in urls]
    sign_charter(member, platform)
    # The grid of a year names circles alone, whoever reads it.
    named = [url for url in urls if not url.endswith("/?annee=2026")]
    above = [("Canari" in client.get(url).content.decode()) for url in named]
    assert (set(below), set(above)) == ({False}, {True})


def test_mine_holds_all_i_am_expected_at_and_nothing_else(client, login, platform):
    member = make_member(platform, "2")
    other, led = make_platform(), make_platform()
    make_lead(led, person=member)
    department = platform.territories.get()
    make_coordinator(department, person=member)
    make_meeting(platform, kind="circle_2", starts_at=at(10, 1))
    make_meeting(platform, kind="steering_committee", starts_at=at(10, 2))
    make_meeting(other, starts_at=at(10, 3))
    make_invitee(make_meeting(other, starts_at=at(10, 5)), member)
    make_meeting(led, starts_at=at(10, 6))
    make_meeting(territory=department, kind="leads", starts_at=at(10, 7))
    make_meeting(make_platform(territory=department), starts_at=at(10, 8))
    page = login(client, member).get(address("my_calendar", query=LIST))
    # The committee is of a platform of mine, and a coordinator sees it.
    assert [line.split()[1] for line in lines(page)] == ["1er", "2", "5", "6", "7"]


def test_mine_says_of_where_the_hours_are_when_zones_differ(client, login, platform, island):
    member = make_member(platform)
    make_meeting(platform, starts_at=at(10, 6))
    url = address("my_calendar", query=LIST)
    login(client, member)
    alone = lines(client.get(url))
    make_member(island, person=member)
    make_meeting(island, starts_at=at(10, 6, 5))
    make_meeting(island, starts_at=at(9, 30, 21))
    mixed = lines(client.get(url))
    assert "heure de Paris" not in alone[0]
    assert [line.partition(" C1")[0] for line in mixed] == [
        "jeudi 1er octobre | 1 h – 3 h heure de La Réunion",
        "mardi 6 octobre | 9 h – 11 h heure de La Réunion",
        "mardi 6 octobre | 10 h – 12 h heure de Paris",
    ]


def test_a_day_is_that_of_the_platform_at_the_edges_of_a_month(client, login, island):
    lead = make_lead(island)
    make_lead(make_platform(), person=lead)
    make_meeting(island, starts_at=at(9, 30, 21))
    make_meeting(island, starts_at=at(10, 31, 21))
    login(client, lead)
    queries = [f"?mois=2026-{month}" for month in ("09", "10", "11")]
    assert [len(lines(client.get(address("my_calendar", query=query)))) for query in queries] == [0, 1, 1]


def test_a_meeting_past_midnight_stands_on_the_day_it_begins(client, login, platform):
    make_meeting(platform, starts_at=at(10, 6, 21, 30))
    make_meeting(platform, starts_at=at(10, 24, 22, 30), duration=dt.timedelta(hours=4))
    page = login(client, make_lead(platform)).get(address("platform_calendar", platform.slug, query=LIST))
    assert [line.partition(" C1")[0] for line in lines(page)] == [
        "mardi 6 octobre | 23 h 30 – 1 h 30 le lendemain",
        # The night of the change of hour: four hours later the clocks show 3 h 30.
        "dimanche 25 octobre | 0 h 30 – 3 h 30",
    ]


def test_the_29th_of_february_is_there(client, login, platform):
    make_meeting(platform, starts_at=at(2, 29, year=2028))
    page = login(client, make_lead(platform)).get(
        address("platform_calendar", platform.slug, query="?vue=liste&annee=2027")
    )
    assert lines(page)[0].startswith("mardi 29 février")


def test_a_territory_shows_what_each_may_see(client, login, platform):
    department = platform.territories.get()
    make_meeting(platform, starts_at=at(10, 1))
    make_meeting(platform, kind="circle_2", starts_at=at(10, 2))
    make_meeting(make_platform(territory=department), starts_at=at(10, 3))
    make_meeting(territory=department, kind="leads", starts_at=at(10, 5))
    make_meeting(platform, starts_at=at(10, 6), status="draft")
    url = address("territory_calendar", department.slug, query=LIST)
    readers = [
        make_member(platform, "2"),
        make_member(platform, "1"),
        make_lead(platform),
        make_coordinator(department),
        make_coordinator(department.parent or department),
    ]
    seen = [[int(line.split()[1].removesuffix("er")) for line in lines(login(client, one).get(url))] for one in readers]
    assert seen == [[2], [1, 2], [1, 2, 5, 6], [1, 2, 3, 5], [1, 2, 3, 5]]


def test_a_coordinator_of_a_region_reads_the_calendar_of_its_department(client, login):
    region = make_territory("region")
    department = make_territory(parent=region)
    login(client, make_coordinator(region))
    urls = [address("territory_calendar", one.slug) for one in (region, department, make_territory())]
    assert [client.get(url).status_code for url in urls] == [200, 200, 404]


def test_a_guest_of_a_meeting_of_the_territory_reads_that_one(client, login, platform):
    department = platform.territories.get()
    guest = make_lead(make_platform())
    url = address("territory_calendar", department.slug, query=LIST)
    before = login(client, guest).get(url).status_code
    make_invitee(make_meeting(territory=department, kind="steering_committee", starts_at=at(10, 5)), guest)
    make_meeting(territory=department, kind="steering_committee", starts_at=at(10, 6))
    assert (before, [line.split()[1] for line in lines(client.get(url))]) == (404, ["5"])


@pytest.mark.parametrize("name", ["platform_calendar", "territory_calendar"])
def test_who_has_nothing_there_finds_nothing(client, login, platform, name):
    slug = platform.slug if name.startswith("platform") else platform.territories.get().slug
    strangers = [make_lead(make_platform()), make_administrator(), make_person(user=make_user())]
    urls = [address(name, slug), address(f"{name}_pdf", slug, "a4"), address(name, "nulle-part")]
    assert {login(client, one).get(url).status_code for one in strangers for url in urls} == {404}


def test_a_region_filters_by_platform(client, login):
    department = make_territory()
    one, two = (make_platform(territory=department) for _number in range(2))
    make_meeting(one, starts_at=at(10, 6))
    make_meeting(two, starts_at=at(10, 7))
    login(client, make_coordinator(department))
    page = client.get(address("territory_calendar", department.slug, query=f"{LIST}&plateforme={two.slug}"))
    assert [line.split()[1] for line in lines(page)] == ["7"]


def test_a_full_day_leads_to_its_list(client, login, platform):
    for minute in range(9):
        make_meeting(platform, starts_at=at(10, 6, 8, minute))
    page = login(client, make_lead(platform)).get(address("platform_calendar", platform.slug, query="?annee=2026"))
    more = soup_of(page).select("#month-2026-10 ~ .month-grid .cal-item")[-1]
    assert (words(more), more["href"].partition("?")[2]) == ("7 de plus", "vue=mois&mois=2026-10#jour-2026-10-06")
    month = soup_of(client.get(more["href"]))
    assert len(month.select("#jour-2026-10-06 .cal-rows > li")) == 9


def test_a_long_list_is_paged_and_opens_at_the_next_meeting(client, login, platform, monkeypatch):
    for number in range(60):
        make_meeting(platform, starts_at=at(9, 1) + dt.timedelta(days=number))
    lead = make_lead(platform)
    url = address("platform_calendar", platform.slug, query=LIST)
    opened = lines(login(client, lead).get(url))
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(10, 25))
    login(client, lead)
    later, first = lines(client.get(url)), lines(client.get(f"{url}&page=1"))
    assert (len(opened), len(later), len(first)) == (50, 10, 50)
    assert later[-1].startswith("vendredi 30 octobre")


def test_empty_periods_teach(client, login, platform):
    lead, member = make_lead(platform), make_member(platform)
    url = address("platform_calendar", platform.slug, query="?mois=2026-10")
    plan = reverse("meetings:plan_start", args=[platform.slug])
    empty = [soup_of(login(client, one).get(url)).select_one(".empty-state") for one in (lead, member)]
    assert [bool(state.select(f'a[href="{plan}"]')) for state in empty] == [True, False]
    make_meeting(platform, starts_at=at(12, 8))
    page = soup_of(client.get(url))
    assert words(page.select_one(".cal-later a")) == "Prochaine réunion : mardi 8 décembre 2026".replace(" :", " :")
    assert page.select_one(".cal-later a")["href"].endswith("?vue=mois&mois=2026-12")
    filtered = soup_of(client.get(f"{url}&genre=visit"))
    assert filtered.select_one(".empty-state a")["href"].endswith("?vue=mois&mois=2026-10")


def test_somebody_without_any_part_has_an_empty_calendar(client, login):
    page = login(client, make_person(user=make_user())).get(address("my_calendar", query="?annee=2026"))
    assert (grid(page), len(soup_of(page).select(".month"))) == ([], 12)


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: repr(trap[:12]))
def test_whatever_a_title_holds_the_page_stays_right(client, login, platform, trap):
    meeting = make_meeting(platform, starts_at=at(10, 6))
    Meeting.objects.filter(pk=meeting.pk).update(title=trap)
    page = login(client, make_lead(platform)).get(address("platform_calendar", platform.slug, query=LIST))
    assert (len(lines(page)), soup_of(page).select("main script")) == (1, [])


def test_a_calendar_offers_paper_subscription_and_planning(client, login, platform):
    page = soup_of(login(client, make_lead(platform)).get(address("platform_calendar", platform.slug)))
    links = [link["href"] for link in page.select(".page-acts a")]
    sheets = [f"{address('platform_calendar_pdf', platform.slug, paper)}?annee=2025" for paper in ("a4", "a3")]
    assert links == [*sheets, reverse("meetings:feeds"), reverse("meetings:plan_start", args=[platform.slug])]


@pytest.mark.parametrize("name", ["platform_calendar", "territory_calendar", "my_calendar"])
@pytest.mark.parametrize("query", ["?mois=2026-10", "?annee=2026", LIST])
def test_the_number_of_queries_follows_neither_meetings_nor_platforms(client, login, count_queries, name, query):
    department = make_territory()
    lead = make_lead(make_platform(territory=department))
    args = {"platform_calendar": [lead.platform_roles.get().platform.slug], "territory_calendar": [department.slug]}
    url = address(name, *args.get(name, []), query=query)
    login(client, lead)
    counts = []
    for more in (2, 20):
        for number in range(more):
            platform = lead.platform_roles.first().platform
            if name != "platform_calendar" and number % 2:
                platform = make_platform(territory=department)
                make_lead(platform, person=lead)
            make_meeting(platform, starts_at=at(10, 5 + number % 20), venue=make_venue(platform))
        counts.append(count_queries(lambda: client.get(url)))
    assert counts[0] == counts[1]
