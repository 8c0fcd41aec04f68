import dataclasses

import pytest
from wagtail.models import ModelLogEntry

from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.directory.models import Editorship
from portal.directory.services.checks import StaleSave
from portal.solutions_map.enums import SolutionState
from portal.solutions_map.models import Solution
from portal.solutions_map.services.solutions import (
    SolutionDetails,
    change_solution,
    close_solution,
    confirm_solution,
    create_solution,
    details_of,
    publish_solution,
    reopen_solution,
    version_of_solution,
)
from tests.factories import (
    make_funder,
    make_need,
    make_organisation,
    make_person,
    make_platform,
    make_site,
    make_solution,
    make_solution_type,
    make_territory,
)
from tests.factories.directory import LONG_AGO

pytestmark = pytest.mark.django_db


def details(**fields):
    return SolutionDetails(
        **{"name": "Atelier couture", "solution_type": make_solution_type("Chantier école"), **fields}
    )


def change(solution, **fields):
    version = version_of_solution(solution)
    return change_solution(solution, dataclasses.replace(details_of(solution), **fields), version=version, by=SYSTEM)


def refused(act):
    with pytest.raises(DomainError) as error:
        act()
    return error.value.code, error.value.field


def editor_of(organisation):
    person = make_person(organisation=organisation)
    Editorship.objects.create(organisation=organisation, person=person, since=LONG_AGO)
    return person


def test_a_new_solution_is_a_draft_with_its_lists_its_search_and_a_first_version(platform):
    provider = make_organisation(name="Tremplin Sud")
    site = make_site(provider, name="Antenne Nord")
    need = make_need("Remobilisation")

    solution = create_solution(
        platform,
        details(needs=(need,), providers=(provider,), sites=(site,), age_min=16, age_max=25),
        by=SYSTEM,
    )

    stored = Solution.objects.get(pk=solution.pk)
    assert (stored.platform, stored.territory, stored.published_at) == (platform, None, None)
    assert (list(stored.needs.all()), list(stored.providers.all()), list(stored.sites.all())) == (
        [need],
        [provider],
        [site],
    )
    assert stored.search_text.split("\n") == [
        "atelier couture",
        "chantier ecole",
        "remobilisation",
        "tremplin sud",
        "antenne nord",
        "13001",
    ]
    assert stored.revisions.get().content["providers"] == [{"id": provider.pk, "name": "Tremplin Sud"}]
    assert ModelLogEntry.objects.get(action="portal.solution_created").data["platform"] == platform.pk


def test_a_territory_keeps_solutions_too(db):
    territory = make_territory()
    assert create_solution(territory, details(), by=SYSTEM).territory == territory


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"name": "  "}, ("required", "name")),
        ({"age_min": 26, "age_max": 16}, ("order", "age_max")),
        ({"age_min": 3}, ("age", "age_min")),
        ({"contact_phone": "appelez-nous"}, ("phone", "contact_phone")),
        ({"public": True}, ("required", "public_text")),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_nothing_is_written(platform, fields, refusal):
    given = details(**fields)
    assert refused(lambda: create_solution(platform, given, by=SYSTEM)) == refusal
    assert Solution.objects.count() == 0


def test_a_place_of_somebody_else_is_refused(platform):
    given = details(providers=(make_organisation(),), sites=(make_site(),))
    assert refused(lambda: create_solution(platform, given, by=SYSTEM)) == ("place", "sites")
    assert Solution.objects.count() == 0


def test_a_type_of_another_territory_is_refused(platform):
    own = make_solution_type(territory=platform.territories.get())
    foreign = make_solution_type(territory=make_territory())
    assert create_solution(platform, details(solution_type=own), by=SYSTEM).solution_type == own
    given = details(name="Autre", solution_type=foreign)
    assert refused(lambda: create_solution(platform, given, by=SYSTEM)) == ("type", "solution_type")


