"""The members of a platform as a table: a line for each person who represents one, as a mail merge wants it."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.core.phones import format_phone
from portal.core.spreadsheets.writing import Column

from ..listing import open_sites
from .chunks import in_chunks


def columns(*, for_team: bool) -> list[Column]:
    """Return the columns; what is still to be done to win a member over is for the team alone."""
    team = [Column(_("Next step"), 36), Column(_("Next step by"), 14)] if for_team else []
    return [
        Column(_("Organisation"), 40),
        Column(_("Short name"), 16),
        Column(_("Type"), 28),
        Column(_("Sector"), 20),
        Column(_("Circle"), 18),
        Column(_("Mobilisation"), 16),
        Column(_("Since"), 13),
        *team,
        Column(_("Represents as"), 22),
        Column(_("Last name"), 20),
        Column(_("First name"), 18),
        Column(_("Function"), 30),
        Column(_("Work phone"), 17),
        Column(_("Work e-mail"), 32),
        Column(_("Phone of the organisation"), 17),
        Column(_("E-mail of the organisation"), 32),
        Column(_("Address"), 36),
        Column(_("Postcode"), 11),
        Column(_("Commune"), 22),
        Column(_("Role: finding"), 40),
        Column(_("Role: contact and follow-up"), 40),
        Column(_("Role: diagnosis"), 40),
        Column(_("Role: pathway and solution"), 40),
        Column(_("SIRET"), 18),
        Column(_("UAI"), 11),
    ]


def rows(queryset: QuerySet, *, for_team: bool) -> Iterator[list]:
    """Return the rows of the participations of ``queryset``, in its order; ``current_delegates`` are already seen ones.

    An organisation that nobody represents has one row.
    """
    for participation in in_chunks(queryset.prefetch_related(open_sites("organisation__"))):
        for delegate in participation.current_delegates or [None]:
            yield _row(participation, delegate, for_team)


def _row(participation, delegate, for_team: bool) -> list:
    organisation = participation.organisation
    site = next(iter(organisation.open_sites), None)
    person = delegate.person if delegate else None
    return [
        organisation.name,
        organisation.short_name,
        organisation.actor_type.name,
        organisation.actor_type.sector.name,
        participation.get_circle_display() if participation.circle else "",
        participation.get_status_display(),
        participation.since,
        *((participation.next_step, participation.next_step_on) if for_team else ()),
        delegate.get_kind_display() if delegate else "",
        *(
            (person.last_name, person.first_name, person.function, format_phone(person.phone), person.email)
            if person
            else ("",) * 5
        ),
        format_phone(organisation.phone),
        organisation.email,
        site.address if site else "",
        site.postcode if site else "",
        site.commune.name if site and site.commune else "",
        participation.role_finding,
        participation.role_contact,
        participation.role_diagnosis,
        participation.role_solution,
        organisation.siret,
        organisation.uai,
    ]
