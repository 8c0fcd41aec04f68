"""What the last change by hand did, in words: to its own date, to the rest, and what speaks against it."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.french_dates import format_date, format_time

from ..scheduling.wording import describe_warning
from ..services.planning_effects import Effect, LastChange, is_merged
from ..services.planning_preview import PlanPreview
from ..services.planning_rows import PlanRow
from .plan_lines import Line, title_of


@dataclass(frozen=True)
class LastChangeWords:
    """What the lead did last (``made``), what followed (``rest``), and warnings about the date, as sentences."""

    made: str
    rest: str
    warnings: list[str]

    @property
    def said(self) -> str:
        """All of it, to be read aloud."""
        return " ".join(f"{part}." for part in (self.made, self.rest, *self.warnings) if part)


def words_of(plan: PlanPreview, change: LastChange) -> LastChangeWords:
    """Put ``change`` into words."""
    if len(change.made) == 1:
        ((key, effect),) = change.made.items()
        made = _made(effect, plan)
    else:
        key = ""
        made = _("All your changes are undone") if change.made else _("The date is no longer in the plan")
    count = len(change.effects)
    rest = (
        ngettext(
            "%(count)d other date changes because of it",
            "%(count)d other dates change because of it",
            count,
        )
        % {"count": count}
        if count
        else _("No other date changes")
    )
    warnings = [
        describe_warning(item, plan.reading.groups)
        for item in plan.proposal.warnings
        if item.key is not None and str(item.key) == key
    ]
    return LastChangeWords(made, rest, warnings)


def _made(effect: Effect, plan: PlanPreview) -> str:
    row = effect.after or effect.before
    words = {"who": title_of(plan, row), "what": describe_effect(effect, plan) or _("no change in the calendar")}
    held = [item for item in (effect.before, effect.after) if item is not None and item.is_held]
    if len(held) == 2 and effect.before.starts_at != effect.after.starts_at:
        return _("%(who)s: %(what)s") % words  # the day is said by the move itself
    return _("%(who)s, %(date)s: %(what)s") % (words | {"date": _date(row.occurrence.day)})


def describe_effect(effect: Effect, plan: PlanPreview) -> str:
    """Say what became of one date, as a phrase that follows its name; empty when nothing did."""
    before, after = effect.before, effect.after
    if not effect.is_any:
        return ""
    if after is None or not after.is_held:
        if is_merged(after):
            return _("joins the circle 2 meeting of %(date)s") % {"date": _date(after.occurrence.date)}
        return _("no longer takes place")
    if before is None or not before.is_held:
        if is_merged(before):
            return _("is no longer joined to circle 2: takes place on %(date)s") % {"date": _moment(after, plan)}
        return _("takes place on %(date)s") % {"date": _moment(after, plan)}
    if before.starts_at == after.starts_at:
        if after.venue is None:
            return _("returns to the usual place")
        return _("is received by %(host)s") % {"host": after.venue}
    first, second = (row.starts_at.astimezone(plan.reading.zone) for row in (before, after))
    if first.date() == second.date():
        return _("begins on %(date)s at %(time)s instead of %(former)s") % {
            "date": _date(second),
            "time": format_time(second),
            "former": format_time(first),
        }
    if first.time() == second.time():
        return _("moves from %(former)s to %(date)s") % {"former": _date(first), "date": _date(second)}
    return _("moves from %(former)s to %(date)s") % {"former": _moment(before, plan), "date": _moment(after, plan)}


def with_effects(lines: list[Line], plan: PlanPreview, change: LastChange | None) -> list[Line]:
    """Return ``lines`` with what the last change did to each of them, besides those that were changed by hand."""
    if change is None:
        return lines
    return [
        replace(line, effect=describe_effect(change.effects[line.key], plan)) if line.key in change.effects else line
        for line in lines
    ]


def _date(day) -> str:
    return format_date(day, year=False)


def _moment(row: PlanRow, plan: PlanPreview) -> str:
    local = row.starts_at.astimezone(plan.reading.zone)
    return f"{_date(local)}, {format_time(local)}"
