"""The record of decisions of a platform in a school year."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.charters import gate
from portal.core import printing
from portal.core.access import get_visible_or_404
from portal.core.french_dates import school_year_of, to_local
from portal.directory.models import Platform

from ..decision_record import decisions_of_year, years_with_decisions
from ..display.meeting_tabs import meeting_tabs
from ..documents import decisions_of_year as document
from ..forms.decisions import DecisionFilterForm
from .files import file_response


@require_safe
def decisions(request, slug):
    """Show what was decided in a school year, by meeting; what stands behind the gate is left out and said so."""
    platform, form, whole, record = _asked(request, slug)
    context = {
        "platform": platform,
        "form": form,
        "record": record,
        "whole": whole,
        "query": request.GET.urlencode(),
        "gate": gate.state(request.user, platform) if whole.hidden else None,
        "tabs": meeting_tabs(platform, "meetings:decisions", plans=request.user.has_perm("meetings.plan", platform)),
    }
    return render(request, "meetings/decisions.html", context)


@require_safe
def decisions_file(request, slug, file_format):
    """Give the record as one document in ``file_format``, with the filters of the page."""
    platform, form, _whole, record = _asked(request, slug)
    circles = dict(form.fields["cercle"].choices)
    words = [str(circles[circle]) for circle in [form.cleaned_data.get("cercle")] if circle]
    words += [f"« {typed} »" for typed in [form.cleaned_data.get("mots")] if typed]
    data = document.data_of(record, filters=", ".join(words))
    name = f"{_('decisions')} {platform.slug}"
    return file_response(printing.render(file_format, data), file_format, name, record.year_label)


def _asked(request, slug):
    """Return platform, filter form, the whole record of the year asked for and what the filters leave of it."""
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
    record = whole.matching(circle=asked.get("cercle", ""), words=asked.get("mots", ""))
    return platform, form, whole, record
