"""Exports: what the list shows and nothing else, in every format; who took one is noted."""

import csv
import io
import zipfile
from types import SimpleNamespace
from urllib.parse import urlencode
from xml.etree import ElementTree

import openpyxl
import pytest
import vobject
from django.urls import reverse
from pypdf import PdfReader
from wagtail.models import ModelLogEntry

from portal.directory.enums import Circle, DelegateKind, ParticipationStatus
from portal.directory.exporting import cards
from portal.directory.exporting import organisations as organisations_export
from portal.directory.models import ActorType, Commune, Network, Participation, TerritoryActor
from portal.directory.services.organisations import refresh_search
from tests.factories import make_member, make_organisation, make_person, make_platform, make_site

pytestmark = pytest.mark.django_db
CANARY = "Canarivore"
TABLES = ("csv", "xlsx", "ods")
ROLES_OF_A = ("circle2", "circle1", "officer", "assistant", "lead", "coordinator", "region")


def decoded(content, file_format):
    """Return all the text of a file, as somebody who opens it sees it."""
    if file_format == "csv":
        return content.decode("utf-8-sig")
    if file_format == "vcf":
        return content.decode("utf-8").replace("\r\n ", "")
    if file_format == "pdf":
        reader = PdfReader(io.BytesIO(content))
        return "\n".join([*(page.extract_text() for page in reader.pages), str(reader.metadata)])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = [
            "\t".join(ElementTree.fromstring(archive.read(name)).itertext())
            for name in archive.namelist()
            if name.endswith(".xml")
        ]
    return "\n".join(texts)


def lines(response):
    """Return the lines of a CSV as mappings of the words of the head."""
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline=""), delimiter=";"))


def directory(client, file_format="csv", **query):
    return client.post(
        reverse("directory:organisations_export", args=[file_format]) + (f"?{urlencode(query)}" if query else "")
    )


def of_members(client, platform, file_format="csv", **query):
    url = reverse("directory:members_export", args=[platform.slug, file_format])
    return client.post(url + (f"?{urlencode(query)}" if query else ""))


@pytest.fixture
def canaries(world):
    """Write the canary word in everything that is B's own, some of it around organisations that A knows too."""
    shared, other = world.organisation, make_organisation(name="Autre structure")
    common = {
        "platform": world.other,
        "status": ParticipationStatus.AGREED,
        "circle": Circle.FIRST,
        "since": "2025-09-01",
        "next_step": f"{CANARY} étape",
        "reason": f"{CANARY} raison",
        "role_finding": f"{CANARY} repère",
        "role_contact": f"{CANARY} contacte",
        "role_diagnosis": f"{CANARY} évalue",
        "role_solution": f"{CANARY} propose",
    }
    for number, organisation in enumerate((shared, other)):
        row = Participation.objects.create(organisation=organisation, **common)
        person = make_person(
            first_name="Zoé",
            last_name=f"{CANARY}{number}",
            email=f"{CANARY}{number}@exemple.example",
            phone="+33465719999",
            function=f"{CANARY} de direction",
            organisation=organisation,
        )
        row.delegates.create(person=person, kind=DelegateKind.FIXED, since="2025-09-01")
    world.other.name = f"Plateforme {CANARY}"
    world.other.save()
    return world


@pytest.mark.parametrize("role", [*ROLES_OF_A, "editor"])
@pytest.mark.parametrize("file_format", [*TABLES, "vcf"])
def test_d05_the_directory_exported_from_a_holds_nothing_of_b(client, login, canaries, role, file_format):
    login(client, canaries.people[role])
    response = directory(client, file_format)
    text = decoded(response.content, file_format)
    assert ("Mission locale du Parc" in text, "Autre structure" in text) == (True, True)
    assert CANARY.lower() not in text.lower()
    assert "65719999" not in text.replace(" ", "")


