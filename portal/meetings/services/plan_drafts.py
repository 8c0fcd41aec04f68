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
from ..planning_answers import PlanAnswers, edit_to_json
from ..scheduling import EditAction, PlanKey, SchedulingError
from ..scheduling.wording import describe_error
from .planning_inputs import MARGIN
from .planning_preview import Change, PlanPreview, PlanRow, preview

declare_actions(
    plan_started=gettext_noop("Calendar preparation started"),
    plan_answers_changed=gettext_noop("Answers of a calendar preparation changed"),
    plan_date_changed=gettext_noop("Date changed in a calendar preparation"),
    plan_discarded=gettext_noop("Calendar preparation discarded"),
)


class StaleDraft(DomainError):
    """The draft was changed in another window since the form was shown."""

    def __init__(self):
        super().__init__(
            _("This preparation was changed in another window. Nothing was written: look at it again."), code="stale"
        )


@transaction.atomic
def start_draft(platform: Platform, answers: PlanAnswers, *, by: Actor) -> PlanDraft:
    """Keep ``answers`` as a new draft and return it. Raises DomainError when no plan can be made of them."""
    draft = PlanDraft(platform=platform, created_by=by.user)
    _keep(draft, answers)
    record(draft, "plan_started", by=by, platform=platform)
    return draft


@transaction.atomic
def change_answers(draft: PlanDraft, answers: PlanAnswers, *, version: int, by: Actor) -> PlanDraft:
    """Replace the answers of ``draft``; dates changed by hand stay as far as the new plan still has them.

    Raises StaleDraft, and DomainError when no plan can be made of the answers.
    """
    stored = locked_draft(draft, version)
    _keep(stored, answers)
    record(stored, "plan_answers_changed", by=by, platform=stored.platform)
    return stored


@transaction.atomic
def edit_date(
    draft: PlanDraft, key: str, action: EditAction | None, date: dt.date | None = None, *, version: int, by: Actor
) -> PlanDraft:
    """Move (to ``date``), keep or drop one date of the plan, or with ``action`` None let the planner decide again.

    Raises StaleDraft, and DomainError for a key that the plan does not have, a date past or far from the period, an
    hour that does not exist on that day, or a date whose meeting is no longer the planner's to change.
    """
    stored = locked_draft(draft, version)
    if action is None:
        if stored.edits.pop(key, None) is None:
            raise DomainError(_("This date is no longer in the plan."), code="unknown_date")
    else:
        row = _editable_row(preview(stored), key)
        if action is EditAction.MOVE:
            _check_move(stored, row, date)
        stored.edits[key] = edit_to_json(action, date if action is EditAction.MOVE else None)
    _save(stored)
    record(stored, "plan_date_changed", by=by, platform=stored.platform, key=key, edit=action or "reset")
    return stored


@transaction.atomic
def forget_edits(draft: PlanDraft, *, version: int, by: Actor) -> PlanDraft:
    """Undo all changes made by hand in ``draft``. Raises StaleDraft."""
    stored = locked_draft(draft, version)
    stored.edits = {}
    _save(stored)
    record(stored, "plan_date_changed", by=by, platform=stored.platform, edit="reset_all")
    return stored


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


def _check_move(draft: PlanDraft, row: PlanRow, date: dt.date | None) -> None:
    if date is None:
        raise DomainError(_("Give the date to which the meeting moves."), code="no_date", field="date")
    if date < local_today(draft.platform):
        raise DomainError(_("This date is past."), code="past", field="date")
    if not draft.start - MARGIN <= date <= draft.end + MARGIN:
        raise DomainError(_("This date is too far from the planned period."), code="far", field="date")
    try:
        starts_at = localise(date, row.occurrence.start, draft.platform.timezone)
    except LocalTimeError as error:
        raise DomainError(_no_such_hour(error), code="time", field="date") from error
    if starts_at <= timezone.now():
        raise DomainError(_("This date is past."), code="past", field="date")


def _no_such_hour(error: LocalTimeError) -> str:
    if isinstance(error, NonexistentTime):
        return _("This time does not exist on that day: clocks go forward over it. Choose another one.")
    return _("This date cannot be used.")
