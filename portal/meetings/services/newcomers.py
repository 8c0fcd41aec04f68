"""Somebody who joins a platform whose meetings are planned hears of them once, and is invited to those convened.

Nothing is sent to those who were there when the meetings were planned: a first import welcomes nobody.
"""

import datetime as dt
import logging
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.core.french_dates import to_local
from portal.core.log import declare_actions, record
from portal.directory.enums import ParticipationStatus
from portal.directory.models import Delegate, Platform, PlatformRole
from portal.directory.querysets import MEMBER_CIRCLES

from ..enums import MeetingStatus
from ..models import Invitee, Meeting, NewcomerWelcome
from ..news import feed_alone
from ..notifications import NewcomerDigest
from .convene import Candidate, expected_but_not_invited, invite_missing, invitee_for

logger = logging.getLogger(__name__)

#: How far ahead the digest looks.
AHEAD = dt.timedelta(days=120)
#: Who joined longer ago is no newcomer any more, whatever was planned meanwhile.
NEW_FOR = dt.timedelta(days=14)

#: Nobody is welcomed in the middle of the night, which is when the day after begins.
EARLIEST_HOUR = 8

declare_actions(newcomer_welcomed=gettext_noop("Newcomer told of the meetings planned"))


@dataclass(frozen=True)
class Welcome:
    """What a welcome did: the meetings told, the invitations made, whether a mail left."""

    meetings: list[Meeting]
    invited: list[Invitee]
    mailed: bool


def newcomers(platform: Platform | None = None, *, of_today: bool = False) -> list[Delegate]:
    """Return the delegates who joined within two weeks where meetings were planned, and were not welcomed yet.

    Of ``platform``, or of all; those who joined today with ``of_today``. Not those who were something there before:
    another circle or organisation is no arrival. Four queries.
    """
    today, now = timezone.localdate(), timezone.now()
    planned_before = _coming(now).filter(platform=OuterRef("participation__platform"), created_at__lt=OuterRef("since"))
    rows = Delegate.objects.active().filter(
        Exists(planned_before),
        since__lte=today if of_today else today - dt.timedelta(days=1),
        since__gte=today - NEW_FOR,
        participation__status=ParticipationStatus.AGREED,
        participation__circle__in=MEMBER_CIRCLES,
    )
    if platform is not None:
        rows = rows.filter(participation__platform=platform)
    rows = list(
        rows.select_related("person", "participation__platform", "participation__organisation").order_by("since", "pk")
    )
    people = [row.person_id for row in rows]
    known = set(NewcomerWelcome.objects.filter(person__in=people).values_list("platform", "person")) | _there_before(
        rows, people
    )
    found = {}
    for row in rows:
        key = row.participation.platform_id, row.person_id
        if key not in known:
            found.setdefault(key, row)
    return list(found.values())


def meetings_for(delegate: Delegate) -> list[Meeting]:
    """Return the meetings of the coming four months that ``delegate`` is expected at, planned before they joined.

    Empty where none was planned before: whoever is there when a season is planned is no newcomer to it.
    """
    now = timezone.now()
    participation = delegate.participation
    coming = (
        _coming(now)
        .filter(platform=participation.platform)
        .select_related("platform", "venue__site__organisation", "venue__site__commune")
        .order_by("starts_at", "pk")
    )
    concerned = [meeting for meeting in coming if participation.circle in meeting.circles_invited]
    zone = participation.platform.timezone
    planned_before = any(to_local(meeting.created_at, zone).date() < delegate.since for meeting in concerned)
    return concerned if planned_before else []


@transaction.atomic
def welcome(delegate: Delegate, *, by: Actor) -> Welcome:
    """Tell ``delegate`` once what is planned, and invite them to the convened meetings of their circle.

    Raises DomainError: "already" when they were welcomed in this platform, "nothing" when nothing was planned before
    they came.
    """
    participation, person = delegate.participation, delegate.person
    platform = participation.platform
    meetings = meetings_for(delegate)
    if not meetings:
        raise DomainError(_("Nothing was planned before this person joined."), code="nothing")
    # The row first: two at once, by the clock and by a lead, make one welcome.
    made = NewcomerWelcome.objects.get_or_create(platform=platform, person=person)[1]
    if not made:
        raise DomainError(_("This person was told of the meetings already."), code="already")
    candidate = Candidate(person, participation.organisation, participation.circle, delegate.kind)
    invited = []
    convened = [meeting.pk for meeting in meetings if meeting.status == MeetingStatus.CONVENED]
    for stored in Meeting.objects.select_for_update().filter(pk__in=convened).order_by("pk"):
        if stored.status != MeetingStatus.CONVENED or stored.invitees.filter(person=person).exists():
            continue
        invitee = invitee_for(stored, candidate)
        invitee.save()
        invited.append(invitee)
    invited.sort(key=lambda invitee: invitee.meeting.starts_at)
    mailed = bool(person.email) and person.pk not in feed_alone([person])
    if mailed:
        try:
            NewcomerDigest(platform, person, meetings=meetings, invited=invited).send(by=by)
        except DomainError:
            mailed = False
    record(
        delegate,
        "newcomer_welcomed",
        by=by,
        platform=platform,
        meetings=len(meetings),
        invited=[invitee.meeting_id for invitee in invited],
        mailed=mailed,
    )
    return Welcome(meetings, invited, mailed)


def welcome_due() -> int:
    """Welcome the newcomers of all platforms, the day after they joined; return how many were."""
    done, now = 0, timezone.now()
    for delegate in newcomers():
        if to_local(now, delegate.participation.platform.timezone).hour < EARLIEST_HOUR:
            continue
        try:
            welcome(delegate, by=SYSTEM)
        except DomainError:
            continue
        except Exception:
            # One person who cannot be welcomed must not keep the others waiting.
            logger.exception("The delegate %s cannot be welcomed", delegate.pk)
        else:
            done += 1
    return done


@transaction.atomic
def invite_arrivals(meeting: Meeting, *, by: Actor) -> int:
    """Invite those expected at a convened ``meeting`` who are not; return how many people were invited.

    Newcomers get their one digest, with all that they are invited to; the others the convocation. Raises DomainError
    as ``convene.invite_missing`` does.
    """
    missing = {candidate.person.pk for candidate in expected_but_not_invited(meeting)}
    before = meeting.invitees.count()
    for delegate in newcomers(meeting.platform, of_today=True) if missing and meeting.platform else []:
        if delegate.person_id in missing and meetings_for(delegate):
            welcome(delegate, by=by)
    if meeting.invitees.count() - before < len(missing) or not missing:
        invite_missing(meeting, by=by)
    return meeting.invitees.count() - before


def _coming(now: dt.datetime):
    return Meeting.objects.filter(
        status__in=(MeetingStatus.PROPOSED, MeetingStatus.CONVENED), starts_at__gt=now, starts_at__lte=now + AHEAD
    )


def _there_before(rows: list[Delegate], people: list[int]) -> set[tuple[int, int]]:
    """Return platform and person of those who were a delegate or of the team before they became this delegate."""
    joined = {}
    for row in rows:
        joined.setdefault((row.participation.platform_id, row.person_id), row.since)
    delegations = Delegate.objects.filter(person__in=people).values_list("participation__platform", "person", "since")
    roles = PlatformRole.objects.filter(person__in=people).values_list("platform", "person", "since")
    return {
        (platform, person)
        for platform, person, since in [*delegations, *roles]
        if (platform, person) in joined and since < joined[platform, person]
    }
