"""The usual place of a rhythm: what a lead may choose, and the venue that an answer becomes once a plan is accepted."""

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.core.fold import fold
from portal.directory.enums import ParticipationStatus
from portal.directory.models import Commune, Organisation, Person, Platform, Site, Territory
from portal.directory.services.organisations import Place, add_site

from ..models import Venue
from ..planning_answers import PlaceAnswer


def venues_of(platform: Platform):
    """Return the platform's venues, closed ones too, with what their names need."""
    return platform.venues.select_related("site__organisation", "site__commune").order_by(
        "site__organisation__name", "room", "pk"
    )


def open_venues_of(platform: Platform):
    """Return the venues that meetings may still be planned at: neither they nor their site is closed."""
    return venues_of(platform).filter(closed_at__isnull=True, site__closed_at__isnull=True)


def is_used(venue: Venue) -> bool:
    """Tell whether meetings may still be planned at ``venue``, loaded with its site."""
    return venue.closed_at is None and venue.site.closed_at is None


def venues_of_territory(territory: Territory, *, current: int | None = None):
    """Return the venues where a meeting of ``territory`` may be held: those in use of its platforms, and ``current``.

    By platform, with what their address needs.
    """
    platforms = Platform.objects.lying_in([territory.pk])
    used = Q(platform__in=platforms.values("pk"), closed_at=None, site__closed_at=None)
    return (
        Venue.objects.filter(used | Q(pk=current))
        .select_related("platform", "site__organisation", "site__commune")
        .order_by("platform__name", "pk")
    )


def hosts_of(platform: Platform):
    """Return the organisations that may host: those that agreed to take part, and those of the team."""
    agreed = platform.participations.active().filter(status=ParticipationStatus.AGREED).values("organisation")
    team = Person.objects.team_of(platform).filter(organisation__isnull=False).values("organisation")
    return Organisation.objects.filter(pk__in=agreed) | Organisation.objects.filter(pk__in=team)


def sites_of(platform: Platform):
    """Return the places of those organisations that are still used."""
    sites = Site.objects.filter(organisation__in=hosts_of(platform).values("pk"), closed_at__isnull=True)
    return sites.select_related("organisation", "commune").order_by("organisation__name", "pk")


def name_of(platform: Platform, place: PlaceAnswer) -> str:
    """Return the answered place in words, empty when there is none."""
    if place.venue is not None:
        venue = venues_of(platform).filter(pk=place.venue).first()
        return venue.full_address if venue else ""
    if place.site is not None:
        site = sites_of(platform).filter(pk=place.site).first()
        return f"{site.organisation}, {site.full_address}" if site else ""
    town = f"{place.postcode} {place.town}".strip()
    return ", ".join(part for part in (place.name, place.address, town) if part)


def venue_for(platform: Platform, place: PlaceAnswer, *, by: Actor = SYSTEM) -> Venue | None:
    """Return the venue of the answered place, made when it does not exist yet; None when no place was answered.

    Raises DomainError when the venue, the site or its organisation is no more one of the platform's, and when the
    venue was closed since ("closed").
    """
    if place.venue is not None:
        venue = _one_of(venues_of(platform), place.venue)
    else:
        site = site_for(platform, place, by=by)
        if site is None:
            return None
        venue, _made = Venue.objects.get_or_create(platform=platform, site=site, room="")
    if venue.closed_at is not None:
        raise DomainError(
            _("“%(venue)s” is no longer used: choose another place, or take the venue up again.") % {"venue": venue},
            code="closed",
            field="place",
        )
    return venue


def site_for(platform: Platform, place: PlaceAnswer, *, by: Actor) -> Site | None:
    """Return the site chosen or typed, a typed one made when its organisation has none like it; None without any.

    Raises DomainError when it is not one where the platform's network may meet (D-03).
    """
    if place.site is not None:
        return _one_of(sites_of(platform), place.site)
    if place.host is not None:
        return _typed_site(_one_of(hosts_of(platform), place.host), place, by=by)
    return None


def _one_of(queryset, pk: int):
    found = queryset.filter(pk=pk).first()
    if found is None:
        raise DomainError(_("The usual place no longer exists: choose another one."), code="place", field="place")
    return found


def _typed_site(organisation: Organisation, place: PlaceAnswer, *, by: Actor) -> Site:
    commune = _commune(place)
    address = place.address if commune or not place.town else ", ".join(filter(None, (place.address, place.town)))
    typed = {"name": place.name, "address": address, "postcode": place.postcode, "commune": commune}
    known = organisation.sites.filter(**typed, closed_at=None).first()
    return known or add_site(organisation, Place(**typed), by=by)


def _commune(place: PlaceAnswer) -> Commune | None:
    """Return the commune of that name at that postcode, None when it is not known: the town then stays in words."""
    if not place.town or not place.postcode:
        return None
    found = Commune.objects.filter(postcodes__postcode=place.postcode, name_folded=fold(place.town)).distinct()[:2]
    return found[0] if len(found) == 1 else None
