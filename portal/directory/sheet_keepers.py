"""Who keeps sheets and can be reached: the editors of today who have an address (MISSION A10)."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from portal.core.models import active_q

from .models import Editorship, Person


def reachable(on: dt.date):
    """Return the editorships that hold on the day ``on`` of people whom a mail reaches.

    Whoever's account was closed gets nothing: a link would open the door again (D-07).
    """
    return (
        Editorship.objects.filter(active_q(on))
        .exclude(person__email="")
        .filter(Q(person__user__isnull=True) | Q(person__user__is_active=True))
    )


def editors_of(organisations: Iterable[int], on: dt.date) -> dict[int, list[Person]]:
    """Return the reachable editors by the key of their organisation, in one query."""
    found: dict[int, list[Person]] = {}
    rows = reachable(on).filter(organisation__in=list(organisations)).select_related("person")
    for row in rows.order_by("organisation", "person__last_name", "person__first_name", "person"):
        found.setdefault(row.organisation_id, []).append(row.person)
    return found
