"""The address of a row: a place that is known, one to correct, or a new one."""

from dataclasses import replace

from django.utils.translation import gettext as _

from portal.core.fold import fold

from .known import KnownCommune, KnownSite
from .matching import Standing
from .outcomes import CellMessage, Change, RowOutcome
from .records import Record


def take_site(record: Record, commune: KnownCommune | None, standing: Standing, outcome: RowOutcome) -> None:
    """Add to ``outcome`` what the address of ``record`` changes of the places of ``standing``."""
    if record.continues or not (record.address or record.postcode or commune):
        return
    pk, town = (commune.pk, commune.name) if commune else (None, "")
    said = KnownSite(0, record.address, record.postcode, pk, town)
    found = _find(standing, said, record.row)
    if standing.shared:
        if found is None or _differs(found.address, said.address):
            message = _("Other platforms rely on this sheet: its addresses are not changed by an import.")
            column = record.columns.get("address") or record.columns.get("commune", "")
            outcome.notes.append(CellMessage(record.row, column, "address", message))
        return
    before = found or KnownSite(0)
    values = {}
    for column in ("address", "postcode"):
        if _differs(getattr(before, column), getattr(said, column)):
            values[column] = getattr(said, column)
            outcome.changes.append(Change("site", column, getattr(before, column), getattr(said, column)))
    if said.commune_pk and said.commune_pk != before.commune_pk:
        values["commune"] = said.commune_pk
        outcome.changes.append(Change("site", "commune", before.commune, said.commune))
    if found is not None and found.pk:
        standing.claimed.setdefault(f"site {found.pk}", record.row)
    if not values:
        return
    if found is None:
        standing.sites.append(said)
    else:
        standing.sites[standing.sites.index(found)] = replace(
            found,
            address=said.address or found.address,
            postcode=said.postcode or found.postcode,
            commune_pk=said.commune_pk or found.commune_pk,
            commune=said.commune or found.commune,
        )
    outcome.plan["site"] = {"pk": found.pk if found else None, "values": values}


def _find(standing: Standing, said: KnownSite, row: int) -> KnownSite | None:
    """Return the place that ``said`` means: of the same address, else the only one there that no row spoke of."""
    there = [site for site in standing.sites if _agrees(site, said)]
    exact = [site for site in there if not _differs(site.address, said.address)]
    if exact:
        return exact[0]
    free = [site for site in there if site.pk and standing.claimed.get(f"site {site.pk}", row) == row]
    return free[0] if len(free) == 1 else None


def _agrees(site: KnownSite, said: KnownSite) -> bool:
    """Return whether both may be in one town."""
    if site.commune_pk and said.commune_pk:
        return site.commune_pk == said.commune_pk
    if site.postcode and said.postcode:
        return site.postcode == said.postcode
    return not (site.commune_pk or site.postcode) or not (said.commune_pk or said.postcode)


def _differs(kept: str, said: str) -> bool:
    return bool(said) and fold(said) != fold(kept)
