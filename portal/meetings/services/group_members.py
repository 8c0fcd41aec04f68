"""Who works in a working group, for which organisation, from when to when (MISSION B5, DESIGN §4)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import to_local
from portal.core.log import declare_actions, record
from portal.directory.enums import DelegateKind, ParticipationStatus
from portal.directory.models import Delegate, Organisation, Participation, Person, Platform
from portal.directory.platform_calendar import local_today
from portal.directory.querysets import MEMBER_CIRCLES
from portal.directory.services.checks import check_day
from portal.directory.services.people import Contact, chosen_person

from ..enums import MeetingStatus, Presence
from ..models import Invitee, Meeting, WorkingGroup, WorkingGroupMember
from .invitations import tell_convened, withdraw

declare_actions(
    group_member_added=gettext_noop("Member added to a working group"),
    group_member_ended=gettext_noop("Member left a working group"),
    group_convenor_named=gettext_noop("Convenor of a working group named"),
    group_convenor_released=gettext_noop("Convenor of a working group released"),
)


@dataclass(frozen=True)
class Added:
    """What adding did: the membership, and to how many meetings convened already the person is invited."""

    member: WorkingGroupMember
    invited: int


@dataclass(frozen=True)
class Ended:
    """What leaving did: the membership, and from how many convened meetings the person is taken off."""

    member: WorkingGroupMember
    taken_off: int


def people_for(group: WorkingGroup):
    """Return those who represent a member of the platform, and its team, who do not belong to ``group`` today."""
    today = local_today(group.platform)
    people = _of_platform(group.platform, today).exclude(pk__in=group.members.active(today).values("person"))
    return people.select_related("organisation").order_by("last_name", "first_name", "pk")


def _of_platform(platform: Platform, on: dt.date):
    """Return those who represent a member of ``platform``, and its team."""
    members = Person.objects.delegates_of(platform, on=on).values("pk")
    return Person.objects.filter(Q(pk__in=members) | Q(pk__in=Person.objects.team_of(platform, on=on).values("pk")))


def member_organisations(platform: Platform):
    """Return the organisations that are members of ``platform`` today, by name."""
    members = Participation.objects.members(local_today(platform)).filter(platform=platform)
    return Organisation.objects.filter(pk__in=members.values("organisation")).order_by("search_text", "pk")


def convened_ahead(group: WorkingGroup, since: dt.date | None = None) -> list[Meeting]:
    """Return the meetings of ``group`` that are convened and to come, from the day ``since`` on when it is given."""
    rows = group.meetings.filter(status=MeetingStatus.CONVENED, starts_at__gt=timezone.now())
    found = list(rows.select_related("platform", "territory").order_by("starts_at", "pk"))
    return [one for one in found if since is None or to_local(one.starts_at, one.timezone_name).date() >= since]


@transaction.atomic
def add_group_member(
    group: WorkingGroup,
    who: Person | Contact,
    *,
    organisation: Organisation | None = None,
    is_convenor: bool = False,
    invite: bool = True,
    by: Actor,
) -> Added:
    """Let ``who``, somebody whom the platform knows or a new contact of a member organisation, join today.

    ``organisation`` is that of a new contact; a known person comes for the one that they represent. With ``invite``
    they are convened to the group's meetings that are convened already. Raises DomainError for a group that has ended
    ("ended"), a person or an organisation that is not of the platform ("foreign"), somebody who left it ("left") or
    belongs to the group already ("twice").
    """
    platform = Platform.objects.select_for_update().get(pk=group.platform_id)
    stored = WorkingGroup.objects.get(pk=group.pk)
    today = local_today(platform)
    if not stored.is_active(today):
        raise DomainError(_("This group has ended: take it up again first."), code="ended")
    if isinstance(who, Person):
        if not _of_platform(platform, today).filter(pk=who.pk).exists():
            raise DomainError(
                _("Choose somebody who represents a member of the platform."), code="foreign", field="person"
            )
        organisation = represented_by(who, platform, today) or who.organisation
    elif organisation is None or not member_organisations(platform).filter(pk=organisation.pk).exists():
        raise DomainError(_("Choose the member organisation of the new person."), code="foreign", field="organisation")
    person = chosen_person(who, organisation=organisation, platform=platform, by=by)
    if Person.objects.gone_from(platform, today).filter(pk=person.pk).exists():
        raise DomainError(_("This person has left the platform."), code="left", field="person")
    if stored.members.active(today).filter(person=person).exists():
        raise DomainError(_("This person belongs to the group already."), code="twice", field="person")
    member = WorkingGroupMember.objects.create(
        group=stored, person=person, organisation=organisation, is_convenor=is_convenor, since=today
    )
    record(stored, "group_member_added", by=by, platform=platform, member=member.pk, convenor=is_convenor)
    return Added(member, _invite(member, by=by) if invite else 0)


@transaction.atomic
def end_group_member(member: WorkingGroupMember, *, on: dt.date, by: Actor) -> Ended:
    """End a membership on a day, the first one without; leaving again changes nothing.

    From that day on the person loses the group's meetings (D-07). Their invitations to those convened from then on are
    taken back, with a mail, unless they are of the team or invited for themselves. Raises DomainError for a day before
    they joined or too far ahead.
    """
    platform = Platform.objects.select_for_update().get(pk=member.group.platform_id)
    stored = WorkingGroupMember.objects.select_related("group", "person").get(pk=member.pk)
    if stored.until is not None:
        return Ended(stored, 0)
    check_day(on, field="until", earliest=stored.since)
    # Before the end is written: afterwards no mail about the group's meetings goes to them any more.
    taken_off = _take_off(stored, platform, on, by=by)
    stored.until = on
    stored.save(update_fields=["until"])
    record(stored.group, "group_member_ended", by=by, platform=platform, member=stored.pk, until=on.isoformat())
    return Ended(stored, taken_off)


@transaction.atomic
def name_convenor(member: WorkingGroupMember, is_convenor: bool, *, by: Actor) -> WorkingGroupMember:
    """Say whether ``member`` calls and leads the group's work; several may. It opens no right of its own."""
    stored = (
        WorkingGroupMember.objects.select_for_update(of=("self",)).select_related("group__platform").get(pk=member.pk)
    )
    if stored.is_convenor != is_convenor:
        stored.is_convenor = is_convenor
        stored.save(update_fields=["is_convenor"])
        action = "group_convenor_named" if is_convenor else "group_convenor_released"
        record(stored.group, action, by=by, platform=stored.group.platform, member=stored.pk)
    return stored