@pytest.mark.parametrize("role", ROLES_OF_A)
@pytest.mark.parametrize("file_format", [*TABLES, "vcf", "pdf"])
def test_d05_the_members_exported_from_a_hold_nothing_of_b(client, login, canaries, role, file_format):
    login(client, canaries.people[role])
    text = decoded(of_members(client, canaries.platform, file_format).content, file_format)
    assert "Mission locale du Parc" in text
    assert (CANARY.lower() in text.lower(), "Autre structure" in text) == (False, False)
    assert "65719999" not in text.replace(" ", "")


def test_d05_who_belongs_to_both_finds_both_platforms_in_the_directory(client, login, canaries):
    both = canaries.people["circle2"]
    make_member(canaries.other, person=both)
    login(client, both)
    places = {line["Nom"]: line["Dans mes plateformes"] for line in lines(directory(client))}
    assert places["Autre structure"] == f"Plateforme {CANARY} (Cercle 1)"


@pytest.mark.parametrize("file_format", [*TABLES, "vcf"])
def test_d34_a_platform_of_others_in_the_address_is_ignored(client, login, canaries, file_format):
    login(client, canaries.people["lead"])
    asked = directory(client, file_format, platform=f"in-{canaries.other.slug}")
    assert asked.content.count(b"Autre structure") == directory(client, file_format).content.count(b"Autre structure")
    assert CANARY not in decoded(asked.content, file_format)


@pytest.fixture
def network(world):
    """Return the world with organisations of known names, in A and in none."""
    cio, lycee = ActorType.objects.get(code="cio"), ActorType.objects.exclude(code="cio").first()
    arles = Commune.objects.get(name="Arles")
    rows = SimpleNamespace(
        cio=make_organisation(name="CIO Étoile", actor_type=cio, phone="+33465710011", siret="12345678200010"),
        far=make_organisation(name="Autre lieu", actor_type=lycee, phone="+41223334455"),
    )
    make_site(rows.cio, address="1 rue des Lilas", postcode="13200", commune=arles)
    make_site(rows.cio, address="Fermé", closed_at="2025-01-01T00:00:00Z", commune=arles)
    for organisation in (rows.cio, rows.far):
        refresh_search(organisation)
    Network.objects.create(name="FOQUALE Est").members.add(rows.far)
    rows.person = make_member(
        world.platform,
        Circle.SECOND,
        organisation=rows.cio,
        person=make_person(first_name="Ana", last_name="Durand", phone="+33465710099", organisation=rows.cio),
    )
    make_member(
        world.platform,
        organisation=rows.cio,
        kind=DelegateKind.SUBSTITUTE,
        person=make_person(first_name="Bo", last_name="Roux", phone="", organisation=rows.cio),
    )
    rows.world = world
    return rows


def test_the_directory_is_exported_as_it_is_filtered_and_sorted(client, login, network):
    login(client, network.world.people["lead"])
    found = [line["Nom"] for line in lines(directory(client))]
    shown = client.get(reverse("directory:organisations"))
    assert found == [row.record.name for row in shown.context["table"].rows]
    assert [line["Nom"] for line in lines(directory(client, tri="-name"))] == found[::-1]
    for query, names in (
        ({"q": "etoile"}, ["CIO Étoile"]),
        ({"platform": "mine", "q": "cio"}, ["CIO Étoile"]),
        ({"platform": "not-mine", "q": "autre"}, ["Autre lieu"]),
        ({"network": Network.objects.get().pk}, ["Autre lieu"]),
        ({"department": network.cio.sites.first().commune.department_id}, ["CIO Étoile"]),
        ({"freshness": "stale"}, []),
    ):
        assert [line["Nom"] for line in lines(directory(client, **query))] == names, query


