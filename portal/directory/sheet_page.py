"""What the page of a presentation sheet shows, for the reader who asks."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from .enums import ProposalState
from .models import Organisation, Participation, SheetProposal
from .sheet_content import label_of
from .site_map import points_of

#: What a partner wants to know first, in this order; how to reach stands above them, apart.
TEXTS = ("missions", "public_served", "territory_served", "offers", "ways_of_working", "confidentiality_limits")
#: Decided proposals that the page still tells of.
DECIDED_SHOWN = 3


@dataclass(frozen=True)
class Place:
    """The organisation in one platform that the reader may know; ``roles`` are titles and texts, without empty ones."""

    participation: Participation
    roles: list[tuple[str, str]]


def texts_of(organisation: Organisation) -> list[tuple[str, str]]:
    """Return the titles and texts of the presentation, empty ones too."""
    return [(label_of(name), getattr(organisation, name)) for name in TEXTS]


def places_of(organisation: Organisation, viewer) -> list[Place]:
    """Return where the organisation takes part among the platforms whose circles ``viewer`` may know of."""
    rows = (
        Participation.objects.visible_to(viewer)
        .filter(organisation=organisation)
        .active()
        .select_related("platform")
        .order_by("platform__name_folded", "pk")
    )
    return [Place(row, _roles_of(row)) for row in rows]


def proposals_shown(organisation: Organisation) -> tuple[list[SheetProposal], list[SheetProposal]]:
    """Return the proposals to decide, and the last ones that were decided."""
    rows = organisation.proposals.select_related("platform", "person", "decided_by").order_by("-made_at", "-pk")
    pending = list(rows.filter(state=ProposalState.PENDING))
    decided = rows.filter(state__in=(ProposalState.ACCEPTED, ProposalState.REFUSED)).order_by("-decided_at", "-pk")
    return pending, list(decided[:DECIDED_SHOWN])


def sheet_page(organisation: Organisation, viewer) -> dict:
    """Return the context of the page in a number of queries that does not depend on how much there is."""
    texts = texts_of(organisation)
    may_edit = viewer.has_perm("directory.edit_sheet", organisation)
    sites = list(organisation.sites.select_related("commune").order_by("pk"))
    open_sites = [site for site in sites if site.closed_at is None]
    pending, decided = proposals_shown(organisation) if may_edit else ([], [])
    return {
        "organisation": organisation,
        "texts": [(title, text) for title, text in texts if text],
        "missing": [
            title for title, text in [*texts, (label_of("how_to_reach"), organisation.how_to_reach)] if not text
        ],
        "sites": open_sites,
        # A map without background says nothing: the list says where.
        "points": points_of(open_sites) if settings.MAP_TILE_URL else [],
        "closed_sites": [site for site in sites if site.closed_at] if may_edit else [],
        "networks": list(organisation.networks.all()),
        "places": places_of(organisation, viewer),
        "pending": pending,
        "decided": decided,
        "may_edit": may_edit,
    }


def _roles_of(participation: Participation) -> list[tuple[str, str]]:
    roles = [
        (_("1. Finding"), participation.role_finding),
        (_("2. Contact and follow-up"), participation.role_contact),
        (_("3. Diagnosis"), participation.role_diagnosis),
        (_("4. Pathway and solution"), participation.role_solution),
    ]
    return [(title, text) for title, text in roles if text]
