"""Seats on pages: one session with its history, all of one's own in one form, what a keeper asks about."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from portal.directory.models import Editorship
from portal.mailing.models import OutgoingMail
from portal.solutions_map.models import SeatReport
from tests.factories.directory import (
    LONG_AGO,
    make_coordinator,
    make_lead,
    make_member,
    make_organisation,
    make_person,
    make_platform,
    make_territory,
)
from tests.factories.solutions import make_seat_report, make_session, make_solution

pytestmark = pytest.mark.django_db


def ago(days):
    return timezone.now() - dt.timedelta(days=days)


@pytest.fixture
def provider():
    return make_organisation(name="Mission locale du Port")


@pytest.fixture
def editor(provider):
    person = make_person()
    Editorship.objects.create(person=person, organisation=provider, since=LONG_AGO)
    return person


@pytest.fixture
def session(provider):
    return make_session(make_solution(name="Atelier mobilité", providers=[provider]), capacity=10)


@pytest.fixture
def other(session):
    return make_session(session.solution, name="Soir", capacity=6)


def words(response):
    return " ".join(BeautifulSoup(response.text, "html.parser").get_text(" ").split())


def seats_url(session):
    return reverse("solutions_map:seats", args=[session.solution_id, session.pk])


def said(session):
    return list(session.seat_reports.order_by("pk").values_list("free", "capacity"))


# One session


def test_an_editor_says_a_number_and_everybody_reads_it_with_its_date_and_source(client, login, editor, session):
    response = login(client, editor).post(seats_url(session), {"free": "3", "capacity": "10", "seen": ""}, follow=True)
    shown = words(response)
    assert "3 places libres sur 10" in shown
    assert "Mission locale du Port" in shown
    assert said(session) == [(3, 10)]


def test_the_history_is_a_plot_and_its_table(client, login, session, editor):
    for number, days in ((8, 40), (5, 25), (5, 12), (1, 3)):
        make_seat_report(session, free=number, reported_at=ago(days))
    page = BeautifulSoup(login(client, editor).get(seats_url(session)).text, "html.parser")
    assert [row.find_all("td")[1].text for row in page.select(".seat-history tbody tr")] == ["1", "5", "5", "8"]
    assert len(page.select(".seat-plot circle")) == 4
    (line,) = page.select("polyline.free")
    points = [tuple(float(part) for part in point.split(",")) for point in line["points"].split()]
    # Steps: from one report to the next the number holds, then it changes at once.
    assert len(points) == 8
    assert [a[0] == b[0] or a[1] == b[1] for a, b in zip(points, points[1:], strict=False)] == [True] * 7
    assert page.find(style=True) is None


def test_one_report_makes_no_plot(client, login, session, editor):
    make_seat_report(session)
    page = login(client, editor).get(seats_url(session)).text
    assert "<svg class" not in page.split("</header>")[-1] or "seat-plot" not in page
    assert "polyline" not in page


def test_two_at_once_the_later_sees_both_numbers(client, login, editor, session):
    shown = make_seat_report(session, free=5)
    make_seat_report(session, free=2, organisation=make_organisation(name="CIO Nord"))
    data = {"free": "4", "capacity": "10", "seen": str(shown.pk)}
    response = login(client, editor).post(seats_url(session), data)
    assert response.status_code == 409
    assert "CIO Nord" in words(response)
    assert 'name="free" value="4"' in response.text
    assert said(session) == [(5, 10), (2, 10)]


def test_d03_a_session_of_another_solution_is_not_found(client, login, editor, session):
    foreign = make_session()
    address = reverse("solutions_map:seats", args=[session.solution_id, foreign.pk])
    assert login(client, editor).get(address).status_code == 404
    assert client.post(address, {"free": "1", "capacity": "2", "seen": ""}).status_code == 404
    assert SeatReport.objects.count() == 0


def test_whoever_reads_may_not_say(client, login, session):
    reader = make_member(make_platform())
    page = login(client, reader).get(seats_url(session))
    assert page.status_code == 200
    assert 'name="free"' not in page.text
    assert client.post(seats_url(session), {"free": "1", "capacity": "2", "seen": ""}).status_code == 403
    assert said(session) == []


# All of one's own


def form_of(*lines, **more):
    """Return what the page of one's own sends: the shown and the typed numbers of each line."""
    data = dict(more)
    for session, shown, typed, seen in lines:
        for name, before, after in zip(("free", "capacity"), shown, typed, strict=True):
            data[f"s{session.pk}-{name}"] = after
            data[f"initial-s{session.pk}-{name}"] = before
        data[f"s{session.pk}-seen"] = seen
    return data


MINE = "/solutions/mes-places/"


def test_what_changed_is_saved_and_what_did_not_is_left(client, login, editor, session, other):
    first = make_seat_report(session, free=3, reported_at=ago(20))
    second = make_seat_report(other, free=2, capacity=6, reported_at=ago(20))
    data = form_of((session, ("3", "10"), ("1", "10"), str(first.pk)), (other, ("2", "6"), ("2", "6"), str(second.pk)))
    response = login(client, editor).post(MINE, data, follow=True)
    assert "1 nombre est enregistré" in words(response)
    assert (said(session), said(other)) == ([(3, 10), (1, 10)], [(2, 6)])


def test_all_is_right_confirms_every_line(client, login, editor, session, other):
    first = make_seat_report(session, free=3, reported_at=ago(20))
    data = form_of((session, ("3", "10"), ("3", "10"), str(first.pk)), (other, ("", "6"), ("", "6"), ""), confirm="1")
    response = login(client, editor).post(MINE, data, follow=True)
    assert "1 nombre est enregistré" in words(response)
    assert (said(session), said(other)) == ([(3, 10), (3, 10)], [])


