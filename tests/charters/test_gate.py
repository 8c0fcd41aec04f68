"""The gate on rows: who is covered where, today."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from portal.charters import gate, guests
from portal.charters.enums import GateCode
from portal.charters.guests import Guesthood
from portal.charters.services.leaving import refuse, withdraw
from portal.core.actors import SYSTEM
from portal.directory.enums import ParticipationStatus
from portal.directory.models import Delegate
from tests.factories import (
    days_ago,
    make_assistant,
    make_coordinator,
    make_invitee,
    make_lead,
    make_meeting,
    make_member,
    make_officer,
    make_person,
    make_platform,
    make_territory,
    make_user,
    publish_charter,
    sign_charter,
)

pytestmark = pytest.mark.django_db


def covered(person, scope, at=None):
    """Ask every way and check that they agree."""
    answer = gate.covers(person, scope, at)
    assert gate.state(person, scope, at).covered is answer
    assert (scope.pk in gate.covered_platform_ids(person, at)) is answer
    return answer


@pytest.mark.parametrize("make", [make_lead, make_assistant, make_officer, make_member])
def test_before_the_first_version_members_and_team_are_covered(platform, make):
    assert covered(make(platform), platform) is True


def test_before_the_first_version_others_are_not(platform):
    coordinator = make_coordinator(platform.territories.get())
    elsewhere = make_member(make_platform())
    approached = make_member(platform, status=ParticipationStatus.APPROACHED)
    occasional = make_member(platform, "occasional")
    gone = make_member(platform, until=timezone.localdate())

    for person in (coordinator, elsewhere, approached, occasional, gone, make_person()):
        assert covered(person, platform) is False


def test_nobody_in_particular_is_not_covered(platform):
    assert gate.covers(None, platform) is False
    assert gate.covers(AnonymousUser(), platform) is False
    assert gate.covers(make_user(), platform) is False
    assert gate.covered_platform_ids(AnonymousUser()) == set()
    assert gate.states(make_user()) == []


def test_an_account_answers_for_its_person_until_it_is_closed(platform):
    person = make_member(platform)
    person.user = make_user()
    person.save()
    assert gate.covers(person.user, platform) is True

    person.user.is_active = False
    assert gate.covers(person.user, platform) is False


def test_a_published_draft_alone_closes(platform):
    member = make_member(platform)
    publish_charter(platform, days_ago(31))

    assert gate.state(member, platform).code == GateCode.TO_SIGN
    assert covered(member, platform) is False


def test_within_the_grace_members_are_covered(platform):
    member, lead = make_member(platform), make_lead(platform)
    publish_charter(platform, days_ago(3))

    state = gate.state(member, platform)
    assert (state.code, state.until) == (GateCode.GRACE, timezone.localdate() + dt.timedelta(days=27))
    assert covered(lead, platform) is True


def test_signing_opens_and_leads_sign_too(platform):
    lead, member = make_lead(platform), make_member(platform)
    publish_charter(platform)
    assert covered(lead, platform) is False

    sign_charter(lead, platform)
    assert covered(lead, platform) is True
    assert covered(member, platform) is False


def test_a_signature_in_one_platform_opens_no_other(platform):
    other = make_platform()
    person = make_member(platform)
    make_member(other, person=person)
    publish_charter(platform)
    publish_charter(other)

    sign_charter(person, platform)

    assert gate.covered_platform_ids(person) == {platform.pk}
    assert covered(person, other) is False


def test_the_end_of_the_delegation_ends_the_cover_at_once(platform):
    member = make_member(platform)
    sign_charter(member, platform)
    assert covered(member, platform) is True

    Delegate.objects.filter(person=member).update(until=timezone.localdate())
    assert covered(member, platform) is False
    assert gate.state(member, platform).code == GateCode.NONE


def test_the_end_of_the_participation_ends_the_cover_at_once(platform):
    member = make_member(platform)
    sign_charter(member, platform)

    platform.participations.update(status=ParticipationStatus.DECLINED)
    assert covered(member, platform) is False


def test_who_changes_organisation_signs_again(platform):
    member = make_member(platform)
    sign_charter(member, platform)
    Delegate.objects.filter(person=member).update(until=timezone.localdate())
    make_member(platform, person=member, organisation=make_member(platform).organisation)

    assert gate.state(member, platform).code == GateCode.TO_SIGN


def test_d58_withdrawal_closes_within_one_request(platform):
    member = make_member(platform)
    signature = sign_charter(member, platform)
    assert covered(member, platform) is True

    withdraw(signature=signature, by=SYSTEM)
    assert covered(member, platform) is False


def test_d58_expiry_closes_by_itself(platform):
    member = make_member(platform)
    publish_charter(platform, days_ago(500))
    sign_charter(member, platform, at=days_ago(370))

    assert covered(member, platform, days_ago(10)) is True
    assert covered(member, platform) is False


def test_a_refusal_closes_within_the_grace(platform):
    member = make_member(platform)
    version = publish_charter(platform, days_ago(1))
    assert covered(member, platform) is True

    refuse(version=version, person=member, reason="Attendre mon directeur", by=SYSTEM)
    assert (gate.state(member, platform).refused, covered(member, platform)) == (True, False)


def test_d51_a_new_version_asks_again(platform):
    member = make_member(platform)
    publish_charter(platform, days_ago(200))
    former = sign_charter(member, platform, at=days_ago(190))
    new = publish_charter(platform, days_ago(5))

    state = gate.state(member, platform)
    assert (state.code, state.to_sign.pk, state.signature_id) == (GateCode.GRACE, new.pk, former.pk)

    sign_charter(member, platform)
    assert gate.state(member, platform).code == GateCode.SIGNED


def test_a_day_is_asked_about_at_its_end(platform):
    member = make_member(platform)
    publish_charter(platform, days_ago(100))
    sign_charter(member, platform, at=days_ago(50))
    signed_on = timezone.localdate() - dt.timedelta(days=50)

    assert covered(member, platform, signed_on) is True
    assert covered(member, platform, signed_on - dt.timedelta(days=1)) is False


def test_an_occasional_actor_signs_as_what_it_is(platform):
    guest = make_member(platform, "occasional")
    publish_charter(platform, days_ago(1))
    assert covered(guest, platform) is False

    signature = sign_charter(guest, platform)
    assert (signature.circle, covered(guest, platform)) == ("occasional", True)


def test_a_guest_of_one_meeting_signs_and_is_covered(platform, monkeypatch):
    guest = make_person()
    monkeypatch.setattr(guests, "_providers", [])
    publish_charter(platform)
    assert gate.state(guest, platform).code == GateCode.NONE

    guests.register(lambda person, on: Guesthood(frozenset({platform.pk} if person == guest else ())))
    assert gate.state(guest, platform).code == GateCode.TO_SIGN

    sign_charter(guest, platform)
    assert covered(guest, platform) is True


def test_an_invitation_makes_a_guest_until_it_is_cancelled(platform):
    guest = make_person()
    version = publish_charter(platform)
    meeting = make_meeting(platform, status="convened")
    make_invitee(meeting, guest)
    assert gate.state(guest, platform).to_sign.pk == version.pk

    sign_charter(guest, platform)
    assert covered(guest, platform) is True
    meeting.status = "cancelled"
    meeting.save()
    assert covered(guest, platform) is False


def test_d07_an_old_invitation_makes_no_guest_of_who_left(platform):
    today = timezone.localdate()
    delegate, lead = make_member(platform), make_lead(platform)
    publish_charter(platform)
    for person in (delegate, lead):
        make_invitee(make_meeting(platform, status="held"), person)
        sign_charter(person, platform)
    delegate.delegations.update(until=today)
    lead.platform_roles.update(until=today)

    assert [gate.state(person, platform).code for person in (delegate, lead)] == [GateCode.NONE, GateCode.NONE]


def test_a_coordinator_signs_the_charter_of_a_platform(platform):
    coordinator = make_coordinator(platform.territories.get())
    publish_charter(platform)
    assert covered(coordinator, platform) is False

    sign_charter(coordinator, platform)
    assert covered(coordinator, platform) is True


@pytest.fixture
def territory():
    return make_territory()


def test_a_territory_s_charter_covers_the_platforms_that_adopted_it_for_its_coordinators(territory):
    coordinator = make_coordinator(territory)
    publish_charter(territory)
    adopted, own = make_platform(territory=territory), make_platform(territory=make_territory(parent=territory))
    publish_charter(adopted)
    publish_charter(own)
    own.charters.update(template=None)
    draft_only = make_platform(territory=territory)
    member = make_member(adopted)
    assert gate.covered_platform_ids(coordinator) == set()

    sign_charter(coordinator, territory)

    assert gate.covered_platform_ids(coordinator) == {adopted.pk}
    assert gate.state(coordinator, adopted).by_territory is True
    assert covered(coordinator, own) is False
    assert covered(coordinator, draft_only) is False
    assert covered(member, adopted) is False


def test_a_territory_s_charter_covers_its_own_meetings(territory):
    lead = make_lead(make_platform(territory=make_territory(parent=territory)))
    coordinator, member = make_coordinator(territory), make_member(make_platform(territory=territory))
    assert [gate.covers(person, territory) for person in (lead, coordinator, member)] == [True, True, False]
    publish_charter(territory)
    assert [gate.covers(person, territory) for person in (lead, coordinator)] == [False, False]

    sign_charter(lead, territory)
    assert [gate.covers(person, territory) for person in (lead, coordinator)] == [True, False]


def test_states_list_every_gate_once(platform, territory):
    person = make_member(platform)
    second = make_platform(territory=territory)
    make_lead(second, person=person)
    make_coordinator(territory, person=person)
    publish_charter(second)
    publish_charter(territory)

    assert {(state.scope, state.code) for state in gate.states(person)} == {
        (platform, GateCode.OPEN_WITHOUT_CHARTER),
        (second, GateCode.TO_SIGN),
        (territory, GateCode.TO_SIGN),
    }


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_platforms(count, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(guests, "_providers", [])
    territory = make_territory()
    person = make_coordinator(territory)
    for _number in range(count):
        platform = make_platform(territory=territory)
        make_member(platform, person=person, organisation=person.organisation)
        make_lead(platform, person=person)
        publish_charter(platform)
        sign_charter(person, platform)
    platforms = list(person.platform_roles.values_list("platform", flat=True))

    with django_assert_max_num_queries(9):
        assert gate.covered_platform_ids(person) == set(platforms)
    with django_assert_max_num_queries(10):
        assert len(gate.states(person)) == count
    with django_assert_max_num_queries(7):
        assert gate.covers(person, platform) is True
