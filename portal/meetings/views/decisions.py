"""The record of decisions of a platform in a school year."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.charters import gate
from portal.core.access import get_visible_or_404
from portal.core.french_dates import school_year_of, to_local
from portal.directory.models import Platform

from ..decision_record import decisions_of_year, years_with_decisions
from ..display.meeting_tabs import meeting_tabs
from ..forms.decisions import DecisionFilterForm


@require_safe
def decisions(request, slug):
    """Show what was decided in a school year, by meeting; what stands behind the gate is left out and said so."""
    platform = get_visible_or_404(Platform.objects.in_network_of(request.user), slug=slug)
    today = to_local(timezone.now(), platform.timezone).date()
    years = years_with_decisions(platform, today)
    data = request.GET.copy()
    data.setdefault("annee", school_year_of(today))
    form = DecisionFilterForm(data, years=years)
    form.is_valid()
    asked = form.cleaned_data
    year = asked.get("annee") or school_year_of(today)
    whole = decisions_of_year(platform, year, request.user)
    context = {
        "platform": platform,
        "form": form,
        "record": whole.matching(circle=asked.get("cercle", ""), words=asked.get("mots", "")),
        "whole": whole,
        "gate": gate.state(request.user, platform) if whole.hidden else None,
        "tabs": meeting_tabs(platform, "meetings:decisions", plans=request.user.has_perm("meetings.plan", platform)),
    }
    return render(request, "meetings/decisions.html", context)
