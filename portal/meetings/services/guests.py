"""Guests of one meeting: people invited beside the circles and the team (MISSION B5, DESIGN §4)."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.fold import fold
from portal.core.log import declare_actions, record
from portal.core.text import clean_line
from portal.directory.models import Organisation, Person
from portal.directory.services.people import Contact, chosen_person

from ..enums import MeetingStatus, Presence
from ..models import Invitee, Meeting
from .answers import known_here
from .invitations import is_told, tell_convened, withdraw

declare_actions(
    guest_invited=gettext_noop("Guest invited to a meeting"),
    guest_uninvited=gettext_noop("Guest's invitation taken back"),
)


@dataclass(frozen=True)
class Invited:
    """What inviting did: the invitation, whether the convocation went out with it, and whether no mail reaches them."""

    invitee: Invitee
    convened: bool
    unreached: bool


def why_not(meeting: Meeting) -> str:
    """Return why nobody can be invited to ``meeting`` now, or nothing when somebody can."""
    if meeting.status == MeetingStatus.CANCELLED:
        return _("This meeting is cancelled: restore it first.")
    if meeting.status == MeetingStatus.HELD or meeting.starts_at <= timezone.now():
        return _("This meeting has begun: note those who come in the attendance.")
    return ""


def people_to_invite(meeting: Meeting):
    """Return the people whom the platform or the territory knows and who are not invited yet, by name."""
    people = known_here(meeting).exclude(pk__in=meeting.invitees.exclude(person=None).values("person"))
    return people.select_related("organisation").order_by("last_name", "first_name", "pk")


@transaction.atomic
def invite_guest(meeting: Meeting, who: Person | Contact, *, organisation_name: str = "", by: Actor) -> Invited:
    """Invite ``who``, a known person or a new contact, to this meeting alone; a convened one is told at once by mail.

    The organisation of a new contact is what is typed; one that the platform knows by that name counts as itself. The
    guest sees the date and the place of this meeting, the rest after signing the charter. Raises DomainError when it is
    too late ("closed"), for a person whom the platform does not know ("foreign"), who has left it ("left") or is
    invited already ("twice"), and for a new contact without name or address.
    """
    stored = Meeting.objects.select_for_update().get(pk=meeting.pk)
    closed = why_not(stored)
    if closed:
        raise DomainError(closed, code="closed")
    organisation_name = clean_line(organisation_name)[:160]
    if isinstance(who, Person):
        if not known_here(stored).filter(pk=who.pk).exists():
            raise DomainError(_("Choose somebody whom the platform knows."), code="foreign", field="person")
        organisation = who.organisation
    else:
        if not who.email:
            raise DomainError(_("Enter the address to which the convocation goes."), code="required", field="email")
        organisation = _known_by_name(stored, organisation_name)
    person = chosen_person(who, organisation=organisation, platform=stored.platform, by=by)
    if stored.platform is not None and Person.objects.gone_from(stored.platform).filter(pk=person.pk).exists():
        raise DomainError(
            _("This person has left the platform. Add them to it again first, as an occasional actor for example."),
            code="left",
            field="person",
        )
    if stored.invitees.filter(person=person).exists():
        raise DomainError(_("This person is invited already."), code="twice", field="person")
    invitee = Invitee.objects.create(
        meeting=stored,
        person=person,
        name=str(person)[:160],
        email=person.email,
        organisation=organisation or person.organisation,
        organisation_name=str(organisation or organisation_name or person.organisation or "")[:160],
        is_guest=True,
    )
    record(stored, "guest_invited", by=by, platform=stored.platform, territory=stored.territory, invitee=invitee.pk)
    unreached = tell_convened(stored, [invitee], by=by)
    return Invited(invitee, convened=is_told(stored), unreached=bool(unreached))


def can_be_uninvited(invitee: Invitee, meeting: Meeting) -> bool:
    """Tell whether the invitation of ``invitee`` can be taken back: a guest's, before anything is noted of them."""
    return invitee.is_guest and not invitee.came_uninvited and not invitee.presence and not why_not(meeting)


@transaction.atomic
def uninvite_guest(invitee: Invitee, *, by: Actor) -> int:
    """Take the invitation of a guest back and return how many mails say so; the guest loses access at once.

    An invitation that is gone already changes nothing. Raises DomainError for somebody invited with a circle or the
    team ("convened"), and when the meeting has begun or their presence is noted ("closed").
    """
    meeting = Meeting.objects.select_for_update().get(pk=invitee.meeting_id)
    stored = meeting.invitees.select_for_update(of=("self",)).select_related("person", "organisation")
    stored = stored.filter(pk=invitee.pk).first()
    if stored is None:
        return 0
    if not stored.is_guest:
        raise DomainError(
            _("This person is invited with the others: their answer says whether they come."), code="convened"
        )
    closed = why_not(meeting)
    if closed or stored.presence != Presence.UNKNOWN:
        raise DomainError(closed or _("The presence of this person is noted already."), code="closed")
    told = withdraw(meeting, [stored], by=by)
    record(
        meeting, "guest_uninvited", by=by, platform=meeting.platform, territory=meeting.territory, invitee=invitee.pk
    )
    return told


def _known_by_name(meeting: Meeting, name: str) -> Organisation | None:
    if not name or meeting.platform is None:
        return None
    wanted, here = fold(name), meeting.platform.participations.active().values("organisation")
    found = [one for one in Organisation.objects.filter(pk__in=here) if fold(one.name) == wanted]
    return found[0] if len(found) == 1 else None
