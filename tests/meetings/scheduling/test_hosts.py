"""Turns of hosts (MISSION B12)."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.meetings.scheduling import (
    Host,
    HostBalance,
    HostChoice,
    HostNeed,
    HostReason,
    assign_hosts,
    balance,
)

FIRST = dt.date(2026, 9, 8)


def needs(count, **changes):
    """Fortnightly dates: "n0", "n1" and so on."""
    return [HostNeed(f"n{n}", FIRST + dt.timedelta(weeks=2 * n), **changes) for n in range(count)]


def host(name, **changes):
    """The place "A1" is one of organisation "A"."""
    return Host(name, name[0], **changes)


def chosen(needs, *hosts):
    return [choice.host for choice in assign_hosts(needs, hosts)]


def long_ago(year):
    return dt.date(year, 3, 1)


def test_those_who_never_hosted_come_before_all_others_then_the_longest_ago():
    hosts = host("A1", last_hosted=long_ago(2025)), host("B1", last_hosted=long_ago(2024)), host("C1"), host("D1")
    assert chosen(needs(5), *hosts) == ["C1", "D1", "B1", "A1", "C1"]


def test_each_choice_says_why_and_since_when():
    hosts = host("A1", last_hosted=long_ago(2025)), host("B1")
    assert assign_hosts(needs(3), hosts) == (
        HostChoice("n0", "B1", HostReason.NEVER_YET),
        HostChoice("n1", "A1", HostReason.LONGEST_AGO, long_ago(2025)),
        HostChoice("n2", "B1", HostReason.LONGEST_AGO, FIRST),
    )


def test_two_rooms_of_one_organisation_share_its_turn():
    hosts = host("A1", last_hosted=long_ago(2025)), host("A2"), host("B1", last_hosted=long_ago(2024))
    assert chosen(needs(4), *hosts) == ["B1", "A1", "B1", "A1"]


def test_a_place_must_be_large_enough_if_its_size_is_known():
    hosts = host("A1", capacity=10), host("B1", capacity=30), host("C1")
    assert chosen(needs(3, people=11), *hosts) == ["B1", "C1", "B1"]
    assert chosen(needs(1, people=10), *hosts) == ["A1"]


def test_an_organisation_offers_its_smallest_room_that_is_enough():
    rooms = host("A1", capacity=80), host("A2", capacity=20), host("A3", capacity=10), host("A4")
    assert chosen(needs(1, people=12), *rooms) == ["A2"]
    assert chosen(needs(1, people=90), *rooms) == ["A4"]


def test_without_a_large_enough_place_the_largest_is_named_all_the_same():
    (choice,) = assign_hosts(needs(1, people=60), (host("A1", capacity=30), host("B1", capacity=50)))
    assert (choice.host, choice.reason) == ("B1", HostReason.NONE_LARGE_ENOUGH)


def test_who_comes_in_a_wheelchair_is_not_led_to_steps():
    hosts = host("A1", step_free=False), host("B1"), host("C1", step_free=True, last_hosted=long_ago(2026))
    assert chosen(needs(2, step_free=True), *hosts) == ["C1", "C1"]
    assert chosen(needs(3), *hosts) == ["A1", "B1", "C1"]
    assert chosen(needs(1, step_free=True), *hosts[:2]) == ["B1"]
    (choice,) = assign_hosts(needs(1, step_free=True), hosts[:1])
    assert (choice.host, choice.reason) == (None, HostReason.NONE_STEP_FREE)


def test_no_place_at_all():
    assert assign_hosts(needs(1), ()) == (HostChoice("n0", None, HostReason.NO_HOST),)
    assert assign_hosts((), (host("A1"),)) == ()


def test_the_only_place_that_fits_is_said_to_be():
    (choice,) = assign_hosts(needs(1, people=20), (host("A1", capacity=10), host("B1", capacity=20)))
    assert (choice.host, choice.reason) == ("B1", HostReason.ONLY_FITTING)


def test_a_settled_date_stands_and_takes_its_turn():
    first, second, third = needs(3)
    hosts = host("A1"), host("B1"), host("C1")
    settled = replace(second, settled="A1")
    assert chosen((first, settled, third), *hosts) == ["B1", "A1", "C1"]
    assert assign_hosts((settled,), hosts) == (HostChoice("n1", "A1", HostReason.SETTLED),)


def test_a_settled_place_that_takes_no_turns_leaves_the_turns_as_they_are():
    first, second = needs(2)
    assert chosen((replace(first, settled="town hall"), second), host("A1")) == ["town hall", "A1"]


def test_two_dates_in_a_row_are_not_at_one_organisation_if_another_fits():
    first, second, third = needs(3)
    # A hosted longest ago, but the date after is settled there; B is large enough for all but the third.
    hosts = host("A1", last_hosted=long_ago(2020)), host("B1", capacity=10, last_hosted=long_ago(2025))
    assert chosen((first, replace(second, settled="A1"), replace(third, people=20)), *hosts) == ["B1", "A1", "A1"]


def test_a_turn_after_the_date_counts_as_the_latest():
    later = host("A1", last_hosted=dt.date(2027, 1, 5)), host("B1", last_hosted=long_ago(2026))
    (choice,) = assign_hosts(needs(1), later)
    assert (choice.host, choice.last) == ("B1", long_ago(2026))


def test_the_balance_counts_rooms_under_their_organisation_the_least_first():
    hosts = host("A1", hosted=2), host("A2", hosted=1), host("B1", hosted=1), host("C1")
    choices = [HostChoice(str(n), name, HostReason.SETTLED) for n, name in enumerate(["A2", "B1", "B1", "X1", None])]
    assert balance(choices, hosts) == (HostBalance("C", 0, 0), HostBalance("B", 1, 2), HostBalance("A", 3, 1))


many = settings(max_examples=150, deadline=None)
days = st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31))


@st.composite
def places(draw):
    names = draw(st.lists(st.sampled_from([o + r for o in "ABCDE" for r in "12"]), unique=True, max_size=7))
    return [
        host(
            name,
            capacity=draw(st.none() | st.integers(0, 40)),
            step_free=draw(st.none() | st.booleans()),
            last_hosted=draw(st.none() | days),
            hosted=draw(st.integers(0, 3)),
        )
        for name in names
    ]


@st.composite
def wants(draw):
    return [
        HostNeed(
            f"n{n}",
            draw(days),
            people=draw(st.integers(0, 40)),
            settled=draw(st.none() | st.none() | st.sampled_from(["A1", "B2", "Z9"])),
            step_free=draw(st.booleans()),
        )
        for n in range(draw(st.integers(0, 12)))
    ]


@many
@given(wants(), places(), st.randoms(use_true_random=False))
def test_the_order_in_which_they_come_does_not_matter(wanted, hosts, random):
    choices = assign_hosts(wanted, hosts)
    shuffled = assign_hosts(random.sample(wanted, len(wanted)), random.sample(hosts, len(hosts)))
    assert shuffled == choices
    assert balance(shuffled, random.sample(hosts, len(hosts))) == balance(choices, hosts)


@many
@given(wants(), places())
def test_every_date_gets_one_choice_that_fits_or_says_why_not(wanted, hosts):
    choices = assign_hosts(wanted, hosts)
    assert [c.key for c in choices] == [n.key for n in sorted(wanted, key=lambda n: (n.date, n.key))]
    by_key, place_of = {n.key: n for n in wanted}, {h.key: h for h in hosts}
    for choice in choices:
        need = by_key[choice.key]
        assert (choice.reason is HostReason.SETTLED) == (need.settled is not None)
        if need.settled is not None:
            assert choice.host == need.settled
        elif choice.host is None:
            assert not any(h.step_free is not False or not need.step_free for h in hosts)
        else:
            place = place_of[choice.host]
            assert not (need.step_free and place.step_free is False)
            enough = place.capacity is None or place.capacity >= need.people
            assert enough == (choice.reason is not HostReason.NONE_LARGE_ENOUGH)


@many
@given(st.integers(1, 40), st.integers(1, 7), st.lists(st.none() | st.dates(dt.date(2020, 1, 1), FIRST), max_size=7))
def test_equally_fit_organisations_host_equally_often_and_never_in_a_row(dates, count, former):
    hosts = [host("ABCDEFG"[n], last_hosted=former[n] if n < len(former) else None) for n in range(count)]
    wanted = needs(dates)
    found = chosen(wanted, *hosts)
    planned = Counter(found)
    counts = [planned[h.key] for h in hosts]
    assert max(counts) - min(counts) <= 1
    assert count == 1 or all(one != other for one, other in pairwise(found))
