"""The first page after sign-in: what awaits me, and where I take part."""

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core.waiting import waiting_for

from ..overview import System, overview_of


@require_safe
def dashboard(request):
    """Show one ordered list of what awaits the reader, the next meetings and the platforms."""
    overview = overview_of(request.user)
    return render(
        request,
        "desk/dashboard.html",
        {
            "waiting": waiting_for(request.user),
            "overview": overview,
            "system_facts": _facts(overview.system) if overview.system else [],
            "platforms_url": reverse("directory:platforms"),
            "is_demo": settings.DEMO,
        },
    )


def _facts(system: System) -> list[tuple[str, int]]:
    return [
        (_("Platforms"), system.platforms),
        (_("Organisations"), system.organisations),
        (_("Accounts"), system.accounts),
        (_("Mails waiting"), system.mails_waiting),
        (_("Mails not delivered"), system.mails_failed),
    ]
