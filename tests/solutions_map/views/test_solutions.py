import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.directory.enums import Circle
from portal.directory.models import Editorship
from portal.solutions_map.enums import SolutionState
from portal.solutions_map.models import Need, Solution
from portal.solutions_map.services.solutions import version_of_solution
from tests.factories import (
    make_coordinator,
    make_lead,
    make_member,
    make_need,
    make_organisation,
    make_person,
    make_platform,
    make_seat_report,
    make_session,
    make_site,
    make_solution,
    make_solution_type,
)
from tests.factories.directory import LONG_AGO

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(db):
    return make_solution_type("École d’essai")


@pytest.fixture
def lead(client, login, platform):
    person = make_lead(platform)
    login(client, person)
    return person


def editor_of(organisation):
    person = make_person(organisation=organisation)
    Editorship.objects.create(organisation=organisation, person=person, since=LONG_AGO)
    return person


def address(name, *args):
    return reverse(f"solutions_map:{name}", args=args)


def typed(kind, **fields):
    return {
        "name": "Atelier couture",
        "solution_type": kind.pk,
        "format": "collective",
        "state": "existing",
        "cost": "free",
        **fields,
    }


def typed_of(solution, **fields):
    """What the browser sends back of the form of ``solution``, as it was shown."""
    lists = ("needs", "audiences", "levels", "providers", "prescribers", "sites", "funders")
    columns = ("name", "format", "state", "cost", "summary", "how_to_orient", "public_text")
    return {
        **{name: getattr(solution, name) for name in columns},
        **{name: [row.pk for row in getattr(solution, name).all()] for name in lists},
        "solution_type": solution.solution_type_id,
        "version": version_of_solution(solution),
        **fields,
    }


def errors(response):
    return {name: list(messages) for name, messages in response.context["form"].errors.items()}


def text(response):
    return response.content.decode()


# -- add --


def test_a_lead_enters_a_draft_and_lands_on_its_page(client, lead, platform, kind):
    need = Need.objects.get(code="remobilisation")
    response = client.post(address("solution_add", platform.slug), typed(kind, needs=[need.pk], age_min=16))
    solution = Solution.objects.get()
    assert response["Location"] == address("solution", solution.pk)
    assert (solution.platform, solution.published_at, solution.age_min) == (platform, None, 16)
    assert list(solution.needs.all()) == [need]
    assert solution.revisions.get().person == lead


def test_one_act_saves_and_publishes(client, lead, platform, kind):
    client.post(address("solution_add", platform.slug), typed(kind, how_to_orient="Appeler.", publish="1"))
    assert Solution.objects.listed().get().confirmed_at is not None


def test_publishing_without_how_to_orient_is_refused_beside_the_field_and_nothing_is_written(
    client, lead, platform, kind
):
    response = client.post(address("solution_add", platform.slug), typed(kind, summary="On coud.", publish="1"))
    assert list(errors(response)) == ["how_to_orient"]
    assert response.context["form"]["summary"].value() == "On coud."
    assert Solution.objects.count() == 0


def test_a_coordinator_enters_a_solution_of_the_territory(client, login, platform, kind):
    territory = platform.territories.get()
    login(client, make_coordinator(territory))
    client.post(address("territory_solution_add", territory.slug), typed(kind))
    assert Solution.objects.get().territory == territory


def test_what_the_address_asks_for_is_filled_in(client, lead, platform):
    provider = make_organisation(name="Tremplin")
    asked = f"?etat=to_create&besoin=housing&organisme={provider.pk}"
    form = client.get(address("solution_add", platform.slug) + asked).context["form"]
    assert form["state"].value() == SolutionState.TO_CREATE
    assert form["needs"].value() == [Need.objects.get(code="housing").pk]
    assert [label for _key, label in form.fields["providers"].choices] == ["Tremplin · Type d'essai"]
    nonsense = f"?etat=x&besoin=%00&organisme={'9' * 40}"
    assert client.get(address("solution_add", platform.slug) + nonsense).status_code == 200


