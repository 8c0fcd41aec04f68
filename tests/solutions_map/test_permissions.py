"""Who may do what with solutions (DESIGN §4), for users, and for the persons of signed links."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.directory.enums import Circle, TerritoryKind
from portal.directory.models import Editorship
from portal.solutions_map import permissions
from portal.solutions_map.models import Solution
from tests.factories import (
    make_assistant,
    make_coordinator,
    make_lead,
    make_member,
    make_officer,
    make_organisation,
    make_person,
    make_platform,
    make_session,
    make_solution,
    make_territory,
)

pytestmark = pytest.mark.django_db


def editor_of(organisation, **fields):
    person = make_person(organisation=organisation)
    Editorship.objects.create(organisation=organisation, person=person, **{"since": dt.date(2020, 9, 1), **fields})
    return person


@pytest.mark.parametrize("make", [make_lead, make_assistant, make_officer])
def test_the_team_keeps_what_its_platform_keeps_and_nothing_else(platform, make):
    person = make(platform)
    own, other = make_solution(platform), make_solution(make_platform())
    assert [permissions.keeps.test(person, row) for row in (own, make_session(own), platform)] == [True] * 3
    assert [permissions.keeps.test(person, row) for row in (other, other.platform)] == [False] * 2


def test_a_coordinator_reads_what_platforms_keep_and_keeps_what_the_territory_keeps():
    region = make_territory(TerritoryKind.REGION)
    department = make_territory(parent=region)
    platform = make_platform(territory=department)
    of_department, of_region = make_solution(department), make_solution(region)
    coordinator = make_coordinator(department)
    assert permissions.keeps.test(coordinator, of_department)
    assert not permissions.keeps.test(coordinator, of_region)
    assert permissions.keeps.test(make_coordinator(region), of_department)
    assert not permissions.keeps.test(coordinator, make_solution(platform))
    assert permissions.reads_keeper.test(coordinator, platform)
    assert permissions.reads_keeper.test(coordinator, department)
    assert not permissions.reads_keeper.test(make_coordinator(make_territory()), platform)


def test_an_editor_keeps_what_the_organisation_provides_while_they_are_one(platform):
    provider = make_organisation()
    own, prescribed = make_solution(platform, providers=[provider]), make_solution(platform, prescribers=[provider])
    person = editor_of(provider)
    former = editor_of(provider, until=timezone.localdate())
    assert permissions.provides.test(person, own)
    assert permissions.provides.test(person, make_session(own))
    assert not permissions.provides.test(person, prescribed)
    assert not permissions.provides.test(former, own)
    assert list(Solution.objects.editable_by(person)) == [own]
    assert not Solution.objects.editable_by(former).exists()


def test_a_member_reads_the_gaps_and_keeps_nothing(platform):
    member = make_member(platform, Circle.SECOND)
    assert permissions.reads_keeper.test(member, platform)
    assert not permissions.keeps.test(member, make_solution(platform))


def test_d03_drafts_closed_and_ideas_are_visible_where_they_are_kept_alone(platform):
    provider = make_organisation()
    drafts = [
        make_solution(platform, published=False, providers=[provider]),
        make_solution(platform, closed=True, providers=[provider]),
    ]
    idea = make_solution(platform, state="to_create")
    existing = make_solution(platform)
    public = make_solution(platform, public=True, public_text="Viens.")

    def seen(viewer):
        return set(Solution.objects.visible_to(viewer))

    everything = {*drafts, idea, existing, public}
    assert seen(None) == {public}
    assert seen(make_person()) == {public}
    assert seen(make_member(make_platform(), Circle.FIRST)) == {existing, public}
    assert seen(make_member(platform, Circle.SECOND)) == {idea, existing, public}
    assert seen(editor_of(provider)) == {*drafts, existing, public}
    assert seen(make_lead(platform)) == everything
