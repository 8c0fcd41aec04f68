"""What a team lacks: expected leads by the nearest territory, letters; and to whom it is signalled."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.waiting import waiting_for
from portal.directory.enums import TerritoryKind
from portal.directory.models import Platform, PlatformRole
from portal.directory.team_state import LetterCode, expected_leads, inherited_leads, letter_code, team_states
from portal.directory.waiting_teams import teams_waiting
from tests.directory.letters import put_letter
from tests.factories import (
    make_assistant,
    make_coordinator,
    make_lead,
    make_officer,
    make_platform,
    make_territory,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 10, 14)


def days(number):
    return timezone.localdate() + dt.timedelta(days=number)


def signed(person, **dates):
    """Give the one role of ``person`` a letter and return the person."""
    put_letter(person.platform_roles.get(), **dates)
    return person


def test_the_nearest_territory_says_how_many_leads_and_a_pair_is_usual():
    region = make_territory(TerritoryKind.REGION)
    academy = make_territory(TerritoryKind.ACADEMY)
    department = make_territory(parent=region, academy=academy)
    basin = make_territory(TerritoryKind.BASIN, parent=department)
    platform = make_platform(territory=basin)
    found = []
    # From the farthest to the nearest: each one that speaks is heard above those before.
    for territory, number in ((None, None), (region, 1), (academy, 2), (department, 1), (basin, 2)):
        if territory is not None:
            type(territory).objects.filter(pk=territory.pk).update(expected_leads=number)
        found.append(expected_leads([platform])[platform.pk])
    assert found == [2, 1, 2, 1, 2]


def test_of_two_territories_as_near_the_one_that_expects_more_is_heard():
    one, pair = make_territory(expected_leads=1), make_territory(expected_leads=2)
    platform = make_platform(territory=one)
    assert expected_leads([platform]) == {platform.pk: 1}
    platform.territories.add(pair)
    assert expected_leads([platform]) == {platform.pk: 2}


def test_a_territory_knows_what_it_inherits():
    region = make_territory(TerritoryKind.REGION, expected_leads=1)
    department = make_territory(parent=region, expected_leads=2)
    assert (inherited_leads(department), inherited_leads(region)) == (1, 2)
    assert inherited_leads(make_territory(TerritoryKind.BASIN, parent=make_territory(parent=region))) == 1


@pytest.mark.parametrize(
    ("starts", "ends", "code"),
    [
        (dt.date(2024, 9, 1), None, LetterCode.IN_FORCE),
        (dt.date(2024, 9, 1), dt.date(2026, 12, 14), LetterCode.IN_FORCE),
        (dt.date(2024, 9, 1), dt.date(2026, 12, 13), LetterCode.ENDS_SOON),
        (dt.date(2024, 9, 1), TODAY, LetterCode.ENDS_SOON),
        (dt.date(2024, 9, 1), dt.date(2026, 10, 13), LetterCode.ENDED),
        (dt.date(2026, 11, 1), None, LetterCode.STARTS_LATER),
    ],
)
def test_a_letter_is_signalled_sixty_days_before_its_last_day(starts, ends, code):
    role = PlatformRole(letter="letters/x.pdf", letter_from=starts, letter_to=ends)
    assert letter_code(role, TODAY) == code


def test_a_team_lacks_a_lead_and_letters():
    platform = make_platform()
    signed(make_lead(platform), ends=days(200))
    make_lead(platform, since=days(10))
    signed(make_assistant(platform), ends=days(30))
    make_officer(platform)
    make_lead(platform, until=days(0))
    state = team_states([platform])[0]
    assert (state.expected, state.vacancies) == (2, 1)
    assert [one.role.kind for one in state.members] == ["lead", "lead", "assistant", "officer"]
    # Neither the lead of later nor the officer owes a letter today.
    assert [(one.role.kind, one.letter) for one in state.letters] == [("assistant", LetterCode.ENDS_SOON)]
    assert state.signals == 2


def test_a_missing_letter_counts_for_leads_and_assistants_and_an_officer_s_only_when_it_ends():
    platform = make_platform()
    make_lead(platform)
    make_assistant(platform)
    signed(make_officer(platform), ends=days(-1))
    state = team_states([platform])[0]
    assert [(one.role.kind, one.letter.value) for one in state.letters] == [
        ("lead", "missing"),
        ("assistant", "missing"),
        ("officer", "ended"),
    ]


def test_the_states_of_forty_three_platforms_cost_as_much_as_those_of_one(count_queries):
    region = make_territory(TerritoryKind.REGION, expected_leads=1)
    first = make_platform(territory=make_territory(parent=region))
    make_lead(first)
    alone = count_queries(lambda: team_states([first]))
    for _number in range(42):
        platform = make_platform(territory=make_territory(parent=region))
        make_lead(platform)
        make_assistant(platform)
    platforms = list(Platform.objects.lying_in([region.pk]))
    assert len(team_states(platforms)) == 43
    assert count_queries(lambda: team_states(platforms)) == alone <= 3


def test_the_coordinator_is_told_of_vacancies_and_letters_of_the_territory_and_of_no_other():
    department = make_territory(name="Bouches-du-Rhône")
    coordinator = make_coordinator(department)
    platform = make_platform(name="Arles", territory=department)
    signed(make_lead(platform), ends=days(20))
    make_platform(name="Ailleurs")
    waiting = teams_waiting(coordinator)
    assert [(one.title, one.detail, one.due, one.order) for one in waiting] == [
        (
            "Compléter les équipes des plateformes\u202f: Bouches-du-Rhône",
            "1 plateforme n’a pas tous ses responsables\u202f: Arles. "
            "1 lettre de mission manque, est échue ou arrive à échéance.",
            days(20),
            35,
        )
    ]
    assert waiting[0].url == f"/territoires/{department.slug}/plateformes/?voir=signalees"
    assert waiting[0] in waiting_for(coordinator)


def test_nothing_awaits_the_coordinator_of_complete_teams_nor_anybody_else():
    department = make_territory()
    coordinator = make_coordinator(department)
    platform = make_platform(territory=department)
    lead = signed(make_lead(platform), ends=days(200))
    assert len(teams_waiting(coordinator)) == 1
    signed(make_lead(platform), ends=days(200))
    assert teams_waiting(coordinator) == []
    PlatformRole.objects.filter(person=lead).update(until=days(0))
    assert len(teams_waiting(coordinator)) == 1
    assert teams_waiting(lead) == []
    coordinator.coordinations.update(until=days(0))
    assert teams_waiting(coordinator) == []


def test_what_awaits_a_coordinator_costs_the_same_for_many_platforms(count_queries):
    department = make_territory()
    coordinator = make_coordinator(department)
    make_lead(make_platform(territory=department))
    alone = count_queries(lambda: teams_waiting(coordinator))
    for _number in range(12):
        make_lead(make_platform(territory=department))
    assert count_queries(lambda: teams_waiting(coordinator)) == alone