# -- organisations and places --


def test_an_organisation_is_looked_for_without_saving_and_without_losing_what_was_typed(client, lead, platform, kind):
    site = make_site(make_organisation(name="Mission locale du Port"), name="Antenne")
    make_organisation(name="Tout autre")
    sent = typed(kind, summary="On coud.", provider_words="MISSION port")
    response = client.post(address("solution_add", platform.slug), sent)
    form = response.context["form"]
    assert [key for key, _label in form.fields["providers"].choices] == [site.organisation_id]
    assert form["summary"].value() == "On coud."
    assert not form.errors
    assert Solution.objects.count() == 0

    sent |= {"provider_words": "", "providers": [site.organisation_id], "look": "sites"}
    response = client.post(address("solution_add", platform.slug), sent)
    assert "Antenne" in text(response)

    del sent["look"]
    client.post(address("solution_add", platform.slug), sent | {"sites": [site.pk]})
    assert list(Solution.objects.get().sites.all()) == [site]


def test_those_of_the_platform_are_found_first_and_the_list_has_an_end(client, lead, platform, kind):
    for number in range(15):
        make_organisation(name=f"Ancre {number:02}")
    here = make_organisation(name="Ancre z")
    make_member(platform, organisation=here)
    response = client.post(address("solution_add", platform.slug), typed(kind, prescriber_words="ancre"))
    form = response.context["form"]
    keys = [key for key, _label in form.fields["prescribers"].choices]
    assert (keys[0], len(keys)) == (here.pk, 12)
    assert form.looked["prescribers"] == ("ancre", 12, True)


@pytest.mark.parametrize("field", ["providers", "needs", "funders", "sites"])
@pytest.mark.parametrize("key", ["x", "-1", "9" * 40, "²", "12345678"])
def test_keys_that_are_none_are_refused_beside_the_field(client, lead, platform, kind, field, key):
    response = client.post(address("solution_add", platform.slug), typed(kind, **{field: [key]}))
    assert list(errors(response)) == [field]


def test_places_of_others_are_refused(client, lead, platform, kind):
    provider = make_organisation()
    sent = typed(kind, providers=[provider.pk], sites=[make_site().pk])
    assert list(errors(client.post(address("solution_add", platform.slug), sent))) == ["sites"]


# -- bad input --


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": ""}, ["name"]),
        ({"age_min": "-3"}, ["age_min"]),
        ({"age_min": "26", "age_max": "16"}, ["age_max"]),
        ({"contact_phone": "demander Paul"}, ["contact_phone"]),
        ({"contact_email": "a@b.example, c@d.example"}, ["contact_email"]),
        ({"website": "javascript:alert(1)"}, ["website"]),
        ({"public": "on"}, ["public_text"]),
        ({"description": "x" * 5001}, ["description"]),
        ({"solution_type": "9" * 30}, ["solution_type"]),
    ],
)
def test_bad_input_is_refused_beside_its_field(client, lead, platform, kind, fields, wrong):
    response = client.post(address("solution_add", platform.slug), typed(kind, **fields))
    assert list(errors(response)) == wrong
    assert Solution.objects.count() == 0


@pytest.mark.parametrize(
    "field", ["name", "summary", "description", "conditions", "how_to_orient", "public_text", "next_steps"]
)
def test_d81_what_names_a_young_person_is_refused_in_every_free_text(client, lead, platform, kind, field):
    response = client.post(
        address("solution_add", platform.slug),
        typed(kind, **{field: "Place gardée, INE 1234567890A, né le 12/03/2008"}),
    )
    assert list(errors(response)) == [field]
    assert Solution.objects.count() == 0


def test_d81_a_weak_sign_is_stored_after_confirmation_alone(client, lead, platform, kind):
    sent = typed(kind, conditions="La jeune Inès Martin y est déjà.")
    response = client.post(address("solution_add", platform.slug), sent)
    assert list(errors(response)) == ["conditions"]
    digest = response.context["form"].fields["nominative_confirmed"].widget.attrs["value"]
    client.post(address("solution_add", platform.slug), sent | {"nominative_confirmed": digest})
    assert Solution.objects.count() == 1


