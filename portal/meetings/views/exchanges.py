"""Note an exchange with one organisation: a call, a visit, a working meeting (MISSION B5)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.directory.models import Platform
from portal.directory.views.scopes import way_back

from ..forms.exchanges import ExchangeForm, ExchangeOrganisationForm
from ..services.exchanges import note_exchange


@require_http_methods(["GET", "HEAD", "POST"])
def exchange_note(request, slug):
    """Ask with which organisation (``?organisme=``), then what was said; the meeting's page shows what was kept."""
    platform = get_visible_or_404(Platform.objects.in_network_of(request.user), slug=slug)
    require(request.user, "meetings.plan", platform)
    asked = ExchangeOrganisationForm(request.GET or None, platform=platform)
    if not asked.is_bound or not asked.is_valid():
        return render(request, "meetings/exchange_organisation.html", {"platform": platform, "form": asked})
    organisation = asked.cleaned_data["organisme"]
    form = ExchangeForm(
        request.POST if request.method == "POST" else None, platform=platform, organisation=organisation
    )
    if request.method == "POST" and form.is_valid():
        try:
            meeting = note_exchange(platform, form.exchange, by=Actor.of_request(request))
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            messages.success(request, _("The exchange is noted; nobody is told by mail."))
            return redirect(way_back(request, reverse("meetings:meeting", args=[meeting.uuid])))
    context = {
        "platform": platform,
        "organisation": organisation,
        "form": form,
        "back": reverse("meetings:platform_meetings", args=[platform.slug]),
    }
    return render(request, "meetings/exchange_note.html", context)
