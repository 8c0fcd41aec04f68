"""Who is asked for seats, when, and when it stops; what a keeper asks at once (MISSION D3, D-41)."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.directory.models import Editorship
from portal.mailing.models import OutgoingMail
from portal.solutions_map.enums import Entry, SolutionState
from portal.solutions_map.keeper_seats import keeper_lines
from portal.solutions_map.models import SeatRequest, SeatRound
from portal.solutions_map.services import seat_requests
from portal.solutions_map.services.seat_requests import ask_for_seats, ask_for_stale_seats
from portal.solutions_map.services.seats import report_seats
from portal.solutions_map.waiting import seats_waiting
from tests.factories.directory import (
    make_coordinator,
    make_lead,
    make_organisation,
    make_person,
    make_platform,
    make_territory,
    make_user,
)
from tests.factories.solutions import make_seat_report, make_session, make_solution
from tests.threads import in_threads

pytestmark = pytest.mark.django_db

#: A Monday.
FIRST = dt.date(2026, 10, 5)


def at(day, hour=9):
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, 30)))


def days(number):
    return FIRST + dt.timedelta(days=number)


@pytest.fixture
def clock(monkeypatch):
    """Return ``clock(day, hour)``, which sets the time of the portal."""

    def hold(day, hour=9):
        moment = at(day, hour)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    hold(FIRST)
    return hold


@pytest.fixture
def provider(clock):
    return make_organisation(name="Mission locale du Port")


@pytest.fixture
def editor(provider):
    return editor_of(provider, email="a@exemple.example")


@pytest.fixture
def session(provider):
    return make_session(make_solution(name="Atelier mobilité", providers=[provider]))


def editor_of(*organisations, **fields):
    person = make_person(**fields)
    for organisation in organisations:
        Editorship.objects.create(organisation=organisation, person=person, since=dt.date(2020, 9, 1))
    return person


def rounds(clock, first, count):
    """Return the days, as numbers from ``FIRST``, on which mails were written, with how many."""
    written = {}
    for number in range(first, first + count):
        clock(days(number))
        if mails := ask_for_stale_seats():
            written[number] = mails
    return written


def test_silence_is_asked_twice_a_week_apart_then_never_again(clock, editor, session):
    assert rounds(clock, 0, 200) == {0: 1, 7: 1}
    assert SeatRequest.objects.count() == 2


def test_a_number_is_asked_for_again_once_it_is_to_confirm(clock, editor, session):
    report_seats(session, free=3, capacity=10, seen=None, by=Actor(person=editor))
    assert rounds(clock, 0, 60) == {16: 1, 23: 1}
    clock(days(60))
    seen = session.seat_reports.get().pk
    report_seats(session, free=2, capacity=10, seen=seen, by=Actor(person=editor))
    assert rounds(clock, 61, 60) == {77: 1, 84: 1}


def test_one_mail_lists_all_sessions_of_a_person(clock, editor, session, provider):
    make_seat_report(
        make_session(session.solution, name="Soir"), free=4, reported_at=at(days(-30)), organisation=provider
    )
    make_session(make_solution(name="Code de la route", providers=[provider]), entry=Entry.DATED, start=days(10))
    assert ask_for_stale_seats() == 1
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.subject) == (
        "a@exemple.example",
        "Combien de places reste-t-il dans vos 3 sessions\u202f?",
    )
    words = " ".join(mail.text.split())
    assert "Atelier mobilité (Toute l’année)" in words
    assert "4 places libres sur 10 au 5 septembre 2026, selon Mission locale du Port" in words
    assert len(re.findall(r"/r/[^/\s]+/places/", mail.text)) == 1
    assert SeatRequest.objects.count() == 3


def test_sessions_that_age_on_several_days_make_one_mail_a_week(clock, editor, session):
    make_seat_report(session, reported_at=at(days(-14)))
    for number, age in enumerate((15, 13, 12)):
        make_seat_report(make_session(session.solution, name=str(number)), reported_at=at(days(-age)))
    # Due on days 1, 2, 3 and 4: the first is asked alone, the others wait for the week.
    assert rounds(clock, 0, 30) == {1: 1, 8: 1, 15: 1}


@pytest.mark.parametrize(
    "fields",
    [
        {"end": days(-1)},
        {"deadline": days(-1)},
        {"entry": Entry.DATED, "start": days(61)},
        {"cancelled_at": at(days(-1))},
    ],
)
def test_what_takes_nobody_in_soon_is_not_asked_about(editor, provider, fields):
    make_session(make_solution(providers=[provider]), **fields)
    assert ask_for_stale_seats() == 0


@pytest.mark.parametrize("fields", [{"published": False}, {"closed": True}, {"state": SolutionState.TO_CREATE}])
def test_what_is_not_on_the_map_is_not_asked_about(editor, provider, fields):
    make_session(make_solution(providers=[provider], **fields))
    assert ask_for_stale_seats() == 0


def test_d07_who_no_longer_keeps_it_or_has_no_door_is_not_asked(clock, provider, session):
    ended = editor_of(provider)
    ended.editorships.update(until=days(-1))
    editor_of(provider, email="")
    closed = editor_of(provider, user=make_user())
    closed.user.is_active = False
    closed.user.save()
    assert ask_for_stale_seats() == 0


def test_nobody_is_asked_at_night_nor_at_the_week_end_nor_twice_a_day(clock, editor, session):
    clock(FIRST, 5)
    assert ask_for_stale_seats() == 0
    clock(days(-2))
    assert ask_for_stale_seats() == 0
    clock(FIRST)
    assert (ask_for_stale_seats(), ask_for_stale_seats(), SeatRound.objects.count()) == (1, 0, 1)


def test_a_run_that_was_cut_short_goes_on(clock, monkeypatch, provider, session):
    for _number in range(3):
        editor_of(provider)
    monkeypatch.setattr(seat_requests, "MAILS_PER_RUN", 2)
    assert (ask_for_stale_seats(), SeatRound.objects.count()) == (2, 0)
    assert (ask_for_stale_seats(), SeatRound.objects.count()) == (1, 1)


def test_the_trouble_of_one_person_keeps_no_other_from_being_asked(clock, editor, session, provider):
    bad = editor_of(provider, email="pas une adresse")
    assert ask_for_stale_seats() == 1
    assert list(SeatRequest.objects.values_list("person", flat=True)) == [editor.pk]
    assert bad.seat_requests.count() == 0


def test_the_round_costs_the_same_for_many_sessions(clock, editor, session, provider, count_queries):
    def people():
        return seat_requests._people_to_ask(FIRST)

    alone = count_queries(people)
    for _number in range(5):
        make_session(make_solution(providers=[provider]))
    assert people() == [editor.pk]
    assert count_queries(people) == alone


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_write_one_mail(clock, editor, session):
    in_threads(ask_for_stale_seats, ask_for_stale_seats, ask_for_stale_seats)
    assert (OutgoingMail.objects.count(), SeatRequest.objects.count()) == (1, 1)


# By a keeper, at once


def test_a_keeper_asks_at_once_one_mail_a_person(clock, editor, session, provider):
    platform = session.solution.platform
    other = make_session(make_solution(platform, providers=[provider]))
    make_seat_report(other)
    asked = ask_for_seats([session, other], keeper=platform, by=Actor(person=make_lead(platform)))
    assert ([one.pk for one in asked.sessions], asked.mails) == ([session.pk, other.pk], 1)
    mail = OutgoingMail.objects.get()
    assert (mail.from_name, mail.reply_to) == (platform.name, platform.email)
    # It counts: the portal does not write to the same person in the same week.
    assert rounds(clock, 1, 6) == {}


def test_d41_a_person_is_not_asked_again_about_it_within_three_days(clock, editor, session):
    platform = session.solution.platform
    ask_for_seats([session], keeper=platform, by=SYSTEM)
    clock(days(2))
    with pytest.raises(DomainError) as refused:
        ask_for_seats([session], keeper=platform, by=SYSTEM)
    assert refused.value.code == "asked"
    clock(days(4))
    assert ask_for_seats([session], keeper=platform, by=SYSTEM).mails == 1


def test_a_keeper_asks_for_nobody_elses_sessions(clock, editor, session, provider):
    foreign = make_session(make_solution(make_platform(), providers=[provider]))
    for chosen in ([session, foreign], []):
        with pytest.raises(DomainError) as refused:
            ask_for_seats(chosen, keeper=session.solution.platform, by=SYSTEM)
        assert refused.value.code == "foreign"
    assert OutgoingMail.objects.count() == 0


def test_a_keeper_is_told_that_nobody_keeps_the_sheet_or_that_it_is_over(clock, session, provider):
    platform = session.solution.platform
    with pytest.raises(DomainError) as refused:
        ask_for_seats([session], keeper=platform, by=SYSTEM)
    assert refused.value.code == "nobody"
    over = make_session(session.solution, end=days(-1))
    with pytest.raises(DomainError) as refused:
        ask_for_seats([over], keeper=platform, by=SYSTEM)
    assert refused.value.code == "over"


def test_a_territory_asks_for_what_it_keeps(clock, editor, provider):
    territory = make_territory()
    session = make_session(make_solution(territory, providers=[provider]))
    asked = ask_for_seats([session], keeper=territory, by=Actor(person=make_coordinator(territory)))
    assert asked.mails == 1


# What awaits them


def test_an_editor_sees_what_wants_a_number_and_a_lead_what_nobody_says(clock, editor, session):
    lead = make_lead(session.solution.platform)
    assert [item.title for item in seats_waiting(editor)] == ["Indiquer les places libres\u202f: Atelier mobilité"]
    assert seats_waiting(lead) == []
    rounds(clock, 0, 14)
    assert seats_waiting(lead) == []
    clock(days(15))
    name = session.solution.platform.name
    assert [item.title for item in seats_waiting(lead)] == [f"1 session sans nombre de places\u202f: {name}"]
    (line,) = keeper_lines(session.solution.platform)
    assert (line.unanswered, line.may_ask, line.people) == (True, True, [editor])
    report_seats(session, free=3, capacity=10, seen=None, by=Actor(person=editor))
    assert (seats_waiting(editor), seats_waiting(lead), keeper_lines(session.solution.platform)) == ([], [], [])


def test_what_awaits_costs_the_same_for_many(clock, editor, session, provider, count_queries):
    lead = make_lead(session.solution.platform)
    alone = (count_queries(lambda: seats_waiting(editor)), count_queries(lambda: seats_waiting(lead)))
    for _number in range(4):
        make_session(make_solution(session.solution.platform, providers=[provider]))
    assert (count_queries(lambda: seats_waiting(editor)), count_queries(lambda: seats_waiting(lead))) == alone
