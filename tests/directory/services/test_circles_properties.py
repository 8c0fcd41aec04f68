"""Whatever the order of moves, ends and replacements: on no day does an organisation stand twice, nor has it two fixed.

A sequence is a list of acts with the day each is dated; what a rule refuses changes nothing.
"""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.enums import Circle, DelegateKind, ParticipationStatus
from portal.directory.models import Delegate, Participation
from portal.directory.services.delegates import add_delegate, end_delegate, replace_delegate
from portal.directory.services.members import add_member, end_member, place_member
from tests.factories import make_organisation, make_person, make_platform

pytestmark = pytest.mark.django_db

SPAN = 6
DAYS = st.integers(-SPAN, SPAN)
PEOPLE = st.integers(0, 3)
PLACES = st.tuples(st.sampled_from(ParticipationStatus.values), st.sampled_from(["", *Circle.values]))
KINDS = st.sampled_from(DelegateKind.values)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("join"), DAYS, PLACES),
        st.tuples(st.just("move"), DAYS, PLACES, st.booleans()),
        st.tuples(st.just("end"), DAYS, st.booleans()),
        st.tuples(st.just("represent"), DAYS, PEOPLE, KINDS),
        st.tuples(st.just("replace"), DAYS, st.integers(0, 9), PEOPLE),
        st.tuples(st.just("leave"), DAYS, st.integers(0, 9)),
    ),
    min_size=3,
    max_size=14,
)


class Stage:
    """One organisation in one platform with a fixed representative, and three more people."""

    def __init__(self):
        self.platform, self.organisation = make_platform(), make_organisation()
        self.people = [make_person(organisation=self.organisation) for _number in range(4)]
        self.today = timezone.localdate()
        joined = add_member(
            self.platform, self.organisation, status="agreed", circle="1", since=self.day(-SPAN), by=SYSTEM
        )
        add_delegate(joined, self.people[0], kind=DelegateKind.FIXED, since=joined.since, by=SYSTEM)

    def day(self, number):
        return self.today + dt.timedelta(days=number)

    def row(self, *, last=True):
        rows = Participation.objects.filter(platform=self.platform).order_by("pk")
        return rows.last() if last else rows.first()

    def delegate(self, number):
        rows = list(Delegate.objects.filter(participation__platform=self.platform).order_by("pk"))
        return rows[number % len(rows)] if rows else None

    def act(self, name, number, *more):
        day = self.day(number)
        row = self.row(last=more[-1] if name in ("move", "end") else True)
        if name == "join":
            status, circle = more[0]
            add_member(self.platform, self.organisation, status=status, circle=circle, since=day, by=SYSTEM)
        elif name == "move":
            status, circle = more[0]
            place_member(row, status=status, circle=circle, since=day, by=SYSTEM)
        elif name == "end":
            end_member(row, until=day, by=SYSTEM)
        elif name == "represent":
            add_delegate(row, self.people[more[0]], kind=more[1], since=day, by=SYSTEM)
        elif (delegate := self.delegate(more[0])) is not None:
            if name == "replace":
                replace_delegate(delegate, self.people[more[1]], since=day, by=SYSTEM)
            else:
                end_delegate(delegate, until=day, by=SYSTEM)


def state_of(stage):
    return [
        list(model.values_list("pk", "since", "until"))
        for model in (Participation.objects.order_by("pk"), Delegate.objects.order_by("pk"))
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
# An end that is put off after somebody was to follow.
@example(acts=[("leave", 2, 0), ("represent", 2, 1, "fixed"), ("leave", 5, 0)])
# A by B and B by A on one day.
@example(acts=[("replace", 0, 0, 1), ("replace", 0, 1, 0)])
# Two leads replace the same person, on different days.
@example(acts=[("replace", 3, 0, 1), ("replace", 1, 0, 2)])
# A row that begins before another has ended.
@example(
    acts=[
        ("end", 4, True),
        ("join", 2, ("agreed", "2")),
        ("join", 4, ("agreed", "2")),
        ("move", 1, ("agreed", "1"), False),
    ]
)
def test_on_no_day_two_rows_two_fixed_representatives_or_a_person_twice(acts):
    with transaction.atomic():
        stage = Stage()
        for act in acts:
            before = state_of(stage)
            try:
                stage.act(*act)
            except DomainError:
                assert state_of(stage) == before
        for number in range(-SPAN - 1, SPAN + 2):
            day = stage.day(number)
            standing = Participation.objects.active(day).filter(platform=stage.platform).count()
            here = Delegate.objects.active(day).filter(participation__platform=stage.platform)
            fixed = here.filter(kind=DelegateKind.FIXED).count()
            people = list(here.values_list("person", flat=True))
            assert (standing <= 1, fixed <= 1, len(people)) == (True, True, len(set(people)))
        transaction.set_rollback(True)
