"""Constraints of a rhythm that contradict each other, and rhythms that ask for the same people at the same hour."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from .engagements import shared_hours
from .inputs import Alternative, NthWeekday, Rhythm
from .outputs import PlanWarning, Reason, ReasonCode, Status, WarningCode
from .slots import Slot

#: So many causes, the most frequent, say why no date is left; more would be read by nobody.
MAX_CAUSES = 5


def constraint_warnings(phases: Sequence[Rhythm], slots: Sequence[Slot]) -> list[PlanWarning]:
    """What in the phases of one rhythm leaves its dates (`slots`, all of them, at least one) no room."""
    warnings = []
    where = {"rhythm": phases[0].key, "circle": phases[0].circle}
    # Who joins circle 2 is not looked at, nor what the lead decided.
    looked_at = [slot for slot in slots if not slot.edited and slot.status is not Status.MERGED]
    if all(_has_no_day_left(slot) for slot in slots):
        warnings.append(
            PlanWarning(
                WarningCode.NO_DATE_LEFT,
                count=len(slots),
                days=max(slot.rhythm.tolerance_days for slot in slots),
                alternatives=_alternatives(slot.rhythm for slot in slots),
                causes=_most_frequent(slots),
                **where,
            )
        )
    elif len(looked_at) > 1 and (people := _never_free(looked_at)):
        causes = (Reason(ReasonCode.REQUIRED_TAKEN, people=people),)
        warnings.append(PlanWarning(WarningCode.REQUIRED_NEVER_FREE, count=len(looked_at), causes=causes, **where))
    unreachable = dict.fromkeys((phase.tolerance_days, _out_of_reach(phase)) for phase in phases)
    warnings.extend(
        PlanWarning(WarningCode.ALTERNATIVES_OUT_OF_REACH, days=days, alternatives=alternatives, **where)
        for days, alternatives in unreachable
        if alternatives
    )
    return warnings


def shared_hours_warnings(slots: Iterable[Slot]) -> list[PlanWarning]:
    """One warning for each two rhythms whose meetings ask for the same people at the same hour."""
    days = defaultdict(list)
    circles = {}
    for first, second, _people in shared_hours(slots):
        one, other = sorted((first, second), key=lambda slot: slot.key.rhythm)
        if one.key.rhythm != other.key.rhythm:
            days[one.key.rhythm, other.key.rhythm].append(max(first.date, second.date))
            circles |= {slot.key.rhythm: slot.rhythm.circle for slot in (one, other)}
    return [
        PlanWarning(
            WarningCode.SHARED_HOURS,
            rhythm=one,
            circle=circles[one],
            other=other,
            other_circle=circles[other],
            count=len(found),
            start=min(found),
            end=max(found),
        )
        for (one, other), found in sorted(days.items())
    ]


def _has_no_day_left(slot: Slot) -> bool:
    return slot.status is Status.SKIPPED and any(r.code is ReasonCode.NO_DAY_LEFT for r in slot.reasons)


def _most_frequent(slots: Iterable[Slot]) -> tuple[Reason, ...]:
    """What closed the dates, told once for all days, the most frequent first."""
    counts: Counter[Reason] = Counter()
    for slot in slots:
        told = {
            Reason(reason.code, name=reason.name, people=reason.people)
            for reason in slot.reasons
            if reason.code is not ReasonCode.NO_DAY_LEFT
        }
        counts.update(told)
    ordered = sorted(counts, key=lambda reason: (-counts[reason], reason.code, reason.name, reason.people))
    return tuple(ordered[:MAX_CAUSES])


def _never_free(slots: Iterable[Slot]) -> tuple[str, ...]:
    """Those who are taken at the usual hour of every date of `slots`."""
    never: set[str] | None = None
    for slot in slots:
        taken = {p for r in slot.reasons if r.code is ReasonCode.REQUIRED_TAKEN for p in r.people}
        never = taken if never is None else never & taken
    return tuple(sorted(never or ()))


def _alternatives(phases: Iterable[Rhythm]) -> tuple[Alternative, ...]:
    return tuple(dict.fromkeys(alternative for phase in phases for alternative in phase.alternatives))


def _out_of_reach(phase: Rhythm) -> tuple[Alternative, ...]:
    """The alternatives on weekdays to which the tolerance does not reach from any usual weekday."""
    usual = {
        cadence.weekday if isinstance(cadence, NthWeekday) and cadence.weekday is not None else phase.weekday
        for cadence in (phase.in_campaign, phase.outside)
        if cadence is not None
    }
    return tuple(
        alternative
        for alternative in dict.fromkeys(phase.alternatives)
        if usual and all(_days_apart(alternative.weekday, weekday) > phase.tolerance_days for weekday in usual)
    )


def _days_apart(one: int, other: int) -> int:
    return min((one - other) % 7, (other - one) % 7)
