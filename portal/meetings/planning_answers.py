"""The answers to the three questions and the lead's edits, as dataclasses that a draft keeps as JSON (pure)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.directory.enums import Circle

from .scheduling import Cadence, Campaign, Edit, EditAction, EveryWeeks, NthWeekday, PlanKey, Rhythm, Season
from .scheduling.inputs import Alternative

CIRCLES = (Circle.FIRST, Circle.SECOND)
#: How far a date may move from its usual day. Circle 2 meets so seldom that it looks beyond two weeks of holidays.
TOLERANCE_DAYS = {Circle.FIRST: 7, Circle.SECOND: 16}
#: The same of a working group.
GROUP_TOLERANCE_DAYS = 7
#: The guide's "up to" rhythms in campaigns, in weeks.
USUAL_WEEKS = {Circle.FIRST: 2, Circle.SECOND: 6}
#: What a working group is offered first, in weeks.
GROUP_WEEKS = 4
_RHYTHM_KEYS = {circle: f"circle-{circle.value}" for circle in CIRCLES}
_GROUP_KEY = "group-"


def rhythm_key(circle: str, group: int | None = None) -> str:
    """Return the lasting name of a rhythm in plan keys: planning anew finds the meetings of the last plan.

    That of the working group with the primary key ``group`` when it is given, else that of ``circle``.
    """
    return _RHYTHM_KEYS[Circle(circle)] if group is None else f"{_GROUP_KEY}{group}"


def group_of_key(rhythm: str) -> int | None:
    """Return the working group that a rhythm's key names, None for a circle's."""
    number = rhythm.removeprefix(_GROUP_KEY)
    return int(number) if number != rhythm and number.isascii() and number.isdigit() else None


@dataclass(frozen=True, slots=True)
class RhythmAnswer:
    """When a circle, or the working group ``group``, meets: ``weekday`` 0 is Monday, ``time`` local.

    Cadences are those of the engine, None for no meeting then. Several answers of one circle or group are phases of
    its rhythm: each from ``since`` (None: from the start of the period) to the day before ``until`` (None: to its end).
    A date that cannot be held moves ``tolerance_days`` at most, to one of ``alternatives`` when there are any.
    """

    circle: str
    weekday: int
    time: dt.time
    duration_minutes: int
    in_campaign: Cadence | None
    outside: Cadence | None = None
    anchor: dt.date | None = None
    #: Left out, the usual tolerance of the circle or group.
    tolerance_days: int | None = None
    group: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    alternatives: tuple[Alternative, ...] = ()

    def __post_init__(self):
        if self.tolerance_days is None:
            usual = GROUP_TOLERANCE_DAYS if self.group is not None else TOLERANCE_DAYS[Circle(self.circle)]
            object.__setattr__(self, "tolerance_days", usual)

    @property
    def key(self) -> str:
        """The name of its rhythm in plan keys; phases share it."""
        return rhythm_key(self.circle, self.group)

    @property
    def slot(self) -> tuple:
        """Day, time and duration: what circle 2 takes from circle 1 when nothing else is said."""
        return self.weekday, self.time, self.duration_minutes

    def engine_rhythm(self, people: Iterable[int] = (), required: Iterable[int] = ()) -> Rhythm:
        """Return it as the engine takes it, with the keys of those expected and of those without whom nobody meets."""
        return Rhythm(
            key=self.key,
            circle=int(self.circle) if self.group is None else None,
            weekday=self.weekday,
            start=self.time,
            duration_minutes=self.duration_minutes,
            in_campaign=self.in_campaign,
            outside=self.outside,
            tolerance_days=self.tolerance_days,
            anchor=self.anchor,
            since=self.since,
            until=self.until,
            alternatives=self.alternatives,
            people=frozenset(map(str, people)),
            required=frozenset(map(str, required)),
        )


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """The usual place: a venue or a site by its key, or a typed place of the organisation ``host``; else none yet.

    With ``rotates`` hosts take turns, and this place is the one of last resort.
    """

    venue: int | None = None
    site: int | None = None
    host: int | None = None
    name: str = ""
    address: str = ""
    postcode: str = ""
    town: str = ""
    rotates: bool = False


@dataclass(frozen=True, slots=True)
class PlanAnswers:
    """All that a lead answered; the period includes both days. Phases of one rhythm follow each other in order."""

    start: dt.date
    end: dt.date
    campaigns: tuple[Campaign, ...]
    rhythms: tuple[RhythmAnswer, ...]
    place: PlaceAnswer = PlaceAnswer()

    @property
    def season(self) -> Season:
        """The period as the engine takes it."""
        return Season(self.start, self.end)

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the planned rhythms in plan keys, each once, in order."""
        return tuple(dict.fromkeys(answer.key for answer in self.rhythms))

    @property
    def groups(self) -> tuple[int, ...]:
        """The working groups that are planned, each once, in order."""
        return tuple(dict.fromkeys(answer.group for answer in self.rhythms if answer.group is not None))

    def phases(self, key: str) -> tuple[RhythmAnswer, ...]:
        """Return the answers of the rhythm ``key``, in order; none when it is not planned."""
        return tuple(answer for answer in self.rhythms if answer.key == key)

    def circle(self, circle: str) -> RhythmAnswer | None:
        """Return the first answer for ``circle``, None when it is not planned."""
        return next((answer for answer in self.rhythms if answer.circle == circle), None)

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
            "rhythms": [_rhythm_to_json(answer) for answer in self.rhythms],
            "place": {name: getattr(self.place, name) for name in PlaceAnswer.__slots__},
        }

    @classmethod
    def from_json(cls, data: Mapping, *, start: dt.date, end: dt.date) -> PlanAnswers:
        """Read back ``to_json``, also of drafts kept before rhythms had phases and groups."""
        return cls(
            start=start,
            end=end,
            campaigns=tuple(
                Campaign(item["label"], _date(item["start"]), _date(item["end"]), _date(item["checks_from"]))
                for item in data["campaigns"]
            ),
            rhythms=tuple(_rhythm_from_json(item) for item in data.get("rhythms", data.get("circles", ()))),
            place=PlaceAnswer(**data["place"]),
        )


