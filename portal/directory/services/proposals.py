"""Propose changes of a sheet that others rely on, and decide about them (DESIGN §4: imports propose)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.core.phones import clean_phone

from ..enums import ProposalState
from ..identifiers import clean_siret, clean_uai
from ..models import ActorType, Organisation, Platform, SheetProposal
from ..phone_regions import region_of_organisation
from ..sheet_content import COLUMNS, value_of
from .checks import StaleSave, cleaned_column, version_of
from .history import keep_revision, remember
from .organisations import SHEET_FIELDS, Sheet, kept_type, locked, write_sheet

declare_actions(
    change_proposed=gettext_noop("Change of a sheet proposed"),
    proposal_accepted=gettext_noop("Proposed change of a sheet taken over"),
    proposal_refused=gettext_noop("Proposed change of a sheet refused"),
)


@transaction.atomic
def propose_changes(
    organisation: Organisation, changes: Mapping[str, Any], *, platform: Platform | None, by: Actor
) -> SheetProposal | None:
    """Keep ``changes`` (column of the sheet to value; ``actor_type`` as a row) for the editors to decide.

    Return None when nothing differs from the sheet, or when what differs was refused already while the sheet was the
    same. A pending proposal of the same platform is superseded, or returned when it says the same. Raises
    ``DomainError`` (code "column") for what is no column of the sheet, and for a wrong phone or identifier.
    """
    stored = locked(organisation)
    pending = stored.proposals.filter(platform=platform, state=ProposalState.PENDING)
    proposed, before = _differing(stored, changes)
    for refused in stored.proposals.filter(platform=platform, state=ProposalState.REFUSED):
        for name in [*proposed]:
            if name in refused.changes and (refused.changes[name], refused.before.get(name)) == (
                proposed[name],
                before[name],
            ):
                del proposed[name], before[name]
    same = next((kept for kept in pending if (kept.changes, kept.before) == (proposed, before)), None)
    if same:
        return same
    pending.update(state=ProposalState.SUPERSEDED, decided_at=timezone.now())
    if not proposed:
        return None
    proposal = SheetProposal.objects.create(
        organisation=stored, changes=proposed, before=before, platform=platform, person=by.person
    )
    record(stored, "change_proposed", by=by, platform=platform, proposal=proposal.pk, columns=sorted(proposed))
    return proposal


@transaction.atomic
def accept_proposal(
    proposal: SheetProposal, *, fields: Iterable[str] | None = None, version: str | None = None, by: Actor
) -> SheetProposal:
    """Write the proposed values of ``fields`` (all when None) on the sheet.

    ``version`` is ``version_of`` the sheet that was on the screen. Raises ``StaleSave`` when it changed since, and
    ``DomainError``: "decided" when somebody decided before, "required" without any field, "gone" for a type that left
    the catalogue, or what writing the sheet refuses.
    """
    stored = locked(Organisation(pk=proposal.organisation_id))
    kept = _pending(proposal)
    if version is not None and version != version_of(stored, SHEET_FIELDS):
        raise StaleSave(stored)
    wanted = kept.changes if fields is None else {name: kept.changes[name] for name in fields if name in kept.changes}
    if not wanted:
        raise DomainError(_("Choose at least one change to take over, or refuse the proposal."), code="required")
    before = remember(stored)
    values = {name: getattr(stored, name) for name in COLUMNS} | wanted
    if "actor_type" in wanted:
        values["actor_type"] = kept_type(wanted["actor_type"])
    write_sheet(stored, Sheet(**values), by=by)
    keep_revision(stored, before, by=by)
    kept.taken = sorted(wanted)
    _decide(kept, ProposalState.ACCEPTED, by)
    record(stored, "proposal_accepted", by=by, platform=kept.platform, proposal=kept.pk, columns=kept.taken)
    return kept


@transaction.atomic
def refuse_proposal(proposal: SheetProposal, *, by: Actor) -> SheetProposal:
    """Leave the sheet as it is. Raises ``DomainError`` (code "decided") when somebody decided before."""
    stored = locked(Organisation(pk=proposal.organisation_id))
    kept = _pending(proposal)
    _decide(kept, ProposalState.REFUSED, by)
    record(stored, "proposal_refused", by=by, platform=kept.platform, proposal=kept.pk)
    return kept


def _differing(organisation: Organisation, changes: Mapping[str, Any]) -> tuple[dict, dict]:
    """Return the proposed and the present values of the columns that differ, as JSON takes them."""
    cleaners = {
        "siret": clean_siret,
        "uai": clean_uai,
        "phone": lambda text: clean_phone(text, region=region_of_organisation(organisation)),
    }
    proposed, before = {}, {}
    for name, value in changes.items():
        if name not in COLUMNS:
            raise DomainError(_("A proposal may change the presentation sheet only."), code="column", field=name)
        now = value_of(organisation, name)
        if isinstance(value, ActorType):
            value = {"id": value.pk, "name": str(value)}
        else:
            value = cleaned_column(organisation, name, cleaners.get(name, str)(value))
        same_type = name == "actor_type" and value["id"] == now["id"]
        if value != now and not same_type:
            proposed[name], before[name] = value, now
    return proposed, before


def _pending(proposal: SheetProposal) -> SheetProposal:
    kept = SheetProposal.objects.select_for_update(of=("self",)).select_related("platform").get(pk=proposal.pk)
    if kept.state != ProposalState.PENDING:
        raise DomainError(
            _("This proposal is no longer to decide: %(state)s.") % {"state": kept.get_state_display().lower()},
            code="decided",
        )
    return kept


def _decide(proposal: SheetProposal, state: str, by: Actor) -> None:
    proposal.state, proposal.decided_at, proposal.decided_by = state, timezone.now(), by.person
    proposal.save(update_fields=["state", "decided_at", "decided_by", "taken"])
