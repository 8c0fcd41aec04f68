"""The rhythms of a platform's circles and working groups: rows that follow each other, one phase after the other."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.directory.enums import Circle
from portal.directory.models import Platform
from portal.directory.platform_calendar import local_today
from portal.directory.services.checks import HORIZON

from ..enums import OutsideCampaign, RhythmPattern
from ..models import Rhythm, Venue
from ..phases import chained, same_rhythm
from ..planning_answers import (
    GROUP_WEEKS,
    USUAL_WEEKS,
    PlanAnswers,
    RhythmAnswer,
    alternatives_from_json,
    alternatives_to_json,
)
from ..scheduling import Cadence, EveryWeeks, NthWeekday, PlanRequest, SchedulingError, Season, validate
from ..scheduling.wording import describe_error

declare_actions(
    rhythm_changed=gettext_noop("Rhythm changed from a day on"),
    rhythm_phase_removed=gettext_noop("Change of a rhythm to come removed"),
)

#: More changes of one rhythm than this in a plan are no rhythm.
MAX_PHASES = 8
MAX_ALTERNATIVES = 3


def answer_of(row: Rhythm) -> RhythmAnswer:
    """Return what ``row`` says, as an answer to the planner; its days are those from which and until which it holds."""
    usual = USUAL_WEEKS[Circle(row.circle)] if row.circle else GROUP_WEEKS
    in_campaign: Cadence | None = EveryWeeks(row.every_weeks)
    if row.pattern == RhythmPattern.NTH_WEEKDAY:
        in_campaign = NthWeekday(row.nth or 1)
    elif row.pattern == RhythmPattern.NONE:
        in_campaign = None
    outside = None
    if row.outside == OutsideCampaign.NTH_WEEKDAY:
        outside = NthWeekday(row.outside_nth or 1)
    elif row.outside == OutsideCampaign.EVERY_N_WEEKS:
        outside = EveryWeeks(row.outside_every_weeks or usual)
    return RhythmAnswer(
        circle=row.circle,
        group=row.working_group_id,
        weekday=row.weekday,
        time=row.time,
        duration_minutes=row.duration_minutes,
        in_campaign=in_campaign,
        outside=outside,
        anchor=row.anchor,
        tolerance_days=row.tolerance_days,
        since=row.since,
        until=row.until,
        alternatives=alternatives_from_json(row.alternatives),
    )


def phases_of(rows: Iterable[Rhythm]) -> dict[str, list[Rhythm]]:
    """Return rows by rhythm key, the phases of each in order; those that never held a day are left out."""
    found: dict[str, list[Rhythm]] = {}
    for row in sorted(rows, key=lambda row: (row.since, row.pk)):
        if row.until is None or row.until > row.since:
            found.setdefault(answer_of(row).key, []).append(row)
    return found


def rhythm_on(rows: Sequence[Rhythm], day: dt.date) -> Rhythm:
    """Return the one of ``rows``, phases in order, that a date of the nominal day ``day`` belongs to."""
    return next((row for row in reversed(rows) if row.since <= day), rows[0])


def save_phases(
    platform: Platform, phases: Sequence[RhythmAnswer], *, start: dt.date, venue: Venue | None, rotates: bool
) -> list[Rhythm]:
    """Write the phases of one rhythm as they hold from ``start`` on, and return them in order.

    What is there and says the same stays, what holds ``start`` otherwise ends there, and changes to come that are not
    wanted any more go. Called in the transaction of an acceptance, which holds the lock of the platform.
    """
    place = {"venue": venue, "rotates": rotates}
    wanted = [
        (max(phase.since or start, start), phase)
        for phase in phases
        if phase.until is None or phase.until > max(phase.since or start, start)
    ]
    there = _rows(platform, phases[0]).filter(Q(until__isnull=True) | Q(until__gt=start)).order_by("since", "pk")
    found: dict[dt.date, Rhythm] = {}
    for row in there:
        since = max(row.since, start)
        phase = next((phase for day, phase in wanted if day == since), None)
        same = phase is not None and same_rhythm(answer_of(row), phase)
        if since not in found and same and (row.venue_id, row.rotates) == (venue and venue.pk, rotates):
            found[since] = row
        else:
            _end(row, start)
    ends = [(found[since], phase.until) for since, phase in wanted if since in found]
    # One open row at a time: what ends is written before what goes on.
    for row, until in sorted(ends, key=lambda pair: pair[1] is None):
        if row.until != until:
            row.until = until
            row.save(update_fields=["until"])
    return [found.get(since) or _create(platform, phase, since, phase.until, place) for since, phase in wanted]


@transaction.atomic
def change_rhythm(platform: Platform, answer: RhythmAnswer, *, since: dt.date, by: Actor) -> Rhythm:
    """Let what ``answer`` says hold from ``since`` on, up to the next change that is noted already; return its row.

    What held until then ends on that day; the usual place and the turns of hosts go on. No meeting changes: planning
    again does that. Raises DomainError for a day past or more than three years ahead, a group that has ended, an answer
    that the engine refuses (its code), what holds already ("same"), and too many changes to come ("too_many").
    """
    Platform.objects.select_for_update().get(pk=platform.pk)
    today = local_today(platform)
    check_answer(platform, answer)
    if since < today:
        message = _("A rhythm changes from today on at the earliest: what was, stays.")
        raise DomainError(message, code="past", field="since")
    if since > today + HORIZON:
        raise DomainError(_("This is more than three years ahead."), code="far", field="since")
    there = list(_rows(platform, answer).filter(Q(until__isnull=True) | Q(until__gt=since)).order_by("since", "pk"))
    current = next((row for row in there if row.since <= since), None)
    following = next((row for row in there if row.since > since), None)
    if current is not None and same_rhythm(answer_of(current), answer):
        raise DomainError(_("This is the rhythm of that day already: nothing changes."), code="same")
    if _rows(platform, answer).filter(since__gt=today).exclude(since=since).count() >= MAX_PHASES:
        raise DomainError(
            _("A rhythm cannot change more than %(count)d times ahead: remove a change first.") % {"count": MAX_PHASES},
            code="too_many",
        )
    until = following.since if following else current and current.until
    before = current or _rows(platform, answer).order_by("-since", "-pk").first()
    place = {"venue": before and before.venue, "rotates": bool(before and before.rotates)}
    if current is not None:
        _end(current, since)
    row = _create(platform, answer, since, until, place)
    record(row, "rhythm_changed", by=by, platform=platform, rhythm=answer.key, since=since.isoformat())
    return row


@transaction.atomic
def remove_phase(rhythm: Rhythm, *, by: Actor) -> None:
    """Take back a change to come: what held before goes on. Raises DomainError once it holds, or when it is gone."""
    platform = Platform.objects.select_for_update().get(pk=rhythm.platform_id)
    stored = Rhythm.objects.filter(pk=rhythm.pk).first()
    if stored is None:
        raise DomainError(_("This change is no longer there."), code="gone")
    if stored.since <= local_today(platform):
        raise DomainError(_("This rhythm holds already: change it from a day on, what was stays."), code="holds")
    record(stored, "rhythm_phase_removed", by=by, platform=platform, since=stored.since.isoformat())
    before = _rows(platform, answer_of(stored)).filter(until=stored.since, since__lt=stored.since).first()
    until = stored.until
    stored.delete()
    if before is not None:
        before.until = until
        before.save(update_fields=["until"])


def end_rhythm_of_group(group, on: dt.date) -> None:
    """End the rhythm of a working group on a day; its changes after that go. Called where the group ends."""
    for row in group.rhythms.filter(Q(until__isnull=True) | Q(until__gt=on)):
        _end(row, on)


def check_answer(platform: Platform, answer: RhythmAnswer) -> None:
    """Raise DomainError when ``answer`` makes no sense, or its working group is not one of the platform's today."""
    if answer.group is not None and not platform.working_groups.active().filter(pk=answer.group).exists():
        raise DomainError(_("This working group has ended."), code="group")
    if len(answer.alternatives) > MAX_ALTERNATIVES:
        raise DomainError(
            _("Three other days are enough: choose the best ones."), code="alternatives", field="alternative_0_weekday"
        )
    if len(set(answer.alternatives)) < len(answer.alternatives):
        raise DomainError(_("This other day stands there twice."), code="alternatives", field="alternative_0_weekday")
    day = local_today(platform)
    try:
        validate(PlanRequest(Season(day, day), (answer.engine_rhythm(),)))
    except SchedulingError as error:
        raise DomainError(describe_error(error), code=error.code.value) from error


