"""By invitation only: one door, one address, one use (D-64)."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from portal.accounts import invitations
from portal.accounts.enums import InvitationState
from portal.accounts.invitations import InvitationError
from portal.accounts.models import Invitation, User
from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.directory.invitations import invite_person
from portal.directory.models import Person, PlatformRole
from portal.mailing.models import OutgoingMail
from tests.factories import make_lead, make_member, make_person, make_platform, make_user

PASSWORD = "quatre chevaux verts"


def url_of(token):
    return reverse("accounts:invitation_accept", args=[token])


@pytest.fixture
def invited(db):
    """A delegate of circle 1 without account, invited by the lead: (person, invitation, token from the mail)."""
    platform = make_platform(name="Plateforme de l’Étang")
    lead = make_lead(platform)
    lead.user = make_user("lead@exemple.example", first_name="Léa", last_name="Roux")
    lead.save()
    person = make_member(platform, "1")
    Person.objects.filter(pk=person.pk).update(
        email="Paul.Durand@exemple.example", first_name="Paul", last_name="Durand", user=None
    )
    person.refresh_from_db()
    invitation = invite_person(person, platform, by=Actor(user=lead.user, person=lead))
    return person, invitation, token_of(invitation)


def token_of(invitation):
    mail = OutgoingMail.objects.get(dedup_key=f"invitation:{invitation.pk}")
    return mail.text.split("/invitation/")[1].split("/")[0]


def accept(client, token, password=PASSWORD, **more):
    return client.post(url_of(token), {"password1": password, "password2": password, **more})


def test_the_mail_says_who_invites_to_what_and_holds_one_link(invited):
    person, invitation, token = invited
    mail = OutgoingMail.objects.get(dedup_key=f"invitation:{invitation.pk}")
    assert mail.recipient == "paul.durand@exemple.example"
    assert mail.subject == "Votre compte sur Concerto – Plateforme de l’Étang"
    assert mail.from_name == "Plateforme de l’Étang"
    assert "Léa Roux" in mail.text
    assert mail.text.count(f"http://127.0.0.1:8000{url_of(token)}") == 1
    assert mail.secret


def test_the_token_is_kept_nowhere_but_in_the_mail(invited):
    person, invitation, token = invited
    assert token not in str(Invitation.objects.values().get(pk=invitation.pk))


def test_the_page_shows_who_invites_and_the_address_and_changes_nothing(client, invited):
    person, invitation, token = invited
    page = client.get(url_of(token))
    assert page.status_code == 200
    content = page.content.decode()
    assert "Léa Roux" in content and "Plateforme de l’Étang" in content and "paul.durand@exemple.example" in content
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.SENT
    assert not User.objects.filter(email="paul.durand@exemple.example").exists()


def test_accepting_makes_the_account_of_that_person_signed_in_and_verified(client, invited):
    person, invitation, token = invited
    page = accept(client, token)
    assert (page.status_code, page.url) == (302, reverse("desk:dashboard"))
    person.refresh_from_db()
    invitation.refresh_from_db()
    user = person.user
    assert (user.email, user.first_name, user.last_name) == ("paul.durand@exemple.example", "Paul", "Durand")
    assert (user.is_staff, user.is_superuser, user.check_password(PASSWORD)) == (False, False, True)
    assert EmailAddress.objects.filter(user=user, email=user.email, verified=True, primary=True).count() == 1
    assert (invitation.state, invitation.accepted_by) == (InvitationState.ACCEPTED, user)
    assert client.session["_auth_user_id"] == str(user.pk)


def test_d62_the_session_changes_when_the_invited_person_is_signed_in(client, invited):
    client.get(reverse("account_login"))
    client.cookies["sessionid"] = "a" * 32
    accept(client, invited[2])
    assert client.cookies["sessionid"].value != "a" * 32


def test_d67_other_fields_of_the_form_change_nothing(client, invited):
    person, invitation, token = invited
    accept(client, token, email="evil@x.example", is_staff="1", is_superuser="1", person="1")
    user = User.objects.get(email="paul.durand@exemple.example")
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert not User.objects.filter(email="evil@x.example").exists()


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("court", "court", "Ce mot de passe est trop court"),
        ("123456789012345", "123456789012345", "entièrement numérique"),
        ("paul.durand@exemple", "paul.durand@exemple", "trop semblable"),
        (PASSWORD, PASSWORD + "x", "différents"),
        ("", "", "field-errors"),
    ],
)
def test_a_bad_password_is_told_beside_the_field_and_makes_nothing(client, invited, first, second, words):
    page = client.post(url_of(invited[2]), {"password1": first, "password2": second})
    assert page.status_code == 200
    assert words in page.content.decode()
    assert not User.objects.filter(email="paul.durand@exemple.example").exists()


def test_d64_an_invitation_opens_once(client, invited):
    token = invited[2]
    accept(client, token)
    client.logout()
    page = accept(client, token, "un autre mot de passe")
    assert page.status_code == 410
    assert "déjà servi" in page.content.decode()
    assert User.objects.get(email="paul.durand@exemple.example").check_password(PASSWORD)


def test_d64_an_expired_invitation_opens_nothing(client, invited):
    person, invitation, token = invited
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    for page in (client.get(url_of(token)), accept(client, token)):
        assert page.status_code == 410
        assert "expiré" in page.content.decode()
    assert not User.objects.filter(email="paul.durand@exemple.example").exists()


def test_d64_a_revoked_invitation_opens_nothing(client, invited):
    person, invitation, token = invited
    assert invitations.revoke(invitation, by=SYSTEM)
    assert accept(client, token).status_code == 410
    assert not User.objects.filter(email="paul.durand@exemple.example").exists()


@pytest.mark.parametrize(
    "change", [lambda token: token[:-1], lambda token: token + "A", lambda token: token.swapcase()]
)
def test_d64_an_altered_invitation_does_not_exist(client, invited, change):
    page = accept(client, change(invited[2]))
    assert page.status_code == 404
    assert User.objects.filter(email="paul.durand@exemple.example").count() == 0


def test_d64_a_newer_invitation_withdraws_the_earlier_one(client, invited):
    person, first, token = invited
    second = invite_person(person, person.delegations.get().participation.platform, by=SYSTEM)
    assert client.get(url_of(token)).status_code == 410
    assert client.get(url_of(token_of(second))).status_code == 200


def test_d64_who_left_meanwhile_gets_no_account(client, invited):
    person, invitation, token = invited
    person.delegations.update(until=timezone.localdate())
    page = accept(client, token)
    assert page.status_code == 409
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.SENT
    assert not User.objects.filter(email="paul.durand@exemple.example").exists()


def test_d64_another_account_cannot_accept(client, invited, login):
    person, invitation, token = invited
    other = make_user("autre@exemple.example")
    login(client, other)
    assert client.get(url_of(token)).status_code == 200
    assert client.post(url_of(token)).status_code == 403
    with pytest.raises(InvitationError) as refusal:
        invitations.accept_as_user(token, other)
    assert refusal.value.code == "other_account"
    person.refresh_from_db()
    assert person.user is None


def test_the_owner_of_the_address_signs_in_to_accept(client, invited, login):
    person, invitation, token = invited
    user = make_user("paul.durand@exemple.example")
    page = client.get(url_of(token))
    assert "Connectez-vous" in page.content.decode()
    assert accept(client, token).status_code == 200
    person.refresh_from_db()
    assert person.user is None
    login(client, user)
    assert client.post(url_of(token)).status_code == 302
    person.refresh_from_db()
    assert person.user == user


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_d64_two_acceptances_at_once_make_one_account():
    platform = make_platform()
    person = make_member(platform, "1")
    Person.objects.filter(pk=person.pk).update(email="course@exemple.example", user=None)
    person.refresh_from_db()
    token = token_of(invite_person(person, platform, by=SYSTEM))
    barrier, outcomes = Barrier(4), []

    def take():
        try:
            barrier.wait(10)
            outcomes.append(invitations.accept_as_new(token, PASSWORD).email)
        except InvitationError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    takers = [Thread(target=take) for _number in range(4)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    assert sorted(outcomes) == ["accepted", "accepted", "accepted", "course@exemple.example"]
    assert User.objects.filter(email="course@exemple.example").count() == 1


@pytest.mark.parametrize(
    "email", ["a@b.example, evil@x.example", "a@b.example\nBcc: evil@x.example", "pas une adresse", ""]
)
def test_d38_an_address_that_is_not_one_is_refused(db, email):
    with pytest.raises(DomainError) as refusal:
        invitations.invite(email, by=SYSTEM)
    assert refusal.value.field == "email"
    assert Invitation.objects.count() == 0


def test_d41_a_flood_of_invitations_is_stopped(db, monkeypatch):
    monkeypatch.setattr(invitations, "MAX_PER_HOUR", 3)
    by = Actor(user=make_user())
    for number in range(3):
        invitations.invite(f"p{number}@b.example", by=by)
    with pytest.raises(DomainError) as refusal:
        invitations.invite("p3@b.example", by=by)
    assert refusal.value.code == "flood"


def test_a_person_with_account_address_less_or_gone_is_not_invited(db):
    platform = make_platform()
    with_account = make_member(platform, "1")
    Person.objects.filter(pk=with_account.pk).update(user=make_user(), email="x@exemple.example")
    without_address = make_member(platform, "1")
    Person.objects.filter(pk=without_address.pk).update(email="", user=None)
    gone = make_person(email="gone@exemple.example")
    codes = []
    for person in (with_account, without_address, gone):
        with pytest.raises(DomainError) as refusal:
            invite_person(Person.objects.get(pk=person.pk), platform, by=SYSTEM)
        codes.append(refusal.value.code)
    assert codes == ["has_account", "no_email", "no_part"]
    assert (Invitation.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_an_account_belongs_to_one_person_of_the_directory(client, invited, login):
    person, invitation, token = invited
    user = make_user("paul.durand@exemple.example")
    make_person(user=user)
    login(client, user)
    assert client.post(url_of(token)).status_code == 409
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.SENT


def test_a_role_that_begins_later_can_be_invited_already(db):
    platform = make_platform()
    lead = make_lead(platform)
    PlatformRole.objects.filter(person=lead).update(since=timezone.localdate() + timedelta(days=30))
    assert invite_person(lead, platform, by=SYSTEM).state == InvitationState.SENT