# -- edit --


def test_an_editor_of_the_provider_changes_all_but_who_provides_it(client, login, platform):
    provider, other = make_organisation(), make_organisation()
    solution = make_solution(platform, providers=[provider], needs=[make_need()])
    login(client, editor_of(provider))
    page = client.get(address("solution_edit", solution.pk))
    assert "providers" not in page.context["form"].fields
    client.post(
        address("solution_edit", solution.pk),
        typed_of(solution, summary="Nouveau", providers=[other.pk]),
    )
    solution.refresh_from_db()
    assert solution.summary == "Nouveau"
    assert solution.confirmed_at is not None
    assert list(solution.providers.all()) == [provider]


def test_the_form_shows_what_is_chosen_and_saving_it_unchanged_keeps_it(client, lead, platform):
    provider = make_organisation()
    site = make_site(provider)
    solution = make_solution(
        platform, providers=[provider], sites=[site], prescribers=[make_organisation()], needs=[make_need()]
    )
    form = client.get(address("solution_edit", solution.pk)).context["form"]
    for name in ("providers", "prescribers", "sites", "needs"):
        ticked = [int(str(box.data["value"])) for box in form[name].subwidgets if box.data["selected"]]
        assert ticked == [row.pk for row in getattr(solution, name).all()], name


def test_an_editor_does_not_publish(client, login, platform):
    provider = make_organisation()
    draft = make_solution(platform, published=False, providers=[provider])
    login(client, editor_of(provider))
    assert b'name="publish"' not in client.get(address("solution_edit", draft.pk)).content
    assert client.post(address("solution_edit", draft.pk), typed_of(draft, publish="1")).status_code == 403
    assert client.post(address("solution_publish", draft.pk)).status_code == 403
    draft.refresh_from_db()
    assert draft.published_at is None


def test_a_stale_save_shows_both_versions_and_the_next_one_is_a_choice(client, lead, platform):
    solution = make_solution(platform, summary="Avant")
    mine = typed_of(solution, summary="Le mien")
    client.post(
        address("solution_edit", solution.pk), typed_of(solution, summary="Le sien", needs=[make_need("Toit").pk])
    )
    response = client.post(address("solution_edit", solution.pk), mine)
    assert response.status_code == 409
    assert [value for _label, value in response.context["form"].stored] == ["Le sien", "Toit"]
    assert response.context["form"]["summary"].value() == "Le mien"
    mine["version"] = response.context["form"]["version"].value()
    client.post(address("solution_edit", solution.pk), mine)
    solution.refresh_from_db()
    assert (solution.summary, solution.needs.count()) == ("Le mien", 0)


def test_what_was_typed_is_never_read_as_markup(client, lead, platform, kind):
    evil = "<script>alert(1)</script>"
    client.post(address("solution_add", platform.slug), typed(kind, name=evil, description=evil, how_to_orient=evil))
    page = text(client.get(address("solution", Solution.objects.get().pk)))
    assert evil not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3


# -- sheet --


def test_the_page_tells_how_to_orient_before_anything_else(client, lead, platform):
    provider = make_organisation(name="Tremplin Sud")
    site = make_site(provider, address="3 rue du Port", name="Antenne")
    solution = make_solution(
        platform,
        providers=[provider],
        sites=[site],
        needs=[make_need("Toit")],
        how_to_orient="Appeler l’accueil.",
        contact_phone="+33491001020",
        age_min=16,
        age_max=25,
    )
    make_seat_report(make_session(solution), free=3, capacity=12, organisation=provider)
    page = text(client.get(address("solution", solution.pk)))
    order = [page.index(word) for word in ("Appeler l’accueil.", "04 91 00 10 20", "Toit", "3 rue du Port")]
    assert order == sorted(order)
    assert client.get(address("solution", solution.pk)).context["for_whom"][0][1] == "16 à 25 ans"
    assert "Tremplin Sud" in page


