"""Pages of teams: letters, invitations, settings of platforms and territories, the teams of a territory."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Invitation
from portal.directory.enums import TerritoryKind
from portal.directory.models import Coordination, ListCampaign, Person, Platform, PlatformRole
from tests.directory.letters import PDF, pdf_file, put_letter
from tests.factories import (
    make_administrator,
    make_assistant,
    make_coordinator,
    make_lead,
    make_member,
    make_officer,
    make_platform,
    make_territory,
)

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"directory:{name}", args=args)


def days(number):
    return timezone.localdate() + dt.timedelta(days=number)


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# Letters


def test_d27_a_letter_goes_out_as_a_download_that_runs_nothing(client, login):
    platform = make_platform()
    role = put_letter(make_lead(platform).platform_roles.get(), upload=pdf_file("Lettre – été.pdf"))
    login(client, make_assistant(platform))
    response = client.get(url("role_letter", platform.slug, role.pk))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment; ")
    assert "Lettre%20%E2%80%93%20%C3%A9t%C3%A9.pdf" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Content-Type"] == "application/octet-stream"
    assert "no-store" in response["Cache-Control"]


def test_a_letter_is_put_in_replaced_and_removed_through_the_pages(client, login):
    platform = make_platform()
    lead = make_lead(platform)
    role = lead.platform_roles.get()
    login(client, lead)
    page = url("role_letter_edit", platform.slug, role.pk)

    def post(**data):
        version = client.get(page).context["form"]["version"].value()
        return client.post(page, {"version": version, **data})

    response = post(upload=pdf_file("un.pdf"), letter_from="2025-09-01", letter_to="2025-08-31")
    assert "letter_to" in response.context["form"].errors
    response = post(letter_from="2025-09-01")
    assert "upload" in response.context["form"].errors
    assert post(upload=pdf_file("un.pdf"), letter_from="01/09/2025").status_code == 302
    assert post(upload=pdf_file("deux.pdf"), letter_from="2026-09-01", letter_to="2027-08-31").status_code == 302
    role.refresh_from_db()
    former = role.former_letters.get()
    assert (role.letter_name, former.letter_name) == ("deux.pdf", "un.pdf")
    content = client.get(page).content.decode()
    assert "un.pdf" in content and "deux.pdf" in content
    former_url = url("former_letter", platform.slug, role.pk, former.pk)
    assert b"".join(client.get(former_url).streaming_content) == PDF
    client.post(url("former_letter_remove", platform.slug, role.pk, former.pk))
    client.post(url("role_letter_remove", platform.slug, role.pk))
    role.refresh_from_db()
    assert (role.letter.name, role.former_letters.count()) == ("", 0)
    assert client.get(url("role_letter", platform.slug, role.pk)).status_code == 404


def test_d27_a_polyglot_letter_is_refused_beside_the_field(client, login):
    platform = make_platform()
    lead = make_lead(platform)
    role = lead.platform_roles.get()
    login(client, lead)
    page = url("role_letter_edit", platform.slug, role.pk)
    version = client.get(page).context["form"]["version"].value()
    body = {"version": version, "letter_from": "2025-09-01"}
    lie = pdf_file("lettre.pdf", b"%PDF-1.7\n<html><script>alert(1)</script>\n%%EOF")
    response = client.post(page, {**body, "upload": lie})
    assert (response.status_code, "upload" in response.context["form"].errors) == (200, True)
    role.refresh_from_db()
    assert not role.letter


def test_d02_the_letter_of_another_platform_s_role_does_not_exist_here(client, login):
    platform, other = make_platform(), make_platform()
    foreign = put_letter(make_lead(other).platform_roles.get())
    foreign = put_letter(foreign)
    mine = put_letter(make_lead(platform).platform_roles.get())
    login(client, make_lead(platform))
    former = foreign.former_letters.get()
    codes = [
        client.get(url("role_letter", platform.slug, foreign.pk)).status_code,
        client.get(url("role_letter", other.slug, foreign.pk)).status_code,
        client.get(url("former_letter", platform.slug, mine.pk, former.pk)).status_code,
        client.post(url("former_letter_remove", platform.slug, mine.pk, former.pk)).status_code,
    ]
    assert codes == [404, 404, 404, 404]


def test_the_team_page_shows_letters_and_vacancies_to_those_whom_they_concern(client, login):
    platform = make_platform()
    put_letter(make_lead(platform).platform_roles.get(), ends=days(20))
    words = ("Arrive à échéance", "Il manque 1 responsable")
    seen = {}
    for name, person in (
        ("member", make_member(platform)),
        ("officer", make_officer(platform)),
        ("coordinator", make_coordinator(platform.territories.get())),
    ):
        login(client, person)
        content = client.get(url("team", platform.slug)).content.decode()
        seen[name] = [word in content for word in words]
    assert seen == {"member": [False, False], "officer": [True, True], "coordinator": [True, True]}


def test_the_team_page_costs_the_same_for_a_large_team(client, login, count_queries):
    platform = make_platform()
    lead = make_lead(platform)
    login(client, lead)
    alone = count_queries(lambda: client.get(url("team", platform.slug)))
    for _number in range(8):
        put_letter(make_assistant(platform).platform_roles.get())
    assert count_queries(lambda: client.get(url("team", platform.slug))) == alone


# Invitations


def test_those_who_are_ticked_are_invited_and_the_others_told_why(client, login):
    platform = make_platform()
    login(client, make_lead(platform))
    good, bad, left_out = (make_member(platform) for _number in range(3))
    Person.objects.filter(pk=bad.pk).update(email="a@b.example,evil@x.example")
    response = client.post(url("invitations", platform.slug), {"people": [good.pk, bad.pk]})
    assert (response.status_code, response.url) == (302, url("invitations", platform.slug))
    messages = told(response)
    assert messages[0] == "1 invitation est en cours d’envoi."
    assert str(bad) in messages[1] and str(good) not in messages[1]
    assert list(Invitation.objects.values_list("email", flat=True)) == [good.email]
    assert not Invitation.objects.filter(grant__person=left_out).exists()


def test_everybody_without_account_or_open_invitation_is_invited_at_once(client, login):
    platform = make_platform()
    lead = make_lead(platform)
    login(client, lead)
    people = [make_member(platform) for _number in range(3)]
    client.post(url("invite", platform.slug, people[0].pk))
    response = client.post(url("invitations", platform.slug), {"everybody": "1"})
    assert told(response)[-1] == "2 invitations sont en cours d’envoi."
    assert set(Invitation.objects.values_list("email", flat=True)) == {person.email for person in people}
    assert Invitation.objects.count() == 3


def test_d13_a_ticked_person_of_another_platform_refuses_the_whole_round(client, login):
    platform = make_platform()
    login(client, make_lead(platform))
    mine, foreign = make_member(platform), make_member(make_platform())
    for pks in ([mine.pk, foreign.pk], [mine.pk, "x"], [mine.pk, 10**30]):
        assert client.post(url("invitations", platform.slug), {"people": pks}).status_code == 404
    assert Invitation.objects.count() == 0


def test_nobody_ticked_sends_nothing_and_says_so(client, login):
    platform = make_platform()
    login(client, make_lead(platform))
    make_member(platform)
    response = client.post(url("invitations", platform.slug))
    assert (told(response), Invitation.objects.count()) == (["Cochez au moins une personne."], 0)


def test_the_list_of_invitations_shows_what_is_asked_and_an_invitation_can_be_withdrawn(client, login):
    platform = make_platform()
    lead = make_lead(platform)
    login(client, lead)
    invited, never = make_member(platform), make_member(platform)
    client.post(url("invite", platform.slug, invited.pk))

    def names(voir):
        page = client.get(url("invitations", platform.slug), {"voir": voir})
        return {row.person for row in page.context["rows"]}

    assert names("") == names("n-importe-quoi") == {lead, invited, never}
    assert (names("invites"), names("sans-compte"), names("comptes")) == ({invited}, {never}, {lead})
    client.post(url("invitation_withdraw", platform.slug, invited.pk))
    assert (names("invites"), names("sans-compte")) == (set(), {invited, never})
    response = client.post(url("invitation_withdraw", platform.slug, invited.pk))
    assert "plus d’invitation" in told(response)[-1]


def test_the_page_of_invitations_costs_the_same_for_many_people(client, login, count_queries):
    platform = make_platform()
    login(client, make_lead(platform))
    make_member(platform)
    alone = count_queries(lambda: client.get(url("invitations", platform.slug)))
    for _number in range(15):
        make_member(platform)
    client.post(url("invitations", platform.slug), {"everybody": "1"})
    client.get(url("invitations", platform.slug))
    assert count_queries(lambda: client.get(url("invitations", platform.slug))) == alone


# Platforms


def test_an_administrator_makes_a_platform_with_what_its_department_proposes(client, login):
    region = make_territory(TerritoryKind.REGION)
    department = make_territory(
        parent=region, school_zone="Réunion", timezone="Indian/Reunion", holiday_territory="La Réunion"
    )
    basin = make_territory(TerritoryKind.BASIN, parent=department)
    elsewhere = make_territory(TerritoryKind.BASIN, parent=make_territory())
    login(client, make_administrator())
    page = f"{url('platform_new')}?departement={department.pk}"
    form = client.get(page).context["form"]
    assert [form[name].value() for name in ("school_zone", "timezone", "holiday_territory")] == [
        "Réunion",
        "Indian/Reunion",
        "La Réunion",
    ]
    assert set(form.fields["territories"].queryset) == {department, basin}
    body = {
        "name": "PSAD Ouest",
        "school_zone": "Réunion",
        "timezone": "Indian/Reunion",
        "holiday_territory": "La Réunion",
        "landscape": "mixed",
    }
    refused = client.post(page, {**body, "territories": [elsewhere.pk]})
    assert "territories" in refused.context["form"].errors
    response = client.post(page, {**body, "territories": [basin.pk]})
    platform = Platform.objects.get()
    assert (response.status_code, response.url) == (302, url("team", platform.slug))
    assert (platform.slug, list(platform.territories.all())) == ("psad-ouest", [basin])
    assert "name" in client.post(page, {**body, "territories": [basin.pk]}).context["form"].errors


def test_the_department_comes_first_and_a_wrong_one_is_asked_again(client, login):
    login(client, make_administrator())
    region = make_territory(TerritoryKind.REGION)
    for query in ("", "?departement=", "?departement=x", f"?departement={region.pk}"):
        response = client.get(url("platform_new") + query)
        assert (response.status_code, response.context["form"]) == (200, None)


def test_another_department_is_added_and_its_areas_can_then_be_chosen(client, login):
    first, second = make_territory(), make_territory()
    far_basin = make_territory(TerritoryKind.BASIN, parent=second)
    platform = make_platform(territory=first)
    login(client, make_administrator())
    page = url("platform_settings", platform.slug)

    def post(territories, other=""):
        form = client.get(page).context["form"]
        body = {name: form[name].value() for name in ("version", "name", "school_zone", "timezone")}
        more = {"holiday_territory": "Métropole", "landscape": "urban"}
        return client.post(page, {**body, **more, "territories": territories, "other_department": other})

    assert "territories" in post([far_basin.pk]).context["form"].errors
    assert post([first.pk], second.pk).status_code == 302
    assert post([first.pk, far_basin.pk]).status_code == 302
    platform.refresh_from_db()
    assert set(platform.territories.all()) == {first, far_basin}
    assert platform.landscape == "urban"


# Territories


def test_a_coordinator_sets_the_leads_expected_and_the_campaigns(client, login):
    department = make_territory()
    login(client, make_coordinator(department))
    page = url("territory_edit", department.slug)

    def save(number):
        version = client.get(page).context["form"]["version"].value()
        return client.post(page, {"version": version, "expected_leads": number})

    for sent, kept in (("1", 1), ("2", 2), ("0", None)):
        assert save(sent).status_code == 302
        department.refresh_from_db()
        assert department.expected_leads == kept
    assert "expected_leads" in save("3").context["form"].errors
    stale = client.post(page, {"version": "ancienne", "expected_leads": "1"})
    assert stale.status_code == 409

    body = {"label": "Automne", "start": "2026-10-05", "end": "2026-12-18"}
    assert client.post(url("territory_campaign_add", department.slug), body).status_code == 302
    campaign = ListCampaign.objects.get()
    assert campaign.territory == department
    edit = url("territory_campaign_edit", department.slug, campaign.pk)
    assert client.post(edit, {**body, "end": "2026-10-01"}).context["form"].errors.keys() == {"end"}
    assert client.post(edit, {**body, "label": "Hiver"}).status_code == 302
    assert "Hiver" in client.get(page).content.decode()
    foreign = ListCampaign.objects.create(
        territory=make_territory(), label="Ailleurs", start=dt.date(2026, 10, 5), end=dt.date(2026, 12, 18)
    )
    assert client.post(url("territory_campaign_remove", department.slug, foreign.pk)).status_code == 404
    client.post(url("territory_campaign_remove", department.slug, campaign.pk))
    assert list(ListCampaign.objects.all()) == [foreign]


def test_a_regional_coordinator_names_invites_and_ends_a_department_s(client, login):
    region = make_territory(TerritoryKind.REGION)
    department = make_territory(parent=region)
    platform = make_platform(territory=department)
    known, stranger = make_lead(platform), make_lead(make_platform())
    login(client, make_coordinator(region))
    page = url("coordination_add", department.slug)
    today = timezone.localdate().isoformat()
    assert "person" in client.post(page, {"person": stranger.pk, "since": today}).context["form"].errors
    assert client.post(page, {"person": known.pk, "since": today}).status_code == 302
    row = Coordination.objects.get(territory=department)
    assert row.person == known
    client.post(url("coordination_invite", department.slug, row.pk))
    assert Invitation.objects.get().email == known.email
    end = url("coordination_end", department.slug, row.pk)
    assert client.get(end).status_code == 200
    assert client.post(end, {"until": today}).status_code == 302
    assert client.get(end).status_code == 404
    assert Platform.objects.coordinated_by(known).count() == 0


def test_the_teams_of_a_territory_show_who_leads_what_is_vacant_and_what_ends(client, login):
    department = make_territory()
    complete = make_platform(name="Complète", territory=department)
    for _number in range(2):
        put_letter(make_lead(complete).platform_roles.get())
    vacant = make_platform(name="Vacante", territory=department)
    lead = make_lead(vacant)
    put_letter(lead.platform_roles.get(), ends=days(10))
    make_platform(name="Ailleurs")
    login(client, make_coordinator(department))
    page = url("territory_platforms", department.slug)
    content = client.get(page).content.decode()
    assert all(word in content for word in ("Complète", "Vacante", str(lead), "Il manque 1 responsable"))
    assert "Ailleurs" not in content
    response = client.get(page, {"voir": "signalees"})
    assert [row.record.platform for row in response.context["table"].rows] == [vacant]
    assert (response.context["vacancies"], response.context["letters"]) == (1, 1)


def test_the_teams_of_forty_three_platforms_cost_as_much_as_those_of_one(client, login, count_queries):
    region = make_territory(TerritoryKind.REGION)
    make_lead(make_platform(territory=make_territory(parent=region)))
    login(client, make_coordinator(region))
    page = url("territory_platforms", region.slug)
    alone = count_queries(lambda: client.get(page))
    for _number in range(42):
        platform = make_platform(territory=make_territory(parent=region))
        make_lead(platform)
        make_assistant(platform)
    assert client.get(page).context["table"].paginator.count == 43
    assert count_queries(lambda: client.get(page)) == alone
    assert PlatformRole.objects.count() == 85