def test_a_line_of_the_directory_says_what_the_sheet_says(client, login, network):
    login(client, network.world.people["lead"])
    line = lines(directory(client, q="etoile"))[0]
    assert {
        name: line[name]
        for name in ("Téléphone", "Adresse", "Code postal", "Commune", "Département", "Autres lieux", "SIRET")
    } == {
        "Téléphone": "04 65 71 00 11",
        "Adresse": "1 rue des Lilas",
        "Code postal": "13200",
        "Commune": "Arles",
        "Département": "Bouches-du-Rhône",
        "Autres lieux": "",
        "SIRET": "12345678200010",
    }
    assert line["Dans mes plateformes"] == f"{network.world.platform.name} (Cercle 2)"


def test_members_have_a_line_for_each_person_who_represents_them(client, login, network):
    login(client, network.world.people["lead"])
    found = lines(of_members(client, network.world.platform, q="etoile"))
    assert [(line["Nom"], line["Téléphone professionnel"], line["En qualité de"]) for line in found] == [
        ("Durand", "04 65 71 00 99", "Représentant fixe"),
        ("Roux", "", "Suppléant"),
    ]
    assert {line["Organisme"] for line in found} == {"CIO Étoile"}


def test_members_are_found_by_who_represents_them(client, login, network):
    login(client, network.world.people["circle2"])
    url = reverse("directory:members", args=[network.world.platform.slug])
    for query in ("q=durand", "q=ana+etoile"):
        shown = client.get(f"{url}?{query}").context["table"].rows
        assert [row.record.organisation.name for row in shown] == ["CIO Étoile"]


def test_members_without_anybody_are_found(client, login, network):
    alone = Participation.objects.create(
        platform=network.world.platform, organisation=network.far, status="to_approach", since="2025-09-01"
    )
    login(client, network.world.people["lead"])
    shown = client.get(reverse("directory:members", args=[network.world.platform.slug]) + "?represented=no")
    assert [row.record.pk for row in shown.context["table"].rows] == [alone.pk]
    line = lines(of_members(client, network.world.platform, represented="no"))[0]
    assert (line["Organisme"], line["Nom"]) == ("Autre lieu", "")


def test_what_is_still_to_do_is_for_the_team_alone(client, login, network):
    Participation.objects.filter(organisation=network.cio).update(next_step="Rappeler la directrice")
    for role, held in (("lead", True), ("assistant", True), ("circle1", False), ("coordinator", False)):
        login(client, network.world.people[role])
        text = of_members(client, network.world.platform).content.decode()
        assert ("Rappeler la directrice" in text) is held, role


def test_somebody_who_left_is_in_no_export(client, login, network):
    network.person.delegations.update(until="2026-01-01")
    login(client, network.world.people["lead"])
    for file_format in (*TABLES, "vcf", "pdf"):
        text = decoded(of_members(client, network.world.platform, file_format).content, file_format)
        assert ("Durand" in text, "Roux" in text) == (False, True), file_format


def test_the_cards_of_a_platform_are_one_for_each_person(client, login, network):
    make_member(network.world.platform, person=network.person, organisation=network.world.organisation)
    login(client, network.world.people["circle1"])
    response = of_members(client, network.world.platform, "vcf", q="etoile")
    found = list(vobject.readComponents(response.content.decode()))
    assert [card.fn.value for card in found] == ["Ana Durand", "Bo Roux"]
    assert response.headers["Content-Type"] == "text/vcard; charset=utf-8"
    both = of_members(client, network.world.platform, "vcf").content.decode()
    assert both.count("FN:Ana Durand") == 1


def test_a_person_has_a_card_where_the_reader_may_know_them(client, login, network):
    world = network.world
    url = reverse("directory:person_vcard", args=[world.platform.slug, network.person.pk])
    login(client, world.people["circle2"])
    card = vobject.readOne(client.get(url).content.decode())
    assert (card.fn.value, card.org.value, card.tel.value) == ("Ana Durand", ["CIO Étoile"], "+33465710099")
    lead = reverse("directory:person_vcard", args=[world.platform.slug, world.people["lead"].pk])
    assert client.get(lead).status_code == 200
    for person in (world.people["other_lead"], world.people["stranger"]):
        assert client.get(reverse("directory:person_vcard", args=[world.platform.slug, person.pk])).status_code == 404
    network.person.delegations.update(until="2026-01-01")
    assert client.get(url).status_code == 404


