"""The register of a platform's charter, for its team."""

from collections import Counter

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from portal.core.access import require

from ..register import register_of
from ..services.drafts import current_of
from ..tables import RegisterTable
from .scopes import platform_and_state

#: Statuses that wait for a signature, together in one tab.
AWAITED = ("to_sign", "grace", "to_renew")


@require_safe
def charter_register(request, slug):
    """Show who signed, who is to sign and who refused; ``?etat=`` keeps one of these."""
    platform, _gate = platform_and_state(request, slug)
    require(request.user, "charters.view_register", platform)
    rows = register_of(platform)
    counts = Counter("awaited" if row.status in AWAITED else row.status for row in rows)
    wanted = request.GET.get("etat", "")
    choices = [
        ("", _("Everybody"), len(rows)),
        ("a-signer", _("To sign"), counts["awaited"]),
        ("signe", _("Signed"), counts["signed"]),
        ("refuse", _("Refused"), counts["refused"]),
    ]
    statuses = {"a-signer": AWAITED, "signe": ("signed",), "refuse": ("refused",)}.get(wanted)
    table = RegisterTable([row for row in rows if statuses is None or row.status in statuses])
    RequestConfig(request).configure(table)
    context = {
        "platform": platform,
        "current": current_of(platform),
        "table": table,
        "tabs": [
            {"label": label, "url": f"?etat={key}" if key else "?", "current": key == wanted, "count": count}
            for key, label, count in choices
        ],
    }
    return render(request, "charters/charter_register.html", context)