def edits_from_json(data: Mapping[str, Mapping]) -> tuple[Edit, ...]:
    """Return the engine's edits of a draft, by key; one that only chose a place is none."""
    return tuple(
        Edit(PlanKey.parse(key), EditAction(item["action"]), _date(item.get("date")), time_from_json(item.get("time")))
        for key, item in sorted(data.items())
        if item.get("action")
    )


def venues_from_json(data: Mapping[str, Mapping]) -> dict[str, int]:
    """Return the venue chosen by hand for each date, by key."""
    return {key: item["venue"] for key, item in data.items() if item.get("venue")}


def edit_to_json(action: EditAction, date: dt.date | None, time: dt.time | None = None) -> dict:
    """Return what a draft keeps of one edit; ``time`` None leaves the hour of the rhythm."""
    kept = {"action": action.value, "date": _iso(date)}
    return kept if time is None else kept | {"time": time.isoformat("minutes")}


def alternatives_to_json(alternatives: tuple[Alternative, ...]) -> list[dict]:
    """Return what drafts and rhythms keep of other days and hours, best first."""
    return [
        {"weekday": other.weekday, "time": other.start and other.start.isoformat("minutes")} for other in alternatives
    ]


def alternatives_from_json(data) -> tuple[Alternative, ...]:
    """Read back ``alternatives_to_json``."""
    return tuple(Alternative(item["weekday"], time_from_json(item.get("time"))) for item in data or ())


def time_from_json(text: str | None) -> dt.time | None:
    """Return the time of day that JSON holds as "09:30", None for none."""
    return dt.time.fromisoformat(text) if text else None


def _rhythm_to_json(answer: RhythmAnswer) -> dict:
    return {
        "circle": str(answer.circle),
        "group": answer.group,
        "weekday": answer.weekday,
        "time": answer.time.isoformat("minutes"),
        "duration": answer.duration_minutes,
        "in_campaign": _cadence_to_json(answer.in_campaign),
        "outside": _cadence_to_json(answer.outside),
        "anchor": _iso(answer.anchor),
        "tolerance": answer.tolerance_days,
        "since": _iso(answer.since),
        "until": _iso(answer.until),
        "alternatives": alternatives_to_json(answer.alternatives),
    }


def _rhythm_from_json(item: Mapping) -> RhythmAnswer:
    return RhythmAnswer(
        circle=item["circle"],
        group=item.get("group"),
        weekday=item["weekday"],
        time=dt.time.fromisoformat(item["time"]),
        duration_minutes=item["duration"],
        in_campaign=_cadence_from_json(item["in_campaign"]),
        outside=_cadence_from_json(item["outside"]),
        anchor=_date(item["anchor"]),
        tolerance_days=item.get("tolerance"),
        since=_date(item.get("since")),
        until=_date(item.get("until")),
        alternatives=alternatives_from_json(item.get("alternatives")),
    )


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