def test_an_organisation_has_a_card(client, login, network):
    login(client, network.world.people["editor"])
    card = vobject.readOne(client.get(reverse("directory:organisation_vcard", args=[network.cio.pk])).content.decode())
    assert (card.fn.value, card.adr.value.street, card.adr.value.city) == ("CIO Étoile", "1 rue des Lilas", "Arles")


def test_d73_formulas_in_names_are_texts_in_every_format(client, login, network):
    network.cio.name, network.cio.missions = '=HYPERLINK("http://mal.example")', "+1+1"
    network.cio.save()
    refresh_search(network.cio)
    login(client, network.world.people["lead"])
    line = next(line for line in lines(directory(client)) if "HYPERLINK" in line["Nom"])
    assert (line["Nom"], line["Missions"]) == ('\'=HYPERLINK("http://mal.example")', "'+1+1")
    book = openpyxl.load_workbook(io.BytesIO(directory(client, "xlsx").content))
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "n", "d"}
    ods = directory(client, "ods").content
    with zipfile.ZipFile(io.BytesIO(ods)) as archive:
        assert b"formula" not in archive.read("content.xml")


@pytest.mark.parametrize("file_format", [*TABLES, "vcf", "pdf"])
def test_an_export_is_a_private_file_that_no_cache_keeps(client, login, network, file_format):
    login(client, network.world.people["lead"])
    response = of_members(client, network.world.platform, file_format)
    assert response.headers["Cache-Control"] == "private, no-store"
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith(f'attachment; filename="membres-{network.world.platform.slug}-20')
    assert disposition.endswith(f'.{file_format}"')


def test_an_export_is_noted_with_its_filters(client, login, network):
    lead = network.world.people["lead"]
    login(client, lead)
    directory(client, "csv", q="etoile", sector="abc")
    of_members(client, network.world.platform, "xlsx", circle="2")
    noted = [
        (entry.action, entry.user_id, entry.data["format"], entry.data["lines"], entry.data["filters"])
        for entry in ModelLogEntry.objects.filter(action__endswith="exported").order_by("pk")
    ]
    circle_2 = Participation.objects.filter(platform=network.world.platform, circle="2").count()
    assert noted == [
        ("portal.directory_exported", lead.user_id, "csv", 1, {"q": "etoile"}),
        ("portal.members_exported", lead.user_id, "xlsx", circle_2, {"circle": "2"}),
    ]


def test_d68_an_export_is_not_made_by_a_get(client, login, network):
    login(client, network.world.people["lead"])
    assert client.get(reverse("directory:organisations_export", args=["csv"])).status_code == 405
    url = reverse("directory:members_export", args=[network.world.platform.slug, "csv"])
    assert client.get(url).status_code == 405


@pytest.mark.parametrize(
    ("address", "formats"), [("organisations", ("pdf", "xls", "exe")), ("members", ("xls", "html"))]
)
def test_a_format_that_is_not_made_does_not_exist(client, login, network, address, formats):
    login(client, network.world.people["lead"])
    for file_format in formats:
        if address == "organisations":
            assert directory(client, file_format).status_code == 404
        else:
            assert of_members(client, network.world.platform, file_format).status_code == 404


def test_d77_senseless_parameters_change_nothing(client, login, network):
    login(client, network.world.people["lead"])
    whole = directory(client).content
    for query in (
        "tri=user__password",
        "tri=participations__platform__name",
        "tri=email;DROP TABLE",
        "sector=1 OR 1=1",
        "type=%00",
        "participations__platform__name__startswith=P",
        "platform=in-' OR ''='",
        "freshness=old",
        "page=-1",
        "per_page=100000",
    ):
        response = client.post(reverse("directory:organisations_export", args=["csv"]) + f"?{query}")
        assert (response.status_code, response.content) == (200, whole), query