def test_each_line_has_its_own_check_and_the_others_are_saved(client, login, editor, session, other):
    shown = make_seat_report(session, free=3, reported_at=ago(20))
    make_seat_report(session, free=1, organisation=make_organisation(name="CIO Nord"))
    data = form_of((session, ("3", "10"), ("2", "10"), str(shown.pk)), (other, ("", "6"), ("4", "6"), ""))
    response = login(client, editor).post(MINE, data)
    assert response.status_code == 409
    assert "CIO Nord" in words(response)
    assert (said(session), said(other)) == ([(3, 10), (1, 10)], [(4, 6)])
    # Sent again as it stands in the page, the line is a choice made with both numbers in sight.
    fields = BeautifulSoup(response.text, "html.parser").select("main form input[name]")
    again = {field["name"]: field.get("value", "") for field in fields if field["type"] != "submit"}
    assert client.post(MINE, again).status_code == 302
    assert (said(session), said(other)) == ([(3, 10), (1, 10), (2, 10)], [(4, 6)])


def test_an_untouched_line_that_somebody_changed_meanwhile_is_no_conflict(client, login, editor, session, other):
    shown = make_seat_report(session, free=3, reported_at=ago(20))
    make_seat_report(session, free=1)
    data = form_of((session, ("3", "10"), ("3", "10"), str(shown.pk)), (other, ("", "6"), ("4", "6"), ""))
    assert login(client, editor).post(MINE, data).status_code == 302
    assert (said(session), said(other)) == ([(3, 10), (1, 10)], [(4, 6)])


@pytest.mark.parametrize("typed", [("-1", "10"), ("11", "10"), ("x", "10"), ("3", "")])
def test_a_bad_line_keeps_what_was_typed(client, login, editor, session, other, typed):
    data = form_of((session, ("", "10"), typed, ""), (other, ("", "6"), ("4", "6"), ""))
    response = login(client, editor).post(MINE, data)
    assert (response.status_code, said(session), said(other)) == (200, [], [(4, 6)])
    field = BeautifulSoup(response.text, "html.parser").find("input", {"name": f"s{session.pk}-free"})
    assert field["value"] == typed[0]
    assert len(BeautifulSoup(response.text, "html.parser").select(".field-errors li")) == 1


def test_d03_a_line_of_somebody_elses_session_is_left(client, login, editor, session):
    foreign = make_session(make_solution(providers=[make_organisation()]))
    data = form_of((session, ("", "10"), ("2", "10"), ""), (foreign, ("", "10"), ("9", "10"), ""))
    assert login(client, editor).post(MINE, data).status_code == 302
    assert (said(session), said(foreign)) == ([(2, 10)], [])


def test_my_page_holds_my_sessions_alone(client, login, editor, session):
    make_session(make_solution(name="D’un autre", providers=[make_organisation()]))
    make_session(make_solution(name="Brouillon", providers=[session.solution.providers.get()], published=False))
    make_session(session.solution, name="Passée", end=timezone.localdate() - dt.timedelta(days=1))
    page = login(client, editor).get(MINE)
    assert [form.line.session for form in page.context["forms"]] == [session]
    assert "Aucune de vos sessions" in words(login(client, make_lead(make_platform())).get(MINE))


def test_my_page_costs_the_same_for_many(client, login, editor, session, count_queries):
    login(client, editor)
    alone = count_queries(lambda: client.get(MINE))
    for _number in range(5):
        make_seat_report(make_session(session.solution))
    assert count_queries(lambda: client.get(MINE)) == alone


# Of a keeper


def test_a_lead_sees_what_nobody_said_and_asks(client, login, editor, session):
    platform = session.solution.platform
    make_seat_report(make_session(session.solution, name="Fraîche"))
    login(client, make_lead(platform))
    address = reverse("solutions_map:platform_seats", args=[platform.slug])
    page = client.get(address)
    assert [line.line.session for line in page.context["lines"]] == [session]
    assert "Demander à 1 personne" in words(page)
    response = client.post(reverse("solutions_map:platform_seats_ask", args=[platform.slug]), follow=True)
    assert "La demande est faite par courriel à 1 personne" in words(response)
    assert "demandé récemment" in words(response)
    assert OutgoingMail.objects.get().recipient == editor.email


def test_d03_a_lead_asks_for_no_session_of_another_platform(client, login, editor, provider, platform):
    foreign = make_session(make_solution(make_platform(), providers=[provider]))
    login(client, make_lead(platform))
    address = reverse("solutions_map:platform_seats_ask", args=[platform.slug])
    for posted in (str(foreign.pk), "x", "9" * 30, "-1"):
        response = client.post(address, {"session": posted}, follow=True)
        assert "Cette session est tenue par quelqu’un d’autre" in words(response)
    assert OutgoingMail.objects.count() == 0


def test_a_coordinator_asks_for_what_the_territory_keeps(client, login, editor, provider):
    territory = make_territory()
    make_session(make_solution(territory, providers=[provider]))
    login(client, make_coordinator(territory))
    page = client.get(reverse("solutions_map:territory_seats", args=[territory.slug]))
    assert "Demander à 1 personne" in words(page)
    client.post(reverse("solutions_map:territory_seats_ask", args=[territory.slug]))
    assert OutgoingMail.objects.count() == 1


def test_the_page_of_a_keeper_costs_the_same_for_many(client, login, editor, session, provider, count_queries):
    platform = session.solution.platform
    login(client, make_lead(platform))
    address = reverse("solutions_map:platform_seats", args=[platform.slug])
    alone = count_queries(lambda: client.get(address))
    for _number in range(5):
        make_session(make_solution(platform, providers=[provider]))
    assert count_queries(lambda: client.get(address)) == alone
