"""Answer a convocation, and confirm who comes in somebody's place (MISSION B7, SECURITY D-42, D-93)."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.fold import fold
from portal.core.log import declare_actions, record
from portal.core.text import clean_line
from portal.directory.models import Person

from ..enums import Answer, MeetingStatus
from ..models import Invitee, Meeting
from ..notifications import SubstituteConfirmed, notify_invitees

declare_actions(
    convocation_answered=gettext_noop("Convocation answered"),
    substitute_confirmed=gettext_noop("Substitute confirmed"),
)


@dataclass(frozen=True, kw_only=True)
class Substitute:
    """Who an excused invitee says will come instead: a name, an address when it is known."""

    name: str = ""
    email: str = ""


NOBODY = Substitute()


def why_closed(meeting: Meeting) -> str:
    """Return why no answer is taken any more, or nothing when answers are open."""
    if meeting.status == MeetingStatus.CANCELLED:
        return _("This meeting is cancelled: there is nothing to answer any more.")
    if meeting.is_over:
        return _("This meeting is over: answers are closed.")
    if meeting.status == MeetingStatus.HELD:
        return _("This meeting has begun: answers are closed, and those who are there are noted on the spot.")
    if meeting.status != MeetingStatus.CONVENED:
        return _("This meeting is not convened.")
    return ""


@transaction.atomic
def answer(invitee: Invitee, *, answer: str, by: Actor, substitute: Substitute = NOBODY) -> Invitee:
    """Write the answer of ``invitee`` and return it; the last answer holds, whatever the device (D-93).

    A substitute named here gets nothing and sees nothing until the team confirms who it is. Raises DomainError for
    another answer than present or excused, a bad address of the substitute, or when answers are closed.
    """
    if answer not in (Answer.PRESENT, Answer.EXCUSED):
        raise DomainError(_("Choose one of the two answers."), code="answer", field="answer")
    # The meeting is held too, so that no answer slips in after a cancellation.
    meeting = Meeting.objects.select_for_update().get(pk=invitee.meeting_id)
    stored = _locked(invitee)
    stored.meeting = meeting
    closed = why_closed(meeting)
    if closed:
        raise DomainError(closed, code="closed")
    name, email = clean_line(substitute.name), clean_line(substitute.email)
    if answer == Answer.PRESENT:
        name = email = ""
    if email:
        _check_email(email)
        if not name:
            raise DomainError(_("Give the name of the person who comes in your place."), field="substitute_name")
    if (name, email) != (stored.substitute_name, stored.substitute_email):
        # Another substitute, or none: the confirmation of the first does not pass to the second.
        stored.replaced_by = None
    stored.answer = answer
    stored.answered_at = timezone.now()
    stored.substitute_name, stored.substitute_email = name[:160], email
    stored.save(update_fields=["answer", "answered_at", "substitute_name", "substitute_email", "replaced_by"])
    record(
        meeting, "convocation_answered", by=by, platform=meeting.platform, territory=meeting.territory, answer=answer
    )
    return stored


def people_like_substitute(invitee: Invitee) -> list[Person]:
    """Return the people of the invitee's organisation who may be the substitute, those of that name first.

    Only those whom the platform knows: who represents the organisation elsewhere is another platform's matter (D-04).
    """
    if invitee.organisation_id is None:
        return []
    wanted = set(fold(invitee.substitute_name).split())
    people = known_here(invitee.meeting).filter(organisation=invitee.organisation_id).exclude(pk=invitee.person_id)
    return sorted(people, key=lambda person: (not wanted & set(fold(str(person)).split()), str(person)))


@transaction.atomic
def confirm_substitute(
    invitee: Invitee,
    *,
    by: Actor,
    person: Person | None = None,
    first_name: str = "",
    last_name: str = "",
    email: str = "",
) -> Invitee:
    """Make an invitee of the substitute and return it: ``person`` of the same organisation, or a new one.

    The new invitee counts as present and gets a mail, whose details depend on their own charter. Raises DomainError
    when nobody is to be replaced, when answers are closed, or for a name or an address that will not do.
    """
    meeting = Meeting.objects.select_for_update().get(pk=invitee.meeting_id)
    stored = _locked(invitee)
    closed = why_closed(meeting)
    if closed:
        raise DomainError(closed, code="closed")
    if stored.answer != Answer.EXCUSED or not stored.substitute_name:
        raise DomainError(_("Nobody is announced in this person's place."), code="none")
    if stored.replaced_by_id:
        raise DomainError(_("This substitute is confirmed already."), code="already")
    if person is None:
        person = _new_person(stored, first_name, last_name, email)
    elif (
        stored.organisation_id is None
        or person.organisation_id != stored.organisation_id
        or not known_here(meeting).filter(pk=person.pk).exists()
    ):
        raise DomainError(_("Choose a person of the same organisation."), code="foreign", field="person")
    coming, made = Invitee.objects.get_or_create(
        meeting=meeting,
        person=person,
        defaults={
            "name": str(person)[:160],
            "email": person.email,
            "organisation": stored.organisation,
            "organisation_name": stored.organisation_name,
            "circle": stored.circle,
        },
    )
    if Invitee.objects.filter(replaced_by=coming).exists():
        raise DomainError(_("This person already comes in the place of somebody else."), code="taken", field="person")
    coming.answer = Answer.PRESENT
    coming.answered_at = timezone.now()
    coming.save(update_fields=["answer", "answered_at"])
    stored.replaced_by = coming
    stored.save(update_fields=["replaced_by"])
    record(meeting, "substitute_confirmed", by=by, platform=meeting.platform, territory=meeting.territory, new=made)
    if coming.email:
        notify_invitees(meeting, SubstituteConfirmed, by=by, only=[coming], replaces=stored)
    return coming


def _locked(invitee: Invitee) -> Invitee:
    """Return the row as it is stored; it is gone where a successor was invited in the person's place meanwhile."""
    stored = Invitee.objects.select_for_update().filter(pk=invitee.pk).first()
    if stored is None:
        raise DomainError(_("This invitation was handed on to somebody else meanwhile."), code="closed")
    return stored


def known_here(meeting: Meeting):
    """Return the people of the platform's directory, and those invited to one of its meetings before."""
    if meeting.platform_id is None:
        return Person.objects.filter(invitations__meeting__territory=meeting.territory_id).distinct()
    known = Q(pk__in=Person.objects.known_in(meeting.platform).values("pk"))
    invited = Invitee.objects.filter(meeting__platform=meeting.platform_id, person__isnull=False)
    people = Person.objects.filter(known | Q(pk__in=invited.values("person")))
    return people.exclude(pk__in=Person.objects.gone_from(meeting.platform).values("pk"))


def _new_person(invitee: Invitee, first_name: str, last_name: str, email: str) -> Person:
    first_name, last_name, email = clean_line(first_name), clean_line(last_name), clean_line(email)
    if not last_name:
        raise DomainError(_("Give the name of the person."), code="name", field="last_name")
    if email:
        _check_email(email)
    return Person.objects.create(
        first_name=first_name[:60],
        last_name=last_name[:80],
        email=email,
        organisation=invitee.organisation,
        search_text=fold(f"{first_name} {last_name} {email}"),
    )


def _check_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise DomainError(_("This is not one e-mail address."), code="email", field="substitute_email") from None
