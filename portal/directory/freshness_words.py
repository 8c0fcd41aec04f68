"""How the age of a sheet is said, in the same words everywhere."""

from django.conf import settings

from portal.core.components import render


def freshness_words(organisation):
    """Return the component: when the sheet was confirmed, else written, and whether it is to be confirmed again."""
    return render(
        "freshness",
        confirmed_on=organisation.confirmed_at,
        changed_on=organisation.content_changed_at,
        stale_after=settings.SHEET_CONFIRM_EVERY_DAYS,
    )
