"""Ask a usual organisation that nobody is announced for to send somebody (MISSION B9)."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import to_local
from portal.core.log import declare_actions, record
from portal.mailing.models import OutgoingMail

from ..models import Invitee, Meeting
from ..notifications.base import notify_invitees, reached
from ..notifications.nudges import NobodyAnnounced
from ..represented import represented_in
from .answers import why_closed

declare_actions(organisation_nudged=gettext_noop("Organisation asked to send somebody"))


def reachable(meeting: Meeting, invitees: Iterable[Invitee]) -> list[Invitee]:
    """Return those of ``invitees`` who were convened and can be asked by mail. Two queries."""
    convened = [one for one in invitees if one.email and not one.came_uninvited]
    return reached(meeting, convened, NobodyAnnounced.reach) if convened else []


def today_of(meeting: Meeting) -> dt.date:
    """Return the day that it is in the meeting's zone."""
    return to_local(timezone.now(), meeting.timezone_name).date()


def nudged_on(day: dt.date, invitees) -> set[int]:
    """Return the keys of those of ``invitees`` who were asked on ``day``, in one query."""
    keys = {NobodyAnnounced.key_of(one, day): one.pk for one in invitees}
    sent = OutgoingMail.objects.filter(dedup_key__in=keys).values_list("dedup_key", flat=True)
    return {keys[key] for key in sent}


@transaction.atomic
def nudge_organisation(
    meeting: Meeting, organisation_id: int, *, by: Actor, on: dt.date | None = None
) -> list[Invitee]:
    """Mail the organisation's people who are invited, once a day at most (``on``, today), and return whom.

    Raises DomainError when answers are closed ("closed"), for an organisation that somebody is announced for, or that
    is not a usual one ("not_missing"), where nobody can be mailed ("nobody"), and for a second time on a day ("today").
    """
    stored = Meeting.objects.select_for_update().get(pk=meeting.pk)
    closed = why_closed(stored)
    if closed:
        raise DomainError(closed, code="closed")
    if organisation_id not in {seat.organisation_id for seat in represented_in(stored).missing}:
        raise DomainError(_("Somebody is announced for this organisation by now."), code="not_missing")
    people = reachable(stored, stored.invitees.filter(organisation=organisation_id).select_related("person"))
    if not people:
        raise DomainError(_("Nobody of this organisation can be asked by mail."), code="nobody")
    day = on or today_of(stored)
    asked = nudged_on(day, people)
    people = [one for one in people if one.pk not in asked]
    if not people:
        raise DomainError(_("This organisation was asked today already."), code="today")
    notify_invitees(stored, NobodyAnnounced, by=by, only=people, day=day)
    # Asked of the rows themselves: whoever left, or cannot be mailed, is passed over.
    mailed_ids = nudged_on(day, people)
    mailed = [one for one in people if one.pk in mailed_ids]
    if not mailed:
        raise DomainError(_("Nobody of this organisation can be asked by mail."), code="nobody")
    record(
        stored,
        "organisation_nudged",
        by=by,
        platform=stored.platform,
        territory=stored.territory,
        organisation=organisation_id,
        mailed=len(mailed),
    )
    return mailed
