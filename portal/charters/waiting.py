"""What the charters ask of somebody today."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.waiting import Waiting
from portal.directory.models import Platform
from portal.directory.permissions import LEAD
from portal.directory.querysets import person_of

from .enums import GateCode
from .gate import GateState, states
from .models import CharterVersion

#: A closed gate first, then what closes on a day, then what a lead may prepare.
CLOSED, CLOSING, TO_PUBLISH = 20, 30, 60


def charters_waiting(viewer) -> list[Waiting]:
    """Return the charters that ``viewer`` has to sign or, as lead, to publish."""
    person = person_of(viewer)
    if person is None:
        return []
    found = states(person)
    waiting = [_to_sign(state) for state in found if state.to_sign and not _is_elsewhere(state)]
    open_ids = [state.scope.pk for state in found if state.code == GateCode.OPEN_WITHOUT_CHARTER and state.is_platform]
    if open_ids:
        led = Platform.objects.filter(pk__in=open_ids).with_team_member(person, kinds=LEAD)
        drafts = CharterVersion.objects.drafts().filter(charter__platform__in=open_ids)
        with_draft = set(drafts.values_list("charter__platform", flat=True))
        waiting += [_to_publish(platform, platform.pk in with_draft) for platform in led]
    return waiting


def _is_elsewhere(state: GateState) -> bool:
    """Coordinators sign where they choose to read, and who refused has answered: neither is asked every day."""
    return state.refused or (state.is_platform and state.standing.is_coordinator_only and not state.covered)


def _to_sign(state: GateState) -> Waiting:
    if state.covered:
        detail = _("Without your signature, agendas, documents and minutes will close.")
    else:
        detail = _("Agendas, documents and minutes open as soon as you have signed.")
    return Waiting(
        order=CLOSING if state.covered else CLOSED,
        title=_("Sign the confidentiality charter of %(scope)s") % {"scope": state.scope},
        detail=detail,
        url=state.sign_url,
        act_label=_("Read and sign"),
        due=state.until - timedelta(days=1) if state.until else None,
    )


def _to_publish(platform: Platform, has_draft: bool) -> Waiting:
    url = "charters:charter_publish" if has_draft else "charters:charter_edit"
    return Waiting(
        order=TO_PUBLISH,
        title=_("Publish the confidentiality charter of %(scope)s") % {"scope": platform},
        detail=_("Until then, agendas and minutes are open to every member without a signature."),
        url=reverse(url, args=[platform.slug]),
        act_label=_("Read the draft again") if has_draft else _("Prepare the charter"),
    )
