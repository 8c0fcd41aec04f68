"""What the last change by hand did: to the date itself, and to the rest of the plan. Pure, from one preview."""

from dataclasses import dataclass

from ..scheduling import Status
from .plan_drafts import before_last
from .planning_preview import PlanPreview, preview_with
from .planning_rows import PlanRow


@dataclass(frozen=True)
class Effect:
    """One date before and after a change; None where the plan does not hold such a date at all."""

    before: PlanRow | None
    after: PlanRow | None

    @property
    def is_any(self) -> bool:
        """Whether the date differs in anything that a lead sees: held or not, day, hour, joined to circle 2, place."""
        return _seen(self.before) != _seen(self.after)


@dataclass(frozen=True)
class LastChange:
    """The dates that the lead changed last, and those that changed because of it, both by plan key."""

    made: dict[str, Effect]
    effects: dict[str, Effect]


def last_change(plan: PlanPreview) -> LastChange | None:
    """Return what the last change by hand in the draft of ``plan`` did, None when there was none. Reads nothing."""
    if not plan.draft.history:
        return None
    changed = plan.draft.history[-1]
    former = {row.key: row for row in preview_with(plan, before_last(plan.draft)).rows if row.key}
    now = {row.key: row for row in plan.rows if row.key}
    effects = {key: Effect(former.get(key), now.get(key)) for key in sorted({**former, **now})}
    return LastChange(
        made={key: effects[key] for key in changed if key in effects},
        effects={key: effect for key, effect in effects.items() if key not in changed and effect.is_any},
    )


def is_merged(row: PlanRow | None) -> bool:
    """Whether the date is joined to one of circle 2."""
    return row is not None and row.occurrence is not None and row.occurrence.status is Status.MERGED


def _seen(row: PlanRow | None) -> tuple:
    if row is None:
        return ()
    if row.stays:
        return row.is_held, row.meeting.starts_at
    if not row.is_held:
        return False, row.occurrence.date if is_merged(row) else None
    return True, row.starts_at, row.venue and row.venue.pk
