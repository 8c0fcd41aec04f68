"""What maps of sites show: the points of an organisation, and where the map for a new pin opens."""

from dataclasses import dataclass

from django.db.models import Avg
from django.utils.translation import gettext as _

from . import geocoding
from .enums import PointSource
from .french_points import Point, department_of, middle_of
from .models import Organisation, Site

#: Zoom levels of the usual tiles: a door, a town, a department, the country.
DOOR, TOWN, DEPARTMENT, COUNTRY = 16, 13, 9, 5
MIDDLE_OF_FRANCE = Point(46.6, 2.4)


@dataclass(frozen=True)
class View:
    """Where a map opens."""

    point: Point
    zoom: int


def points_of(sites) -> list[dict]:
    """Return the points of ``sites`` as the map component takes them; sites without point are left out."""
    return [
        {"latitude": site.latitude, "longitude": site.longitude, "title": str(site), "text": site.full_address}
        for site in sites
        if site.point
    ]


def view_for(organisation: Organisation, site: Site | None) -> View:
    """Return where the map of a site's form opens: at its point, else where other sites of its town stand."""
    if site is not None and site.point:
        return View(site.point, DOOR)
    commune = site.commune if site is not None else None
    if commune is None:
        nearby = organisation.sites.filter(commune__isnull=False).select_related("commune").order_by("pk").first()
        commune = nearby.commune if nearby else None
    if commune is None:
        return View(MIDDLE_OF_FRANCE, COUNTRY)
    for rows, zoom in (
        (Site.objects.filter(commune=commune), TOWN),
        (Site.objects.filter(commune__department_id=commune.department_id), DEPARTMENT),
    ):
        middle = rows.aggregate(latitude=Avg("latitude"), longitude=Avg("longitude"))
        if middle["latitude"] is not None:
            return View(Point(**middle), zoom)
    overseas = middle_of(department_of(commune.insee))
    return View(overseas, DEPARTMENT) if overseas else View(MIDDLE_OF_FRANCE, COUNTRY)


def pin_context(organisation: Organisation, site: Site | None) -> dict:
    """Return what the form of a site shows of its point."""
    return {"map_view": view_for(organisation, site), "point_state": state_of(site)}


def state_of(site: Site | None) -> str:
    """Say where the point of ``site`` comes from and what moves it."""
    source = site.point_source if site is not None else ""
    if source == PointSource.MANUAL:
        return _("Placed by hand: a new address does not move it. Empty both fields to follow the address again.")
    if site is not None and site.point:
        return _("Found from the address. If the pin is not at the door, move it: it then stays where you put it.")
    if not geocoding.is_on():
        return _("Show where the door is: colleagues find it faster than by the address alone.")
    if site is not None and site.point_tries and site.point_due_at is None:
        return _("The address was not found on the map: place the pin by hand.")
    return _("The pin is placed from the address a moment after you save. Place it yourself if you know better.")
