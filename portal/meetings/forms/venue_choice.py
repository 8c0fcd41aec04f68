"""The choice of a venue on a meeting's form: whose turn it is comes first, with the reason."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.directory.models import Platform, Territory

from ..models import Venue
from ..services.hosting import describe_choice, suggest_host, venues_by_key
from ..services.planning_places import is_used, venues_of_territory


def offer_venues(field, platform: Platform, *, on: dt.date, people: int, current: int | None, without=()) -> None:
    """Give ``field`` (a ``ModelChoiceField``) the venues in use and the ``current`` one, the suggested one first.

    ``on`` is the day, ``people`` how many are expected (0: unknown), ``without`` the meeting itself when it exists:
    its own date is no turn yet. Three queries.
    """
    venues = venues_by_key(platform)
    offered = {key: venue for key, venue in venues.items() if is_used(venue) or venue.pk == current}
    field.queryset = Venue.objects.filter(pk__in=[venue.pk for venue in offered.values()]).select_related(
        "site__organisation", "site__commune"
    )
    choice = suggest_host(platform, on, people=people, without=without)
    first = offered.pop(choice.host, None) if choice.host else None
    groups = [("", field.empty_label)]
    if first is not None:
        reason = describe_choice(choice, venues, on=on, people=people)
        groups.append((_("Suggested – %(reason)s") % {"reason": reason}, [_option(first)]))
        # A closed list shows no reason: it stands above it too.
        field.help_text = _("Whose turn is it? %(venue)s: %(reason)s.") % {"venue": first, "reason": reason}
    others = [_option(venue) for venue in offered.values() if is_used(venue)]
    if others:
        groups += [(_("Other venues"), others)] if first is not None else others
    closed = [_option(venue) for venue in offered.values() if not is_used(venue)]
    if closed:
        groups.append((_("No longer used"), closed))
    field.choices = groups


def offer_territory_venues(field, territory: Territory, *, current: int | None) -> None:
    """Give ``field`` the venues in use of the platforms of ``territory``, by platform, and the ``current`` one.

    A territory has no venues of its own, and nobody takes turns there. One query.
    """
    venues = venues_of_territory(territory, current=current)
    field.queryset = venues
    groups: dict[str, list] = {}
    for venue in venues:
        groups.setdefault(str(venue.platform), []).append(_option(venue))
    field.choices = [("", field.empty_label), *groups.items()]


def _option(venue: Venue) -> tuple[int, str]:
    if venue.capacity is None:
        return venue.pk, venue.full_address
    seats = ngettext("%(count)d seat", "%(count)d seats", venue.capacity) % {"count": venue.capacity}
    return venue.pk, f"{venue.full_address} ({seats})"
