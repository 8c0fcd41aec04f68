"""The usual place of a rhythm: what a lead may choose, and the venue that an answer becomes once a plan is accepted."""

from django.utils.translation import gettext as _

from portal.core.errors import DomainError
from portal.core.fold import fold
from portal.directory.enums import ParticipationStatus
from portal.directory.models import Commune, Organisation, Person, Platform, Site

from ..models import Venue
from ..planning_answers import PlaceAnswer


def venues_of(platform: Platform):
    """Return the platform's venues, with what their names need."""
    return platform.venues.select_related("site__organisation", "site__commune").order_by(
        "site__organisation__name", "room", "pk"
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


def venue_for(platform: Platform, place: PlaceAnswer) -> Venue | None:
    """Return the venue of the answered place, made when it does not exist yet; None when no place was answered.

    Raises DomainError when the venue, the site or its organisation is no more one of the platform's.
    """
    if place.venue is not None:
        return _one_of(venues_of(platform), place.venue)
    if place.site is not None:
        site = _one_of(sites_of(platform), place.site)
    elif place.host is not None:
        site = _typed_site(_one_of(hosts_of(platform), place.host), place)
    else:
        return None
    venue, _made = Venue.objects.get_or_create(platform=platform, site=site, room="")
    return venue


def _one_of(queryset, pk: int):
    found = queryset.filter(pk=pk).first()
    if found is None:
        raise DomainError(_("The usual place no longer exists: choose another one."), code="place", field="place")
    return found


def _typed_site(organisation: Organisation, place: PlaceAnswer) -> Site:
    commune = _commune(place)
    address = place.address if commune or not place.town else ", ".join(filter(None, (place.address, place.town)))
    site, _made = Site.objects.get_or_create(
        organisation=organisation,
        name=place.name,
        address=address,
        postcode=place.postcode,
        commune=commune,
        closed_at=None,
    )
    return site


def _commune(place: PlaceAnswer) -> Commune | None:
    """Return the commune of that name at that postcode, None when it is not known: the town then stays in words."""
    if not place.town or not place.postcode:
        return None
    found = Commune.objects.filter(postcodes__postcode=place.postcode, name_folded=fold(place.town)).distinct()[:2]
    return found[0] if len(found) == 1 else None