def pattern_fields(cadence: Cadence | None) -> dict:
    """Return the columns of a ``Rhythm`` that say ``cadence`` in campaigns."""
    if cadence is None:
        return {"pattern": RhythmPattern.NONE, "nth": None}
    if isinstance(cadence, NthWeekday):
        return {"pattern": RhythmPattern.NTH_WEEKDAY, "nth": cadence.nth}
    return {"pattern": RhythmPattern.EVERY_N_WEEKS, "nth": None, "every_weeks": cadence.weeks}


def outside_fields(cadence: Cadence | None) -> dict:
    """Return the columns of a ``Rhythm`` that say ``cadence`` outside campaigns."""
    fields = {"outside": OutsideCampaign.NONE, "outside_nth": None, "outside_every_weeks": None}
    if isinstance(cadence, NthWeekday):
        fields |= {"outside": OutsideCampaign.NTH_WEEKDAY, "outside_nth": cadence.nth}
    elif cadence is not None:
        fields |= {"outside": OutsideCampaign.EVERY_N_WEEKS, "outside_every_weeks": cadence.weeks}
    return fields


@dataclass(frozen=True)
class LastPlan:
    """What was answered for the plan accepted last, and the first day for which accepting it wrote rhythms."""

    answers: PlanAnswers
    start: dt.date


