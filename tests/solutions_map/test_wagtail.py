import pytest
from django.urls import reverse

from portal.solutions_map.models import Audience, Funder, Level, Need, SolutionType
from tests.factories import make_administrator, make_coordinator, make_lead, make_need, make_solution, make_territory

pytestmark = pytest.mark.django_db
CATALOGUES = [SolutionType, Need, Audience, Level, Funder]


def address(model, act, *args):
    return reverse(model.snippet_viewset.get_url_name(act), args=args)


@pytest.mark.parametrize("model", CATALOGUES)
def test_an_administrator_reads_and_opens_every_catalogue(client, login, model):
    login(client, make_administrator())
    entry = model.objects.first()
    assert entry.name in client.get(address(model, "list"), {"q": entry.name}).content.decode().replace("&#x27;", "'")
    assert client.get(address(model, "edit", entry.pk)).status_code == 200


@pytest.mark.parametrize("model", CATALOGUES)
def test_nobody_else_reaches_the_catalogues(client, login, platform, model):
    for person in (make_lead(platform), make_coordinator(platform.territories.get())):
        login(client, person)
        response = client.get(address(model, "list"))
        assert response.status_code in (302, 403)
        assert model.objects.first().name not in response.content.decode()


def test_a_type_is_edited_with_its_names_one_a_line_and_found_by_them(client, login):
    login(client, make_administrator())
    territory = make_territory()
    response = client.post(
        address(SolutionType, "add"),
        {
            "name": "Bourse au projet",
            "family": "help",
            "code": "bourse_projet",
            "description": "",
            "aliases": "Coup de pouce jeunes\n\n coup de pouce jeunes \nCoup de pouce jeunes",
            "territory": territory.pk,
            "data_inclusion": "aide-financiere",
            "order": "900",
        },
    )
    assert response.status_code == 302
    made = SolutionType.objects.get(code="bourse_projet")
    assert made.aliases == ["Coup de pouce jeunes", "coup de pouce jeunes"]
    assert made.search_text == "bourse au projet coup de pouce jeunes coup de pouce jeunes"
    assert made.territory == territory


def test_an_entry_in_use_is_not_deleted_and_an_unused_one_is(client, login, platform):
    login(client, make_administrator())
    used, unused = make_need("Servi"), make_need("Vain")
    make_solution(platform, needs=[used])
    client.post(address(Need, "delete", used.pk))
    client.post(address(Need, "delete", unused.pk))
    assert list(Need.objects.filter(pk__in=[used.pk, unused.pk])) == [used]


def test_of_several_at_once_those_in_use_stay(client, login, platform):
    login(client, make_administrator())
    used, unused = make_need("Servi"), make_need("Vain")
    make_solution(platform, needs=[used])
    bulk = reverse("wagtail_bulk_action", args=["solutions_map", "need", "delete"])
    client.post(f"{bulk}?id={used.pk}&id={unused.pk}")
    assert list(Need.objects.filter(pk__in=[used.pk, unused.pk])) == [used]


def test_a_type_in_use_is_not_deleted(client, login, platform):
    login(client, make_administrator())
    solution = make_solution(platform)
    client.post(address(SolutionType, "delete", solution.solution_type_id))
    assert SolutionType.objects.filter(pk=solution.solution_type_id).count() == 1
