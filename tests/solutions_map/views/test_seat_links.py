"""Seats by a signed link, without account (D-42), only while the addressee keeps them (D-07)."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.links import make_link
from portal.directory.addressees import addressed_to
from portal.directory.models import Editorship
from portal.mailing.models import OutgoingMail
from portal.solutions_map.models import SeatReport
from portal.solutions_map.notifications import SEATS
from portal.solutions_map.services.seat_requests import ask_for_seats
from tests.factories.directory import LONG_AGO, make_organisation, make_person, make_user
from tests.factories.solutions import make_seat_report, make_session, make_solution

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    return make_organisation(name="Mission locale du Port")


@pytest.fixture
def editor(provider):
    person = make_person()
    Editorship.objects.create(organisation=provider, person=person, since=LONG_AGO)
    return person


@pytest.fixture
def session(provider):
    made = make_session(make_solution(name="Atelier mobilité", providers=[provider]))
    make_seat_report(made, free=3, reported_at=timezone.now() - dt.timedelta(days=20))
    return made


def signed(person, *sessions, act=SEATS, days=30):
    return make_link(act, {**addressed_to(person), "sessions": [one.pk for one in sessions]}, dt.timedelta(days=days))


def page(person, *sessions, **options):
    return reverse("solutions_map:seat_link", args=[signed(person, *sessions, **options)])


def say_address(person, session, among=None, **options):
    return reverse("solutions_map:seat_link_say", args=[signed(person, *(among or [session]), **options), session.pk])


def seen_of(session):
    last = session.seat_reports.first()
    return str(last.pk) if last else ""


def said(session):
    return list(session.seat_reports.order_by("pk").values_list("free", "capacity"))


def test_the_link_of_the_mail_shows_the_session_and_writes_nothing(client, editor, session):
    ask_for_seats([session], keeper=session.solution.platform, by=SYSTEM)
    (link,) = re.findall(r"http://\S+(/r/\S+/places/)", OutgoingMail.objects.get().text)
    response = client.get(link)
    assert response.status_code == 200
    assert "Encore 3 places" in response.text
    assert "à confirmer" in response.text
    assert said(session) == [(3, 10)]
    assert response.headers["Referrer-Policy"] == "strict-origin"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("posted", "stored"),
    [
        ({"answer": "same"}, (3, 10)),
        ({"answer": "none"}, (0, 10)),
        ({"answer": "other", "free": "7", "capacity": "12"}, (7, 12)),
    ],
)
def test_one_press_says_the_number(client, editor, session, posted, stored):
    name = f"s{session.pk}"
    data = {f"{name}-{key}": value for key, value in posted.items() if key != "answer"}
    data |= {"answer": posted["answer"], f"{name}-seen": seen_of(session)}
    token = signed(editor, session)  # one link: two of them signed across a second differ
    response = client.post(reverse("solutions_map:seat_link_say", args=[token, session.pk]), data, follow=True)
    assert response.redirect_chain == [(reverse("solutions_map:seat_link", args=[token]), 302)]
    assert said(session) == [(3, 10), stored]
    report = session.seat_reports.first()
    assert (report.by, report.organisation.name) == (editor, "Mission locale du Port")
    assert "Tout est indiqué, merci" in response.text


def test_a_first_number_is_typed(client, editor, provider):
    session = make_session(make_solution(providers=[provider]))
    response = client.get(page(editor, session))
    assert "Encore" not in response.text
    name = f"s{session.pk}"
    client.post(
        say_address(editor, session),
        {"answer": "other", f"{name}-free": "2", f"{name}-capacity": "8", f"{name}-seen": ""},
    )
    assert said(session) == [(2, 8)]


@pytest.mark.parametrize(
    ("posted", "message"),
    [
        ({"free": "-1", "capacity": "10"}, "supérieure ou égale à 0"),
        ({"free": "11", "capacity": "10"}, "Il ne peut pas y avoir plus de places libres que de places en tout"),
        ({"free": "trois", "capacity": "10"}, "Saisissez un nombre entier"),
        ({"free": "", "capacity": "10"}, 'class="field-errors"'),
        ({"free": "99999999999999999999", "capacity": "10"}, "inférieure ou égale à 2000"),
        ({"free": "1", "capacity": "10", "seen": "1 OR 1=1"}, "Rouvrez la page"),
        ({"free": "1", "capacity": "10", "seen": "999999999999999999"}, "Entre-temps"),
    ],
)
def test_bad_numbers_stay_in_the_page_with_the_reason(client, editor, session, posted, message):
    name = f"s{session.pk}"
    data = {f"{name}-seen": seen_of(session), **{f"{name}-{key}": value for key, value in posted.items()}}
    response = client.post(say_address(editor, session), {"answer": "other", **data})
    assert message in response.text
    assert said(session) == [(3, 10)]


def test_the_later_of_two_sees_the_earlier_and_may_put_theirs_in_its_place(client, editor, session):
    name = f"s{session.pk}"
    old = seen_of(session)
    make_seat_report(session, free=1, organisation=make_organisation(name="CIO Nord"))
    response = client.post(say_address(editor, session), {"answer": "same", f"{name}-seen": old})
    assert response.status_code == 409
    assert "CIO Nord" in response.text
    assert f'name="{name}-free" value="3"' in response.text
    assert said(session) == [(3, 10), (1, 10)]
    again = {"answer": "other", f"{name}-free": "3", f"{name}-capacity": "10", f"{name}-seen": seen_of(session)}
    assert client.post(say_address(editor, session), again).status_code == 302
    assert said(session) == [(3, 10), (1, 10), (3, 10)]


def test_a_second_press_is_the_same_act(client, editor, session):
    data = {"answer": "none", f"s{session.pk}-seen": seen_of(session)}
    for _press in range(2):
        assert client.post(say_address(editor, session), data).status_code == 302
    assert said(session) == [(3, 10), (0, 10)]


def test_d42_get_head_and_a_foreign_method_change_nothing(client, editor, session):
    address = say_address(editor, session)
    assert [client.get(address).status_code, client.head(address).status_code] == [405, 405]
    assert client.post(page(editor, session)).status_code == 405
    assert said(session) == [(3, 10)]


def test_d42_another_link_opens_nothing(client, editor, session):
    other = make_session(session.solution)
    for address in (
        page(editor, session, act="directory.sheet"),
        page(make_person(), session),
        "/r/abc/places/",
        reverse("solutions_map:seat_link", args=[signed(editor, session)[:-2]]),
    ):
        assert client.get(address).status_code == 404
    assert client.post(say_address(editor, other, among=[session]), {"answer": "none"}).status_code == 404
    assert client.get(page(editor, session, days=-1)).status_code == 410
    assert SeatReport.objects.count() == 1


def test_d07_whoever_keeps_it_no_more_opens_nothing(client, editor, session):
    address, say = page(editor, session), say_address(editor, session)
    editor.editorships.update(until=timezone.localdate())
    assert (client.get(address).status_code, client.post(say, {"answer": "none"}).status_code) == (404, 404)
    editor.editorships.update(until=None)
    editor.user = make_user()
    editor.user.is_active = False
    editor.user.save()
    editor.save()
    assert client.get(address).status_code == 404
    assert said(session) == [(3, 10)]


def test_d42_a_link_sent_to_a_wrong_address_dies_when_the_address_is_corrected(client, editor, session):
    address, say = page(editor, session), say_address(editor, session)
    editor.email = "juste@exemple.example"
    editor.save()
    assert (client.get(address).status_code, client.post(say, {"answer": "none"}).status_code) == (404, 404)
    assert client.get(page(editor, session)).status_code == 200


def test_a_session_that_is_over_or_whose_solution_is_closed_is_no_longer_asked(client, editor, session):
    open_one = make_session(session.solution)
    address = page(editor, session, open_one)
    assert client.get(address).text.count("seat-card") == 2
    session.end = timezone.localdate() - dt.timedelta(days=1)
    session.save()
    assert client.get(address).text.count("seat-card") == 1
    session.solution.closed_at = timezone.now()
    session.solution.save()
    assert client.get(address).status_code == 404


def test_several_sessions_are_said_one_by_one_on_one_page(client, editor, session):
    other = make_session(session.solution, name="Soir")
    make_seat_report(other, free=5, reported_at=timezone.now() - dt.timedelta(days=30))
    response = client.get(page(editor, session, other))
    assert "Encore 3 places" in response.text
    assert "Encore 5 places" in response.text
    data = {"answer": "same", f"s{other.pk}-seen": seen_of(other)}
    response = client.post(say_address(editor, other, among=[session, other]), data, follow=True)
    assert "Tout est indiqué" not in response.text
    assert "Encore 5 places" not in response.text
    assert (len(said(session)), len(said(other))) == (1, 2)


def test_the_page_costs_the_same_for_many_sessions(client, editor, session, count_queries):
    alone = count_queries(lambda: client.get(page(editor, session)))
    more = [make_session(session.solution) for _number in range(4)]
    assert count_queries(lambda: client.get(page(editor, session, *more))) == alone