def season_phases(rows: Sequence[Rhythm], last: LastPlan | None, start: dt.date, end: dt.date) -> list[RhythmAnswer]:
    """Return the phases of one rhythm in a period, from its rows in order.

    As long as the rows are what the plan accepted last wrote, its own phases are taken: rows begin on the day of an
    acceptance, and planning again must give the dates that it gave. Changes made since follow them.
    """
    rows = [row for row in rows if row.since <= end and (row.until is None or row.until > start)]
    if not rows:
        return []
    phases = [answer_of(row) for row in rows]
    if last is not None:
        later = [row for row in rows if row.until is None or row.until > last.start]
        written = []
        for phase in last.answers.phases(phases[0].key):
            if phase.until is not None and phase.until <= last.start:
                written.append(phase)
            elif later and same_rhythm(phase, answer_of(later[0])):
                written.append(phase)
                later.pop(0)
        if any(phase.until is None or phase.until > last.start for phase in written):
            phases = written + [answer_of(row) for row in later]
    return chained(phases)


def _rows(platform: Platform, answer: RhythmAnswer):
    """Return the rows of the rhythm of ``answer`` that hold a day at least."""
    rows = platform.rhythms.filter(Q(until__isnull=True) | Q(until__gt=F("since")))
    if answer.group is not None:
        return rows.filter(working_group=answer.group)
    return rows.filter(circle=answer.circle)


def _create(platform: Platform, answer: RhythmAnswer, since: dt.date, until: dt.date | None, place: dict) -> Rhythm:
    return Rhythm.objects.create(
        platform=platform,
        circle=answer.circle if answer.group is None else "",
        working_group_id=answer.group,
        since=since,
        until=until,
        weekday=answer.weekday,
        time=answer.time,
        duration_minutes=answer.duration_minutes,
        anchor=answer.anchor,
        tolerance_days=answer.tolerance_days,
        alternatives=alternatives_to_json(answer.alternatives),
        **pattern_fields(answer.in_campaign),
        **outside_fields(answer.outside),
        **place,
    )


def _end(row: Rhythm, on: dt.date) -> None:
    """End ``row`` on a day; one that would hold no day goes, unless meetings name it."""
    if row.since >= on and not row.meetings.exists():
        row.delete()
        return
    row.until = max(row.since, on)
    row.save(update_fields=["until"])
