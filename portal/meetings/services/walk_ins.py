"""Those who come without having been convened: guests, and who comes in somebody's place on the spot (MISSION B9)."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.fold import fold
from portal.core.log import declare_actions, record
from portal.core.text import clean_line
from portal.directory.models import Organisation, Person

from ..enums import Presence
from ..models import Invitee, Meeting
from .answers import known_here
from .attendance import locked_line, locked_meeting, write_presences

declare_actions(
    guest_added=gettext_noop("Guest added to a meeting"),
    guest_removed=gettext_noop("Guest taken off a meeting"),
    substitute_came=gettext_noop("Substitute noted on the spot"),
)


def organisations_known_at(meeting: Meeting) -> list[Organisation]:
    """Return the organisations whose name somebody who comes uninvited may give: those of the platform, by name.

    A territory knows those of the people invited to this meeting. One query.
    """
    if meeting.platform_id:
        known = meeting.platform.participations.active().values("organisation")
    else:
        known = meeting.invitees.filter(organisation__isnull=False).values("organisation")
    return list(Organisation.objects.filter(pk__in=known).order_by("name", "pk"))


@transaction.atomic
def add_guest(meeting: Meeting, *, name: str, organisation_name: str = "", by: Actor) -> Invitee:
    """Return a new line for somebody who came uninvited, present.

    A name of the platform's directory is that person, an organisation's name that organisation: they then count where
    they should. Raises DomainError without a name, for somebody who is in the list already, or when closed.
    """
    stored = locked_meeting(meeting)
    name, organisation_name = clean_line(name)[:160], clean_line(organisation_name)[:160]
    if not name:
        raise DomainError(_("Give the name of the person."), code="name", field="name")
    organisation = _organisation_named(stored, organisation_name)
    person = _person_named(stored, name, organisation)
    _refuse_twice(stored, name, organisation_name, person)
    guest = Invitee.objects.create(
        meeting=stored,
        person=person,
        name=str(person)[:160] if person else name,
        organisation=organisation,
        organisation_name=str(organisation)[:160] if organisation else organisation_name,
        is_guest=True,
        came_uninvited=True,
    )
    write_presences(stored, [(guest, Presence.PRESENT)], by=by)
    record(stored, "guest_added", by=by, platform=stored.platform, territory=stored.territory)
    return guest


@transaction.atomic
def replace_on_the_spot(invitee: Invitee, *, person: Person | None = None, name: str = "", by: Actor) -> Invitee:
    """Note that ``person``, or somebody called ``name``, came in the place of ``invitee``; return who came, present.

    Nobody is mailed: they are there. Who was announced before no longer counts as the substitute. Raises DomainError
    without a name ("name"), for a person of another organisation ("foreign"), for somebody who comes for another
    ("taken"), or when closed.
    """
    meeting, stored = locked_line(invitee)
    name = clean_line(name)[:160]
    if person is not None:
        same = stored.organisation_id is not None and person.organisation_id == stored.organisation_id
        if not same or not known_here(meeting).filter(pk=person.pk).exists():
            raise DomainError(_("Choose a person of the same organisation."), code="foreign", field="person")
        coming = meeting.invitees.select_for_update().filter(person=person).first()
    elif name:
        wanted = fold(name)
        others = meeting.invitees.select_for_update().filter(organisation_name=stored.organisation_name)
        coming = next((one for one in others if fold(one.name) == wanted), None)
    else:
        raise DomainError(_("Give the name of the person."), code="name", field="name")
    if coming is not None and coming.pk == stored.pk:
        raise DomainError(_("Nobody comes in their own place."), code="taken", field="name")
    if coming is None:
        coming = Invitee.objects.create(
            meeting=meeting,
            person=person,
            name=str(person)[:160] if person else name,
            organisation=stored.organisation,
            organisation_name=stored.organisation_name,
            circle=stored.circle,
            came_uninvited=True,
        )
    elif meeting.invitees.filter(replaced_by=coming).exclude(pk=stored.pk).exists():
        raise DomainError(_("This person already comes in the place of somebody else."), code="taken", field="person")
    former = stored.replaced_by if stored.replaced_by_id != coming.pk else None
    stored.replaced_by = coming
    stored.save(update_fields=["replaced_by"])
    write_presences(meeting, [(stored, Presence.REPRESENTED), (coming, Presence.PRESENT)], by=by, follow=False)
    if former is not None and former.came_uninvited:
        former.delete()
    record(meeting, "substitute_came", by=by, platform=meeting.platform, territory=meeting.territory)
    return coming


@transaction.atomic
def remove_walk_in(invitee: Invitee, *, by: Actor) -> None:
    """Take off somebody who was added by mistake; the line of whom they replaced is open again.

    Raises DomainError for somebody who was convened: absent is what they are then ("convened"), or when closed.
    """
    meeting, stored = locked_line(invitee)
    if not stored.came_uninvited:
        raise DomainError(_("This person was convened: note them absent."), code="convened")
    write_presences(meeting, [(stored, Presence.UNKNOWN)], by=by)
    stored.delete()
    record(meeting, "guest_removed", by=by, platform=meeting.platform, territory=meeting.territory)


def _organisation_named(meeting: Meeting, name: str) -> Organisation | None:
    wanted = fold(name)
    found = [one for one in organisations_known_at(meeting) if wanted and fold(one.name) == wanted]
    return found[0] if len(found) == 1 else None


def _person_named(meeting: Meeting, name: str, organisation: Organisation | None) -> Person | None:
    """Return the one person of that organisation whom the platform knows by that name; two of a name are nobody."""
    if organisation is None:
        return None
    wanted = sorted(fold(name).split())
    people = known_here(meeting).filter(organisation=organisation)
    found = [person for person in people if sorted(fold(str(person)).split()) == wanted]
    return found[0] if len(found) == 1 else None


def _refuse_twice(meeting: Meeting, name: str, organisation_name: str, person: Person | None) -> None:
    wanted = fold(name), fold(organisation_name)
    for one in meeting.invitees.all():
        same_person = person is not None and one.person_id == person.pk
        if same_person or (fold(one.name), fold(one.organisation_name)) == wanted:
            raise DomainError(_("This person is in the list already."), code="twice", field="name")
