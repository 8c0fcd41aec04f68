"""Reports of seats: what is kept, what is refused, and that many at once lose nothing (MISSION D3, D-90)."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.charters.append_only import AppendOnlyError
from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.directory.models import Editorship
from portal.solutions_map.enums import Entry
from portal.solutions_map.models import SeatReport, Session
from portal.solutions_map.services.seats import StaleSeats, last_report_of, report_seats
from tests.factories.directory import LONG_AGO, make_organisation, make_person, make_user
from tests.factories.solutions import make_seat_report, make_session, make_solution
from tests.threads import in_threads

pytestmark = pytest.mark.django_db


def days(number):
    return timezone.localdate() + dt.timedelta(days=number)


def editor_of(organisation):
    person = make_person(organisation=make_organisation())
    Editorship.objects.create(person=person, organisation=organisation, since=LONG_AGO)
    return person


def say(session, free, capacity=10, seen=None, by=SYSTEM):
    return report_seats(session, free=free, capacity=capacity, seen=seen, by=by)


def test_a_report_keeps_who_said_it_for_which_entry():
    provider = make_organisation(name="Mission locale du Port")
    person = editor_of(provider)
    session = make_session(make_solution(providers=[provider]), entry=Entry.DATED, start=days(20))

    report = say(session, 3, by=Actor(person=person))
    assert (report.free, report.capacity, report.for_start, report.by, report.organisation) == (
        3,
        10,
        days(20),
        person,
        provider,
    )
    assert Session.objects.with_last_report().get().last_report.reported_by_name == "Mission locale du Port"


def test_whoever_edits_no_provider_speaks_for_their_own_organisation():
    person = make_person(organisation=make_organisation(name="CIO Nord"))
    report = say(make_session(), 3, by=Actor(person=person))
    assert report.organisation.name == "CIO Nord"


def test_an_entry_without_dates_is_reported_as_a_whole():
    assert say(make_session(start=days(-30)), 3).for_start is None


def test_the_known_capacity_is_taken_where_none_is_said():
    session = make_session(capacity=12)
    first = say(session, 4, capacity=None)
    assert first.capacity == 12
    second = say(session, 5, capacity=8, seen=first.pk)
    assert say(session, 6, capacity=None, seen=second.pk).capacity == 8


@pytest.mark.parametrize(
    ("numbers", "code", "field"),
    [
        ({"free": -1}, "number", "free"),
        ({"free": 11}, "order", "free"),
        ({"free": 0, "capacity": -1}, "number", "capacity"),
        ({"free": 1, "capacity": 2001}, "number", "capacity"),
        ({"free": 1, "capacity": None}, "number", "capacity"),
    ],
)
def test_numbers_that_cannot_be_are_refused_beside_their_field(numbers, code, field):
    with pytest.raises(DomainError) as refused:
        say(make_session(), **numbers)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert SeatReport.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"cancelled_at": timezone.now()}, "cancelled"),
        ({"end": days(-1)}, "over"),
        ({"deadline": days(-1)}, "over"),
        ({"entry": Entry.DATED, "start": days(-1)}, "over"),
    ],
)
def test_a_session_that_takes_nobody_in_has_no_seats(fields, code):
    with pytest.raises(DomainError) as refused:
        say(make_session(**fields), 1)
    assert refused.value.code == code


def test_a_session_under_a_closed_solution_has_no_seats():
    with pytest.raises(DomainError) as refused:
        say(make_session(make_solution(closed=True)), 1)
    assert refused.value.code == "closed"


def test_the_later_of_two_sees_the_earlier():
    provider = make_organisation(name="Mission locale du Port")
    session = make_session(make_solution(providers=[provider]))
    shown = make_seat_report(session, free=5)
    first = say(session, 2, seen=shown.pk, by=Actor(person=editor_of(provider)))

    with pytest.raises(StaleSeats) as refused:
        say(session, 4, seen=shown.pk, by=Actor(person=editor_of(provider)))
    assert refused.value.stored == first
    assert "Mission locale du Port" in str(refused.value.message)
    assert "2" in str(refused.value.message)
    assert last_report_of(session) == first
    assert say(session, 4, seen=first.pk).free == 4


def test_the_same_act_sent_twice_is_one_report():
    person = make_person(organisation=make_organisation())
    session = make_session()
    first = say(session, 2, by=Actor(person=person))
    assert say(session, 2, by=Actor(person=person)) == first
    with pytest.raises(StaleSeats):
        say(session, 3, by=Actor(person=person))
    with pytest.raises(StaleSeats):
        say(session, 2, by=Actor(person=make_person()))


def test_d101_a_clock_set_back_keeps_the_last_number_last():
    session = make_session()
    ahead = timezone.now() + dt.timedelta(hours=2)
    shown = make_seat_report(session, free=5, reported_at=ahead)
    report = say(session, 2, seen=shown.pk)
    assert (report.reported_at, last_report_of(session)) == (ahead, report)


def test_reports_are_never_changed_nor_removed():
    report = make_seat_report()
    report.free = 0
    for act in (
        report.save,
        report.delete,
        lambda: SeatReport.objects.update(free=0),
        SeatReport.objects.all().delete,
        lambda: SeatReport.objects.bulk_update([report], ["free"]),
    ):
        with pytest.raises(AppendOnlyError):
            act()
    assert SeatReport.objects.get().free == 3


def test_a_person_who_is_erased_leaves_the_number_and_its_organisation():
    person = make_person(organisation=make_organisation(name="CIO Nord"), user=make_user())
    session = make_session()
    say(session, 3, by=Actor(person=person))
    person.delete()
    report = SeatReport.objects.get()
    assert (report.by, report.organisation.name) == (None, "CIO Nord")


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_d90_many_reports_at_once_are_all_stored_within_the_capacity_and_each_saw_the_one_before():
    session = make_session()
    people = [make_person(organisation=make_organisation()) for _thread in range(8)]
    tries = 40

    def report_often(number, person):
        said = 0
        seen = None
        while said < tries:
            try:
                # Above the capacity once in four: never stored.
                free = (number * tries + said) % 14
                seen = report_seats(session, free=free, capacity=10, seen=seen, by=Actor(person=person)).pk
                said += 1
            except StaleSeats as stale:
                seen = stale.stored.pk
            except DomainError as refused:
                assert refused.code == "order"
                said += 1
        return said

    calls = [lambda number=number, person=person: report_often(number, person) for number, person in enumerate(people)]
    assert in_threads(*calls) == [tries] * 8
    wanted = [(number * tries + said) % 14 for number in range(8) for said in range(tries)]
    stored = sorted(SeatReport.objects.values_list("free", flat=True))
    assert stored == sorted(free for free in wanted if free <= 10)
    in_order = SeatReport.objects.order_by("reported_at", "pk").values_list("pk", flat=True)
    assert list(in_order) == sorted(in_order)
