"""The directory of the network as a table: sheets are network-wide, who takes part where is not (DESIGN §4)."""

from collections.abc import Iterator

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.phones import format_phone
from portal.core.spreadsheets.writing import Column

from ..listing import open_sites
from ..models import Participation
from .chunks import in_chunks

#: More than the network counts (DESIGN §8: 15,000); beyond, somebody has to filter.
MAX_ROWS = 20_000


def columns() -> list[Column]:
    """Return the columns, in the language of the reader."""
    return [
        Column(_("Name"), 40),
        Column(_("Short name"), 16),
        Column(_("Type"), 28),
        Column(_("Sector"), 20),
        Column(_("SIRET"), 18),
        Column(_("UAI"), 11),
        Column(_("Phone"), 17),
        Column(_("E-mail"), 32),
        Column(_("Web site"), 32),
        Column(_("Address"), 36),
        Column(_("Postcode"), 11),
        Column(_("Commune"), 22),
        Column(_("Department"), 20),
        Column(_("Other places"), 40),
        Column(_("Networks"), 24),
        Column(_("In my platforms"), 36),
        Column(_("Missions"), 50),
        Column(_("Ways of working"), 50),
        Column(_("Public served"), 50),
        Column(_("Territory served"), 30),
        Column(_("Offers"), 50),
        Column(_("Limits of confidentiality"), 40),
        Column(_("How to reach"), 40),
        Column(_("Sheet confirmed on"), 14),
        Column(_("Sheet changed on"), 14),
        Column(_("To confirm"), 11),
    ]


def rows(queryset: QuerySet, viewer) -> Iterator[list]:
    """Return a row for each organisation of ``queryset`` (which has ``is_stale``), in its order.

    Of participations only those of the platforms whose circles ``viewer`` may know of are read (D-04, D-05).
    """
    participations = Participation.objects.visible_to(viewer).active().select_related("platform")
    queryset = queryset.prefetch_related(
        "actor_type__sector",
        open_sites(),
        "open_sites__commune__department",
        Prefetch("networks", to_attr="known_networks"),
        Prefetch("participations", participations.order_by("platform__name_folded", "pk"), to_attr="seen"),
    )
    return (_row(organisation) for organisation in in_chunks(queryset))


def _row(organisation) -> list:
    first, *others = organisation.open_sites or [None]
    commune = first.commune if first else None
    return [
        organisation.name,
        organisation.short_name,
        organisation.actor_type.name,
        organisation.actor_type.sector.name,
        organisation.siret,
        organisation.uai,
        format_phone(organisation.phone),
        organisation.email,
        organisation.website,
        first.address if first else "",
        first.postcode if first else "",
        commune.name if commune else "",
        commune.department.name if commune else "",
        "\n".join(": ".join(filter(None, (site.name, site.full_address))) for site in others),
        ", ".join(network.name for network in organisation.known_networks),
        "\n".join(_place(participation) for participation in organisation.seen),
        organisation.missions,
        organisation.ways_of_working,
        organisation.public_served,
        organisation.territory_served,
        organisation.offers,
        organisation.confidentiality_limits,
        organisation.how_to_reach,
        _day(organisation.confirmed_at),
        _day(organisation.content_changed_at),
        _("yes") if organisation.is_stale else _("no"),
    ]


def _place(participation) -> str:
    where = participation.get_circle_display() if participation.circle else participation.get_status_display()
    return f"{participation.platform.name} ({where})"


def _day(moment):
    return timezone.localtime(moment).date() if moment else None
