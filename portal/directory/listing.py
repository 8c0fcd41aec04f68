"""What the lists of the directory show to somebody: one place gives the rows to the page and to every export of it.

An export that built its own rows could hold what the page hides (SECURITY D-05).
"""

from django.db.models import Prefetch
from django.utils import timezone

from .filters import MemberFilter, OrganisationFilter
from .models import Delegate, Organisation, Participation, Platform, Site
from .tables import MemberTable, OrganisationTable

#: Long texts of a sheet, which a list does not show and need not carry.
LONG_TEXTS = (
    "missions",
    "ways_of_working",
    "public_served",
    "territory_served",
    "offers",
    "confidentiality_limits",
    "how_to_reach",
)


def organisations_listed(viewer, parameters) -> OrganisationFilter:
    """Return the organisations that ``viewer`` may know, filtered by the ``parameters`` of an address.

    Filters that say nothing are ignored (D-77). ``.qs`` are the rows, with their type, sector and ``is_stale``.
    """
    rows = Organisation.objects.visible_to(viewer).with_staleness(timezone.localdate())
    # Few types serve many rows: read apart, they make narrow rows for the database to sort, and one object each here.
    return OrganisationFilter(parameters, queryset=rows.prefetch_related("actor_type__sector"), viewer=viewer)


def organisations_table(filtered: OrganisationFilter) -> OrganisationTable:
    """Return the table of the page: light rows, with the places that are open."""
    rows = filtered.qs.defer(*LONG_TEXTS).prefetch_related(open_sites())
    return OrganisationTable(rows)


def members_listed(platform: Platform, viewer, parameters) -> MemberFilter:
    """Return the participations of ``platform`` of today, filtered, with ``current_delegates``.

    Without any row where ``viewer`` may not know who takes part.
    """
    delegates = Delegate.objects.visible_to(viewer).active().select_related("person").order_by("kind", "since", "pk")
    rows = (
        Participation.objects.visible_to(viewer)
        .filter(platform=platform)
        .active()
        .select_related("platform", "organisation__actor_type__sector")
        .prefetch_related(Prefetch("delegates", delegates, to_attr="current_delegates"))
    )
    return MemberFilter(parameters, queryset=rows)


def members_table(filtered: MemberFilter, *, reads_mobilisation: bool = False) -> MemberTable:
    """Return the table of the page; ``reads_mobilisation`` adds the next steps."""
    return MemberTable(filtered.qs, reads_mobilisation=reads_mobilisation)


def open_sites(prefix: str = "") -> Prefetch:
    """Return the places that are not closed, with their commune, for ``prefetch_related``: ``open_sites``."""
    sites = Site.objects.filter(closed_at=None).select_related("commune").order_by("pk")
    return Prefetch(f"{prefix}sites", sites, to_attr="open_sites")
