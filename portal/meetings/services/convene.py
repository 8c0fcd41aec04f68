"""Convene a meeting: freeze who is invited, and write one mail to each (MISSION B7)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.directory.enums import ParticipationStatus, PlatformRoleKind
from portal.directory.models import Delegate, Organisation, Person, Platform, PlatformRole, Territory
from portal.directory.querysets import MEMBER_CIRCLES, TEAM

from ..enums import MeetingStatus
from ..models import Invitee, Meeting
from ..notifications import Convocation, notify_invitees, reached

declare_actions(
    meeting_convened=gettext_noop("Meeting convened"),
    invitees_added=gettext_noop("People invited to a convened meeting"),
)


@dataclass(frozen=True)
class Candidate:
    """Somebody to invite, as of today: for which organisation, in which circle (none for the team)."""

    person: Person
    organisation: Organisation | None
    circle: str = ""
    kind: str = ""
    #: Of the working group that meets.
    in_group: bool = False

    @property
    def is_team(self) -> bool:
        """Tell whether the person is invited as a member of the team."""
        return not self.circle and not self.in_group

    @property
    def is_expected(self) -> bool:
        """Tell whether a lead who chooses by hand finds the person chosen: the team, and those of the group."""
        return self.is_team or self.in_group


@dataclass(frozen=True)
class Missing:
    """What a lead may want to mend before convening; none of it forbids it."""

    without_email: list[Candidate] = field(default_factory=list)
    agenda: bool = False
    place: bool = False
    platform_email: bool = False

    def __bool__(self):
        return bool(self.without_email or self.agenda or self.place or self.platform_email)


@dataclass(frozen=True)
class Convened:
    """What convening did: the meeting, who is invited, whom no mail reaches, how many follow by calendar alone."""

    meeting: Meeting
    invitees: list[Invitee]
    unreached: list[Invitee]
    by_calendar: int = 0

    @property
    def mailed(self) -> int:
        """Return how many mails were written."""
        return len(self.invitees) - len(self.unreached) - self.by_calendar


def candidates(meeting: Meeting) -> list[Candidate]:
    """Return who can be invited, each person once: delegates of the circles, then the rest of the team.

    Circle 1 and 2 meetings invite these, all of them; for kinds without circle the lead chooses among the platform's
    members, and a working group finds its own members first. Substitutes are invited too: whoever is free comes. A
    territory's meeting chooses among the leads of its platforms and its coordinators. Three queries at most.
    """
    if meeting.platform is None:
        return _candidates_of_territory(meeting.territory)
    circles = meeting.circles_invited or MEMBER_CIRCLES
    delegates = (
        Delegate.objects.active()
        .filter(
            participation__platform=meeting.platform,
            participation__status=ParticipationStatus.AGREED,
            participation__circle__in=circles,
        )
        .select_related("person", "participation__organisation")
        # "fixed" comes before "substitute": who is both is invited as the first.
        .order_by("participation__circle", "participation__organisation__name", "kind", "pk")
    )
    found = _of_group(meeting)
    for delegate in delegates:
        participation = delegate.participation
        found.setdefault(
            delegate.person_id,
            Candidate(delegate.person, participation.organisation, participation.circle, delegate.kind),
        )
    roles = meeting.platform.roles.active().filter(kind__in=TEAM).select_related("person__organisation")
    for role in roles.order_by("person__last_name", "pk"):
        found.setdefault(role.person_id, Candidate(role.person, role.person.organisation))
    return list(found.values())


def _of_group(meeting: Meeting) -> dict[int, Candidate]:
    if meeting.working_group_id is None:
        return {}
    members = meeting.working_group.members.active().select_related("person__organisation", "organisation")
    return {
        member.person_id: Candidate(member.person, member.organisation or member.person.organisation, in_group=True)
        for member in members
    }


def expected(meeting: Meeting, people: Iterable[Candidate] | None = None) -> list[Candidate]:
    """Return those who are expected before anybody chooses: all of the circles, else the group or the territory.

    Nobody for a meeting that is not convened and whose kind leaves the choice to the lead: the team alone is no
    meeting. ``people`` are the candidates when they are known.
    """
    people = candidates(meeting) if people is None else list(people)
    if meeting.circles_invited:
        return people
    chosen = [candidate for candidate in people if candidate.is_expected]
    return chosen if meeting.platform_id is None or any(one.in_group for one in chosen) else []


def _candidates_of_territory(territory: Territory) -> list[Candidate]:
    platforms = Platform.objects.filter(territories__in=Territory.objects.within(territory).values("pk"))
    leads = PlatformRole.objects.active().filter(kind=PlatformRoleKind.LEAD, platform__in=platforms.values("pk"))
    found: dict[int, Candidate] = {}
    for role in leads.select_related("person__organisation").order_by("person__last_name", "pk"):
        found.setdefault(role.person_id, Candidate(role.person, role.person.organisation))
    for coordination in territory.coordinations.active().select_related("person__organisation").order_by("pk"):
        found.setdefault(coordination.person_id, Candidate(coordination.person, coordination.person.organisation))
    return list(found.values())


def is_chosen_by_hand(meeting: Meeting) -> bool:
    """Tell whether the lead chooses whom to invite: the kind speaks to no circle."""
    return not meeting.circles_invited


def missing_for(meeting: Meeting, people: Iterable[Candidate]) -> Missing:
    """Return what is missing before ``people`` are convened."""
    return Missing(
        without_email=[candidate for candidate in people if not candidate.person.email],
        agenda=not meeting.agenda_items.exists(),
        place=meeting.venue is None and not meeting.video_link,
        platform_email=meeting.platform is not None and not meeting.platform.email,
    )


@transaction.atomic
def convene(meeting: Meeting, *, by: Actor, person_ids: Iterable[int] | None = None) -> Convened:
    """Freeze the invitees with name and organisation as of today, raise the sequence, and write one mail a person.

    ``person_ids`` chooses among the candidates of a kind without circle; it is ignored for the others. The row is
    locked and its status changed under that lock, so that two windows at once make one set of invitees and one mail a
    person; the second gets DomainError "already_convened". Also raises it when nobody is left to invite ("nobody"), for
    a meeting that has begun ("past") or another status ("status").
    """
    stored = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if stored.status in (MeetingStatus.CONVENED, MeetingStatus.HELD):
        raise DomainError(_("This meeting is convened already: nobody was invited twice."), code="already_convened")
    if stored.status == MeetingStatus.CANCELLED:
        raise DomainError(_("This meeting is cancelled: restore it first."), code="status")
    if stored.starts_at <= timezone.now():
        raise DomainError(_("This meeting has begun: it is too late to convene it."), code="past")
    chosen = candidates(stored)
    if is_chosen_by_hand(stored):
        wanted = set(person_ids or ())
        chosen = [candidate for candidate in chosen if candidate.person.pk in wanted]
    if not chosen:
        raise DomainError(_("There is nobody to invite yet."), code="nobody")

    now = timezone.now()
    stored.status = MeetingStatus.CONVENED
    stored.convened_at = stored.modified_at = now
    stored.sequence += 1
    stored.save(update_fields=["status", "convened_at", "modified_at", "sequence"])
    # A meeting restored as proposed may have guests already: the constraint keeps each person once.
    present = set(stored.invitees.exclude(person=None).values_list("person", flat=True))
    Invitee.objects.bulk_create(
        invitee_for(stored, candidate) for candidate in chosen if candidate.person.pk not in present
    )
    invitees = list(stored.invitees.select_related("person", "organisation"))
    record(
        stored, "meeting_convened", by=by, platform=stored.platform, territory=stored.territory, invited=len(invitees)
    )
    mailed = reached(stored, invitees, Convocation.reach)
    unreached = notify_invitees(stored, Convocation, by=by, only=mailed)
    return Convened(stored, invitees, unreached, by_calendar=len(invitees) - len(mailed))


@transaction.atomic
def invite_missing(meeting: Meeting, *, by: Actor) -> Convened:
    """Invite to a convened meeting of a circle or a group those expected today who are not: came since, or forgotten.

    Each gets the convocation. Raises DomainError "status" unless it is convened and to come, "nobody" when all are.
    """
    stored = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if stored.status != MeetingStatus.CONVENED or stored.starts_at <= timezone.now():
        raise DomainError(_("This meeting is not convened."), code="status")
    missing = expected_but_not_invited(stored)
    if not missing:
        raise DomainError(_("Everybody expected is invited already."), code="nobody")
    invitees = [invitee_for(stored, candidate) for candidate in missing]
    for invitee in invitees:
        invitee.save()
    record(stored, "invitees_added", by=by, platform=stored.platform, territory=stored.territory, invited=len(invitees))
    mailed = reached(stored, invitees, Convocation.reach)
    unreached = notify_invitees(stored, Convocation, by=by, only=mailed)
    return Convened(stored, invitees, unreached, by_calendar=len(invitees) - len(mailed))


def expected_but_not_invited(meeting: Meeting) -> list[Candidate]:
    """Return those expected today at a convened meeting to come who are not invited to it."""
    if meeting.status != MeetingStatus.CONVENED or meeting.starts_at <= timezone.now():
        return []
    present = set(meeting.invitees.values_list("person", flat=True))
    return [candidate for candidate in expected(meeting) if candidate.person.pk not in present]


def invitee_for(meeting: Meeting, candidate: Candidate) -> Invitee:
    """Return an unsaved invitee with what the person and the organisation are called today."""
    person, organisation = candidate.person, candidate.organisation
    return Invitee(
        meeting=meeting,
        person=person,
        name=str(person)[:160],
        email=person.email,
        organisation=organisation,
        organisation_name=str(organisation or ""),
        circle=candidate.circle,
        # A member chosen beside the group belongs to this meeting alone, whatever group they left (D-07).
        is_guest=bool(meeting.working_group_id and candidate.circle and not candidate.in_group),
    )
