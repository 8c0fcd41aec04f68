"""What an official calendar would change in the school holidays that the portal holds.

Pure: rows in, changes out; ``services.school_holidays`` writes them.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.core.fold import fold


class ChangeKind(TextChoices):
    """What becomes of one period of the file."""

    NEW = "new", pgettext_lazy("school holidays", "New")
    CHANGED = "changed", pgettext_lazy("school holidays", "Changed")
    KEPT = "kept", pgettext_lazy("school holidays", "Entered by hand, kept")
    SAME = "same", pgettext_lazy("school holidays", "The same")


@dataclass(frozen=True)
class Change:
    """One period of the file and the stored rows (``CalendarPeriod``) that lie over it, the one it replaces first."""

    kind: ChangeKind
    zone: str
    name: str
    start: date
    end: date
    source: str
    stored: tuple = ()


def compare(periods: Sequence[dict], stored: Iterable, *, replace_hand_made: bool = False) -> list[Change]:
    """Return what becomes of each of ``periods`` (as ``school_calendar`` reads them), by zone and day.

    A period that lies over stored ones of its zone replaces them, whatever they are called: names differ from one
    source to the next. Those without source were entered by hand and stay unless ``replace_hand_made``. A name that
    differs by case, accents or apostrophe alone is the same and stays as it is.
    """
    by_zone = defaultdict(list)
    for row in stored:
        by_zone[row.zone].append(row)
    changes, taken = [], set()
    for one in sorted(periods, key=lambda one: (one["zone"], one["start"])):
        start, end = date.fromisoformat(one["start"]), date.fromisoformat(one["end"])
        over = [row for row in by_zone[one["zone"]] if row.start <= end and start <= row.end and row.pk not in taken]
        # What it replaces first: its namesake, else the one that begins nearest.
        over.sort(key=lambda row: (fold(row.name) != fold(one["name"]), abs((row.start - start).days), row.pk))
        name = over[0].name if over and fold(over[0].name) == fold(one["name"]) else one["name"]
        if not over:
            kind = ChangeKind.NEW
        elif len(over) == 1 and (over[0].name, over[0].start, over[0].end) == (name, start, end):
            kind = ChangeKind.SAME
        elif not replace_hand_made and not all(row.source for row in over):
            kind = ChangeKind.KEPT
        else:
            kind = ChangeKind.CHANGED
            taken.update(row.pk for row in over)
        changes.append(Change(kind, one["zone"], name, start, end, one["source"], tuple(over)))
    return changes


def digest_of(changes: Sequence[Change]) -> str:
    """Return a short text that differs as soon as what would be written does: what was shown is what is written."""
    seen = [
        (change.kind.value, change.zone, change.name, change.start, change.end)
        + tuple((row.pk, row.name, row.start, row.end) for row in change.stored)
        for change in changes
    ]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]
