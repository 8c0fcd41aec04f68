import dataclasses

import pytest

from portal.core.actors import SYSTEM, Via
from portal.core.errors import DomainError
from portal.directory.services.checks import StaleSave
from portal.solutions_map.models import SolutionType
from portal.solutions_map.services.revisions import take_again
from portal.solutions_map.services.solutions import (
    SolutionDetails,
    change_solution,
    create_solution,
    details_of,
    publish_solution,
    version_of_solution,
)
from portal.solutions_map.solution_content import content_of, differences, label_of
from tests.factories import make_need, make_organisation, make_site, make_solution, make_solution_type

pytestmark = pytest.mark.django_db


def change(solution, **fields):
    version = version_of_solution(solution)
    return change_solution(solution, dataclasses.replace(details_of(solution), **fields), version=version, by=SYSTEM)


def test_a_row_older_than_the_history_keeps_its_first_state_too(platform):
    solution = make_solution(platform, name="Avant")
    change(solution, name="Après")
    kept = list(solution.revisions.all())
    assert [row.content["name"] for row in kept] == ["Après", "Avant"]
    assert kept[1].made_at == solution.content_changed_at
    assert kept[1].via == Via.TASK


def test_an_earlier_state_is_taken_again_with_its_lists_and_can_be_undone(platform):
    provider = make_organisation()
    site = make_site(provider)
    need = make_need("Logement")
    solution = create_solution(
        platform,
        SolutionDetails(
            name="Studio relais",
            solution_type=make_solution_type(),
            needs=(need,),
            providers=(provider,),
            sites=(site,),
            age_max=25,
        ),
        by=SYSTEM,
    )
    changed = change(solution, name="Studio", needs=(), providers=(), sites=(), age_max=None)

    taken = take_again(solution.revisions.last(), version=version_of_solution(changed), by=SYSTEM)

    assert (taken.name, taken.age_max) == ("Studio relais", 25)
    assert (list(taken.needs.all()), list(taken.providers.all()), list(taken.sites.all())) == (
        [need],
        [provider],
        [site],
    )
    assert [row.content["name"] for row in solution.revisions.all()] == ["Studio relais", "Studio", "Studio relais"]


def test_a_state_compared_with_something_older_than_today_is_refused(platform):
    solution = create_solution(platform, SolutionDetails(name="Un", solution_type=make_solution_type()), by=SYSTEM)
    version = version_of_solution(solution)
    change(solution, name="Deux")
    with pytest.raises(StaleSave):
        take_again(solution.revisions.last(), version=version, by=SYSTEM)


def test_what_is_gone_is_left_out_and_a_type_that_is_gone_is_said(platform):
    kind, need = make_solution_type("Ancien type"), make_need()
    solution = create_solution(platform, SolutionDetails(name="Un", solution_type=kind, needs=(need,)), by=SYSTEM)
    solution = change(solution, needs=(), solution_type=make_solution_type())
    need.delete()
    taken = take_again(solution.revisions.last(), version=version_of_solution(solution), by=SYSTEM)
    assert not taken.needs.exists()
    solution = change(taken, solution_type=make_solution_type())
    SolutionType.objects.filter(pk=kind.pk).delete()
    with pytest.raises(DomainError) as error:
        take_again(solution.revisions.last(), version=version_of_solution(solution), by=SYSTEM)
    assert (error.value.code, error.value.field) == ("gone", "solution_type")


def test_a_state_without_how_to_orient_does_not_come_back_on_the_map(platform):
    solution = create_solution(platform, SolutionDetails(name="Un", solution_type=make_solution_type()), by=SYSTEM)
    solution = publish_solution(change(solution, how_to_orient="Appeler."), by=SYSTEM)
    with pytest.raises(DomainError) as error:
        take_again(solution.revisions.last(), version=version_of_solution(solution), by=SYSTEM)
    assert error.value.field == "how_to_orient"


def test_differences_are_told_in_reading_order_and_a_renamed_organisation_is_none(platform):
    provider = make_organisation(name="Ancien nom")
    solution = make_solution(platform, providers=[provider], cost="free")
    before = content_of(solution)
    provider.name = "Nouveau nom"
    provider.save()
    other = make_solution(platform, name="B", providers=[provider], cost="wage", public=False)
    found = differences(before, content_of(other))
    assert [row.label for row in found] == [label_of("name"), label_of("cost")]
    assert [(words.change, words.text) for words in found[1].words] == [
        ("removed", str(found[1].old)),
        ("added", str(found[1].new)),
    ]