def represented_by(person: Person, platform: Platform, on: dt.date) -> Organisation | None:
    """Return the member organisation that ``person`` represents in ``platform``, the one of a fixed delegate first."""
    delegations = (
        Delegate.objects.active(on)
        .filter(
            person=person,
            participation__platform=platform,
            participation__status=ParticipationStatus.AGREED,
            participation__circle__in=MEMBER_CIRCLES,
        )
        .select_related("participation__organisation")
    )
    found = sorted(delegations, key=lambda one: (one.kind != DelegateKind.FIXED, one.pk))
    return found[0].participation.organisation if found else None


def _invite(member: WorkingGroupMember, *, by: Actor) -> int:
    invited = 0
    for meeting in convened_ahead(member.group):
        locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
        if locked.invitees.filter(person=member.person).exists():
            continue
        invitee = Invitee.objects.create(
            meeting=locked,
            person=member.person,
            name=str(member.person)[:160],
            email=member.person.email,
            organisation=member.organisation,
            organisation_name=str(member.organisation or "")[:160],
        )
        tell_convened(locked, [invitee], by=by)
        invited += 1
    return invited


def _take_off(member: WorkingGroupMember, platform: Platform, on: dt.date, *, by: Actor) -> int:
    if Person.objects.team_of(platform).filter(pk=member.person_id).exists():
        return 0
    taken_off = 0
    for meeting in convened_ahead(member.group, since=on):
        locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
        rows = locked.invitees.filter(person=member.person_id, is_guest=False, presence=Presence.UNKNOWN)
        invitees = list(rows.select_related("person", "organisation"))
        if invitees:
            withdraw(locked, invitees, by=by)
            taken_off += 1
    return taken_off
