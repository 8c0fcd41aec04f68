"""Winning organisations over: how far it has come, what comes next and by when (MISSION A6)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record

from ..models import Participation, Platform
from .checks import apply_details, check_day, refuse_stale
from .members import place_member

declare_actions(mobilisation_noted=gettext_noop("Next step of the mobilisation noted"))


@dataclass(frozen=True, kw_only=True)
class Step:
    """How far it has come today, and what comes next; ``reason`` says why, of a refusal above all."""

    status: str
    circle: str = ""
    reason: str = ""
    next_step: str = ""
    next_step_on: dt.date | None = None


STEP_FIELDS = tuple(Step.__dataclass_fields__)
_NEXT = ("next_step", "next_step_on")


@transaction.atomic
def advance(participation: Participation, step: Step, *, version: str, by: Actor) -> Participation:
    """Note how far the mobilisation has come and the next step; return the row that then holds.

    A change of state or circle is dated today and keeps its history, as ``place_member`` says. A next step is to come:
    its day is today or later, unless it stands there already. Raises ``StaleSave`` when the row changed since
    ``version``, and ``DomainError`` for a day without a step, one that is past, or what ``place_member`` refuses.
    """
    Platform.objects.select_for_update().get(pk=participation.platform_id)
    stored = Participation.objects.select_related("platform", "organisation").get(pk=participation.pk)
    refuse_stale(stored, STEP_FIELDS, version)
    if step.next_step_on and not step.next_step.strip():
        raise DomainError(_("Say what is to be done by that day."), code="required", field="next_step")
    if step.next_step_on and step.next_step_on != stored.next_step_on:
        check_day(step.next_step_on, field="next_step_on", earliest=timezone.localdate())
    reason = "" if step.reason == stored.reason else step.reason
    placed = place_member(stored, status=step.status, circle=step.circle, reason=reason, by=by)
    changed = apply_details(placed, {name: getattr(step, name) for name in (*_NEXT, "reason")})
    if changed:
        placed.save(update_fields=changed)
        record(placed, "mobilisation_noted", by=by, platform=placed.platform, changed=changed)
    return placed