def test_the_same_of_the_same_organisation_is_not_added_twice(platform):
    provider = make_organisation()
    first = create_solution(platform, details(providers=(provider,)), by=SYSTEM)
    again = details(name="ATELIER couture", providers=(provider,))
    assert refused(lambda: create_solution(platform, again, by=SYSTEM)) == ("double", "name")
    create_solution(platform, details(providers=(make_organisation(),)), by=SYSTEM)
    close_solution(first, by=SYSTEM)
    create_solution(platform, again, by=SYSTEM)
    assert Solution.objects.count() == 3


def test_phones_are_kept_in_one_form_and_read_by_the_place(db):
    reunion = make_platform(timezone="Indian/Reunion")
    solution = create_solution(reunion, details(contact_phone="02 62 12 34 56"), by=SYSTEM)
    assert solution.contact_phone == "+262262123456"


def test_what_nobody_could_act_on_is_not_published(platform):
    draft = make_solution(platform, published=False, how_to_orient="")
    assert refused(lambda: publish_solution(draft, by=SYSTEM)) == ("required", "how_to_orient")
    change(draft, how_to_orient="Appeler le 04 91 00 10 20.")
    published = publish_solution(draft, by=SYSTEM)
    assert published.published_at is not None
    assert refused(lambda: change(published, how_to_orient=" ")) == ("required", "how_to_orient")
    assert Solution.objects.get(pk=draft.pk).how_to_orient == "Appeler le 04 91 00 10 20."


def test_a_second_publication_changes_nothing(platform):
    draft = make_solution(platform, published=False)
    first = publish_solution(draft, by=SYSTEM).published_at
    assert publish_solution(draft, by=SYSTEM).published_at == first
    assert ModelLogEntry.objects.filter(action="portal.solution_published").count() == 1


def test_a_closed_one_leaves_the_map_and_comes_back_as_it_was(platform):
    solution = make_solution(platform)
    closed = close_solution(solution, by=SYSTEM)
    assert closed.closed_at is not None
    assert not Solution.objects.listed().exists()
    assert refused(lambda: publish_solution(closed, by=SYSTEM)) == ("closed", None)
    reopen_solution(closed, by=SYSTEM)
    assert Solution.objects.listed().get() == solution


def test_what_is_to_be_created_has_funders_and_next_steps(platform):
    funder = make_funder("Fonds d’essai")
    solution = create_solution(
        platform,
        details(state=SolutionState.TO_CREATE, next_steps="Réunir les financeurs.", funders=(funder,)),
        by=SYSTEM,
    )
    change(solution, state=SolutionState.EXISTING)
    assert [kept.content["state"] for kept in solution.revisions.all()] == ["existing", "to_create"]
    assert list(solution.funders.all()) == [funder]


def test_a_stale_save_writes_nothing_also_when_only_a_list_changed(platform):
    solution = make_solution(platform)
    version = version_of_solution(solution)
    change(solution, needs=(make_need("Logement"),))
    with pytest.raises(StaleSave) as error:
        change_solution(solution, dataclasses.replace(details_of(solution), name="Autre"), version=version, by=SYSTEM)
    assert [need.name for need in error.value.stored.needs.all()] == ["Logement"]
    assert Solution.objects.get(pk=solution.pk).name == solution.name


def test_an_editor_of_a_provider_confirms_by_saving_and_nobody_else_does(platform):
    provider = make_organisation()
    solution = make_solution(platform, providers=[provider])
    solution = change(solution, summary="Un")
    assert solution.confirmed_at is None
    by = Actor.of_link(editor_of(provider))
    changed = change_solution(
        solution,
        dataclasses.replace(details_of(solution), summary="Deux"),
        version=version_of_solution(solution),
        by=by,
    )
    assert changed.confirmed_at is not None
    assert changed.revisions.first().person == by.person


def test_a_save_without_change_keeps_the_day_and_no_version(platform):
    solution = create_solution(platform, details(), by=SYSTEM)
    saved = change(solution)
    assert saved.content_changed_at == solution.content_changed_at
    assert saved.revisions.count() == 1


def test_confirming_notes_the_day_and_nothing_else(platform):
    solution = make_solution(platform)
    confirmed = confirm_solution(solution, by=SYSTEM)
    assert confirmed.confirmed_at is not None
    assert confirmed.content_changed_at == solution.content_changed_at
    assert not solution.revisions.exists()
