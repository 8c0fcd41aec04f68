"""Preparing a season: drafts that keep answers and edits, and write nothing else until one is accepted."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.directory.models import Platform
from portal.directory.platform_calendar import local_today

from ..local_time import LocalTimeError, NonexistentTime, localise
from ..models import PlanDraft
from ..planning_answers import PlanAnswers, edit_to_json, time_from_json
from ..scheduling import EditAction, PlanKey, SchedulingError
from ..scheduling.wording import describe_error
from .planning_inputs import MARGIN
from .planning_preview import Change, PlanPreview, PlanRow, preview
from .rhythms import check_answer

declare_actions(
    plan_started=gettext_noop("Calendar preparation started"),
    plan_answers_changed=gettext_noop("Answers of a calendar preparation changed"),
    plan_date_changed=gettext_noop("Date changed in a calendar preparation"),
    plan_host_chosen=gettext_noop("Host chosen in a calendar preparation"),
    plan_discarded=gettext_noop("Calendar preparation discarded"),
)

#: How many changes can be undone one after the other.
MOST_UNDONE = 50


class StaleDraft(DomainError):
    """The draft was changed in another window since the form was shown."""

    def __init__(self):
        super().__init__(
            _("This preparation was changed in another window. Nothing was written: look at it again."), code="stale"
        )


@transaction.atomic
def start_draft(platform: Platform, answers: PlanAnswers, *, by: Actor) -> PlanDraft:
    """Keep ``answers`` as a new draft and return it. Raises DomainError when no plan can be made of them.

    What was changed by hand in the plan accepted before holds on, for the dates that the new one has too: planning
    again undoes no decision of the lead, who sees each as chosen by hand and may let the planner decide again.
    """
    draft = PlanDraft(platform=platform, created_by=by.user)
    _keep(draft, answers)
    draft.edits = _edits_that_hold(draft)
    if draft.edits:
        draft.save(update_fields=["edits"])
    record(draft, "plan_started", by=by, platform=platform)
    return draft


@transaction.atomic
def change_answers(draft: PlanDraft, answers: PlanAnswers, *, version: int, by: Actor) -> PlanDraft:
    """Replace the answers of ``draft``; dates changed by hand stay as far as the new plan still has them.

    Raises StaleDraft, and DomainError when no plan can be made of the answers.
    """
    stored = locked_draft(draft, version)
    stored.history = []
    _keep(stored, answers)
    record(stored, "plan_answers_changed", by=by, platform=stored.platform)
    return stored


@transaction.atomic
def edit_date(
    draft: PlanDraft,
    key: str,
    action: EditAction | None,
    date: dt.date | None = None,
    time: dt.time | None = None,
    *,
    version: int,
    by: Actor,
) -> PlanDraft:
    """Move (to ``date``, and to ``time`` when the hour is another one too), keep or drop one date of the plan.

    With ``action`` None the planner decides again, on the date and on who hosts it. Without ``time`` an hour given
    before stays. Raises StaleDraft, and DomainError for a key that the plan does not have, a date past or far from the
    period, an hour that does not exist on that day, or a date whose meeting is no longer the planner's to change.
    """
    stored = locked_draft(draft, version)
    if action is None:
        if key not in stored.edits:
            raise DomainError(_("This date is no longer in the plan."), code="unknown_date")
        _change(stored, {key: None})
    else:
        plan = preview(stored)
        row = _editable_row(plan, key)
        former = stored.edits.get(key, {})
        hour = None
        if action is EditAction.MOVE:
            hour = time or time_from_json(former.get("time"))
            _check_move(stored, date, hour or row.occurrence.start)
            if {hour} == {rhythm.start for rhythm in plan.request.rhythms if rhythm.key == row.occurrence.key.rhythm}:
                hour = None  # the rhythm's own: it follows the rhythm when that changes
        edit = edit_to_json(action, date if action is EditAction.MOVE else None, hour)
        _change(stored, {key: edit | {name: former[name] for name in ("venue",) if former.get(name)}})
    record(stored, "plan_date_changed", by=by, platform=stored.platform, key=key, edit=action or "reset")
    return stored


@transaction.atomic
def choose_host(draft: PlanDraft, key: str, venue: int | None, *, version: int, by: Actor) -> PlanDraft:
    """Have one date of the plan held at ``venue``, a key; None leaves the place to the plan again.

    Raises StaleDraft, and DomainError for a date that is not in the plan or no longer the planner's to change, and for
    a venue that is not one of the platform's or is no longer used.
    """
    stored = locked_draft(draft, version)
    plan = preview(stored)
    row = _editable_row(plan, key)
    if venue is not None and plan.reading.usable_venue(venue, row.occurrence.day) is None:
        raise DomainError(
            _("This place is not one of your venues, or it is no longer used."), code="unknown_venue", field="venue"
        )
    edit = {name: value for name, value in stored.edits.get(key, {}).items() if name != "venue"}
    if venue is not None:
        edit["venue"] = venue
    _change(stored, {key: edit or None})
    record(stored, "plan_host_chosen", by=by, platform=stored.platform, key=key, venue=venue)
    return stored


@transaction.atomic
def undo_last(draft: PlanDraft, *, version: int, by: Actor) -> PlanDraft:
    """Take back the last change made by hand. Raises StaleDraft, and DomainError when there is none."""
    stored = locked_draft(draft, version)
    if not stored.history:
        raise DomainError(_("There is no change left to undo."), code="no_history")
    stored.edits = before_last(stored)
    stored.history = stored.history[:-1]
    _save(stored)
    record(stored, "plan_date_changed", by=by, platform=stored.platform, edit="undo")
    return stored


@transaction.atomic
def forget_edits(draft: PlanDraft, *, version: int, by: Actor) -> PlanDraft:
    """Undo all changes made by hand in ``draft``; that too can be undone. Raises StaleDraft."""
    stored = locked_draft(draft, version)
    _change(stored, dict.fromkeys(stored.edits))
    record(stored, "plan_date_changed", by=by, platform=stored.platform, edit="reset_all")
    return stored


def before_last(draft: PlanDraft) -> dict:
    """Return the changes by hand that ``draft`` held before the last of them; those of now when there was none."""
    return _merged(draft.edits, draft.history[-1] if draft.history else {})


@transaction.atomic
def discard_draft(draft: PlanDraft, *, by: Actor) -> None:
    """Delete a draft: nobody but the team ever saw it. Raises DomainError once it is accepted."""
    stored = _lock(draft)
    record(stored, "plan_discarded", by=by, platform=stored.platform)
    stored.delete()


def locked_draft(draft: PlanDraft, version: int) -> PlanDraft:
    """Return the stored draft, held until the transaction ends. Raises StaleDraft for another version or none."""
    stored = _lock(draft)
    if stored.version != version:
        raise StaleDraft
    return stored


def _lock(draft: PlanDraft) -> PlanDraft:
    stored = PlanDraft.objects.select_for_update(of=("self",)).select_related("platform").filter(pk=draft.pk).first()
    if stored is None:
        raise StaleDraft
    if stored.accepted_at is not None:
        raise DomainError(_("This plan has been accepted already."), code="accepted")
    return stored


def _keep(draft: PlanDraft, answers: PlanAnswers) -> None:
    """Save ``answers`` in ``draft`` if a plan can be made of them, else raise DomainError."""
    if answers.end < local_today(draft.platform):
        raise DomainError(_("This period is over: choose a later last day."), code="past", field="end")
    for answer in answers.rhythms:
        check_answer(draft.platform, answer)
    draft.start, draft.end, draft.answers = answers.start, answers.end, answers.to_json()
    try:
        # Before the row is saved: a period that ends before it starts must be a message, not a broken constraint.
        proposal = preview(draft).proposal
    except SchedulingError as error:
        raise DomainError(describe_error(error), code=error.code.value) from error
    except LocalTimeError as error:
        raise DomainError(_no_such_hour(error), code="time", field="c1_time") from error
    if not proposal.occurrences:
        raise DomainError(
            _(
                "These answers give no date at all: give at least one campaign in the period, or a rhythm outside "
                "campaigns (more options)."
            ),
            code="empty",
        )
    _save(draft)


def _edits_that_hold(draft: PlanDraft) -> dict:
    """Return the changes by hand of the last accepted plan of the period that the plan of ``draft`` can take up."""
    accepted = draft.platform.plan_drafts.filter(accepted_at__isnull=False, start__lte=draft.end, end__gte=draft.start)
    former = accepted.order_by("-accepted_at", "-pk").first()
    if former is None or not former.edits:
        return {}
    plan = preview(draft)
    open_keys = {str(row.occurrence.key) for row in plan.rows if row.occurrence and row.change is not Change.UNTOUCHED}
    kept = {}
    for key, edit in former.edits.items():
        if key not in open_keys:
            continue
        venue, date = edit.get("venue"), edit.get("date")
        day = dt.date.fromisoformat(date) if date else None
        if day and not (local_today(draft.platform) < day and draft.start - MARGIN <= day <= draft.end + MARGIN):
            continue
        if venue is not None and plan.reading.usable_venue(venue, day or draft.start) is None:
            edit = {name: value for name, value in edit.items() if name != "venue"}
        if edit:
            kept[key] = edit
    return kept


def _change(draft: PlanDraft, edits: dict[str, dict | None]) -> None:
    """Put ``edits`` (None: none any more) in place of those of these keys, and keep what was there to undo it."""
    before = {key: draft.edits.get(key) for key in edits}
    if before != edits:
        draft.history = [*draft.history, before][-MOST_UNDONE:]
    draft.edits = _merged(draft.edits, edits)
    _save(draft)


def _merged(edits: dict, changes: dict[str, dict | None]) -> dict:
    return {key: edit for key, edit in {**edits, **changes}.items() if edit is not None}


def _save(draft: PlanDraft) -> None:
    if draft.pk is not None:
        draft.version += 1
    draft.save()


def _editable_row(plan: PlanPreview, key: str) -> PlanRow:
    try:
        wanted = PlanKey.parse(key)
    except ValueError:
        wanted = None
    row = next((row for row in plan.rows if row.occurrence and row.occurrence.key == wanted), None)
    if row is None:
        raise DomainError(_("This date is no longer in the plan."), code="unknown_date")
    if row.change is Change.UNTOUCHED:
        raise DomainError(
            _("This meeting has been convened or changed since: change it on its own page."), code="untouched"
        )
    return row


def _check_move(draft: PlanDraft, date: dt.date | None, time: dt.time) -> None:
    """Raise DomainError unless a date of ``draft`` may be moved to ``date`` at ``time``."""
    if date is None:
        raise DomainError(_("Give the date to which the meeting moves."), code="no_date", field="date")
    if date < local_today(draft.platform):
        raise DomainError(_("This date is past."), code="past", field="date")
    if not draft.start - MARGIN <= date <= draft.end + MARGIN:
        raise DomainError(_("This date is too far from the planned period."), code="far", field="date")
    try:
        starts_at = localise(date, time, draft.platform.timezone)
    except LocalTimeError as error:
        raise DomainError(_no_such_hour(error), code="time", field="date") from error
    if starts_at <= timezone.now():
        raise DomainError(_("This date is past."), code="past", field="date")


def _no_such_hour(error: LocalTimeError) -> str:
    if isinstance(error, NonexistentTime):
        return _("This time does not exist on that day: clocks go forward over it. Choose another one.")
    return _("This date cannot be used.")
