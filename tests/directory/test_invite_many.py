"""Inviting many at once, one by one, again; withdrawing; who stands where on the way to an account."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.accounts import invitations
from portal.accounts.models import Invitation, User
from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.directory.account_states import account_rows
from portal.directory.invitations import invite_people, invite_person, withdraw_invitation
from portal.directory.models import InvitationGrant, Person, Platform
from portal.mailing.models import OutgoingMail
from tests.factories import make_lead, make_member, make_person, make_platform, make_user
from tests.threads import in_threads

pytestmark = pytest.mark.django_db
PASSWORD = "quatre chevaux verts"


def token_of(invitation):
    mail = OutgoingMail.objects.get(dedup_key=f"invitation:{invitation.pk}")
    return mail.text.split("/invitation/")[1].split("/")[0]


def with_email(person, email):
    Person.objects.filter(pk=person.pk).update(email=email)
    return Person.objects.get(pk=person.pk)


def states(platform):
    return {row.person.pk: row.state.value for row in account_rows(platform)}


def test_d41_one_bad_address_stops_nobody_else_and_is_reported():
    platform = make_platform()
    good = [make_member(platform) for _number in range(2)]
    bad = with_email(make_member(platform), "a@b.example, evil@x.example")
    none = with_email(make_member(platform), "")
    outcome = invite_people([good[0], bad, none, good[1]], platform, by=SYSTEM)
    assert outcome.invited == good
    assert list(outcome.refused.values()) == [[bad], [none]]
    assert set(OutgoingMail.objects.values_list("recipient", flat=True)) == {person.email for person in good}
    assert Invitation.objects.count() == 2


def test_d41_the_cap_of_the_hour_is_told_for_those_beyond_it(monkeypatch):
    monkeypatch.setattr(invitations, "MAX_PER_HOUR", 2)
    platform = make_platform()
    by = Actor(user=make_user())
    people = [make_member(platform) for _number in range(4)]
    outcome = invite_people(people, platform, by=by)
    assert (outcome.invited, list(outcome.refused.values())) == (people[:2], [people[2:]])


def test_everybody_stands_somewhere_on_the_way_to_an_account():
    platform = make_platform()
    people = {
        name: make_member(platform)
        for name in ("account", "sent", "expired", "withdrawn", "other_address", "never", "no_address")
    }
    for name in ("sent", "expired", "withdrawn", "other_address"):
        invite_person(people[name], platform, by=SYSTEM)
    Person.objects.filter(pk=people["account"].pk).update(user=make_user())
    Invitation.objects.filter(grant__person=people["expired"]).update(expires_at=timezone.now())
    withdraw_invitation(people["withdrawn"], platform, by=SYSTEM)
    with_email(people["other_address"], "nouvelle@exemple.example")
    with_email(people["no_address"], "")
    assert states(platform) == {person.pk: name for name, person in people.items()}
    rows = {row.state.value: row for row in account_rows(platform)}
    assert [name for name, row in rows.items() if row.may_withdraw] == ["sent"]
    assert {name for name, row in rows.items() if not row.may_invite} == {"account", "no_address"}


def test_who_left_is_no_longer_on_the_list_and_another_platform_s_people_never_are():
    platform = make_platform()
    gone = make_member(platform)
    gone.delegations.update(until=timezone.localdate())
    make_member(make_platform())
    assert states(platform) == {}


def test_an_invitation_is_withdrawn_by_the_platform_that_sent_it_alone():
    here, there = make_platform(), make_platform()
    person = make_member(here)
    make_member(there, person=person)
    invitation = invite_person(person, here, by=SYSTEM)
    with pytest.raises(DomainError) as refusal:
        withdraw_invitation(person, there, by=SYSTEM)
    assert refusal.value.code == "none"
    assert [row.may_withdraw for row in account_rows(there)] == [False]
    assert withdraw_invitation(person, here, by=SYSTEM) == 1
    with pytest.raises(DomainError) as refusal:
        invitations.accept_as_new(token_of(invitation), PASSWORD)
    assert (refusal.value.code, User.objects.count()) == ("revoked", 0)


def test_d64_the_invited_person_gets_the_right_platform_and_role_and_nothing_of_another(client):
    platform, other = make_platform(), make_platform()
    person = make_member(platform, "2")
    user = invitations.accept_as_new(token_of(invite_person(person, platform, by=SYSTEM)), PASSWORD)
    person.refresh_from_db()
    assert person.user == user
    assert list(Platform.objects.in_network_of(user)) == [platform]
    assert list(Platform.objects.with_member(person, circles=("1",))) == []
    assert not Platform.objects.with_team_member(person).exists()
    assert user.has_perm("directory.manage_members", platform) is False
    assert user.has_perm("directory.view_members", other) is False


def test_the_list_costs_the_same_for_many_people(count_queries):
    platform = make_platform()
    make_member(platform)
    alone = count_queries(lambda: account_rows(platform))
    for _number in range(20):
        invite_person(make_member(platform), platform, by=SYSTEM)
    assert count_queries(lambda: account_rows(platform)) == alone == 2


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_d64_two_windows_that_invite_leave_one_door_open():
    platform = make_platform()
    person = make_member(platform)
    outcomes = in_threads(*[lambda: invite_person(person, platform, by=SYSTEM)] * 3)
    assert [type(one) for one in outcomes] == [Invitation] * 3
    assert Invitation.objects.open().filter(grant__person=person).count() == 1


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_d64_accepted_and_withdrawn_at_once_one_of_both_holds():
    platform = make_platform()
    person = make_member(platform)
    token = token_of(invite_person(person, platform, by=SYSTEM))
    accepted, withdrawn = in_threads(
        lambda: invitations.accept_as_new(token, PASSWORD).email,
        lambda: withdraw_invitation(person, platform, by=SYSTEM),
    )
    person.refresh_from_db()
    outcome = (getattr(accepted, "code", accepted), getattr(withdrawn, "code", withdrawn))
    expected = {(person.email, "none"): True, ("revoked", 1): False, ("accepted", 1): False}
    assert person.user_id is not None if expected[outcome] else person.user_id is None
    assert User.objects.count() == int(expected[outcome])


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_d64_of_two_people_of_one_address_who_accept_at_once_one_gets_the_account():
    platform = make_platform()
    people = [with_email(make_member(platform), "commune@exemple.example") for _number in range(2)]
    tokens = [token_of(invite_person(person, platform, by=SYSTEM)) for person in people]
    outcomes = in_threads(*[lambda token=token: invitations.accept_as_new(token, PASSWORD).email for token in tokens])
    assert sorted(getattr(one, "code", one) for one in outcomes) == ["commune@exemple.example", "has_account"]
    assert Person.objects.filter(user__isnull=False).count() == User.objects.count() == 1


def test_d64_a_tampered_grant_of_somebody_gone_makes_no_account():
    platform = make_platform()
    lead = make_lead(platform)
    invitation = invite_person(lead, platform, by=SYSTEM)
    lead.platform_roles.update(until=timezone.localdate())
    with pytest.raises(DomainError) as refusal:
        invitations.accept_as_new(token_of(invitation), PASSWORD)
    assert (refusal.value.code, User.objects.count()) == ("no_part", 0)
    # Handed to another person of the directory, the door stays closed: its address is not theirs.
    InvitationGrant.objects.filter(invitation=invitation).update(person=make_lead(platform, person=make_person()))
    with pytest.raises(DomainError) as refusal:
        invitations.accept_as_new(token_of(invitation), PASSWORD)
    assert (refusal.value.code, User.objects.count()) == ("revoked", 0)


def test_an_invitation_of_a_role_ended_later_today_still_opens_until_then():
    platform = make_platform()
    lead = make_lead(platform, until=timezone.localdate() + dt.timedelta(days=1))
    token = token_of(invite_person(lead, platform, by=SYSTEM))
    assert invitations.accept_as_new(token, PASSWORD).email == lead.email
