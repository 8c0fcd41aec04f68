"""The map as files: what its reader may see and nothing else, in every format; a booklet with pages one can find."""

import csv
import datetime as dt
import io
import json
import re
import zipfile
from xml.etree import ElementTree

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from wagtail.models import ModelLogEntry

from portal.solutions_map.documents import booklet
from portal.solutions_map.enums import SolutionState
from portal.solutions_map.exporting import table
from tests.factories import make_lead, make_organisation, make_person, make_platform, make_site
from tests.factories.solutions import make_need, make_seat_report, make_session, make_solution

pytestmark = pytest.mark.django_db
CANARY = "Canarivore"
TABLES = ("csv", "xlsx", "ods")
FORMATS = (*TABLES, "geojson")
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "＝1+1", '=HYPERLINK("http://x.example","y")')


def url(file_format):
    return reverse("solutions_map:export", args=[file_format])


def decoded(response):
    """Return all the text of a file, as somebody who opens it reads it."""
    content, kind = response.content, response["Content-Type"]
    if kind == "application/pdf":
        reader = PdfReader(io.BytesIO(content))
        return "\n".join([*(page.extract_text() for page in reader.pages), str(reader.metadata)])
    if "csv" in kind or "json" in kind:
        return content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if name.endswith(".xml")]
    return "\n".join("\t".join(ElementTree.fromstring(part).itertext()) for part in parts)


def lines(response):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.fixture
def provider():
    return make_organisation(name="Mission locale du Port")


@pytest.fixture
def public(platform, provider):
    """Return a public solution; what colleagues wrote around it holds the canary."""
    made = make_solution(
        platform,
        name="Prépa métiers",
        public=True,
        public_text="Vous essayez trois métiers.",
        description=f"{CANARY} description",
        conditions=f"{CANARY} conditions",
        how_to_orient=f"{CANARY} orienter",
        contact_phone="+33491000000",
        providers=[provider],
        prescribers=[make_organisation(name=f"{CANARY} prescripteur")],
        needs=[make_need("Choisir une voie")],
        sites=[make_site(provider, latitude=43.3, longitude=5.4, address="1 quai du Port", access=f"{CANARY} code")],
    )
    session = make_session(made, name=f"{CANARY} groupe", note=f"{CANARY} note")
    make_seat_report(session, free=3, capacity=10, organisation=provider, by=make_person(last_name=CANARY))
    return made


@pytest.fixture
def others():
    """Write what only the network of another platform may see."""
    other = make_platform(name="Autre plateforme")
    for number, fields in enumerate(({"state": SolutionState.TO_CREATE}, {"published": False}, {"closed": True})):
        make_solution(other, name=f"{CANARY} {number}", public=True, public_text=CANARY, **fields)
    return other


@pytest.mark.parametrize("reader", ["visitor", "nobody", "lead"])
@pytest.mark.parametrize("file_format", FORMATS)
def test_d06_the_public_edition_holds_what_is_public_whoever_asks(
    client, login, platform, public, others, file_format, reader
):
    make_solution(platform, name=f"{CANARY} interne")
    if reader != "visitor":
        login(client, make_lead(platform) if reader == "lead" else make_person())
    text = decoded(client.get(url(file_format)))
    assert "Prépa métiers" in text
    assert CANARY not in text


@pytest.mark.parametrize("file_format", FORMATS)
def test_d06_what_a_lead_takes_holds_nothing_that_the_network_of_another_platform_keeps(
    client, login, platform, others, file_format
):
    make_solution(platform, name="Interne", how_to_orient="Appeler le matin")
    make_solution(others, name="Existante ailleurs")
    make_solution(platform, name="À créer ici", state=SolutionState.TO_CREATE)
    login(client, make_lead(platform))
    text = decoded(client.post(url(file_format)))
    assert all(words in text for words in ("Interne", "Appeler le matin", "Existante ailleurs", "À créer ici"))
    assert CANARY not in text


@pytest.mark.parametrize("file_format", FORMATS)
def test_d06_who_belongs_nowhere_gets_the_public_edition_by_post_too(client, login, platform, public, file_format):
    make_solution(platform, name=f"{CANARY} interne")
    login(client, make_person())
    text = decoded(client.post(url(file_format)))
    assert "Prépa métiers" in text
    assert CANARY not in text


def test_the_file_follows_the_filters_of_the_address(client, public, platform):
    make_solution(platform, name="Autre besoin", public=True, needs=[make_need("Se loger")])
    response = client.get(url("csv"), {"need": public.needs.get().code})
    assert [line["Nom"] for line in lines(response)] == ["Prépa métiers"]


