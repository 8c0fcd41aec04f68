"""What every page of the frame needs."""

from django.conf import settings

from .navigation import entries_for


def frame(request) -> dict:
    """Return the side column's entries and whether this is the demonstration."""
    return {"demo": settings.DEMO, "nav_entries": entries_for(request)}
