"""My charters, across platforms."""

from django.db.models import F
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..enums import GateCode
from ..gate import states
from ..models import Signature


@require_safe
def my_charters(request):
    """Show what I have to sign first, then where I am covered, then all my signatures."""
    found = states(request.user)
    # Coordinators sign where they choose to read: that is an offer, not a task.
    offered = [
        state for state in found if state.is_platform and state.standing.is_coordinator_only and not state.covered
    ]
    to_sign = [state for state in found if state.to_sign and state not in offered]
    signatures = (
        Signature.objects.visible_to(request.user)
        .select_related("version__charter__platform", "version__charter__territory")
        .annotate(withdrawn_at=F("withdrawal__at"))
        .defer("version__text")
        .order_by("-signed_at", "-pk")
    )
    context = {
        "to_sign": to_sign,
        "signed": [state for state in found if state.code == GateCode.SIGNED and not state.to_sign],
        "without_charter": [state for state in found if state.code == GateCode.OPEN_WITHOUT_CHARTER],
        "offered": offered,
        "signatures": list(signatures),
    }
    return render(request, "charters/my_charters.html", context)
