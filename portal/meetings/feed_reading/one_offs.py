"""One-off actions for young people in the feeds of a platform: all of its network may know of them (MISSION B11)."""

from django.db.models import Q, QuerySet

from ..enums import OneOffStatus


def within_window(actions: QuerySet, platforms, *, since, until, cancelled_since, **_others) -> QuerySet:
    """Return those of ``actions`` that a feed of ``platforms`` shows, as it does meetings (DESIGN §6.5, §6.8)."""
    return actions.filter(platform__in=platforms, starts_at__lte=until).filter(
        Q(starts_at__gte=since) | Q(status=OneOffStatus.CANCELLED, modified_at__gte=cancelled_since)
    )
