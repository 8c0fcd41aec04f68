"""The school year 2026-2027 of zone B (education.gouv.fr calendar) and short-hands for requests."""

import datetime as dt
from dataclasses import replace

from portal.meetings.scheduling import Campaign, EveryWeeks, PlanRequest, Rhythm, SchoolHoliday, Season, propose

YEAR = Season(dt.date(2026, 9, 1), dt.date(2027, 7, 2))
HOLIDAYS = (
    SchoolHoliday("Toussaint", dt.date(2026, 10, 17), dt.date(2026, 11, 1)),
    SchoolHoliday("Noël", dt.date(2026, 12, 19), dt.date(2027, 1, 3)),
    SchoolHoliday("Hiver", dt.date(2027, 2, 20), dt.date(2027, 3, 7)),
    SchoolHoliday("Printemps", dt.date(2027, 4, 17), dt.date(2027, 5, 2)),
    SchoolHoliday("Pont de l'Ascension", dt.date(2027, 5, 6), dt.date(2027, 5, 8)),
)
PUBLIC_HOLIDAYS = {
    dt.date(2026, 11, 1): "Toussaint",
    dt.date(2026, 11, 11): "Armistice",
    dt.date(2026, 12, 25): "Noël",
    dt.date(2027, 1, 1): "Jour de l'an",
    dt.date(2027, 3, 29): "Lundi de Pâques",
    dt.date(2027, 5, 1): "Fête du travail",
    dt.date(2027, 5, 6): "Ascension",
    dt.date(2027, 5, 8): "Victoire 1945",
    dt.date(2027, 5, 17): "Lundi de Pentecôte",
}
AUTUMN = Campaign("Automne", dt.date(2026, 10, 5), dt.date(2026, 12, 11), checks_from=dt.date(2026, 9, 14))
SPRING = Campaign("Printemps", dt.date(2027, 3, 8), dt.date(2027, 5, 28), checks_from=dt.date(2027, 2, 15))
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)


def circle_1(**changes) -> Rhythm:
    rhythm = Rhythm(
        key="c1",
        circle=1,
        weekday=TUESDAY,
        start=dt.time(9, 30),
        duration_minutes=120,
        in_campaign=EveryWeeks(2),
        outside=None,
        tolerance_days=4,
    )
    return replace(rhythm, **changes)


def circle_2(**changes) -> Rhythm:
    defaults = {"key": "c2", "circle": 2, "in_campaign": EveryWeeks(6), "duration_minutes": 150, "tolerance_days": 14}
    return circle_1(**(defaults | changes))


def season_request(*rhythms: Rhythm, **changes) -> PlanRequest:
    """The whole year 2026-2027 of zone B with its two campaigns."""
    request = PlanRequest(
        season=YEAR,
        rhythms=rhythms,
        campaigns=(AUTUMN, SPRING),
        school_holidays=HOLIDAYS,
        public_holidays=PUBLIC_HOLIDAYS,
    )
    return replace(request, **changes)


def bare_request(*rhythms: Rhythm, start=dt.date(2026, 9, 1), end=dt.date(2026, 10, 31), **changes) -> PlanRequest:
    """A window without campaign, holiday or closed day."""
    return PlanRequest(season=Season(start, end), rhythms=rhythms, **changes)


def rows(request: PlanRequest, key: str | None = None) -> list[tuple[str, str, str]]:
    """What became of each nominal date, as ("10-20", "10-22", "moved"), in the order of the proposal."""
    return [
        (f"{o.nominal:%m-%d}", f"{o.date:%m-%d}" if o.date else "", o.status.value)
        for o in propose(request).occurrences
        if key in (None, o.key.rhythm)
    ]
