"""Requests of every shape: sensible ones around one season, and wild ones that may well be refused."""

import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st

from portal.meetings.scheduling import (
    Alternative,
    Campaign,
    Commitment,
    Edit,
    EditAction,
    EveryWeeks,
    NthWeekday,
    PlanKey,
    PlanRequest,
    Rhythm,
    SchoolHoliday,
    Season,
    propose,
)

PEOPLE = "PQRST"
FIRST_DAY = dt.date(2026, 9, 1)


def near(days_before=60, days_after=420):
    return st.integers(-days_before, days_after).map(lambda n: FIRST_DAY + dt.timedelta(days=n))


def spans(make, longest):
    """Named spans of at most `longest` days near the season."""
    return st.builds(
        lambda name, start, length: make(name, start, start + dt.timedelta(days=length)),
        st.sampled_from("ABCD"),
        near(),
        st.integers(0, longest),
    )


cadences = st.one_of(
    st.builds(EveryWeeks, st.integers(1, 9)),
    st.builds(NthWeekday, st.integers(1, 5), st.none() | st.integers(0, 6)),
)
days_off = st.dictionaries(near(), st.sampled_from(["férié", "pont", ""]), max_size=25)


groups = st.frozensets(st.sampled_from(PEOPLE))
alternatives = st.lists(
    st.builds(Alternative, st.integers(0, 6), st.none() | st.sampled_from([dt.time(9), dt.time(14), dt.time(23)])),
    max_size=3,
).map(tuple)


@st.composite
def commitments(draw):
    """Up to 30 hours at which somebody is taken: most of them on weekdays at work, one may be an absence of weeks."""
    found = []
    for _ in range(draw(st.integers(0, 30))):
        start = dt.datetime.combine(draw(near()), draw(st.sampled_from([dt.time(8), dt.time(9, 30), dt.time(22, 30)])))
        length = draw(st.sampled_from([0, 90, 600, 60 * 24 * 20]))
        found.append(Commitment(draw(st.sampled_from(PEOPLE)), start, start + dt.timedelta(minutes=length), "m"))
    return tuple(found)


@st.composite
def rhythms(draw, key):
    """A rhythm of one phase."""
    since = draw(st.none() | near())
    return Rhythm(
        key=key,
        circle=draw(st.sampled_from([1, 2, None])),
        weekday=draw(st.integers(0, 6)),
        start=draw(st.times()),
        duration_minutes=draw(st.integers(1, 600)),
        in_campaign=draw(st.none() | cadences),
        outside=draw(st.none() | cadences),
        tolerance_days=draw(st.integers(0, 20)),
        anchor=draw(st.none() | st.dates()),
        since=since,
        until=draw(st.none() | near().filter(lambda day: since is None or day > since)),
        alternatives=draw(alternatives),
        people=draw(groups),
        required=draw(st.just(frozenset()) | groups),
    )


@st.composite
def phases(draw, key):
    """One rhythm of one or two phases that follow each other, perhaps with a break."""
    first = draw(rhythms(key))
    if not draw(st.booleans()):
        return (first,)
    change = draw(near(0, 300).filter(lambda day: first.since is None or day > first.since))
    second = replace(draw(rhythms(key)), circle=first.circle, since=change, until=None)
    return replace(first, until=change - dt.timedelta(days=draw(st.sampled_from([0, 0, 20])))), second


def are_sound(phases):
    """Whether no phase ends before it starts, which a break before the change may bring about."""
    return all((p.since or dt.date.min) < (p.until or dt.date.max) for p in phases)


@st.composite
def requests(draw, with_edits=True):
    """Requests that are accepted, of up to 400 days and four rhythms, with edits of their own occurrences."""
    start = draw(near(30, 30))
    request = PlanRequest(
        season=Season(start, start + dt.timedelta(days=draw(st.integers(0, 400)))),
        rhythms=tuple(
            phase for key in "abcd"[: draw(st.integers(1, 4))] for phase in draw(phases(key).filter(are_sound))
        ),
        campaigns=tuple(draw(st.lists(spans(Campaign, 100), max_size=3))),
        school_holidays=tuple(draw(st.lists(spans(SchoolHoliday, 20), max_size=6))),
        public_holidays=draw(days_off),
        closed_days=draw(days_off),
        commitments=draw(commitments()),
        known_until=draw(st.none() | near()),
    )
    keys = [occurrence.key for occurrence in propose(request).occurrences]
    if not with_edits or not keys:
        return request
    chosen = draw(st.lists(st.sampled_from(keys), unique=True, max_size=4))
    return PlanRequest(
        **{name: getattr(request, name) for name in request.__slots__}
        | {"edits": tuple(draw(edits_of(key)) for key in chosen)}
    )


@st.composite
def edits_of(draw, key):
    action = draw(st.sampled_from(EditAction))
    if action is not EditAction.MOVE:
        return Edit(key, action)
    return Edit(key, action, draw(near()), draw(st.none() | st.sampled_from([dt.time(9, 30), dt.time(17)])))


any_number = st.integers(-3, 100)
wild_cadences = (
    st.none() | st.builds(EveryWeeks, any_number) | st.builds(NthWeekday, any_number, st.none() | any_number)
)
wild_requests = st.builds(
    PlanRequest,
    season=st.builds(Season, st.dates(), st.dates()) | st.builds(Season, near(), near()),
    rhythms=st.lists(
        st.builds(
            Rhythm,
            key=st.text(max_size=3),
            circle=st.none() | st.integers(0, 3),
            weekday=st.integers(-1, 7),
            start=st.times(),
            duration_minutes=st.integers(-1, 100),
            in_campaign=wild_cadences,
            outside=wild_cadences,
            tolerance_days=st.integers(-1, 70),
            anchor=st.none() | st.dates(),
            since=st.none() | st.dates(),
            until=st.none() | st.dates(),
            alternatives=st.lists(st.builds(Alternative, st.integers(-1, 7), st.none() | st.times()), max_size=2).map(
                tuple
            ),
            people=groups,
            required=groups,
        ),
        max_size=2,
    ).map(tuple),
    campaigns=st.lists(st.builds(Campaign, st.text(max_size=3), st.dates(), st.dates()), max_size=2).map(tuple),
    school_holidays=st.lists(st.builds(SchoolHoliday, st.text(max_size=3), st.dates(), st.dates()), max_size=2).map(
        tuple
    ),
    public_holidays=st.dictionaries(st.dates(), st.text(max_size=3), max_size=3),
    commitments=st.lists(
        st.builds(Commitment, st.sampled_from(PEOPLE), st.datetimes(), st.datetimes(), st.text(max_size=3)), max_size=3
    ).map(tuple),
    edits=st.lists(
        st.builds(
            Edit,
            st.builds(PlanKey, st.text(max_size=3), st.integers(0, 999999)),
            st.sampled_from(EditAction),
            st.none() | st.dates(),
            st.none() | st.times(),
        ),
        max_size=2,
    ).map(tuple),
)
