import datetime as dt

import pytest
from django.utils import timezone

from portal.core.printing import render_pdf
from portal.solutions_map.documents.solution import TEMPLATE, data_of
from portal.solutions_map.enums import Entry
from tests.factories import (
    make_funder,
    make_lead,
    make_need,
    make_organisation,
    make_seat_report,
    make_session,
    make_site,
    make_solution,
)

pytestmark = pytest.mark.django_db
REPORTED = timezone.now() - dt.timedelta(days=40)


def whole(platform):
    provider = make_organisation(name="Tremplin")
    solution = make_solution(
        platform,
        providers=[provider],
        sites=[make_site(provider, address="3 rue du Port")],
        needs=[make_need("Toit")],
        contact_phone="+33491001020",
        state="to_create",
        next_steps="Réunir.",
        funders=[make_funder()],
    )
    make_seat_report(make_session(solution), free=2, capacity=9, organisation=provider, reported_at=REPORTED)
    return solution


def test_the_printed_solution_says_how_to_orient_and_no_number_without_its_day_and_source(platform):
    data = data_of(whole(platform))
    assert data["orient"] == ["Appeler l’accueil, puis envoyer la fiche de liaison."]
    assert data["contact"][0][1] == "04 91 00 10 20"
    seats = data["entries"][0][2]
    day = timezone.localdate(REPORTED)
    assert seats.startswith("libres\u202f: 2 sur ")
    assert str(day.year) in seats
    assert "Tremplin" in seats
    assert "à confirmer" in seats


def test_what_is_over_or_was_never_reported_prints_no_number(platform):
    solution = make_solution(platform)
    today = timezone.localdate()
    make_session(solution, Entry.ONE_OFF, start=today - dt.timedelta(days=9))
    make_session(solution)
    assert len(data_of(solution)["entries"]) == 1
    assert not any(character.isdigit() for character in data_of(solution)["entries"][0][2])


def test_two_printings_of_one_state_are_the_same_bytes(platform):
    solution = whole(platform)
    first = render_pdf(TEMPLATE, data_of(solution))
    assert first.startswith(b"%PDF-")
    assert render_pdf(TEMPLATE, data_of(solution)) == first


def test_adverse_text_prints_as_it_is(platform):
    evil = '#eval("1") ] $x$ \x00\u202e ' + "é" * 4_000
    solution = make_solution(platform, name='#"[]', how_to_orient=evil, description=evil, conditions=evil)
    assert render_pdf(TEMPLATE, data_of(solution)).startswith(b"%PDF-")


def test_the_data_cost_as_many_queries_for_much_as_for_little(platform, count_queries):
    little, much = make_solution(platform), whole(platform)
    for _one in range(6):
        make_seat_report(make_session(much))
        much.providers.add(make_organisation())
    assert count_queries(lambda: data_of(much)) == count_queries(lambda: data_of(little))


def test_the_address_gives_a_pdf_that_is_not_indexed(client, login, platform):
    login(client, make_lead(platform))
    solution = make_solution(platform, name="École d’été")
    response = client.get(f"/solutions/{solution.pk}/fiche.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="ecole-dete.pdf"'
    assert response["X-Robots-Tag"] == "noindex"
