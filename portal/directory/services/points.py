"""Where the sites stand on the map: placed by hand, or found from the address in the background (MISSION A1, A4).

A point placed by hand is its author's: nothing moves it. Every other follows the address: ``point_due_at`` says that
the geocoder is to be asked, whoever is woken asks, and the clock asks again what failed, a bounded number of times.
Saving an address never waits for it.
"""

import logging
import time
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from portal.core.actors import SYSTEM, Actor, Via
from portal.core.log import declare_actions, record

from .. import geocoding
from ..enums import PointSource
from ..french_points import Point
from ..models import CommunePostcode, Site
from ..tasks import find_points
from .checks import StaleSave

logger = logging.getLogger(__name__)

declare_actions(
    site_pinned=gettext_noop("Site placed on the map by hand"),
    site_unpinned=gettext_noop("Point of a site taken away"),
    site_located=gettext_noop("Site found on the map from its address"),
)

#: Minutes to wait after each failed question; after the last, the point is placed by hand or the address changes.
RETRY_MINUTES = (1, 5, 30, 120, 720)
MAX_TRIES = len(RETRY_MINUTES) + 1
#: How long one round lasts, so that mails and imports have their turn in between.
ROUND_SECONDS = 20
#: The clock wakes one round at a time, and another after that many seconds, should the first be lost.
_WOKEN, _WOKEN_FOR = "directory-points-woken", 600


@dataclass(frozen=True)
class Pin:
    """A point that somebody sets by hand, None to take it away; ``seen`` is the one that their page showed."""

    point: Point | None
    seen: Point | None = None


def follow_address(site: Site) -> None:
    """Note on ``site`` (not saved) that its address is another: a point that was found is dropped and asked anew."""
    if site.point_source == PointSource.MANUAL:
        return
    _set(site, None, "")
    site.point_tries = 0
    site.point_due_at = timezone.now() if site.address else None


def set_pin(site: Site, pin: Pin) -> None:
    """Write ``pin`` on a locked ``site`` (not saved); without point, the geocoder may work again.

    Raises ``StaleSave`` when somebody else placed the site by hand meanwhile.
    """
    if site.point_source == PointSource.MANUAL and site.point not in (pin.seen, pin.point):
        raise StaleSave(site)
    if pin.point is None:
        site.point_source = ""
        follow_address(site)
    else:
        _set(site, pin.point, PointSource.MANUAL)
        site.point_due_at = None
        site.point_tries = 0


def log_pin(site: Site, pin: Pin, *, by: Actor) -> None:
    """Write in the audit trail who placed ``site``; after it is saved, since a new one has no key before."""
    record(site.organisation, "site_pinned" if pin.point else "site_unpinned", by=by, site=site.pk)


def wake(site: Site, *, by: Actor) -> None:
    """Have the worker look for the point of ``site`` once the transaction is done, if it is due.

    An import leaves its thousands of rows to the clock, which comes within a minute.
    """
    if site.point_due_at and geocoding.is_on() and by.via != Via.IMPORT:
        # Robust: if the queue cannot be reached, the minute tick asks all the same.
        transaction.on_commit(find_points.enqueue, robust=True)


def tick() -> bool:
    """Wake the worker where points are due; return whether it was woken. Run every minute."""
    if not geocoding.is_on() or not _due().exists() or not cache.add(_WOKEN, True, _WOKEN_FOR):
        return False
    find_points.enqueue()
    return True


def find_due_points() -> int:
    """Ask for the points that are due, one after the other, and return how many.

    Stops when the service is down: the others wait for the clock without losing a try. Goes on in another task after
    ``ROUND_SECONDS``.
    """
    cache.delete(_WOKEN)
    if not geocoding.is_on():
        return 0
    asked, deadline = 0, time.monotonic() + ROUND_SECONDS
    while time.monotonic() < deadline:
        site = _claim()
        if site is None:
            return asked
        asked += 1
        try:
            point = geocoding.point_of(address_of(site))
        except geocoding.GeocoderError as error:
            logger.warning("The geocoder did not answer for site %s: %s", site.pk, error)
            return asked
        _settle(site, point)
    find_points.enqueue()
    return asked


def address_of(site: Site) -> geocoding.Address:
    """Return what the geocoder is asked; a postcode that is not the commune's own (CEDEX) would hide the address."""
    postcode = site.postcode
    if site.commune and not CommunePostcode.objects.filter(commune=site.commune, postcode=postcode).exists():
        postcode = ""
    return geocoding.Address(
        street=site.address,
        town=site.commune.name if site.commune else "",
        postcode=postcode,
        insee=site.commune.insee if site.commune else "",
    )


def _set(site: Site, point: Point | None, source: str) -> None:
    site.latitude, site.longitude = (point.latitude, point.longitude) if point else (None, None)
    site.point_source = source


def _due():
    return Site.objects.filter(point_due_at__lte=timezone.now(), closed_at__isnull=True)


@transaction.atomic
def _claim() -> Site | None:
    """Return the site that waits longest, put off until its next try: whoever is killed meanwhile loses nothing."""
    rows = _due().select_for_update(skip_locked=True, of=("self",))
    site = rows.select_related("commune", "organisation").order_by("point_due_at", "pk").first()
    if site is None:
        return None
    site.point_tries += 1
    more = site.point_tries < MAX_TRIES
    site.point_due_at = timezone.now() + timedelta(minutes=RETRY_MINUTES[site.point_tries - 1]) if more else None
    site.save(update_fields=["point_tries", "point_due_at"])
    return site


@transaction.atomic
def _settle(asked: Site, point: Point | None) -> None:
    """Write the answer, unless the address or the point became another while it was asked for."""
    site = Site.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=asked.pk)
    if site.point_source == PointSource.MANUAL or any(
        getattr(site, name) != getattr(asked, name) for name in ("address", "postcode", "commune_id")
    ):
        return
    site.point_due_at = None
    if point:
        _set(site, point, PointSource.GEOCODED)
    site.save(update_fields=["latitude", "longitude", "point_source", "point_due_at"])
    if point:
        record(site.organisation, "site_located", by=SYSTEM, site=site.pk)
