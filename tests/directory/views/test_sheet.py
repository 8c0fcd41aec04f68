"""The presentation sheet, its versions, proposals, logo and places, as pages."""

import io

import pytest
from django.urls import reverse
from PIL import Image as Pillow

from portal.core.actors import SYSTEM
from portal.directory.enums import ProposalState
from portal.directory.models import Network, Organisation, Participation
from portal.directory.services.checks import version_of
from portal.directory.services.organisations import (
    SHEET_FIELDS,
    Place,
    Sheet,
    add_site,
    change_organisation,
    close_site,
)
from portal.directory.services.proposals import propose_changes
from tests.directory.conftest import ROLES
from tests.directory.renditions import rendition_path
from tests.factories import make_member, make_organisation, make_platform, make_site

pytestmark = pytest.mark.django_db

EDITORS = ("editor", "officer", "assistant", "lead", "administrator")
OTHER_READERS = ("other_member", "other_lead", "circle1", "circle2", "coordinator", "region")


def url(name, world, *more):
    return reverse(f"directory:{name}", args=[world.organisation.pk, *more])


def change(organisation, **columns):
    row = Organisation.objects.get(pk=organisation.pk)
    values = {name: getattr(row, name) for name in SHEET_FIELDS} | columns
    return change_organisation(row, Sheet(**values), version=version_of(row, SHEET_FIELDS), by=SYSTEM)


def sheet_data(organisation, **typed):
    row = Organisation.objects.get(pk=organisation.pk)
    values = {name: getattr(row, name) for name in SHEET_FIELDS}
    return {**values, "actor_type": row.actor_type_id, "version": version_of(row, SHEET_FIELDS), **typed}


def png(size=(60, 30)):
    buffer = io.BytesIO()
    Pillow.new("RGB", size, "teal").save(buffer, "PNG")
    buffer.seek(0)
    buffer.name = "logo.png"
    return buffer


@pytest.fixture
def editor(client, login, world):
    return login(client, world.people["editor"])


# The page


def test_the_page_says_how_to_reach_first_then_what_for_whom_and_where(editor, world):
    change(
        world.organisation,
        how_to_reach="Demander Mme Roux",
        missions="Accueillir",
        public_served="16 à 25 ans",
        territory_served="Le canton",
        phone="04 91 00 10 20",
    )
    page = editor.get(url("organisation", world)).content.decode()
    parts = ["Demander Mme Roux", "04 91 00 10 20", "Accueillir", "16 à 25 ans", "Le canton"]
    assert [page.index(part) for part in parts] == sorted(page.index(part) for part in parts)
    assert 'href="tel:+33491001020"' in page


@pytest.mark.parametrize(("role", "seen"), [("circle2", True), ("coordinator", True), ("other_member", False)])
def test_the_role_in_a_platform_is_shown_to_those_who_may_know_of_it(client, login, world, role, seen):
    Participation.objects.filter(pk=world.participation.pk).update(role_finding="Repère au collège")
    page = login(client, world.people[role]).get(url("organisation", world)).content.decode()
    assert ("Repère au collège" in page) is seen
    assert (world.platform.name in page) is seen


def test_history_proposals_and_closed_places_are_for_those_who_may_edit(client, login, world):
    close_site(add_site(world.organisation, Place(name="Lieu fermé"), by=SYSTEM), by=SYSTEM)
    proposal = propose_changes(world.organisation, {"missions": "Autre"}, platform=world.other, by=SYSTEM)
    hidden = [url("organisation_revisions", world), url("proposal", world, proposal.pk), "Lieu fermé"]
    for role, expected in (("editor", True), ("circle1", False)):
        page = login(client, world.people[role]).get(url("organisation", world)).content.decode()
        assert [part in page for part in hidden] == [expected] * 3, role


def test_the_number_of_queries_does_not_grow_with_what_the_sheet_holds(client, login, world, count_queries):
    login(client, world.people["lead"])
    address = url("organisation", world)
    first = count_queries(lambda: client.get(address))
    for number in range(4):
        make_site(world.organisation)
        close_site(make_site(world.organisation), by=SYSTEM)
        Network.objects.create(name=f"Réseau {number}").members.add(world.organisation)
        change(world.organisation, missions=f"Version {number}")
        propose_changes(world.organisation, {"missions": "X"}, platform=make_platform(), by=SYSTEM)
    assert count_queries(lambda: client.get(address)) == first


def test_the_sheet_prints(client, login, world):
    response = login(client, world.people["other_member"]).get(url("organisation_pdf", world))
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Content-Disposition"] == 'inline; filename="mission-locale-du-parc.pdf"'
    assert response.content.startswith(b"%PDF-")


