"""Roles, public facts, institutional actors."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.enums import PlatformRoleKind
from portal.directory.models import ActorType, Platform
from portal.directory.services.checks import StaleSave, version_of
from portal.directory.services.platforms import PUBLIC_FIELDS, PublicFacts, change_platform
from portal.directory.services.teams import appoint, end_role
from portal.directory.services.territory_actors import add_actor, end_actor
from tests.factories import make_organisation, make_person, make_platform, make_territory

pytestmark = pytest.mark.django_db
LEAD = PlatformRoleKind.LEAD


def days(number):
    return timezone.localdate() + dt.timedelta(days=number)


def test_a_role_gives_its_rights_from_its_first_day_to_the_day_of_its_end():
    platform, person = make_platform(), make_person()
    role = appoint(platform, person, kind=LEAD, since=days(1), by=SYSTEM)
    assert not Platform.objects.with_team_member(person).exists()
    assert Platform.objects.with_team_member(person, days(1)).get() == platform
    end_role(role, until=days(5), by=SYSTEM)
    assert [Platform.objects.with_team_member(person, days(day)).count() for day in (4, 5)] == [1, 0]


def test_the_same_role_twice_is_refused_and_another_role_is_not():
    platform, person = make_platform(), make_person()
    appoint(platform, person, kind=LEAD, by=SYSTEM)
    with pytest.raises(DomainError) as refused:
        appoint(platform, person, kind=LEAD, by=SYSTEM)
    assert (refused.value.code, refused.value.field) == ("double", "person")
    appoint(platform, person, kind=PlatformRoleKind.OFFICER, by=SYSTEM)
    assert platform.roles.count() == 2


def test_a_role_ends_once_and_not_before_it_began():
    role = appoint(make_platform(), make_person(), kind=LEAD, by=SYSTEM)
    with pytest.raises(DomainError) as refused:
        end_role(role, until=days(-1), by=SYSTEM)
    assert refused.value.code == "day"
    end_role(role, by=SYSTEM)
    with pytest.raises(DomainError) as refused:
        end_role(role, by=SYSTEM)
    assert refused.value.code == "ended"


def test_d91_stale_public_facts_are_refused():
    platform = make_platform()
    seen = version_of(platform, PUBLIC_FIELDS)
    change_platform(platform, PublicFacts(public_text="Un"), version=seen, by=SYSTEM)
    with pytest.raises(StaleSave):
        change_platform(platform, PublicFacts(public_text="Deux"), version=seen, by=SYSTEM)
    assert Platform.objects.get(pk=platform.pk).public_text == "Un"


def test_institutional_actors_alone_steer_a_territory_each_once():
    territory = make_territory()
    prefecture = make_organisation(actor_type=ActorType.objects.filter(institutional=True).first())
    actor = add_actor(territory, prefecture, by=SYSTEM)
    for organisation, code in ((prefecture, "double"), (make_organisation(), "not_institutional")):
        with pytest.raises(DomainError) as refused:
            add_actor(territory, organisation, by=SYSTEM)
        assert refused.value.code == code
    end_actor(actor, by=SYSTEM)
    assert not territory.actors.active().exists()
