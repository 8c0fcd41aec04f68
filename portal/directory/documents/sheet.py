"""Data of the printed presentation sheet: what the whole network may read, the same for every reader."""

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.french_dates import format_date
from portal.core.phones import format_phone
from portal.core.printing import document

from ..identifiers import format_siret
from ..models import Organisation
from ..sheet_content import label_of
from ..sheet_page import texts_of

TEMPLATE = "directory/sheet.typ"


def data_of(organisation: Organisation) -> dict:
    """Return what the template prints; three queries: sites, networks, and nothing of a platform."""
    sites = organisation.sites.filter(closed_at__isnull=True).select_related("commune").order_by("pk")
    sections = [
        {"title": title, "paragraphs": _paragraphs(text)}
        for title, text in [(label_of("how_to_reach"), organisation.how_to_reach), *texts_of(organisation)]
        if text.strip()
    ]
    return {
        "document": document(
            title=organisation.name,
            subtitle=str(organisation.actor_type),
            day=_day_of(organisation),
            facts=_facts(organisation),
        ),
        "labels": {
            "empty": _("The organisation has not written its presentation yet."),
            "places": _("Places"),
        },
        "sections": sections,
        "places": [
            {"name": site.name, "address": site.full_address, "access": _paragraphs(site.access)} for site in sites
        ],
    }


def _facts(organisation: Organisation) -> list[tuple[str, str]]:
    confirmed = organisation.confirmed_at
    facts = [
        (label_of("phone"), format_phone(organisation.phone)),
        (label_of("email"), organisation.email),
        (label_of("website"), organisation.website),
        (_("Networks"), ", ".join(str(network) for network in organisation.networks.all())),
        (label_of("siret"), format_siret(organisation.siret)),
        (label_of("uai"), organisation.uai),
        (_("Confirmed on"), format_date(timezone.localdate(confirmed), weekday=False) if confirmed else ""),
    ]
    return [(label, value) for label, value in facts if value]


def _day_of(organisation: Organisation):
    """Return the day of the last change or confirmation: two printings of one state are the same bytes."""
    return timezone.localdate(max(filter(None, (organisation.content_changed_at, organisation.confirmed_at))))


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