@pytest.mark.parametrize(
    ("file_format", "module", "limit"), [("csv", organisations_export, "MAX_ROWS"), ("vcf", cards, "MAX_CARDS")]
)
def test_too_many_lines_are_refused_with_the_way_out(client, login, network, monkeypatch, file_format, module, limit):
    monkeypatch.setattr(module, limit, 2)
    login(client, network.world.people["lead"])
    response = directory(client, file_format, q="e")
    assert response.status_code == 302
    page = client.get(response.url)
    assert (response.url.endswith("?q=e"), "restreignez" in page.content.decode()) == (True, True)


@pytest.mark.parametrize("file_format", [*TABLES, "vcf"])
def test_the_queries_of_the_directory_do_not_grow_with_it(client, login, network, count_queries, file_format):
    login(client, network.world.people["lead"])
    before = count_queries(lambda: directory(client, file_format))
    for number in range(5):
        organisation = make_organisation()
        make_site(organisation, commune=Commune.objects.get(name="Arles"))
        make_member(network.world.platform, organisation=organisation)
        Network.objects.create(name=f"Réseau {number}").members.add(organisation)
    assert count_queries(lambda: directory(client, file_format)) == before


@pytest.mark.parametrize("file_format", [*TABLES, "vcf", "pdf"])
def test_the_queries_of_the_members_do_not_grow_with_them(client, login, network, count_queries, file_format):
    platform = network.world.platform
    login(client, network.world.people["lead"])

    def more():
        organisation = make_organisation()
        make_site(organisation, commune=Commune.objects.get(name="Arles"))
        make_member(platform, organisation=organisation)
        make_member(platform, organisation=organisation, kind=DelegateKind.SUBSTITUTE)

    more()
    before = count_queries(lambda: of_members(client, platform, file_format))
    for _number in range(4):
        more()
    assert count_queries(lambda: of_members(client, platform, file_format)) == before


def test_the_printed_directory_has_contents_chapters_and_numbered_pages(client, login, network):
    world = network.world
    Participation.objects.filter(organisation=network.cio).update(role_finding="Appelle les familles")
    Participation.objects.create(
        platform=world.platform, organisation=network.far, status="to_approach", since="2025-09-01"
    )
    institution = make_organisation(
        name="Préfecture du Parc", actor_type=ActorType.objects.filter(institutional=True)[0]
    )
    TerritoryActor.objects.create(organisation=institution, territory=world.region, since="2025-09-01")
    login(client, world.people["circle2"])
    reader = PdfReader(io.BytesIO(of_members(client, world.platform, "pdf").content))
    pages = [page.extract_text() for page in reader.pages]
    assert "Sommaire" in pages[0]
    for name in ("Cercle 1", "Cercle 2", "CIO Étoile", "Acteurs institutionnels"):
        assert name in pages[0], name
    whole = "\n".join(pages)
    assert f"Page 1 sur {len(pages)}" in whole
    for text in ("Ana Durand", "04 65 71 00 99", "Appelle les familles", "1 rue des Lilas", "Préfecture du Parc"):
        assert text in whole, text
    assert "Autre lieu" not in whole
    assert str(world.people["lead"]) in whole
    assert "/StructTreeRoot" in reader.trailer["/Root"]


def test_the_printed_directory_of_an_empty_platform_says_so(client, login):
    platform = make_platform()
    member = make_member(platform)
    Participation.objects.filter(platform=platform).update(circle=Circle.OCCASIONAL)
    make_member(platform, person=member, organisation=make_organisation(name="Seul"))
    login(client, member)
    text = decoded(of_members(client, platform, "pdf", circle="2").content, "pdf")
    assert "Aucun organisme" in text
    assert "filtres" in text
