"""Create and keep organisations, their presentation sheets and their sites (MISSION A2, A3, A10)."""

from dataclasses import dataclass, fields

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.fold import fold
from portal.core.log import declare_actions, record
from portal.core.models import active_q

from ..identifiers import clean_siret, clean_uai
from ..models import ActorType, Commune, Organisation, Site
from ..search import organisation_text
from .checks import apply_details, columns_of, refuse_stale

declare_actions(
    organisation_created=gettext_noop("Organisation created"),
    sheet_changed=gettext_noop("Presentation sheet changed"),
    sheet_confirmed=gettext_noop("Presentation sheet confirmed"),
    site_added=gettext_noop("Site added"),
    site_changed=gettext_noop("Site changed"),
)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The whole presentation sheet of an organisation."""

    name: str
    actor_type: ActorType
    short_name: str = ""
    siret: str = ""
    uai: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    missions: str = ""
    ways_of_working: str = ""
    public_served: str = ""
    territory_served: str = ""
    offers: str = ""
    confidentiality_limits: str = ""
    how_to_reach: str = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a site is."""

    name: str = ""
    address: str = ""
    postcode: str = ""
    commune: Commune | None = None
    access: str = ""

    def __bool__(self) -> bool:
        return any(columns_of(self).values())


SHEET_FIELDS = tuple(field.name for field in fields(Sheet))
PLACE_FIELDS = tuple(field.name for field in fields(Place))


@transaction.atomic
def create_organisation(sheet: Sheet, *, place: Place | None = None, by: Actor) -> Organisation:
    """Return a new organisation with its first site.

    Raises ``DomainError`` for a wrong or taken identifier, or when one of the same name and type stands in the same
    commune: it is to be found, not made twice.
    """
    organisation = Organisation()
    _write(organisation, sheet)
    _refuse_double(organisation, place.commune if place else None)
    organisation.save()
    if place:
        site = Site(organisation=organisation)
        apply_details(site, columns_of(place))
        site.save()
    refresh_search(organisation)
    record(organisation, "organisation_created", by=by)
    return organisation


@transaction.atomic
def change_organisation(organisation: Organisation, sheet: Sheet, *, version: str, by: Actor) -> Organisation:
    """Write the sheet; an editor who saves confirms it by the same act.

    Raises ``StaleSave`` when it changed since ``version``, ``DomainError`` for a wrong or taken identifier.
    """
    stored = Organisation.objects.select_for_update().get(pk=organisation.pk)
    refuse_stale(stored, SHEET_FIELDS, version)
    changed = _write(stored, sheet)
    if changed:
        stored.content_changed_at = timezone.now()
    if _is_editor(stored, by):
        stored.confirmed_at = timezone.now()
    stored.save()
    refresh_search(stored)
    if changed:
        record(stored, "sheet_changed", by=by, changed=changed)
    return stored


@transaction.atomic
def confirm_sheet(organisation: Organisation, *, by: Actor) -> Organisation:
    """Note that somebody who keeps the sheet read it today and found it right."""
    stored = Organisation.objects.select_for_update().get(pk=organisation.pk)
    stored.confirmed_at = timezone.now()
    stored.save(update_fields=["confirmed_at"])
    record(stored, "sheet_confirmed", by=by)
    return stored


@transaction.atomic
def add_site(organisation: Organisation, place: Place, *, by: Actor) -> Site:
    """Return a new site. Raises ``DomainError`` for one without name and address."""
    site = Site(organisation=organisation)
    _write_place(site, place)
    record(organisation, "site_added", by=by, site=site.pk)
    return site


@transaction.atomic
def change_site(site: Site, place: Place, *, version: str, by: Actor) -> Site:
    """Write ``place``, return the site. Raises ``StaleSave``, or ``DomainError`` for one without name and address."""
    stored = Site.objects.select_for_update().select_related("organisation").get(pk=site.pk)
    refuse_stale(stored, PLACE_FIELDS, version)
    changed = _write_place(stored, place)
    if changed:
        record(stored.organisation, "site_changed", by=by, site=stored.pk, changed=changed)
    return stored


def refresh_search(organisation: Organisation) -> None:
    """Write what the search reads; part of every verb that changes a name, a type or a site."""
    organisation.search_text = organisation_text(organisation)
    organisation.save(update_fields=["search_text"])


def _write(organisation: Organisation, sheet: Sheet) -> list[str]:
    details = columns_of(sheet)
    details |= {"siret": clean_siret(sheet.siret), "uai": clean_uai(sheet.uai)}
    changed = apply_details(organisation, details)
    if not organisation.name:
        raise DomainError(_("An organisation needs a name."), code="required", field="name")
    for column, message in (
        ("siret", _("Another organisation already has this SIRET: “%(name)s”.")),
        ("uai", _("Another organisation already has this UAI: “%(name)s”.")),
    ):
        value = getattr(organisation, column)
        other = value and Organisation.objects.exclude(pk=organisation.pk).filter(**{column: value}).first()
        if other:
            raise DomainError(message % {"name": other.name}, code="taken", field=column)
    return changed


def _refuse_double(organisation: Organisation, commune: Commune | None) -> None:
    same = Organisation.objects.filter(
        actor_type=organisation.actor_type, search_text__startswith=fold(organisation.name)
    ).prefetch_related("sites")
    for other in same:
        communes = {site.commune_id for site in other.sites.all()} - {None}
        elsewhere = commune and communes and commune.pk not in communes
        if fold(other.name) == fold(organisation.name) and not elsewhere:
            raise DomainError(
                _("The directory already has “%(name)s”: go back and choose it from the search.")
                % {"name": other.name},
                code="double",
                field="name",
            )


def _write_place(site: Site, place: Place) -> list[str]:
    changed = apply_details(site, columns_of(place))
    if not (site.name or site.address):
        raise DomainError(_("Give the site a name or an address."), code="required", field="name")
    site.save()
    site.organisation.content_changed_at = timezone.now()
    site.organisation.save(update_fields=["content_changed_at"])
    refresh_search(site.organisation)
    return changed


def _is_editor(organisation: Organisation, by: Actor) -> bool:
    if by.person is None:
        return False
    return organisation.editorships.filter(active_q(timezone.localdate()), person=by.person).exists()
