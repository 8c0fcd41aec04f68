"""The answers to the three questions and the lead's edits, as dataclasses that a draft keeps as JSON (pure)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from portal.directory.enums import Circle

from .scheduling import Cadence, Campaign, Edit, EditAction, EveryWeeks, NthWeekday, PlanKey, Season

CIRCLES = (Circle.FIRST, Circle.SECOND)
#: How far a date may move from its usual day. Circle 2 meets so seldom that it looks beyond two weeks of holidays.
TOLERANCE_DAYS = {Circle.FIRST: 7, Circle.SECOND: 16}
#: The guide's "up to" rhythms in campaigns, in weeks.
USUAL_WEEKS = {Circle.FIRST: 2, Circle.SECOND: 6}
_RHYTHM_KEYS = {circle: f"circle-{circle.value}" for circle in CIRCLES}


def rhythm_key(circle: str) -> str:
    """Return the lasting name of a circle's rhythm in plan keys: planning anew finds the meetings of the last plan."""
    return _RHYTHM_KEYS[Circle(circle)]


@dataclass(frozen=True, slots=True)
class CircleAnswer:
    """When a circle meets: ``weekday`` 0 is Monday, ``time`` local, cadences as the engine takes them."""

    circle: str
    weekday: int
    time: dt.time
    duration_minutes: int
    in_campaign: Cadence
    outside: Cadence | None = None
    anchor: dt.date | None = None

    @property
    def tolerance_days(self) -> int:
        """How far a date of this circle may move."""
        return TOLERANCE_DAYS[Circle(self.circle)]

    @property
    def slot(self) -> tuple:
        """Day, time and duration: what circle 2 takes from circle 1 when nothing else is said."""
        return self.weekday, self.time, self.duration_minutes


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """The usual place: a venue or a site by its key, or a typed place of the organisation ``host``; else none yet."""

    venue: int | None = None
    site: int | None = None
    host: int | None = None
    name: str = ""
    address: str = ""
    postcode: str = ""
    town: str = ""


@dataclass(frozen=True, slots=True)
class PlanAnswers:
    """All that a lead answered; the period includes both days."""

    start: dt.date
    end: dt.date
    campaigns: tuple[Campaign, ...]
    circles: tuple[CircleAnswer, ...]
    place: PlaceAnswer = PlaceAnswer()

    @property
    def season(self) -> Season:
        """The period as the engine takes it."""
        return Season(self.start, self.end)

    def circle(self, circle: str) -> CircleAnswer | None:
        """Return the answer for ``circle``, None when it is not planned."""
        return next((answer for answer in self.circles if answer.circle == circle), None)

    def to_json(self) -> dict:
        """Return what ``from_json`` reads back; the period is kept by the draft itself."""
        return {
            "campaigns": [
                {
                    "label": campaign.label,
                    "start": campaign.start.isoformat(),
                    "end": campaign.end.isoformat(),
                    "checks_from": _iso(campaign.checks_from),
                }
                for campaign in self.campaigns
            ],
            "circles": [
                {
                    "circle": str(answer.circle),
                    "weekday": answer.weekday,
                    "time": answer.time.isoformat("minutes"),
                    "duration": answer.duration_minutes,
                    "in_campaign": _cadence_to_json(answer.in_campaign),
                    "outside": _cadence_to_json(answer.outside),
                    "anchor": _iso(answer.anchor),
                }
                for answer in self.circles
            ],
            "place": {name: getattr(self.place, name) for name in PlaceAnswer.__slots__},
        }

    @classmethod
    def from_json(cls, data: Mapping, *, start: dt.date, end: dt.date) -> PlanAnswers:
        """Read back ``to_json``."""
        return cls(
            start=start,
            end=end,
            campaigns=tuple(
                Campaign(item["label"], _date(item["start"]), _date(item["end"]), _date(item["checks_from"]))
                for item in data["campaigns"]
            ),
            circles=tuple(
                CircleAnswer(
                    circle=item["circle"],
                    weekday=item["weekday"],
                    time=dt.time.fromisoformat(item["time"]),
                    duration_minutes=item["duration"],
                    in_campaign=_cadence_from_json(item["in_campaign"]),
                    outside=_cadence_from_json(item["outside"]),
                    anchor=_date(item["anchor"]),
                )
                for item in data["circles"]
            ),
            place=PlaceAnswer(**data["place"]),
        )


def edits_from_json(data: Mapping[str, Mapping]) -> tuple[Edit, ...]:
    """Return the engine's edits of a draft, by key."""
    return tuple(
        Edit(PlanKey.parse(key), EditAction(item["action"]), _date(item.get("date")))
        for key, item in sorted(data.items())
    )


def edit_to_json(action: EditAction, date: dt.date | None) -> dict:
    """Return what a draft keeps of one edit."""
    return {"action": action.value, "date": _iso(date)}


def _cadence_to_json(cadence: Cadence | None) -> dict | None:
    match cadence:
        case EveryWeeks(weeks=weeks):
            return {"weeks": weeks}
        case NthWeekday(nth=nth):
            return {"nth": nth}
    return None


def _cadence_from_json(data: Mapping | None) -> Cadence | None:
    if data is None:
        return None
    return EveryWeeks(data["weeks"]) if "weeks" in data else NthWeekday(data["nth"])


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _date(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)
