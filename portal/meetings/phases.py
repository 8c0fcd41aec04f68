"""Phases of one rhythm as answers that follow each other (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from .planning_answers import RhythmAnswer


def same_rhythm(one: RhythmAnswer, other: RhythmAnswer) -> bool:
    """Whether both say the same, whenever they hold."""
    return replace(one, since=None, until=None) == replace(other, since=None, until=None)


def chained(phases: Iterable[RhythmAnswer]) -> list[RhythmAnswer]:
    """Return phases each up to the next one, the first from the start of the period; equal neighbours are one."""
    done: list[RhythmAnswer] = []
    for phase in phases:
        if done and same_rhythm(done[-1], phase):
            done[-1] = replace(done[-1], until=phase.until)
            continue
        if done:
            done[-1] = replace(done[-1], until=phase.since)
        done.append(phase if done else replace(phase, since=None))
    return done


def following(base: RhythmAnswer, first: Sequence[RhythmAnswer]) -> list[RhythmAnswer]:
    """Return ``base`` at the days, times and durations of ``first``, whose changes it follows."""
    return chained(
        replace(
            base,
            weekday=phase.weekday,
            time=phase.time,
            duration_minutes=phase.duration_minutes,
            since=phase.since,
            until=phase.until,
        )
        for phase in first
    )