# The form


def test_a_phone_is_shown_grouped_and_kept_in_one_form(editor, world):
    change(world.organisation, phone="04 91 00 10 20")
    assert 'value="04 91 00 10 20"' in editor.get(url("organisation_edit", world)).content.decode()
    data = sheet_data(world.organisation, phone="04 91 00 10 20", missions="Nouvelles")
    assert editor.post(url("organisation_edit", world), data).status_code == 302
    stored = Organisation.objects.get(pk=world.organisation.pk)
    assert (stored.phone, stored.missions) == ("+33491001020", "Nouvelles")
    assert stored.revisions.first().person == world.people["editor"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"phone": "à demander"}, "phone"),
        ({"missions": "é" * 5_000_000}, "missions"),
        ({"name": "\x00\x07"}, "name"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"siret": "12345678901234"}, "siret"),
    ],
)
def test_bad_input_is_refused_beside_its_field(editor, world, typed, field):
    # Above the limit of a whole request (8 MB) it is refused unread; here each text still reaches the form.
    typed = {name: value[:3_000_000] for name, value in typed.items()}
    response = editor.post(url("organisation_edit", world), sheet_data(world.organisation, **typed))
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert world.organisation.revisions.count() == 0


def test_a_body_of_ten_megabytes_is_refused_unread(editor, world):
    data = sheet_data(world.organisation, missions="a" * 10_000_000)
    assert editor.post(url("organisation_edit", world), data).status_code == 400


def test_control_characters_leave_the_texts(editor, world):
    data = sheet_data(world.organisation, missions="Un\x07 deux\u202e trois", name="Mission\tlocale")
    assert editor.post(url("organisation_edit", world), data).status_code == 302
    stored = Organisation.objects.get(pk=world.organisation.pk)
    assert (stored.missions, stored.name) == ("Un deux trois", "Mission locale")


def test_d91_a_stale_save_shows_both_versions_and_the_next_one_wins(editor, world):
    seen = sheet_data(world.organisation, missions="La mienne")
    change(world.organisation, missions="La leur")
    response = editor.post(url("organisation_edit", world), seen)
    page = response.content.decode()
    assert (response.status_code, "La leur" in page, "La mienne" in page) == (409, True, True)
    again = {**seen, "version": response.context["form"]["version"].value()}
    assert editor.post(url("organisation_edit", world), again).status_code == 302
    assert Organisation.objects.get(pk=world.organisation.pk).missions == "La mienne"


# Versions


def test_versions_are_listed_newest_first_with_author_and_changed_fields(editor, world):
    editor.post(url("organisation_edit", world), sheet_data(world.organisation, missions="Neuves", uai="0750655E"))
    rows = editor.get(url("organisation_revisions", world)).context["rows"]
    assert [(row.author, row.changed, row.is_first) for row in rows] == [
        (str(world.people["editor"]), ["Missions", "UAI"], False),
        ("Le portail", [], True),
    ]


def test_versions_come_by_fifty_and_each_page_knows_what_its_last_one_changed(editor, world, count_queries):
    change(world.organisation, missions="Version 0")
    few = count_queries(lambda: editor.get(url("organisation_revisions", world)))
    for number in range(1, 60):
        change(world.organisation, missions=f"Version {number}")
    assert count_queries(lambda: editor.get(url("organisation_revisions", world))) == few
    first = editor.get(url("organisation_revisions", world)).context["rows"]
    last = editor.get(url("organisation_revisions", world) + "?page=2").context["rows"]
    assert (len(first), first[-1].changed, len(last), last[-1].is_first) == (50, ["Missions"], 11, True)


def test_two_versions_are_compared_word_by_word_for_eyes_and_ears(editor, world):
    change(world.organisation, missions="Accueil le lundi <b>")
    change(world.organisation, missions="Accueil le mardi <b>")
    page = editor.get(url("organisation_revision_compare", world)).content.decode()
    assert '<del><span class="visually-hidden">[supprimé' in page
    assert '<ins><span class="visually-hidden">[ajouté' in page
    assert "lundi" in page and "mardi" in page and "<b>" not in page.partition("<main")[2].partition("</main")[0]


