"""Take an earlier state of a sheet again: a change like any other, with its own revision (MISSION A3)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.log import declare_actions, record

from ..models import Commune, Organisation, SheetRevision, Site
from ..sheet_content import COLUMNS, SITE_COLUMNS, content_version
from .checks import StaleSave
from .history import keep_revision, remember
from .organisations import Place, Sheet, kept_type, locked, note_sites, write_place, write_sheet

declare_actions(sheet_taken_again=gettext_noop("Earlier version of a sheet taken again"))


@transaction.atomic
def take_again(revision: SheetRevision, *, version: str, by: Actor) -> Organisation:
    """Write the sheet and the sites as ``revision`` kept them: later sites close, closed ones are used again.

    ``version`` is ``content_version`` of what the page compared it with. Raises ``StaleSave`` when the sheet changed
    since, ``DomainError`` when the version fits no more: its type is gone, or its identifier is another's now.
    """
    stored = locked(Organisation(pk=revision.organisation_id))
    before = remember(stored)
    if version != content_version(before.content):
        raise StaleSave(stored)
    write_sheet(stored, _sheet_of(revision.content), by=by)
    if before.content["sites"] != revision.content["sites"]:
        _write_sites(stored, revision.content["sites"], by)
        note_sites(stored)
    if keep_revision(stored, before, by=by):
        record(stored, "sheet_taken_again", by=by, revision=revision.pk)
    return stored


def _sheet_of(content: dict) -> Sheet:
    columns = {name: content.get(name, "") for name in COLUMNS}
    return Sheet(**{**columns, "actor_type": kept_type(content["actor_type"])})


def _write_sites(organisation: Organisation, kept: list[dict], by: Actor) -> None:
    communes = Commune.objects.in_bulk([site["commune"]["id"] for site in kept if site["commune"]])
    stored = {site.pk: site for site in organisation.sites.select_for_update()}
    for values in kept:
        # A site is closed, never deleted; one that is missing all the same is made anew.
        site = stored.pop(values["id"], None) or Site(organisation=organisation)
        site.closed_at = None
        commune = values["commune"] and communes.get(values["commune"]["id"])
        write_place(site, Place(**{name: values[name] for name in SITE_COLUMNS}, commune=commune), by=by)
    for site in stored.values():
        if site.closed_at is None:
            site.closed_at = timezone.now()
            site.save(update_fields=["closed_at"])
