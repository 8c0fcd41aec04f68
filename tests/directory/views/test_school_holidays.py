"""The pages of school holidays: who reads, who keeps, what a file would change before it does."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from portal.directory.enums import TerritoryKind
from portal.directory.models import CalendarPeriod, Territory
from portal.directory.platform_calendar import school_year_ahead
from tests.factories import make_administrator, make_coordinator, make_platform

pytestmark = pytest.mark.django_db

HEADER = "Description;Population;Date de début;Date de fin;Académies;Zones;annee_scolaire"
ROW = "Vacances de Noël;-;2026-12-18T21:00:00+00:00;2027-01-03T21:00:00+00:00;Mayotte;Mayotte;2026-2027"
LIST = "/vacances-scolaires/"
ADD, IMPORT = f"{LIST}ajouter/", f"{LIST}importer/"


@pytest.fixture
def administrator(client, login):
    return login(client, make_administrator())


@pytest.fixture
def keeper(client, login):
    """Return the browser of the coordinator of La Réunion, who keeps its zone."""
    return login(client, make_coordinator(Territory.objects.get(kind=TerritoryKind.ACADEMY, name="La Réunion")))


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def send(client, *rows, name="calendrier.csv", content=None, **more):
    content = "\n".join([HEADER, *rows]).encode("utf-8-sig") if content is None else content
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content, "text/csv"), **more})


def accept(client, preview):
    return client.post(IMPORT, {name: preview.context[name] for name in ("calendar", "shown")})


def edit(period):
    return reverse("directory:school_holiday_edit", args=[period.pk])


def test_the_page_shows_a_zone_in_a_year_and_how_far_each_is_known(administrator):
    CalendarPeriod.objects.filter(zone="Corse").delete()
    year = school_year_ahead(timezone.localdate()) + 1
    inside = CalendarPeriod.objects.create(
        zone="Corse", name="Noël", start=dt.date(year, 12, 19), end=dt.date(year + 1, 1, 3)
    )
    CalendarPeriod.objects.create(zone="Corse", name="Avant", start=dt.date(year - 1, 12, 19), end=dt.date(year, 1, 3))
    response = administrator.get(LIST, {"zone": "Corse", "annee": str(year)})
    assert list(response.context["periods"]) == [inside]
    assert len(response.context["states"]) == 13
    assert edit(inside) in response.content.decode()


@pytest.mark.parametrize("query", [{"zone": "Zone D", "annee": "99999"}, {"zone": "\x00", "annee": "-1"}, {"zone": ""}])
def test_an_odd_address_shows_the_usual_zone_and_year(administrator, query):
    response = administrator.get(LIST, query)
    assert response.status_code == 200
    assert response.context["zone"].value == "Zone A"


def test_a_member_sees_the_zone_of_their_platform_and_no_act(client, login, world):
    login(client, world.people["circle1"])
    response = client.get(LIST)
    assert response.context["zone"].value == world.platform.school_zone
    assert (response.context["may_edit"], response.context["may_import"]) == (False, False)
    assert ADD not in response.content.decode()


def test_the_coordinator_of_a_whole_zone_keeps_it_and_no_other(keeper):
    own = CalendarPeriod.objects.filter(zone="Réunion").latest("start")
    other = CalendarPeriod.objects.filter(zone="Zone A").latest("start")
    assert keeper.get(edit(own)).status_code == 200
    assert keeper.get(edit(other)).status_code == 403
    assert keeper.post(reverse("directory:school_holiday_remove", args=[other.pk])).status_code == 403
    assert keeper.get(IMPORT).status_code == 403
    typed = {"name": "Ailleurs", "start": "2026-09-05", "end": "2026-09-06"}
    response = keeper.post(ADD, {**typed, "zone": "Zone A"})
    assert list(response.context["form"].errors) == ["zone"]
    keeper.post(ADD, {**typed, "zone": "Réunion"})
    assert CalendarPeriod.objects.filter(name="Ailleurs", zone="Réunion", source="").count() == 1


def test_a_correction_is_saved_and_one_over_another_is_refused_with_the_typed_days_kept(administrator):
    CalendarPeriod.objects.filter(zone="Corse").delete()
    first, second = (
        CalendarPeriod.objects.create(zone="Corse", name=name, start=start, end=end, source="officiel")
        for name, start, end in (
            ("Noël", dt.date(2026, 12, 19), dt.date(2027, 1, 3)),
            ("Hiver", dt.date(2027, 2, 13), dt.date(2027, 2, 28)),
        )
    )
    version = administrator.get(edit(second)).context["form"]["version"].initial
    typed = {"zone": "Corse", "name": "Hiver", "end": "2027-02-28", "version": version}
    response = administrator.post(edit(second), {**typed, "start": "2027-01-03"})
    assert "Noël" in response.context["form"].errors["start"][0]
    assert response.context["form"]["start"].value() == "2027-01-03"
    response = administrator.post(edit(second), {**typed, "start": "2027-02-12"})
    assert response["Location"] == f"{LIST}?zone=Corse&annee=2026"
    second.refresh_from_db()
    assert (second.start, second.source) == (dt.date(2027, 2, 12), "")
    response = administrator.post(edit(second), {**typed, "start": "2027-02-11"})
    assert response.status_code == 409
    administrator.post(reverse("directory:school_holiday_remove", args=[first.pk]))
    assert list(CalendarPeriod.objects.filter(zone="Corse")) == [second]


def test_a_file_is_shown_before_it_is_written_and_then_changes_nothing(administrator):
    CalendarPeriod.objects.filter(zone="Mayotte").delete()
    preview = send(administrator, ROW, "Vacances;-;2026-12-18;demain;;Zone D;2026-2027")
    assert not CalendarPeriod.objects.filter(zone="Mayotte").exists()
    assert preview.context["button"] == "Importer 1 période de vacances"
    assert [(row.row, row.column) for row in preview.context["problems"]] == [(3, "Date de fin"), (3, "Zones")]
    assert preview.context["problem_rows"] == 1
    response = accept(administrator, preview)
    assert response["Location"] == LIST
    assert told(response)[-1] == ("Le calendrier officiel est importé : 1 période de vacances ajoutée, 0 modifiée.")
    period = CalendarPeriod.objects.get(zone="Mayotte")
    assert (period.start, period.end) == (dt.date(2026, 12, 19), dt.date(2027, 1, 3))
    again = send(administrator, ROW)
    assert again.context["button"] == ""
    assert [(group["count"], str(group["label"])) for group in again.context["groups"]] == [(1, "Identiques")]


def test_what_changed_meanwhile_is_shown_again_and_nothing_is_written(administrator):
    CalendarPeriod.objects.filter(zone="Mayotte").delete()
    preview = send(administrator, ROW)
    CalendarPeriod.objects.create(zone="Mayotte", name="Fête", start=dt.date(2026, 12, 24), end=dt.date(2026, 12, 26))
    response = accept(administrator, preview)
    assert response.status_code == 409
    assert [str(group["label"]) for group in response.context["groups"]] == ["Saisies à la main, conservées"]
    assert [period.name for period in CalendarPeriod.objects.filter(zone="Mayotte")] == ["Fête"]
    replaced = send(administrator, ROW, replace_hand_made="on")
    accept(administrator, replaced)
    assert [period.name for period in CalendarPeriod.objects.filter(zone="Mayotte")] == ["Vacances de Noël"]


@pytest.mark.parametrize("seal", ["", "x", "\x00", "{}:1abc:def"])
def test_a_preview_that_was_cut_forged_or_anothers_is_not_written(administrator, client, login, seal):
    before = CalendarPeriod.objects.count()
    response = administrator.post(IMPORT, {"calendar": seal, "shown": "x"})
    assert response["Location"] == IMPORT
    preview = send(administrator, ROW)
    login(client, make_administrator())
    assert accept(client, preview)["Location"] == IMPORT
    assert CalendarPeriod.objects.count() == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("calendrier.csv", b"PK\x03\x04" + b"\x00" * 100),
        ("calendrier.csv", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100),
        ("calendrier.csv", HEADER.encode() + b"\n;;;;;Zone A;" * 200_000),
        ("calendrier.csv", b"a;b\n1;2\n"),
        ("calendrier.csv", "Vacances".encode("utf-16")),
        ("calendrier.xlsx", HEADER.encode()),
        ("calendrier.csv", b"x" * (5 * 1024 * 1024 + 1)),
        ("calendrier.csv", b""),
    ],
    ids=["zip", "image", "200,000 rows", "other columns", "UTF-16", "other type", "too large", "empty"],
)
def test_d74_a_file_that_is_no_calendar_is_refused_with_words_beside_its_field(administrator, name, content):
    before = CalendarPeriod.objects.count()
    response = send(administrator, name=name, content=content)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["file"]
    assert CalendarPeriod.objects.count() == before


def test_the_list_costs_the_same_with_more_holidays_and_platforms(administrator, count_queries):
    def look():
        assert administrator.get(LIST, {"zone": "Zone B"}).status_code == 200

    before = count_queries(look)
    for number in range(5):
        make_platform(school_zone="Zone B")
        day = dt.date(2026, 9, 5) + dt.timedelta(days=2 * number)
        CalendarPeriod.objects.create(zone="Zone B", name=f"Jour {number}", start=day, end=day)
    assert count_queries(look) == before