def test_the_order_in_the_address_does_not_matter_and_a_foreign_number_does_not_exist(editor, world):
    change(world.organisation, missions="Deux")
    new, old = world.organisation.revisions.all()
    for first, second in ((old, new), (new, old)):
        context = editor.get(url("organisation_revision_compare", world) + f"?de={first.pk}&a={second.pk}").context
        assert (context["old"], context["new"], context["may_take"]) == (old, new, True)
    other = make_organisation()
    change(other, missions="Ailleurs")
    foreign = other.revisions.first().pk
    for typed in (foreign, "abc", "9" * 40, "-1", "²"):
        assert editor.get(url("organisation_revision_compare", world) + f"?de={typed}").status_code == 404, typed
    assert editor.post(url("organisation_revision_take", world, foreign)).status_code == 404


def test_without_any_version_the_pages_say_so(editor, world):
    assert editor.get(url("organisation_revision_compare", world)).status_code == 302
    assert editor.get(url("organisation_revisions", world)).context["rows"] == []


def test_an_earlier_version_is_taken_again_unless_the_sheet_changed_meanwhile(editor, world):
    change(world.organisation, missions="Deux")
    context = editor.get(url("organisation_revision_compare", world)).context
    take, data = url("organisation_revision_take", world, context["old"].pk), {"version": context["version"]}
    assert editor.post(take, data).headers["Location"] == url("organisation", world)
    assert Organisation.objects.get(pk=world.organisation.pk).missions == ""
    # The same page sent again: the sheet is no longer what it was compared with.
    change(world.organisation, missions="Trois")
    assert editor.post(take, data).headers["Location"] == url("organisation_revisions", world)
    assert Organisation.objects.get(pk=world.organisation.pk).missions == "Trois"


# Proposals


def test_what_is_ticked_is_taken_over(editor, world):
    changes = {"missions": "Suivre", "phone": "04 91 00 10 20"}
    proposal = propose_changes(world.organisation, changes, platform=world.other, by=SYSTEM)
    page = editor.get(url("proposal", world, proposal.pk))
    assert world.other.name in page.content.decode()
    data = {"act": "chosen", "field": ["phone"], "version": page.context["version"]}
    assert editor.post(url("proposal", world, proposal.pk), data).status_code == 302
    stored = Organisation.objects.get(pk=world.organisation.pk)
    assert (stored.phone, stored.missions) == ("+33491001020", "")
    assert "Repris" in editor.get(url("proposal", world, proposal.pk)).content.decode()


@pytest.mark.parametrize(("act", "missions"), [("all", "Suivre"), ("refuse", "")])
def test_everything_or_nothing_is_taken_over_with_one_click(editor, world, act, missions):
    proposal = propose_changes(world.organisation, {"missions": "Suivre"}, platform=world.other, by=SYSTEM)
    version = editor.get(url("proposal", world, proposal.pk)).context["version"]
    assert editor.post(url("proposal", world, proposal.pk), {"act": act, "version": version}).status_code == 302
    assert Organisation.objects.get(pk=world.organisation.pk).missions == missions
    again = editor.post(url("proposal", world, proposal.pk), {"act": act, "version": version})
    assert again.status_code == 409


def test_a_field_that_changed_meanwhile_is_shown_and_the_stale_decision_refused(editor, world):
    proposal = propose_changes(world.organisation, {"missions": "Suivre"}, platform=world.other, by=SYSTEM)
    version = editor.get(url("proposal", world, proposal.pk)).context["version"]
    change(world.organisation, missions="Entre-temps")
    response = editor.post(url("proposal", world, proposal.pk), {"act": "all", "version": version})
    assert (response.status_code, "Entre-temps" in response.content.decode()) == (409, True)
    assert response.context["lines"][0].changed_since
    assert editor.get(url("proposal", world, proposal.pk)).context["ticked"] == []
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.PENDING
    nothing = {"act": "chosen", "version": response.context["version"]}
    assert editor.post(url("proposal", world, proposal.pk), nothing).context["refusal"].code == "required"


def test_the_list_holds_what_one_may_decide_in_a_constant_number_of_queries(client, login, world, count_queries):
    login(client, world.people["lead"])
    address = reverse("directory:proposals")
    propose_changes(world.organisation, {"missions": "X"}, platform=world.other, by=SYSTEM)
    propose_changes(make_organisation(), {"missions": "X"}, platform=world.other, by=SYSTEM)
    first = count_queries(lambda: client.get(address))
    for _each in range(4):
        organisation = make_organisation()
        make_member(world.platform, organisation=organisation)
        propose_changes(organisation, {"missions": "X"}, platform=world.other, by=SYSTEM)
    assert count_queries(lambda: client.get(address)) == first
    assert len(client.get(address).context["page"].object_list) == 5


