"""Sessions on pages: add, change, cancel, carry over; what a sheet shows of them."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from portal.core.french_dates import school_year_bounds, school_year_of
from portal.directory.models import Editorship
from portal.solutions_map.enums import Entry
from portal.solutions_map.models import Session
from tests.factories.directory import LONG_AGO, make_lead, make_member, make_organisation, make_person, make_platform
from tests.factories.solutions import make_seat_report, make_session, make_solution

pytestmark = pytest.mark.django_db


@pytest.fixture
def solution():
    return make_solution(providers=[make_organisation(name="Mission locale du Port")])


@pytest.fixture
def editor(solution):
    person = make_person()
    Editorship.objects.create(person=person, organisation=solution.providers.get(), since=LONG_AGO)
    return person


def words(response):
    return " ".join(BeautifulSoup(response.text, "html.parser").get_text(" ").split())


def days(number):
    return timezone.localdate() + dt.timedelta(days=number)


def url(name, solution, *keys):
    return reverse(f"solutions_map:{name}", args=[solution.pk, *keys])


def typed(**changes):
    empty = dict.fromkeys(("start", "end", "deadline", "site", "capacity", "name", "note"), "")
    return {**empty, "entry": "permanent", **changes}


def version_shown(response):
    return BeautifulSoup(response.text, "html.parser").find("input", {"name": "version"})["value"]


def test_an_editor_adds_a_dated_session(client, login, editor, solution):
    data = typed(entry="dated", start=days(20).isoformat(), end=days(40).isoformat(), capacity="12")
    response = login(client, editor).post(url("session_add", solution), data, follow=True)
    session = Session.objects.get()
    assert (session.start, session.end, session.capacity) == (days(20), days(40), 12)
    assert "La session est ajoutée" in words(response)


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"entry": "dated", "start": days(9).isoformat(), "end": days(8).isoformat()}, "end", "se termine avant"),
        ({"entry": "dated"}, "start", "Indiquez le premier jour"),
        ({"capacity": "-3"}, "capacity", "supérieure ou égale à 0"),
        ({"start": "31/02/2027"}, "start", "date"),
        ({"entry": "sometimes"}, "entry", "sometimes"),
        ({"note": "Réservé à la jeune Léa Martin née le 3 mars 2008"}, "note", "Ce texte semble contenir"),
        ({"site": "999999"}, "site", "choix"),
        ({"name": "x" * 121}, "name", "120"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_kept(client, login, editor, solution, changes, field, message):
    response = login(client, editor).post(url("session_add", solution), typed(**changes))
    assert (response.status_code, Session.objects.count()) == (200, 0)
    errors = BeautifulSoup(response.text, "html.parser").find(id=f"id_{field}_error")
    assert message in errors.text
    for name in set(changes) - {"entry", "site"}:
        assert changes[name] in response.text


def test_a_stale_change_shows_both(client, login, editor, solution):
    session = make_session(solution, note="Un")
    address = url("session_edit", solution, session.pk)
    version = version_shown(login(client, editor).get(address))
    Session.objects.update(note="Deux")
    response = client.post(address, typed(note="Trois", version=version))
    assert response.status_code == 409
    assert "Deux" in words(response)
    assert 'value="Trois"' in response.text
    again = client.post(address, typed(note="Trois", version=version_shown(response)))
    assert (again.status_code, Session.objects.get().note) == (302, "Trois")


def test_a_session_is_cancelled_and_restored(client, login, editor, solution):
    session = make_session(solution)
    login(client, editor)
    assert "Annuler la session" in words(client.get(url("session_edit", solution, session.pk)))
    client.post(url("session_cancel", solution, session.pk))
    assert Session.objects.get().cancelled_at is not None
    assert "Annulée" in words(client.get(reverse("solutions_map:solution", args=[solution.pk])))
    client.post(url("session_restore", solution, session.pk))
    assert Session.objects.get().cancelled_at is None


def test_a_session_under_a_closed_solution_is_refused_with_a_message(client, login, editor, solution):
    session = make_session(solution, note="Un")
    solution.closed_at = timezone.now()
    solution.save()
    login(client, editor)
    for name, keys in (("session_add", ()), ("session_edit", (session.pk,))):
        address = url(name, solution, *keys)
        page = client.get(address)
        posted = typed(note="Deux", **({"version": version_shown(page)} if keys else {}))
        assert "Cette solution est fermée" in words(client.post(address, posted))
    response = client.post(url("session_cancel", solution, session.pk), follow=True)
    assert "Cette solution est fermée" in words(response)
    assert list(Session.objects.values_list("note", "cancelled_at")) == [("Un", None)]


def test_d03_a_session_of_another_solution_is_not_found(client, login, editor, solution):
    foreign = make_session()
    login(client, editor)
    for name in ("session_edit", "session_cancel", "session_restore"):
        assert client.post(url(name, solution, foreign.pk), typed(note="x")).status_code == 404
    foreign.refresh_from_db()
    assert (foreign.note, foreign.cancelled_at) == ("", None)


def test_a_reader_changes_nothing(client, login, solution):
    session = make_session(solution)
    login(client, make_member(make_platform()))
    assert client.get(url("session_add", solution)).status_code == 403
    assert client.post(url("session_cancel", solution, session.pk)).status_code == 403
    assert Session.objects.get().cancelled_at is None


# On the sheet


def test_the_sheet_says_when_one_may_enter_and_how_many_places_there_are(client, login, editor, solution):
    open_one = make_session(solution, name="Journée")
    make_seat_report(open_one, free=3, organisation=solution.providers.get())
    make_session(solution, entry=Entry.DATED, name="Bientôt", start=days(30), deadline=days(10))
    make_seat_report(make_session(solution, name="Soir"), free=0)
    make_session(solution, name="Passée", end=days(-3))
    page = BeautifulSoup(client_page(login(client, editor), solution), "html.parser").find(id="sessions")
    lines = [" ".join(item.get_text(" ").split()) for item in page.select(".session-list > li")]
    assert [line.split(",")[0] for line in lines] == ["Journée", "Bientôt", "Soir", "Passée"]
    assert "Ouvert 3 places libres sur 10" in lines[0]
    assert "Mission locale du Port" in lines[0]
    assert "Ouvre le" in lines[1]
    assert "Complet 0 place libre sur 10" in lines[2]
    assert "Fermé" in lines[3]


def client_page(client, solution):
    return client.get(reverse("solutions_map:solution", args=[solution.pk])).text


def test_the_sheet_costs_the_same_for_many_sessions(client, login, editor, solution, count_queries):
    login(client, editor)
    make_session(solution)
    alone = count_queries(lambda: client_page(client, solution))
    for _number in range(5):
        make_seat_report(make_session(solution))
    assert count_queries(lambda: client_page(client, solution)) == alone


# To another school year


@pytest.fixture
def this_year():
    return school_year_of(timezone.localdate())


@pytest.fixture
def dated(solution, this_year):
    """A session of the current school year, on its sixth Monday."""
    first, _last = school_year_bounds(this_year)
    monday = first + dt.timedelta(days=-first.weekday() % 7 + 35)
    return make_session(solution, entry=Entry.DATED, name="Groupe", start=monday, end=monday + dt.timedelta(days=18))


def test_the_new_dates_are_shown_before_and_written_after(client, login, editor, solution, dated, this_year):
    login(client, editor)
    address = f"{url('sessions_copy', solution)}?annee={this_year + 1}"
    page = client.get(address)
    (plan,) = page.context["plans"]
    assert plan.start.weekday() == dated.start.weekday()
    assert Session.objects.count() == 1
    data = {"annee": str(this_year + 1), "session": [str(dated.pk)]}
    response = client.post(url("sessions_copy", solution), data, follow=True)
    assert "1 session est reconduite" in words(response)
    assert Session.objects.get(copied_from=dated).start == plan.start
    again = client.post(url("sessions_copy", solution), data, follow=True)
    assert "Rien n’a été reconduit" in words(again)
    assert "Déjà là" in words(client.get(address))
    assert Session.objects.count() == 2


@pytest.mark.parametrize("posted", ["x", "", "9" * 40, "-1"])
def test_a_strange_choice_or_year_carries_nothing_over(client, login, editor, solution, dated, posted):
    login(client, editor)
    response = client.post(url("sessions_copy", solution), {"annee": posted, "session": [posted]})
    assert (response.status_code, Session.objects.count()) == (302, 1)
    assert client.get(url("sessions_copy", solution), {"annee": posted}).status_code == 200


def test_d03_a_lead_carries_over_all_of_the_platform_and_nothing_of_another(client, login, solution, dated, this_year):
    platform = solution.platform
    foreign = make_session(entry=Entry.DATED, start=dated.start)
    login(client, make_lead(platform))
    address = reverse("solutions_map:platform_sessions_copy", args=[platform.slug])
    assert client.get(f"{address}?annee={this_year + 1}").context["proposed"] == 1
    client.post(address, {"annee": str(this_year + 1), "session": [str(dated.pk), str(foreign.pk)]})
    assert (dated.copies.count(), foreign.copies.count()) == (1, 0)
