"""The sheets of a platform that want an update, and the request for it by mail."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..models import Organisation
from ..services.confirmations import ask_for_update
from ..sheets_to_update import lines_of
from .scopes import platform_acted_on


@require_safe
def sheets_to_update(request, slug):
    """List the sheets of the platform that are soon due or stale, with who keeps them."""
    platform = platform_acted_on(request, slug)
    lines = lines_of(platform, timezone.localdate())
    context = {
        "platform": platform,
        "lines": lines,
        "to_ask": sum(line.is_stale and line.may_ask for line in lines),
    }
    return render(request, "directory/sheets_to_update.html", context)


@require_POST
def sheets_ask(request, slug):
    """Ask by mail for an update of one sheet (``organisation``), or of all stale ones that may be asked about."""
    platform = platform_acted_on(request, slug)
    one = request.POST.get("organisation")
    if one is None:
        lines = lines_of(platform, timezone.localdate())
        chosen = [line.organisation for line in lines if line.is_stale and line.may_ask]
    else:
        visible = Organisation.objects.visible_to(request.user)
        chosen = list(visible.filter(pk=int(one))) if one.isdecimal() and len(one) < 10 else []
    try:
        asked = ask_for_update(chosen, platform=platform, by=Actor.of_request(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        count = len(asked.organisations)
        names = {"name": asked.organisations[0].name, "count": count}
        messages.success(
            request,
            ngettext(
                "The update of the sheet of %(name)s is asked for by mail.",
                "The update of %(count)s sheets is asked for by mail.",
                count,
            )
            % names,
        )
    if one is not None and chosen and request.POST.get("back") == "sheet":
        return redirect("directory:organisation", chosen[0].pk)
    return redirect("directory:sheets_to_update", platform.slug)
