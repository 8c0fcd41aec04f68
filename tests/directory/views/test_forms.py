"""Forms: what is saved, what is refused beside its field with the typed text kept."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Invitation
from portal.directory.enums import Circle, DelegateKind
from portal.directory.models import ActorType, Commune, Delegate, ListCampaign, Organisation, Participation
from portal.mailing.models import OutgoingMail
from tests.factories import make_member, make_organisation, make_person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def lead(client, login, world):
    login(client, world.people["lead"])
    return client


def platform_url(name, world, *more):
    return reverse(f"directory:{name}", args=[world.platform.slug, *more])


def new_organisation(**fields):
    return {
        "name": "École de la deuxième chance",
        "actor_type": ActorType.objects.get(code="e2c").pk,
        "member-status": "agreed",
        "member-circle": "2",
        "member-since": "2026-10-01",
        **fields,
    }


def test_a_new_organisation_joins_in_one_step(lead, world):
    response = lead.post(
        platform_url("organisation_new", world), new_organisation(address="1 quai du Port", commune="arles")
    )
    row = Participation.objects.get(organisation__name="École de la deuxième chance")
    assert response["Location"] == platform_url("member", world, row.pk)
    assert (row.platform, row.circle, row.since) == (world.platform, "2", dt.date(2026, 10, 1))
    assert row.organisation.sites.get().commune == Commune.objects.get(name="Arles")


@pytest.mark.parametrize(
    ("typed", "form", "field"),
    [
        ({"name": ""}, "form", "name"),
        ({"actor_type": "999999"}, "form", "actor_type"),
        ({"siret": "123"}, "form", "siret"),
        ({"uai": "0750655Z"}, "form", "uai"),
        ({"email": "a@b.example\r\nBcc: x@y.example"}, "form", "email"),
        ({"website": "javascript:alert(1)"}, "form", "website"),
        ({"website": "ftp://exemple.example"}, "form", "website"),
        ({"missions": "x" * 1_000_000}, "form", "missions"),
        ({"missions": "Kévin Durand, jeune suivi, né le 12/03/2009"}, "form", "missions"),
        ({"postcode": "1320"}, "form", "postcode"),
        ({"commune": "Nulle-Part"}, "form", "commune"),
        ({"member-since": "2026-13-45"}, "joining", "since"),
        ({"member-since": "1026-10-01"}, "joining", "since"),
        ({"member-circle": ""}, "joining", "circle"),
        ({"member-status": "boss"}, "joining", "status"),
        ({"name": "x" * 161}, "form", "name"),
        ({"name": "\x00"}, "form", "name"),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_nothing_is_half_written(lead, world, typed, form, field):
    before = Organisation.objects.count(), Participation.objects.count()
    response = lead.post(platform_url("organisation_new", world), new_organisation(**typed))
    assert response.status_code == 200
    assert field in response.context[form].errors
    assert (Organisation.objects.count(), Participation.objects.count()) == before
    name = next(iter(typed))
    if name != "name":
        assert "École de la deuxième chance" in response.content.decode()


def test_html_is_text(lead, world):
    lead.post(
        platform_url("organisation_new", world), new_organisation(missions="<script>alert(1)</script> & <b>gras</b>")
    )
    organisation = Organisation.objects.get(name="École de la deuxième chance")
    page = lead.get(reverse("directory:organisation", args=[organisation.pk])).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;gras&lt;/b&gt;" in page
    assert "<script>alert" not in page


def test_an_organisation_of_the_directory_joins_with_the_circle_of_its_type(lead, world):
    organisation = make_organisation(actor_type=ActorType.objects.get(code="cio"))
    url = platform_url("member_add", world, organisation.pk)
    assert lead.get(url).context["form"]["circle"].value() == Circle.FIRST
    lead.post(url, {"status": "agreed", "circle": "1", "since": "2026-10-01"})
    assert world.platform.participations.get(organisation=organisation).circle == "1"
    again = lead.post(url, {"status": "agreed", "circle": "1", "since": "2026-10-02"})
    assert list(again.context["form"].errors) == ["since"]


def test_a_commune_of_several_is_settled_by_its_postcode(lead, world):
    department = Commune.objects.get(name="Arles").department
    for insee, postcode in (("13998", "13998"), ("13999", "13999")):
        made = Commune.objects.create(insee=insee, name="Doublon", name_folded="doublon", department=department)
        made.postcodes.create(postcode=postcode)
    url = reverse("directory:site_add", args=[world.organisation.pk])
    refused = lead.post(url, {"name": "Antenne", "commune": "doublon"})
    assert list(refused.context["form"].errors) == ["commune"]
    assert lead.post(url, {"name": "Antenne", "commune": "doublon", "postcode": "13999"}).status_code == 302
    assert world.organisation.sites.get().commune.insee == "13999"


def test_d91_a_stale_sheet_is_refused_with_both_texts_and_the_next_save_is_a_choice(lead, world):
    url = reverse("directory:organisation_edit", args=[world.organisation.pk])
    seen = lead.get(url).context["form"]["version"].value()
    body = {"name": "Mission locale du Parc", "actor_type": world.organisation.actor_type_id, "version": seen}
    assert lead.post(url, {**body, "missions": "Texte de l’autre"}).status_code == 302
    refused = lead.post(url, {**body, "missions": "Mon texte"})
    page = refused.content.decode()
    assert (refused.status_code, "Texte de l’autre" in page, "Mon texte" in page) == (409, True, True)
    assert Organisation.objects.get(pk=world.organisation.pk).missions == "Texte de l’autre"
    newer = refused.context["form"]["version"].value()
    assert lead.post(url, {**body, "missions": "Mon texte", "version": newer}).status_code == 302
    assert Organisation.objects.get(pk=world.organisation.pk).missions == "Mon texte"


def test_a_sheet_is_confirmed_in_one_click(lead, world):
    lead.post(reverse("directory:organisation_confirm", args=[world.organisation.pk]))
    assert Organisation.objects.get(pk=world.organisation.pk).confirmed_at.date() == TODAY()


def test_a_move_leads_to_the_row_that_now_holds(lead, world):
    url = platform_url("member_place", world, world.participation.pk)
    response = lead.post(url, {"status": "agreed", "circle": "2", "since": TODAY().isoformat()})
    new = world.platform.participations.get(organisation=world.organisation, until=None)
    assert response["Location"] == platform_url("member", world, new.pk)
    assert (new.circle, new.pk != world.participation.pk) == ("2", True)
    page = lead.get(response["Location"])
    assert [row.participation.circle for row in page.context["history"]] == ["2", "1"]


def test_a_participation_cannot_end_before_it_began(lead, world):
    url = platform_url("member_end", world, world.participation.pk)
    response = lead.post(url, {"until": "2001-01-01"})
    assert list(response.context["form"].errors) == ["until"]
    assert lead.post(url, {"until": TODAY().isoformat()}).status_code == 302
    assert not Participation.objects.active().filter(pk=world.participation.pk).exists()


def test_a_new_delegate_is_entered_and_one_of_the_organisation_is_chosen(lead, world):
    url = platform_url("delegate_add", world, world.participation.pk)
    typed = {"kind": "substitute", "first_name": "Zoé", "last_name": "Blanc", "email": "zoe@exemple.example"}
    lead.post(url, {**typed, "since": "2026-10-01"})
    person = world.participation.delegates.get(person__last_name="Blanc").person
    assert (person.organisation, person.search_text) == (world.organisation, "blanc zoe")
    both = lead.post(url, {**typed, "person": person.pk, "since": "2026-10-01"})
    assert list(both.context["form"].errors) == ["person"]
    nobody = lead.post(url, {"kind": "substitute", "since": "2026-10-01"})
    assert list(nobody.context["form"].errors) == ["first_name", "last_name"]


def test_a_refused_delegate_leaves_no_person_behind(lead, world):
    url = platform_url("delegate_add", world, world.participation.pk)
    response = lead.post(url, {"kind": "fixed", "first_name": "Zoé", "last_name": "Blanc", "since": "2026-10-01"})
    assert list(response.context["form"].errors) == ["kind"]
    assert not Delegate.objects.filter(person__last_name="Blanc").exists()
    assert not world.organisation.people.filter(last_name="Blanc").exists()


def test_a_delegate_is_replaced_and_another_ended(lead, world):
    old = world.participation.delegates.get()
    url = reverse("meetings:delegate_replace", args=[world.platform.slug, world.participation.pk, old.pk])
    lead.post(url, {"first_name": "Zoé", "last_name": "Blanc", "since": TODAY().isoformat()})
    new = Delegate.objects.active().get(participation=world.participation)
    assert (new.person.last_name, new.kind) == ("Blanc", DelegateKind.FIXED)
    url = platform_url("delegate_end", world, world.participation.pk, new.pk)
    lead.post(url, {"until": TODAY().isoformat()})
    assert not Delegate.objects.active().filter(participation=world.participation).exists()


def test_an_invitation_is_sent_once_a_click_and_its_state_is_shown(lead, world):
    person = make_member(world.platform, organisation=world.organisation, kind=DelegateKind.SUBSTITUTE)
    url, page = platform_url("invite", world, person.pk), platform_url("member", world, world.participation.pk)
    assert "Sans compte" in lead.get(page).content.decode()
    response = lead.post(url, {"retour": page})
    assert response["Location"] == page
    assert (Invitation.objects.count(), OutgoingMail.objects.get().recipient) == (1, person.email)
    text = lead.get(page).content.decode()
    assert ("Invitation envoyée le" in text, "Inviter de nouveau" in text) == (True, True)
    Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(days=1))
    assert "Invitation expirée" in lead.get(page).content.decode()
    person.user = world.people["stranger"].user
    world.people["stranger"].delete()
    person.save()
    assert "A un compte" in lead.get(page).content.decode()


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_d66_an_act_returns_to_this_site_alone(lead, world, target):
    person = make_member(world.platform)
    response = lead.post(platform_url("invite", world, person.pk), {"retour": target})
    assert response["Location"] == platform_url("members", world)


def test_a_person_without_address_is_not_invited(lead, world):
    person = make_member(world.platform, person=make_person(email="", organisation=make_organisation()))
    response = lead.post(platform_url("invite", world, person.pk), follow=True)
    assert [str(message.level_tag) for message in response.context["messages"]] == ["error"]
    assert not OutgoingMail.objects.exists()


def test_a_campaign_that_ends_before_it_starts_keeps_what_was_typed(lead, world):
    url = platform_url("campaign_add", world)
    response = lead.post(url, {"label": "Automne", "start": "2026-12-18", "end": "2026-10-05"})
    assert response.context["form"].errors == {"end": ["La campagne se termine avant de commencer."]}
    assert 'value="Automne"' in response.content.decode()
    assert not ListCampaign.objects.exists()


def test_a_campaign_over_another_is_refused_and_one_is_changed_and_removed(lead, world):
    lead.post(platform_url("campaign_add", world), {"label": "Automne", "start": "05/10/2026", "end": "18/12/2026"})
    campaign = world.platform.campaigns.get()
    over = lead.post(
        platform_url("campaign_add", world), {"label": "Hiver", "start": "2026-12-18", "end": "2027-02-05"}
    )
    assert list(over.context["form"].errors) == ["start"]
    lead.post(
        platform_url("campaign_edit", world, campaign.pk),
        {"label": "Automne", "start": "2026-10-12", "end": "2026-12-18", "checks_from": "2026-09-21"},
    )
    campaign.refresh_from_db()
    assert (campaign.start, campaign.checks_from) == (dt.date(2026, 10, 12), dt.date(2026, 9, 21))
    assert lead.post(platform_url("campaign_remove", world, campaign.pk)).status_code == 302
    assert not world.platform.campaigns.exists()


def test_a_day_is_closed_and_opened_again(lead, world):
    url = platform_url("closed_day_add", world)
    lead.post(url, {"start": "2026-11-27", "reason": "Forum des métiers"})
    day = world.platform.closed_days.get()
    assert list(lead.post(url, {"start": "2026-11-27", "reason": "Pont"}).context["form"].errors) == ["start"]
    lead.post(platform_url("closed_day_remove", world, day.pk))
    assert not world.platform.closed_days.exists()


def test_a_year_beyond_the_known_holidays_warns(lead, world):
    url = platform_url("calendar", world)
    known = lead.get(f"{url}?annee=2026")
    unknown = lead.get(f"{url}?annee=2028")
    assert (known.context["holidays_incomplete"], unknown.context["holidays_incomplete"]) == (False, True)
    assert "ne sont connues que jusqu’au 31 août 2028" in unknown.content.decode()
    assert lead.get(f"{url}?annee=99999").status_code == 200


def test_an_institutional_actor_is_added_and_ended_by_a_coordinator(client, login, world):
    login(client, world.people["coordinator"])
    prefecture = make_organisation(
        name="Préfecture d’essai", actor_type=ActorType.objects.get(code="department_prefecture")
    )
    url = reverse("directory:actor_add", args=[world.department.slug])
    assert client.get(f"{url}?q=organisme").context["found"] == []
    client.post(url, {"organisation": prefecture.pk})
    actor = world.department.actors.get()
    assert client.post(url, {"organisation": world.organisation.pk}).status_code == 404
    assert client.post(url, {"organisation": "abc"}).status_code == 404
    client.post(reverse("directory:actor_end", args=[world.department.slug, actor.pk]))
    assert not world.department.actors.active().exists()
