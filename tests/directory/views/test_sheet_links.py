"""Sheets by a signed link, without account (D-42), only while the addressee keeps them (D-07)."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.links import make_link
from portal.directory.addressees import addressed_to
from portal.directory.enums import ErrorReason
from portal.directory.models import Editorship, ErrorReport, Organisation, Person
from portal.directory.notifications import SHEET, sheet_address
from portal.directory.services.checks import version_of
from portal.directory.services.confirmations import ask_for_update
from portal.directory.services.error_reports import report_error
from portal.directory.services.organisations import PLACE_FIELDS, SHEET_FIELDS
from portal.mailing.models import OutgoingMail
from tests.factories import make_member, make_organisation, make_person, make_site, make_user

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.make_aware(dt.datetime(2020, 5, 4, 12))


@pytest.fixture
def organisation():
    return make_organisation(
        name="Centre social", confirmed_at=LONG_AGO, content_changed_at=LONG_AGO, missions="Accueil"
    )


@pytest.fixture
def editor(organisation):
    person = make_person()
    Editorship.objects.create(organisation=organisation, person=person, since=dt.date(2020, 9, 1))
    return person


def signed(person, *organisations, act=SHEET, days=60):
    return make_link(
        act, {**addressed_to(person), "sheets": [one.pk for one in organisations]}, dt.timedelta(days=days)
    )


def address(name, person, organisation, **more):
    return reverse(f"directory:{name}", kwargs={"signed": signed(person, organisation), "pk": organisation.pk, **more})


def posted(organisation, **changes):
    values = {name: getattr(organisation, name) for name in SHEET_FIELDS}
    values["actor_type"] = organisation.actor_type_id
    return {**values, "version": version_of(organisation, SHEET_FIELDS), **changes}


def every_address(person, organisation):
    """All addresses below the link, with the methods they answer."""
    site = make_site(organisation)
    report = report_error(organisation, reason=ErrorReason.CONTACT, by=SYSTEM)
    return [
        ("get", reverse("directory:sheet_link", args=[signed(person, organisation)])),
        ("get", address("sheet_link_one", person, organisation)),
        ("post", address("sheet_link_one", person, organisation)),
        ("get", address("sheet_link_edit", person, organisation)),
        ("post", address("sheet_link_edit", person, organisation)),
        ("get", address("sheet_link_site_add", person, organisation)),
        ("post", address("sheet_link_site_add", person, organisation)),
        ("get", address("sheet_link_site_edit", person, organisation, site=site.pk)),
        ("post", address("sheet_link_site_edit", person, organisation, site=site.pk)),
        ("post", address("sheet_link_site_close", person, organisation, site=site.pk)),
        ("post", address("sheet_link_settle", person, organisation, report=report.pk)),
    ]


def statuses(client, addresses):
    return {getattr(client, method)(url).status_code for method, url in addresses}


def test_d42_reading_the_link_changes_nothing(client, organisation, editor):
    before = Organisation.objects.values().get(pk=organisation.pk)
    for method, url in every_address(editor, organisation):
        if method == "get":
            assert client.get(url).status_code in (200, 302)
            assert client.head(url).status_code in (200, 302)
    assert Organisation.objects.values().get(pk=organisation.pk) == before


def test_d42_one_click_confirms_and_keeps_when_the_content_changed(client, organisation, editor):
    url = address("sheet_link_one", editor, organisation)
    page = client.post(url, follow=True)
    stored = Organisation.objects.get(pk=organisation.pk)
    assert timezone.localdate(stored.confirmed_at) == timezone.localdate()
    assert stored.content_changed_at == LONG_AGO
    assert "Merci" in page.content.decode()


def test_a_sheet_that_is_confirmed_asks_for_nothing_more(client, organisation, editor):
    url = address("sheet_link_one", editor, organisation)
    assert "Tout est exact" in client.get(url).content.decode()
    page = client.post(url, follow=True).content.decode()
    assert "Vous pouvez fermer cette page" in page
    assert "Tout est exact" not in page
    assert "Modifier la fiche" in page


def test_d42_the_address_leaves_no_trace(client, organisation, editor):
    for method, url in every_address(editor, organisation):
        response = getattr(client, method)(url)
        assert (response.headers["Referrer-Policy"], response.headers["X-Robots-Tag"]) == ("strict-origin", "noindex")
        assert "no-store" in response.headers["Cache-Control"]


def test_d42_an_expired_link_says_so(client, organisation, editor):
    url = reverse("directory:sheet_link_one", args=[signed(editor, organisation, days=-1), organisation.pk])
    response = client.post(url)
    assert (response.status_code, response.context["error"].code) == (410, "expired")
    assert Organisation.objects.get(pk=organisation.pk).confirmed_at == LONG_AGO


def test_d42_an_altered_link_and_one_of_another_act_open_nothing(client, organisation, editor):
    good = signed(editor, organisation)
    altered = good[:-1] + ("A" if good[-1] != "A" else "B")
    for bad in (altered, signed(editor, organisation, act="meetings.answer"), "x", "a:b:c"):
        assert client.post(reverse("directory:sheet_link_one", args=[bad, organisation.pk])).status_code == 404
    assert Organisation.objects.get(pk=organisation.pk).confirmed_at == LONG_AGO


def test_d42_a_link_opens_the_sheets_it_was_made_for_and_no_other(client, organisation, editor):
    other = make_organisation()
    Editorship.objects.create(organisation=other, person=editor, since=dt.date(2020, 9, 1))
    url = reverse("directory:sheet_link_one", args=[signed(editor, organisation), other.pk])
    assert client.post(url).status_code == 404
    assert Organisation.objects.get(pk=other.pk).confirmed_at is None


def test_d42_rows_of_another_sheet_are_not_reached_through_a_link(client, organisation, editor):
    other = make_organisation()
    site = make_site(other)
    report = report_error(other, reason=ErrorReason.CONTACT, by=SYSTEM)
    assert client.get(address("sheet_link_site_edit", editor, organisation, site=site.pk)).status_code == 404
    assert client.post(address("sheet_link_site_close", editor, organisation, site=site.pk)).status_code == 404
    assert client.post(address("sheet_link_settle", editor, organisation, report=report.pk)).status_code == 404


def test_d07_after_leaving_the_link_opens_nothing(client, organisation, editor):
    addresses = every_address(editor, organisation)
    Editorship.objects.update(until=timezone.localdate())
    assert statuses(client, addresses) == {404}
    assert ErrorReport.objects.get().settled_at is None


def test_d07_a_closed_account_closes_its_links(client, organisation, editor):
    addresses = every_address(editor, organisation)
    editor.user = make_user(is_active=False)
    editor.save()
    assert statuses(client, addresses) == {404}


def test_d42_a_link_sent_to_a_wrong_address_dies_when_the_address_is_corrected(client, organisation, editor):
    addresses = every_address(editor, organisation)
    Person.objects.filter(pk=editor.pk).update(email=editor.email.upper())
    assert client.get(address("sheet_link_one", editor, organisation)).status_code == 200
    Person.objects.filter(pk=editor.pk).update(email="juste@exemple.example")
    assert statuses(client, addresses) == {404}


def test_d07_a_person_who_is_gone_opens_nothing(client, organisation, editor):
    addresses = every_address(editor, organisation)
    editor.delete()
    assert statuses(client, addresses) == {404}


def test_the_link_acts_for_its_addressee_whoever_is_signed_in(client, login, organisation, editor):
    login(client, make_person())
    client.post(address("sheet_link_edit", editor, organisation), posted(organisation, missions="Autre"))
    revision = organisation.revisions.first()
    assert (revision.person, revision.via, revision.user) == (editor, "link", None)


def test_saving_by_the_link_writes_and_confirms(client, organisation, editor):
    response = client.post(
        address("sheet_link_edit", editor, organisation),
        posted(organisation, missions="Nouveau", phone="04 91 00 00 00"),
    )
    stored = Organisation.objects.get(pk=organisation.pk)
    assert response.status_code == 302
    assert (stored.missions, stored.phone) == ("Nouveau", "+33491000000")
    assert stored.confirmed_at > LONG_AGO and stored.content_changed_at > LONG_AGO


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"siret": "123"}, "siret"),
        ({"missions": "x" * 6_000}, "missions"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"email": "a@b.example, c@d.example"}, "email"),
        ({"missions": "Suivi de Kevin Martin, jeune de 17 ans, né le 3 mars 2009"}, "missions"),
    ],
)
def test_bad_input_stays_in_the_page_with_its_message(client, organisation, editor, changes, field):
    response = client.post(address("sheet_link_edit", editor, organisation), posted(organisation, **changes))
    assert field in response.context["form"].errors
    stored = Organisation.objects.get(pk=organisation.pk)
    assert (stored.missions, stored.confirmed_at) == ("Accueil", LONG_AGO)


def test_a_stale_save_by_the_link_shows_both_versions(client, organisation, editor):
    data = posted(organisation, missions="La mienne")
    Organisation.objects.filter(pk=organisation.pk).update(missions="La leur")
    response = client.post(address("sheet_link_edit", editor, organisation), data)
    page = response.content.decode()
    assert (response.status_code, "La mienne" in page, "La leur" in page) == (409, True, True)


def test_sites_are_added_changed_and_closed_by_the_link(client, organisation, editor):
    client.post(address("sheet_link_site_add", editor, organisation), {"name": "Antenne", "address": "1 rue Haute"})
    site = organisation.sites.get()
    data = {"name": "Siège", "address": "2 rue Basse", "version": version_of(site, PLACE_FIELDS)}
    client.post(address("sheet_link_site_edit", editor, organisation, site=site.pk), data)
    site.refresh_from_db()
    assert (site.name, site.address) == ("Siège", "2 rue Basse")
    client.post(address("sheet_link_site_close", editor, organisation, site=site.pk))
    site.refresh_from_db()
    assert site.closed_at is not None
    assert client.get(address("sheet_link_site_edit", editor, organisation, site=site.pk)).status_code == 404


def test_a_site_without_anything_is_refused_by_the_link(client, organisation, editor):
    response = client.post(address("sheet_link_site_add", editor, organisation), {"name": " "})
    assert (response.status_code, organisation.sites.count()) == (200, 0)
    assert response.context["form"].errors


def test_reports_are_read_and_settled_by_the_link(client, organisation, editor):
    report = report_error(organisation, reason=ErrorReason.CONTACT, details="Nouveau standard", by=SYSTEM)
    assert "Nouveau standard" in client.get(address("sheet_link_one", editor, organisation)).content.decode()
    client.post(address("sheet_link_settle", editor, organisation, report=report.pk))
    report.refresh_from_db()
    assert report.settled_by == editor


def test_the_page_tells_nothing_of_who_takes_part_in_what(client, platform, organisation, editor):
    delegate = make_member(platform, organisation=organisation, person=make_person(last_name="Canarijaune"))
    page = client.get(address("sheet_link_one", editor, organisation)).content.decode()
    assert [word for word in (delegate.last_name, platform.name) if word in page] == []


def test_a_link_of_several_sheets_lists_those_still_kept(client, organisation, editor):
    others = [make_organisation(name=name) for name in ("Maison Bleue", "Maison Verte")]
    for one in others:
        Editorship.objects.create(organisation=one, person=editor, since=dt.date(2020, 9, 1))
    link = reverse("directory:sheet_link", args=[signed(editor, organisation, *others)])
    Editorship.objects.filter(organisation=others[1]).update(until=timezone.localdate())
    page = client.get(link).content.decode()
    assert [one.name in page for one in (organisation, *others)] == [True, True, False]


def test_the_link_of_the_mail_opens_the_sheet(client, platform, organisation, editor):
    make_member(platform, organisation=organisation)
    ask_for_update([organisation], platform=platform, by=SYSTEM)
    # The delegate of the platform keeps the sheet by their delegation only where a verb made it.
    mail = OutgoingMail.objects.get(recipient=editor.email)
    path = re.search(r"/r/\S+/", mail.text).group()
    assert client.get(path).context["organisation"] == organisation
    assert sheet_address(editor, [organisation]).startswith("http")


def test_the_page_asks_a_constant_number_of_queries(client, organisation, editor, count_queries):
    url = address("sheet_link_one", editor, organisation)
    make_site(organisation)
    report_error(organisation, reason=ErrorReason.CONTACT, by=SYSTEM)
    first = count_queries(lambda: client.get(url))
    for _number in range(4):
        make_site(organisation)
        report_error(organisation, reason=ErrorReason.CONTACT, by=SYSTEM)
    assert count_queries(lambda: client.get(url)) == first