def test_a_proposal_of_another_organisation_does_not_exist_here(editor, world):
    proposal = propose_changes(make_organisation(), {"missions": "X"}, platform=world.other, by=SYSTEM)
    assert editor.get(url("proposal", world, proposal.pk)).status_code == 404


# Logo


def test_a_logo_is_chosen_shown_and_removed(editor, world):
    assert editor.get(url("organisation_logo", world)).status_code == 404
    assert editor.post(url("organisation_logo_edit", world), {"logo": png()}).status_code == 302
    page = editor.get(url("organisation", world)).content.decode()
    assert f'src="{url("organisation_logo", world)}" alt="Logo de Mission locale du Parc"' in page
    assert "/media/" not in page
    assert editor.post(url("organisation_logo_remove", world)).status_code == 302
    assert editor.get(url("organisation_logo", world)).status_code == 404


def test_d20_the_logo_is_served_by_our_view_alone_with_its_type_and_a_tag(editor, client, world):
    editor.post(url("organisation_logo_edit", world), {"logo": png()})
    response = editor.get(url("organisation_logo", world))
    content = b"".join(response.streaming_content)
    assert Pillow.open(io.BytesIO(content)).size == (60, 30)
    headers = ("Content-Type", "X-Content-Type-Options", "Cache-Control")
    assert [response[name] for name in headers] == ["image/png", "nosniff", "private, no-cache"]
    again = editor.get(url("organisation_logo", world), headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", response["ETag"])
    logo = Organisation.objects.get(pk=world.organisation.pk).logo
    paths = [logo.file.url, rendition_path(logo, "max-40x40")[1]]
    client.logout()
    assert [client.get(path).status_code for path in paths] == [404, 404]
    assert client.get(url("organisation_logo", world)).status_code == 302


def test_a_logo_whose_file_is_lost_does_not_exist(editor, world):
    editor.post(url("organisation_logo_edit", world), {"logo": png()})
    logo = Organisation.objects.get(pk=world.organisation.pk).logo
    logo.file.storage.delete(logo.file.name)
    assert editor.get(url("organisation_logo", world)).status_code == 404


def test_d27_a_file_that_lies_is_refused_beside_the_field(editor, world):
    lie = io.BytesIO(b"<svg onload='alert(1)'/>")
    lie.name = "logo.png"
    response = editor.post(url("organisation_logo_edit", world), {"logo": lie})
    assert (response.status_code, "logo" in response.context["form"].errors) == (200, True)
    assert editor.post(url("organisation_logo_edit", world), {}).status_code == 200
    assert Organisation.objects.get(pk=world.organisation.pk).logo is None


# Places


def test_a_place_is_closed_from_its_page_and_used_again_from_the_sheet(editor, world):
    site = make_site(world.organisation, name="Antenne")
    assert url("site_close", world, site.pk) in editor.get(url("site_edit", world, site.pk)).content.decode()
    editor.post(url("site_close", world, site.pk))
    page = editor.get(url("organisation", world))
    assert ([*page.context["sites"]], [*page.context["closed_sites"]]) == ([], [site])
    assert editor.get(url("site_edit", world, site.pk)).status_code == 404
    assert editor.post(url("site_close", world, site.pk)).status_code == 404
    editor.post(url("site_reopen", world, site.pk))
    assert editor.get(url("organisation", world)).context["sites"] == [site]
    assert editor.post(url("site_reopen", world, site.pk)).status_code == 404


# Rights


@pytest.mark.parametrize("role", ROLES)
def test_what_changes_a_sheet_is_for_its_editors_the_teams_and_administrators(client, login, world, role):
    change(world.organisation, missions="Deux")
    site = make_site(world.organisation)
    proposal = propose_changes(world.organisation, {"offers": "X"}, platform=world.other, by=SYSTEM)
    person = world.people[role]
    if person is not None:
        login(client, person)
    expected = {"visitor": 302, "stranger": 404, **dict.fromkeys(OTHER_READERS, 403), **dict.fromkeys(EDITORS, 200)}
    for name, more in (
        ("organisation_revisions", ()),
        ("organisation_revision_compare", ()),
        ("organisation_logo_edit", ()),
        ("proposal", (proposal.pk,)),
    ):
        assert client.get(url(name, world, *more)).status_code == expected[role], name
    for name, more in (
        ("site_close", (site.pk,)),
        ("site_reopen", (site.pk,)),
        ("organisation_logo_remove", ()),
        ("organisation_revision_take", (world.organisation.revisions.last().pk,)),
    ):
        answer = client.post(url(name, world, *more)).status_code
        assert answer == (302 if role in EDITORS else expected[role]), name