def test_a_number_of_places_stands_with_its_day_and_who_said_it(client, public, platform):
    make_solution(platform, name="Sans nombre", public=True)
    told, untold = lines(client.get(url("csv")))
    columns = ("Places libres", "Places en tout", "Places communiquées le", "Places communiquées par")
    today = timezone.localdate()
    assert [told[name] for name in columns] == ["3", "10", told["Places communiquées le"], "Mission locale du Port"]
    assert f"{today:%d/%m/%Y}" in told["Places communiquées le"] or today.isoformat() in told["Places communiquées le"]
    assert [untold[name] for name in columns] == ["", "", "", ""]


def test_each_line_says_the_lasting_address_of_its_page(client, public, settings):
    settings.BASE_URL = "https://portail.example"
    [line] = lines(client.get(url("csv")))
    assert line["Adresse de la page"] == f"https://portail.example/solutions/{public.pk}/"


@pytest.mark.parametrize("formula", FORMULAS)
def test_d73_no_text_is_a_formula(client, platform, formula):
    make_solution(platform, name="Solution", summary=formula, public=True, contact_phone="+33491000000")
    [line] = lines(client.get(url("csv")))
    summary = line["En une phrase"]
    assert summary == "" or summary[0] not in "=+-@\t\r＝"
    assert line["Téléphone pour orienter"] == "04 91 00 00 00"
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(url("xlsx")).content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} <= {"s", "n", "d"}
    ods = zipfile.ZipFile(io.BytesIO(client.get(url("ods")).content)).read("content.xml").decode()
    assert "table:formula" not in ods


def positions(geometry):
    if geometry is None:
        return []
    return [geometry["coordinates"]] if geometry["type"] == "Point" else geometry["coordinates"]


def test_geojson_is_valid_with_longitude_first(client, public, platform, provider):
    two = [make_site(provider, latitude=43.1, longitude=5.1), make_site(provider, latitude=43.2, longitude=5.2)]
    closed = make_site(provider, latitude=1.0, longitude=1.0, closed_at=timezone.now())
    make_solution(platform, name="À deux lieux", public=True, sites=[*two, closed])
    make_solution(platform, name="Sans lieu", public=True)
    response = client.get(url("geojson"))
    assert response["Content-Type"] == "application/geo+json"
    collection = json.loads(response.content)
    assert collection["type"] == "FeatureCollection"
    by_name = {feature["properties"]["name"]: feature for feature in collection["features"]}
    # RFC 7946, 3.2: these members and no other; ids are unique.
    assert all(set(feature) == {"type", "id", "geometry", "properties"} for feature in by_name.values())
    assert {feature["type"] for feature in by_name.values()} == {"Feature"}
    assert len({feature["id"] for feature in by_name.values()}) == 3
    assert by_name["Prépa métiers"]["geometry"] == {"type": "Point", "coordinates": [5.4, 43.3]}
    assert by_name["Sans lieu"]["geometry"] is None
    assert by_name["À deux lieux"]["geometry"]["type"] == "MultiPoint"
    assert sorted(positions(by_name["À deux lieux"]["geometry"])) == [[5.1, 43.1], [5.2, 43.2]]
    seats = by_name["Prépa métiers"]["properties"]["seats"]
    assert (seats["free"], seats["reported_by"]) == (3, "Mission locale du Port")
    assert dt.date.fromisoformat(seats["reported_on"])


def test_d68_it_is_noted_who_took_the_edition_of_professionals_and_nobody_else(client, login, platform, public):
    client.get(url("csv"))
    lead = make_lead(platform)
    login(client, lead)
    client.get(url("csv"))
    assert not ModelLogEntry.objects.filter(action__endswith="solutions_exported").exists()
    client.post(f"{url('xlsx')}?q=metiers")
    entry = ModelLogEntry.objects.get(action__endswith="solutions_exported")
    assert entry.user == lead.user
    assert (entry.data["format"], entry.data["lines"], entry.data["filters"]) == ("xlsx", 1, {"q": ["metiers"]})


@pytest.mark.parametrize("file_format", ["exe", "pdf", "..", "CSV"])
def test_an_unknown_format_does_not_exist(client, file_format):
    assert client.get(f"/solutions/export/{file_format}/").status_code == 404


def test_too_many_solutions_are_refused_with_what_to_do(client, public, platform, monkeypatch):
    make_solution(platform, public=True)
    monkeypatch.setattr(table, "MAX_PUBLIC_ROWS", 1)
    monkeypatch.setattr(booklet, "MAX_ENTRIES", 1)
    for address in (url("csv"), reverse("solutions_map:booklet")):
        response = client.get(address, {"seats": ""}, follow=True)
        assert response.redirect_chain == [("/solutions/?", 302)]
        assert "Un fichier contient au plus 1 solutions, et il y en a 2" in response.text
    assert client.get(url("csv"), {"q": "metiers"}).status_code == 200


