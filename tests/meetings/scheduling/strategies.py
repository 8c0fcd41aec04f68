"""Requests of every shape: sensible ones around one season, and wild ones that may well be refused."""

import datetime as dt

from hypothesis import strategies as st

from portal.meetings.scheduling import (
    Campaign,
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


@st.composite
def rhythms(draw, key):
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
    )


@st.composite
def requests(draw, with_edits=True):
    """Requests that are accepted, of up to 400 days and four rhythms, with edits of their own occurrences."""
    start = draw(near(30, 30))
    request = PlanRequest(
        season=Season(start, start + dt.timedelta(days=draw(st.integers(0, 400)))),
        rhythms=tuple(draw(rhythms(key)) for key in "abcd"[: draw(st.integers(1, 4))]),
        campaigns=tuple(draw(st.lists(spans(Campaign, 100), max_size=3))),
        school_holidays=tuple(draw(st.lists(spans(SchoolHoliday, 20), max_size=6))),
        public_holidays=draw(days_off),
        closed_days=draw(days_off),
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
    return Edit(key, action, draw(near()) if action is EditAction.MOVE else None)


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
        ),
        max_size=2,
    ).map(tuple),
    campaigns=st.lists(st.builds(Campaign, st.text(max_size=3), st.dates(), st.dates()), max_size=2).map(tuple),
    school_holidays=st.lists(st.builds(SchoolHoliday, st.text(max_size=3), st.dates(), st.dates()), max_size=2).map(
        tuple
    ),
    public_holidays=st.dictionaries(st.dates(), st.text(max_size=3), max_size=3),
    edits=st.lists(
        st.builds(
            Edit,
            st.builds(PlanKey, st.text(max_size=3), st.integers(0, 999999)),
            st.sampled_from(EditAction),
            st.none() | st.dates(),
        ),
        max_size=2,
    ).map(tuple),
)