def test_the_page_asks_as_many_queries_for_much_as_for_little(client, lead, platform, count_queries):
    def solution_with(number):
        provider = [make_organisation() for _one in range(number)]
        solution = make_solution(
            platform,
            providers=provider,
            prescribers=[make_organisation() for _one in range(number)],
            sites=[make_site(one) for one in provider],
            needs=[make_need() for _one in range(number)],
        )
        for _one in range(number):
            make_seat_report(make_session(solution))
        return address("solution", solution.pk)

    little, much = solution_with(1), solution_with(12)
    assert count_queries(lambda: client.get(much)) == count_queries(lambda: client.get(little))


def test_a_professional_of_another_platform_reads_what_exists_and_no_act(client, login, platform):
    elsewhere = make_platform()
    login(client, make_member(elsewhere, Circle.FIRST))
    solution = make_solution(platform)
    response = client.get(address("solution", solution.pk))
    assert (response.status_code, response.context["may_edit"]) == (200, False)
    assert address("solution_edit", solution.pk) not in text(response)


@pytest.mark.parametrize("state", ["to_create", "to_optimise"])
def test_what_does_not_exist_yet_is_unknown_elsewhere(client, login, platform, state):
    login(client, make_member(make_platform(), Circle.FIRST))
    solution = make_solution(platform, state=state)
    assert client.get(address("solution", solution.pk)).status_code == 404


def test_closing_and_opening_again(client, lead, platform):
    solution = make_solution(platform)
    client.post(address("solution_close", solution.pk))
    assert not Solution.objects.listed().exists()
    assert client.get(address("solution", solution.pk)).status_code == 200
    client.post(address("solution_reopen", solution.pk))
    assert Solution.objects.listed().get() == solution


def test_publishing_from_the_page_leads_to_the_form_where_something_is_missing(client, lead, platform):
    draft = make_solution(platform, published=False, how_to_orient="")
    response = client.post(address("solution_publish", draft.pk))
    assert response["Location"] == address("solution_edit", draft.pk)
    whole = make_solution(platform, published=False)
    assert client.post(address("solution_publish", whole.pk))["Location"] == address("solution", whole.pk)


def test_confirming_by_one_press(client, lead, platform):
    solution = make_solution(platform)
    client.post(address("solution_confirm", solution.pk))
    solution.refresh_from_db()
    assert timezone.localdate(solution.confirmed_at) == timezone.localdate()


# -- versions --


def test_versions_are_compared_and_an_earlier_one_taken_again(client, lead, platform):
    solution = make_solution(platform, summary="Un")
    client.post(address("solution_edit", solution.pk), typed_of(solution, summary="Deux"))
    first = solution.revisions.last()
    listed = client.get(address("solution_revisions", solution.pk))
    assert [row.changed for row in listed.context["rows"]] == [["En une phrase"], []]
    compared = client.get(address("solution_revision_compare", solution.pk))
    assert [(row.old, row.new) for row in compared.context["differences"]] == [("Un", "Deux")]
    assert compared.context["may_take"]
    client.post(address("solution_revision_take", solution.pk, first.pk), {"version": compared.context["version"]})
    solution.refresh_from_db()
    assert solution.summary == "Un"


def test_a_version_of_another_solution_is_not_taken(client, lead, platform):
    solution, other = make_solution(platform), make_solution(platform)
    client.post(address("solution_edit", other.pk), typed_of(other, summary="Deux"))
    url = address("solution_revision_take", solution.pk, other.revisions.first().pk)
    assert client.post(url, {"version": "x"}).status_code == 404
    compare = address("solution_revision_compare", other.pk)
    assert client.get(f"{compare}?de={'9' * 40}").status_code == 404


