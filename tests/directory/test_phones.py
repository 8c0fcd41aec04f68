"""Numbers are kept in one form wherever somebody types one, read by the numbering plan of the place, shown grouped."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.forms import PersonForm
from portal.directory.forms.phones import PhoneField
from portal.directory.models import ActorType, Commune, Organisation, Person, Platform, TerritoryActor
from portal.directory.services.checks import version_of
from portal.directory.services.organisations import Place, Sheet, create_organisation
from portal.directory.services.people import Contact, find_or_create_person
from portal.directory.services.platforms import PUBLIC_FIELDS, PublicFacts, change_platform
from tests.factories import make_coordinator, make_lead, make_member, make_organisation, make_person, make_platform

pytestmark = pytest.mark.django_db


def write_platform(platform, phone):
    facts = PublicFacts(phone=phone)
    return change_platform(platform, facts, version=version(platform), by=SYSTEM).phone


def version(platform):
    return version_of(Platform.objects.get(pk=platform.pk), PUBLIC_FIELDS)


def write_person(platform, phone):
    contact = Contact(first_name="Ana", last_name="Roux", phone=phone)
    return find_or_create_person(contact, organisation=None, platform=platform, by=SYSTEM).phone


@pytest.mark.parametrize("write", [write_platform, write_person])
@pytest.mark.parametrize(
    ("timezone", "typed", "kept"),
    [
        ("Europe/Paris", "04 65 71 00 11", "+33465710011"),
        ("Europe/Paris", "04.65.71.00.11", "+33465710011"),
        ("Indian/Reunion", "0262 20 20 20", "+262262202020"),
        ("Pacific/Noumea", "27 20 20", "+687272020"),
        ("Europe/Paris", "3949", "3949"),
        ("Europe/Paris", "", ""),
    ],
)
def test_a_number_is_kept_in_the_international_form(write, timezone, typed, kept):
    assert write(make_platform(timezone=timezone), typed) == kept


@pytest.mark.parametrize("write", [write_platform, write_person])
@pytest.mark.parametrize("typed", ["accueil", "04 65 71", "27 20 20", "=1+1"])
def test_what_is_no_number_is_refused_beside_its_field(write, typed):
    with pytest.raises(DomainError) as refused:
        write(make_platform(), typed)
    assert (refused.value.code, refused.value.field) == ("phone", "phone")


def test_the_number_of_an_organisation_is_read_by_its_commune():
    commune = Commune.objects.filter(insee__startswith="974").first()
    sheet = Sheet(name="Mission locale Ouest", actor_type=ActorType.objects.first(), phone="0692 20 20 20")
    created = create_organisation(sheet, place=Place(address="1 rue", commune=commune), by=SYSTEM)
    assert created.phone == "+262692202020"


def test_a_form_shows_a_number_grouped_and_keeps_what_is_none_as_typed():
    form = PersonForm(None, instance=make_person(phone="+33465710011"), may_change_email=True)
    assert form["phone"].value() == "04 65 71 00 11"
    field = PhoneField(required=False)
    assert [field.clean(text) for text in ("04 65 71 00 11", "27 20 20", "00 00 00 00 00", "")] == [
        "+33465710011",
        "27 20 20",
        "00 00 00 00 00",
        "",
    ]


def test_a_wrong_number_keeps_what_was_typed_on_the_page(client, login):
    platform = make_platform()
    member = make_member(platform, person=make_person(phone="+33465710011", organisation=make_organisation()))
    login(client, make_lead(platform))
    url = reverse("directory:person_edit", args=[platform.slug, member.pk])
    page = client.get(url)
    assert 'value="04 65 71 00 11"' in page.content.decode()
    sent = {**page.context["form"].initial, "version": page.context["form"]["version"].value(), "phone": "04 65 71"}
    answer = client.post(url, sent)
    assert ('value="04 65 71"' in answer.content.decode(), answer.context["form"].errors.keys()) == (True, {"phone"})
    assert Person.objects.get(pk=member.pk).phone == "+33465710011"


def test_pages_show_numbers_grouped_and_dial_them_whole(client, login):
    platform = make_platform(phone="+33465710010")
    organisation = make_organisation(phone="+33465710012")
    person = make_person(phone="+33465710011", organisation=organisation)
    make_member(platform, person=person, organisation=organisation)
    login(client, person)
    participation = organisation.participations.get()
    for url, dialled, shown in (
        (reverse("directory:organisations"), "+33465710012", "04 65 71 00 12"),
        (reverse("directory:organisation", args=[organisation.pk]), "+33465710012", "04 65 71 00 12"),
        (reverse("directory:members", args=[platform.slug]), "+33465710011", "04 65 71 00 11"),
        (reverse("directory:member", args=[platform.slug, participation.pk]), "+33465710011", "04 65 71 00 11"),
        (reverse("desk:platform", args=[platform.slug]), "+33465710010", "04 65 71 00 10"),
    ):
        page = client.get(url).content.decode()
        assert (f'href="tel:{dialled}"' in page, f">{shown}</a>" in page) == (True, True), url
    assert Organisation.objects.get(pk=organisation.pk).phone == "+33465710012"


def phone_pages():
    """Return (address, data, prefix) of every page on which somebody types a phone, and who may open them all."""
    platform = make_platform()
    lead = make_lead(platform)
    organisation = make_organisation()
    member = make_member(platform, person=make_person(organisation=organisation), organisation=organisation)
    participation = organisation.participations.get()
    department = platform.territories.first()
    institution = TerritoryActor.objects.create(organisation=make_organisation(), territory=department)
    make_coordinator(department, person=lead)
    delegate = participation.delegates.get()
    slug, new = platform.slug, {"first_name": "Ana", "last_name": "Roux"}
    kind = {"actor_type": ActorType.objects.get(code="cio").pk}
    return lead, {
        "organisation_edit": ([organisation.pk], {"name": "CIO", **kind}),
        "organisation_new": ([slug], {"name": "CIO du Lac", **kind, "member-status": "to_approach"}),
        "person_edit": ([slug, member.pk], new),
        "delegate_add": ([slug, participation.pk], {"kind": "substitute", **new}),
        "role_add": ([slug], {"kind": "assistant", "email": "ana@exemple.example", **new}),
        "actor_contact_add": ([department.slug, institution.pk], new),
        "platform_edit": ([slug], {}),
        "meetings:delegate_replace": ([slug, participation.pk, delegate.pk], new),
    }


PHONE_PAGES = (
    "organisation_edit",
    "organisation_new",
    "person_edit",
    "delegate_add",
    "role_add",
    "actor_contact_add",
    "platform_edit",
    "meetings:delegate_replace",
)


@pytest.mark.parametrize("name", PHONE_PAGES)
def test_every_form_refuses_what_is_no_number_beside_the_field_and_keeps_it_typed(client, login, name):
    lead, pages = phone_pages()
    login(client, lead)
    parameters, data = pages[name]
    url = reverse(name if ":" in name else f"directory:{name}", args=parameters)
    page = client.get(url)
    shown = soup(page).select("main form input[type=hidden][name], main form input[name=since]")
    versions = {one["name"]: one.get("value", "") for one in shown}
    people = Person.objects.count()
    answer = soup(client.post(url, {**versions, **data, "phone": "04 65 71"}))
    field = answer.select_one("main form input[name=phone]")
    assert field["value"] == "04 65 71"
    refusal = "«\u202f04 65 71\u202f» n’est pas un numéro de téléphone"
    assert answer.select_one("#id_phone_error").text.replace("\u00a0", "\u202f").strip().startswith(refusal)
    assert Person.objects.count() == people


def soup(response):
    return BeautifulSoup(response.content, "html.parser")
