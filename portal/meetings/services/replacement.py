"""Replace a delegate, and hand on what is open: convocations to come and promised actions (MISSION A5, B7, B11).

The directory knows who follows whom; what the one who leaves still had to do lies in the meetings, so the verb does.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.french_dates import to_local
from portal.core.log import declare_actions, record
from portal.directory.models import Delegate, Participation, Person
from portal.directory.services import delegates
from portal.directory.services.people import Contact

from ..enums import MeetingStatus
from ..models import ActionItem, AgendaItem, Invitee, Meeting
from ..notifications import Convocation, notify_invitees
from .actions import save_changed
from .convene import Candidate, invitee_for

declare_actions(
    convocation_handed_on=gettext_noop("Convocation handed on to the successor"),
    action_handed_on=gettext_noop("Action handed on to the successor"),
)


@dataclass(frozen=True)
class OpenWork:
    """What a delegate still has to do for their organisation in a platform."""

    invitations: list[Invitee]
    actions: list[ActionItem]

    def __bool__(self):
        return bool(self.invitations or self.actions)


@dataclass(frozen=True)
class Replaced:
    """What a replacement did; ``kept`` says that the one replaced stays invited in another quality."""

    delegate: Delegate
    invitations: list[Invitee] = field(default_factory=list)
    actions: int = 0
    kept: bool = False
    unreached: list[Invitee] = field(default_factory=list)

    @property
    def mailed(self) -> int:
        """Return how many convocations left."""
        return len(self.invitations) - len(self.unreached)


def open_work_of(delegate: Delegate, since: dt.date | None = None) -> OpenWork:
    """Return the convocations to meetings from the day ``since`` (today) on, and the open actions; two queries.

    Only what stands in the name of the organisation in this platform. Meetings that began are frozen.
    """
    participation = delegate.participation
    now = timezone.now()
    since = since or timezone.localdate()
    invitations = Invitee.objects.filter(
        person=delegate.person_id,
        organisation=participation.organisation_id,
        meeting__platform=participation.platform_id,
        meeting__status__in=(MeetingStatus.PROPOSED, MeetingStatus.CONVENED),
        meeting__starts_at__gt=now,
    ).select_related("meeting__platform")
    # "From that day on" is read where the meeting takes place.
    coming = [
        one
        for one in invitations.order_by("meeting__starts_at", "pk")
        if to_local(one.meeting.starts_at, one.meeting.timezone_name).date() >= since
    ]
    actions = ActionItem.objects.open().filter(
        Q(owner_organisation=participation.organisation_id) | Q(owner_organisation__isnull=True),
        owner=delegate.person_id,
        platform=participation.platform_id,
    )
    return OpenWork(coming, list(actions.select_related("meeting")))


@transaction.atomic
def replace_delegate(
    delegate: Delegate,
    who: Person | Contact,
    *,
    since: dt.date | None = None,
    move_invitations: bool = True,
    move_actions: bool = True,
    tell: bool = False,
    by: Actor,
) -> Replaced:
    """Let ``who``, a known person or a new contact, follow ``delegate`` from ``since`` (today) on.

    With ``move_invitations`` they are invited in the other's place to the meetings of that day and later, and present
    what the other was to present there: their answer is open, whatever the other had answered, and the other's links
    open nothing any more. With ``move_actions`` the open actions pass to them. Nothing is mailed unless ``tell``: then
    they get the convocations that they did not have. Raises ``DomainError`` as the directory's replacement does; then
    nothing at all is written.
    """
    since = since or timezone.localdate()
    successor = delegates.replace_delegate(delegate, who, since=since, by=by)
    former = Delegate.objects.select_related("person", "participation__platform", "participation__organisation").get(
        pk=delegate.pk
    )
    work = open_work_of(former, since)
    kept = _still_here(former, since)
    invitations = _hand_on_invitations(work.invitations, former, successor, kept, by) if move_invitations else []
    actions = _hand_on_actions(work.actions, successor, by) if move_actions else 0
    unreached: list[Invitee] = []
    if tell:
        for invitee in invitations:
            if invitee.meeting.status == MeetingStatus.CONVENED:
                unreached += notify_invitees(invitee.meeting, Convocation, by=by, only=[invitee])
    return Replaced(
        successor, invitations, actions, kept=kept and bool(work.invitations and move_invitations), unreached=unreached
    )


def _still_here(former: Delegate, since: dt.date) -> bool:
    """Tell whether the one replaced is still of the team or a delegate of the platform, in another quality."""
    platform = former.participation.platform
    person = Person.objects.filter(pk=former.person_id)
    return (
        person.filter(pk__in=Person.objects.team_of(platform, on=since).values("pk")).exists()
        or person.filter(pk__in=Person.objects.delegates_of(platform, on=since).values("pk")).exists()
    )


def _hand_on_invitations(
    invitees: list[Invitee], former: Delegate, successor: Delegate, kept: bool, by: Actor
) -> list[Invitee]:
    """Invite the successor to each meeting in the other's place; return the invitations that they did not have.

    The row of the other goes, with its answer and its links: it was the organisation's place, not theirs. Where they
    are still here in another quality it stays.
    """
    participation: Participation = successor.participation
    candidate = Candidate(successor.person, participation.organisation, participation.circle, successor.kind)
    made = []
    # Meetings before their invitees, always by key: the order in which an answer locks them.
    meetings = {
        meeting.pk: meeting
        for meeting in Meeting.objects.select_for_update()
        .filter(pk__in=[one.meeting_id for one in invitees])
        .order_by("pk")
    }
    for invitee in invitees:
        meeting = meetings[invitee.meeting_id]
        meeting.platform = participation.platform
        if meeting.status not in (MeetingStatus.PROPOSED, MeetingStatus.CONVENED):
            continue
        if not kept:
            Invitee.objects.filter(pk=invitee.pk).delete()
            AgendaItem.objects.filter(meeting=meeting, presenter=former.person).update(presenter=successor.person)
        if not meeting.invitees.filter(person=successor.person).exists():
            new = invitee_for(meeting, candidate)
            new.save()
            made.append(new)
        record(
            meeting,
            "convocation_handed_on",
            by=by,
            platform=meeting.platform,
            before=former.person_id,
            after=successor.person_id,
        )
    return made


def _hand_on_actions(actions: list[ActionItem], successor: Delegate, by: Actor) -> int:
    participation = successor.participation
    for action in actions:
        before = action.written()
        action.owner = successor.person
        action.owner_organisation_id = participation.organisation_id
        save_changed(action, before, by=by, logged=False)
        record(
            action.meeting or participation.platform,
            "action_handed_on",
            by=by,
            platform=participation.platform,
            action_item=action.pk,
            after=successor.person_id,
        )
    return len(actions)