def test_d67_an_earlier_version_brings_no_provider_back_for_whom_another_provider_takes_it(client, login, platform):
    provider, former = make_organisation(), make_organisation()
    solution = make_solution(platform, providers=[provider, former], sites=[make_site(former)], summary="Un")
    keeper, editor = make_lead(platform), editor_of(provider)
    login(client, keeper)
    client.post(
        address("solution_edit", solution.pk), typed_of(solution, summary="Deux", providers=[provider.pk], sites=[])
    )
    first = solution.revisions.last()

    def take():
        solution.refresh_from_db()
        client.post(
            address("solution_revision_take", solution.pk, first.pk), {"version": version_of_solution(solution)}
        )
        solution.refresh_from_db()
        return solution.summary, {*solution.providers.all()}

    login(client, editor)
    assert take() == ("Un", {provider})
    login(client, keeper)
    assert take() == ("Un", {provider, former})


# -- the keeper's list --


def test_the_list_sorts_what_is_kept_by_what_is_to_be_done(client, lead, platform):
    whole = make_solution(platform, name="Entière", needs=[make_need()], providers=[make_organisation()])
    make_session(whole)
    make_solution(platform, name="Sans entrée", needs=[make_need()], providers=[make_organisation()])
    make_solution(platform, name="Brouillon", published=False)
    make_solution(
        platform,
        name="Future",
        state="to_create",
        next_steps="Réunir",
        needs=[make_need()],
        providers=[make_organisation()],
    )
    make_solution(platform, name="Fermée", closed=True)
    make_solution(make_platform(), name="Ailleurs")

    def names(query=""):
        rows = client.get(address("platform_solutions", platform.slug) + query).context["table"].rows
        return [row.record.name for row in rows]

    assert names() == ["Entière", "Future", "Sans entrée"]
    assert names("?etat=a-completer") == ["Brouillon", "Sans entrée"]
    assert names("?etat=a-creer") == ["Future"]
    assert names("?etat=fermees") == ["Fermée"]
    assert names("?q=ENTIERE") == ["Entière"]
    assert names("?etat=nonsense&tri=nonsense&q=%00") == names("?q=%00")


def test_what_nobody_read_for_a_year_is_to_be_completed(client, lead, platform):
    old = make_solution(platform, name="Vieille", needs=[make_need()], providers=[make_organisation()])
    make_session(old)
    Solution.objects.filter(pk=old.pk).update(content_changed_at=timezone.now() - dt.timedelta(days=400))
    url = address("platform_solutions", platform.slug) + "?etat=a-completer"
    assert [row.record for row in client.get(url).context["table"].rows] == [old]
    client.post(address("solution_confirm", old.pk))
    assert len(client.get(url).context["table"].rows) == 0


def test_a_member_sees_what_stands_on_the_map_and_no_act(client, login, platform):
    login(client, make_member(platform, Circle.SECOND))
    make_solution(platform, name="Sur la carte")
    make_solution(platform, name="Canari brouillon", published=False)
    make_solution(platform, name="Canari fermé", closed=True)
    for query in ("", "?etat=a-completer", "?etat=fermees"):
        page = text(client.get(address("platform_solutions", platform.slug) + query))
        assert "Canari" not in page
        assert address("solution_add", platform.slug) not in page


def test_the_list_of_a_territory_holds_what_the_territory_keeps(client, login, platform):
    territory = platform.territories.get()
    login(client, make_coordinator(territory))
    own = make_solution(territory, published=False)
    make_solution(platform)
    response = client.get(address("territory_solutions", territory.slug) + "?etat=a-completer")
    assert [row.record for row in response.context["table"].rows] == [own]


def test_the_list_asks_as_many_queries_for_many_as_for_few(client, lead, platform, count_queries):
    url = address("platform_solutions", platform.slug)

    def more(number):
        for _one in range(number):
            make_session(make_solution(platform, needs=[make_need()], providers=[make_organisation()]))

    more(5)
    few = count_queries(lambda: client.get(url))
    more(45)
    assert count_queries(lambda: client.get(url)) == few


def test_an_empty_list_teaches_and_offers_the_first_act(client, lead, platform):
    page = client.get(address("platform_solutions", platform.slug))
    assert page.context["is_empty"]
    assert address("solution_add", platform.slug) in text(page)
