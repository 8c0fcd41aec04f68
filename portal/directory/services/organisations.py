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
from portal.core.phones import clean_phone

from ..identifiers import clean_siret, clean_uai
from ..models import ActorType, Commune, Organisation, Site
from ..phone_regions import region_of_commune, region_of_organisation
from ..search import organisation_text
from .checks import apply_details, columns_of, refuse_stale
from .history import keep_revision, remember
from .points import Pin, follow_address, log_pin, set_pin, wake

declare_actions(
    organisation_created=gettext_noop("Organisation created"),
    sheet_changed=gettext_noop("Presentation sheet changed"),
    sheet_confirmed=gettext_noop("Presentation sheet confirmed"),
    site_added=gettext_noop("Site added"),
    site_changed=gettext_noop("Site changed"),
    site_closed=gettext_noop("Site closed"),
    site_reopened=gettext_noop("Site used again"),
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
#: What a point found from the address depends on.
_ADDRESS = {"address", "postcode", "commune"}


@transaction.atomic
def create_organisation(sheet: Sheet, *, place: Place | None = None, by: Actor) -> Organisation:
    """Return a new organisation with its first site.

    Raises ``DomainError`` for a wrong or taken identifier, or when one of the same name and type stands in the same
    commune: it is to be found, not made twice.
    """
    organisation = Organisation()
    _write(organisation, sheet, region_of_commune(place.commune if place else None))
    _refuse_double(organisation, place.commune if place else None)
    organisation.save()
    if place:
        site = Site(organisation=organisation)
        apply_details(site, columns_of(place))
        follow_address(site)
        site.save()
        wake(site, by=by)
    refresh_search(organisation)
    keep_revision(organisation, None, by=by)
    record(organisation, "organisation_created", by=by)
    return organisation


@transaction.atomic
def change_organisation(organisation: Organisation, sheet: Sheet, *, version: str, by: Actor) -> Organisation:
    """Write the sheet and keep the revision; an editor who saves confirms it by the same act.

    Raises ``StaleSave`` when it changed since ``version``, ``DomainError`` for a wrong phone or identifier, or one
    that is taken.
    """
    stored = locked(organisation)
    refuse_stale(stored, SHEET_FIELDS, version)
    before = remember(stored)
    write_sheet(stored, sheet, by=by)
    keep_revision(stored, before, by=by)
    return stored


def write_sheet(stored: Organisation, sheet: Sheet, *, by: Actor) -> list[str]:
    """Write ``sheet`` on a locked row and return the columns that changed; whoever calls keeps the revision."""
    changed = _write(stored, sheet, region_of_organisation(stored))
    if changed:
        stored.content_changed_at = timezone.now()
    if _is_editor(stored, by):
        stored.confirmed_at = timezone.now()
    stored.save()
    refresh_search(stored)
    if changed:
        record(stored, "sheet_changed", by=by, changed=changed)
    return changed


@transaction.atomic
def confirm_sheet(organisation: Organisation, *, by: Actor) -> Organisation:
    """Note that somebody who keeps the sheet read it today and found it right."""
    stored = locked(organisation)
    stored.confirmed_at = timezone.now()
    stored.save(update_fields=["confirmed_at"])
    record(stored, "sheet_confirmed", by=by)
    return stored


@transaction.atomic
def add_site(organisation: Organisation, place: Place, *, pin: Pin | None = None, by: Actor) -> Site:
    """Return a new site. Raises ``DomainError`` for one without name and address."""
    stored = locked(organisation)
    before = remember(stored)
    site = Site(organisation=stored)
    write_place(site, place, pin=pin, by=by)
    note_sites(stored)
    keep_revision(stored, before, by=by)
    record(stored, "site_added", by=by, site=site.pk)
    return site


@transaction.atomic
def change_site(site: Site, place: Place, *, version: str, pin: Pin | None = None, by: Actor) -> Site:
    """Write ``place`` and, where it is given, ``pin``; return the site.

    Raises ``StaleSave``, or ``DomainError`` for a site without name and address.
    """
    organisation, stored = _locked_site(site)
    refuse_stale(stored, PLACE_FIELDS, version)
    before = remember(organisation)
    changed = write_place(stored, place, pin=pin, by=by)
    if changed:
        note_sites(organisation)
        keep_revision(organisation, before, by=by)
        record(organisation, "site_changed", by=by, site=stored.pk, changed=changed)
    return stored


@transaction.atomic
def close_site(site: Site, *, by: Actor) -> Site:
    """Show a site no more: it leaves pages, choices and the search; meetings that were held there keep their place."""
    return _set_closed(site, True, by=by)


@transaction.atomic
def reopen_site(site: Site, *, by: Actor) -> Site:
    """Take back the closing of a site."""
    return _set_closed(site, False, by=by)


def locked(organisation: Organisation) -> Organisation:
    """Return the stored row of ``organisation``, locked until the end of the transaction: its sites hang on it too."""
    return Organisation.objects.select_for_update(of=("self",)).select_related("actor_type").get(pk=organisation.pk)


def kept_type(reference: dict) -> ActorType:
    """Return the type that a kept content names (``{"id": …, "name": …}``); ``DomainError`` (code "gone") for none."""
    found = ActorType.objects.filter(pk=reference["id"]).first()
    if found is None:
        raise DomainError(
            _("The type “%(name)s” is no longer in the catalogue: change the sheet by hand.")
            % {"name": reference["name"]},
            code="gone",
            field="actor_type",
        )
    return found


def refresh_search(organisation: Organisation) -> None:
    """Write what the search reads; part of every verb that changes a name, a type or a site."""
    organisation.search_text = organisation_text(organisation)
    organisation.save(update_fields=["search_text"])


def write_columns(organisation: Organisation, sheet: Sheet, region: str) -> list[str]:
    """Write ``sheet`` on ``organisation`` (not saved) and return the columns that changed.

    Raises ``DomainError`` for a wrong phone or identifier and without a name; not for an identifier that is taken.
    """
    details = columns_of(sheet)
    details |= {"siret": clean_siret(sheet.siret), "uai": clean_uai(sheet.uai)}
    if sheet.phone != organisation.phone:
        # A number older than the rule does not stand in the way of another change.
        details["phone"] = clean_phone(sheet.phone, region=region)
    changed = apply_details(organisation, details)
    if not organisation.name:
        raise DomainError(_("An organisation needs a name."), code="required", field="name")
    return changed


def taken_identifier(column: str, name: str) -> DomainError:
    """Return the refusal of a SIRET or UAI that the organisation ``name`` has already."""
    messages = {
        "siret": _("Another organisation already has this SIRET: “%(name)s”."),
        "uai": _("Another organisation already has this UAI: “%(name)s”."),
    }
    return DomainError(messages[column] % {"name": name}, code="taken", field=column)


def double_organisation(name: str) -> DomainError:
    """Return the refusal of an organisation that the directory has already."""
    return DomainError(
        _("The directory already has “%(name)s”: go back and choose it from the search.") % {"name": name},
        code="double",
        field="name",
    )


def _write(organisation: Organisation, sheet: Sheet, region: str) -> list[str]:
    changed = write_columns(organisation, sheet, region)
    for column in ("siret", "uai"):
        value = getattr(organisation, column)
        other = value and Organisation.objects.exclude(pk=organisation.pk).filter(**{column: value}).first()
        if other:
            raise taken_identifier(column, other.name)
    return changed


def _refuse_double(organisation: Organisation, commune: Commune | None) -> None:
    same = Organisation.objects.filter(
        actor_type=organisation.actor_type, search_text__startswith=fold(organisation.name)
    ).prefetch_related("sites")
    for other in same:
        communes = {site.commune_id for site in other.sites.all()} - {None}
        elsewhere = commune and communes and commune.pk not in communes
        if fold(other.name) == fold(organisation.name) and not elsewhere:
            raise double_organisation(other.name)


def write_place(site: Site, place: Place, *, pin: Pin | None = None, by: Actor) -> list[str]:
    """Write ``place`` on a site of a locked organisation and return the columns of it that changed.

    The point follows the address, or stands where ``pin`` sets it.
    """
    changed = apply_details(site, columns_of(place))
    if not (site.name or site.address):
        raise DomainError(_("Give the site a name or an address."), code="required", field="name")
    if pin:
        set_pin(site, pin)
    elif _ADDRESS.intersection(changed):
        follow_address(site)
    site.save()
    if pin:
        log_pin(site, pin, by=by)
    wake(site, by=by)
    return changed


def _locked_site(site: Site) -> tuple[Organisation, Site]:
    """Lock the organisation, then its site: always in this order."""
    organisation = locked(Organisation(pk=site.organisation_id))
    return organisation, Site.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=site.pk)


def _set_closed(site: Site, closed: bool, *, by: Actor) -> Site:
    organisation, stored = _locked_site(site)
    if closed == (stored.closed_at is not None):
        return stored
    before = remember(organisation)
    stored.closed_at = timezone.now() if closed else None
    stored.save(update_fields=["closed_at"])
    note_sites(organisation)
    keep_revision(organisation, before, by=by)
    record(organisation, "site_closed" if closed else "site_reopened", by=by, site=stored.pk)
    return stored


def note_sites(organisation: Organisation) -> None:
    """Note that the sites of a locked organisation changed; part of every verb that writes one."""
    organisation.content_changed_at = timezone.now()
    organisation.save(update_fields=["content_changed_at"])
    refresh_search(organisation)


def _is_editor(organisation: Organisation, by: Actor) -> bool:
    if by.person is None:
        return False
    return organisation.editorships.filter(active_q(timezone.localdate()), person=by.person).exists()