def test_visitors_files_may_be_cached_and_others_may_not(client, login, platform, public):
    response = client.get(url("csv"))
    assert response["Cache-Control"] == "public, max-age=300"
    assert response["Content-Disposition"].startswith('attachment; filename="solutions-')
    login(client, make_lead(platform))
    assert client.get(url("csv"))["Cache-Control"] == "private, no-store"
    assert client.post(url("csv"))["Cache-Control"] == "private, no-store"


def test_files_take_as_many_queries_for_one_solution_as_for_ten(
    client, login, platform, provider, public, count_queries
):
    login(client, make_lead(platform))

    def ask():
        return [
            count_queries(lambda: client.post(url("csv"))),
            count_queries(lambda: client.get(url("geojson"))),
            count_queries(lambda: client.get(reverse("solutions_map:booklet"))),
        ]

    ask()
    before = ask()
    for number in range(9):
        site = make_site(provider, name=f"Lieu {number}", latitude=43.0, longitude=5.0 + number)
        made = make_solution(
            platform,
            public=True,
            needs=list(public.needs.all()),
            providers=[provider],
            sites=[site],
            prescribers=[provider],
        )
        make_seat_report(make_session(made, site=site))
    assert ask() == before


def booklet_of(client, **query):
    response = client.get(reverse("solutions_map:booklet"), query)
    assert response["Content-Type"] == "application/pdf"
    return response


@pytest.mark.parametrize("reader", ["visitor", "nobody", "lead"])
def test_d06_the_public_booklet_holds_what_is_public_alone(client, login, platform, public, others, reader):
    make_solution(platform, name=f"{CANARY} interne")
    if reader != "visitor":
        login(client, make_lead(platform) if reader == "lead" else make_person())
    response = booklet_of(client, edition="publique")
    text = decoded(response)
    assert "Prépa métiers" in text
    assert "Vous essayez trois métiers." in text
    assert CANARY not in text
    # A number that lies about for a year is a false one.
    assert "sur 10" not in text


def test_the_booklet_of_professionals_says_how_to_orient_and_dates_its_numbers(client, login, platform, public):
    login(client, make_lead(platform))
    text = " ".join(decoded(booklet_of(client)).split())
    assert f"{CANARY} orienter" in text
    assert "Mission locale du Port" in text
    # The number, its places in all, and who said it.
    assert re.search(r"3 sur 10.{1,40}Mission locale du Port|3 libres sur 10.{1,40}Mission locale du Port", text)


def test_contents_and_cross_references_name_the_page_where_the_solution_stands(client, platform):
    first, second = make_need("Besoin un", order=1), make_need("Besoin deux", order=2)
    for number in range(12):
        make_solution(platform, name=f"Remplissage {number:02}", public=True, public_text="Mots. " * 120, needs=[first])
    make_solution(platform, name="Zénith", public=True, public_text="Au bout.", needs=[first, second])
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(booklet_of(client).content)).pages]
    [stands] = [number for number, text in enumerate(pages, 1) if "Au bout." in text]
    contents = [line for line in pages[1].splitlines() if line.startswith("Zénith")]
    assert contents[0].rstrip().endswith(f" {stands}")
    assert f"Zénith, page {stands}" in pages[-1]
    assert sum(text.count("Au bout.") for text in pages) == 1


def test_the_booklet_names_only_the_needs_asked_for(client, platform):
    asked, other = make_need("Besoin demandé"), make_need("Besoin autre")
    make_solution(platform, name="Double", public=True, needs=[asked, other])
    text = decoded(booklet_of(client, need=asked.code))
    assert "Besoin demandé" in text
    assert "Besoin autre" not in text


def test_an_empty_booklet_says_so(client):
    assert "Aucune solution ne correspond" in decoded(booklet_of(client, q="introuvable"))


def test_d70_typst_and_html_in_texts_are_printed_as_they_are(client, platform):
    nasty = '#read("/etc/passwd") $x$ *gras* <script>alert(1)</script> \\ @ref'
    make_solution(platform, name="Piège", public=True, public_text=nasty, needs=[make_need()])
    assert '#read("/etc/passwd")' in decoded(booklet_of(client))


def test_the_largest_booklet_is_made_in_seconds(client, platform, monkeypatch):
    needs = [make_need(f"Besoin {number}") for number in range(8)]
    for number in range(60):
        make_solution(
            platform, name=f"Solution {number}", public=True, public_text="Mots. " * 200, needs=needs[number % 8 :][:3]
        )
    assert len(PdfReader(io.BytesIO(booklet_of(client).content)).pages) < 60
