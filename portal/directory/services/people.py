"""People of the directory: made, found again, corrected. Contacts are a platform's own (DESIGN §3, D-04)."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.fold import fold
from portal.core.log import declare_actions, record
from portal.core.phones import clean_phone
from portal.mailing.services.again import readdress

from ..addressees import bound_again
from ..models import Organisation, Person, Platform
from ..phone_regions import region_of_platform
from ..querysets import is_administrator
from ..search import person_text
from .checks import apply_details, columns_of, refuse_stale

declare_actions(person_created=gettext_noop("Person created"), person_changed=gettext_noop("Person changed"))


@dataclass(frozen=True, kw_only=True)
class Contact:
    """What is known of a professional."""

    first_name: str
    last_name: str
    email: str = ""
    phone: str = ""
    function: str = ""


CONTACT_FIELDS = tuple(Contact.__dataclass_fields__)


@transaction.atomic
def find_or_create_person(
    contact: Contact, *, organisation: Organisation | None, platform: Platform, by: Actor
) -> Person:
    """Return the person of that very name and address, or a new one of ``organisation``.

    Whoever is found keeps their details: another platform may have written them. Raises ``DomainError`` without a
    name, or for a number that is none.
    """
    person = person_of(contact, organisation=organisation, platform=platform)
    if person.email:
        for known in Person.objects.filter(email__iexact=person.email).order_by("pk"):
            if fold(str(known)) == fold(str(person)):
                return known
    person.save()
    record(person, "person_created", by=by, platform=platform)
    return person


def person_of(contact: Contact, *, organisation: Organisation | None, platform: Platform) -> Person:
    """Return ``contact`` as a person (not saved). Raises ``DomainError`` as ``find_or_create_person`` does."""
    person = Person(organisation=organisation)
    apply_details(person, _details(contact, platform))
    _refuse_nameless(person)
    person.search_text = person_text(person)
    return person


def chosen_person(who: Person | Contact, *, organisation: Organisation | None, platform: Platform, by: Actor) -> Person:
    """Return ``who`` when a known person was chosen, else the person of that contact as ``find_or_create_person`` says.

    For verbs that take either, within their own transaction.
    """
    if isinstance(who, Person):
        return who
    return find_or_create_person(who, organisation=organisation, platform=platform, by=by)


@transaction.atomic
def change_person(person: Person, contact: Contact, *, version: str, platform: Platform | None, by: Actor) -> Person:
    """Write the details of ``person``; mails that are stuck at a former address go to the new one.

    Raises ``StaleSave`` when they changed since ``version``, and ``DomainError`` when the address of somebody who has
    an account would change: their one-click links go there, so only they or an administrator change it.
    """
    stored = Person.objects.select_for_update().get(pk=person.pk)
    former_name, former = str(stored), stored.email
    refuse_stale(stored, CONTACT_FIELDS, version)
    changed = apply_details(stored, _details(contact, platform))
    _refuse_nameless(stored)
    if "email" in changed and stored.user_id and not is_administrator(by.user):
        raise DomainError(
            _("This person has an account: only they or an administrator can change the address."),
            code="has_account",
            field="email",
        )
    stored.search_text = person_text(stored)
    stored.save()
    if changed:
        record(stored, "person_changed", by=by, platform=platform, changed=changed)
    if "email" in changed and former and stored.email:
        readdress(
            former_name,
            former,
            stored.email,
            rewrite=lambda text: bound_again(text, stored, former=former),
            by=by,
        )
    return stored


def _details(contact: Contact, platform: Platform | None) -> dict:
    """Return the columns of ``contact``, its number as it is kept; the numbering plan is the platform's."""
    return columns_of(contact) | {"phone": clean_phone(contact.phone, region=region_of_platform(platform))}


def _refuse_nameless(person: Person) -> None:
    for column, message in (("last_name", _("Enter the last name.")), ("first_name", _("Enter the first name."))):
        if not getattr(person, column):
            raise DomainError(message, code="required", field=column)
