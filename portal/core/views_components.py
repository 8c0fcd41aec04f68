"""The page that shows every component: for those who build pages, and for the tests that look at them all."""

from datetime import UTC, date, datetime, timedelta

import django_tables2
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from . import components, month_grid
from .forms import DateField, RichTextField, TimeField
from .tables import ComponentColumn, Table
from .waiting import Waiting

TODAY = date(2026, 10, 14)


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label=gettext_lazy("Title"), help_text=gettext_lazy("As the agenda will show it."))
    day = DateField(label=gettext_lazy("Day"))
    start = TimeField(label=gettext_lazy("Start"))
    circle = forms.ChoiceField(
        label=gettext_lazy("Circle"), choices=[("1", gettext_lazy("Circle 1")), ("2", gettext_lazy("Circle 2"))]
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Place"),
        choices=[("cio", "CIO de Marseille Centre"), ("ml", "Mission locale de Marseille")],
        widget=forms.RadioSelect,
        required=False,
    )
    text = RichTextField(label=gettext_lazy("Text"), required=False, help_text=gettext_lazy("Nobody is named here."))
    confirmed = forms.BooleanField(label=gettext_lazy("I have read the whole charter"), required=False)


class SampleFilters(forms.Form):
    """Filters of the sample list."""

    circle = forms.ChoiceField(
        label=gettext_lazy("Circle"),
        choices=[("", gettext_lazy("All")), ("1", gettext_lazy("Circle 1"))],
        required=False,
    )
    q = forms.CharField(label=gettext_lazy("Name"), required=False)


class SampleTable(Table):
    """Three meetings."""

    title = django_tables2.Column(verbose_name=gettext_lazy("Meeting"))
    circle = ComponentColumn("circle", verbose_name=gettext_lazy("Circle"))
    status = ComponentColumn("status", verbose_name=gettext_lazy("Status"))
    people = django_tables2.Column(
        verbose_name=gettext_lazy("People"), attrs={"td": {"class": "number"}, "th": {"class": "number"}}
    )


@login_not_required
@require_GET
def all_components(request):
    """Show every component with invented content; only in the demonstration and to administrators, else 404."""
    if not (settings.DEMO or getattr(request.user, "is_administrator", False)):
        raise Http404
    form = SampleForm({"title": "", "day": "", "start": "09:30", "circle": "1", "text": "<p>Bonjour</p>"})
    rows = [
        {"title": _("Circle 1 meeting"), "circle": "1", "status": "convened", "people": 12},
        {"title": _("Circle 2 meeting"), "circle": "2", "status": "proposed", "people": 31},
        {"title": _("Plenary meeting"), "circle": "", "status": "held", "people": 44},
    ]
    table = SampleTable(rows)
    django_tables2.RequestConfig(request).configure(table)
    starts_at = datetime(2026, 10, 14, 7, 30, tzinfo=UTC)
    context = {
        "crumbs": [(_("Home"), "/"), (_("Look"), "/"), (_("Components"), "")],
        "tabs": [
            {"label": _("Presentation"), "url": "#status", "current": True},
            {"label": _("Members"), "url": "#status", "count": 42},
            {"label": _("Meetings"), "url": "#status"},
        ],
        "statuses": [(family, list(values)) for family, values in components.STATUSES.items()],
        "today": TODAY,
        "long_ago": TODAY - timedelta(days=500),
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "facts": [(_("Place"), "CIO de Marseille Centre"), (_("Convened by"), "Nadia Ferrand"), (_("Video link"), "")],
        "agenda": [
            {"id": number, "title": title} for number, title in enumerate([_("Open actions"), _("Places available")])
        ],
        "rich": "<h3>Suites</h3><p>Une <strong>journée portes ouvertes</strong></p><ul><li>lieu</li></ul>",
        "waiting": [
            Waiting(10, _("Minutes of 7 October"), _("Marseille Centre"), "#status", _("Write"), date(2026, 10, 10)),
            Waiting(20, _("Circle 2 meeting"), _("12 answers are missing"), "#status", _("Remind"), date(2099, 1, 1)),
        ],
        "filters": SampleFilters({"circle": "1"}),
        "table": table,
        "page": Paginator(range(200), 50).get_page(2),
        "months": _months(),
        "points": [
            {"latitude": 43.2965, "longitude": 5.3698, "title": _("Site"), "text": "1 quai du Port, 13002 Marseille"},
            {
                "latitude": 43.2773,
                "longitude": 5.3995,
                "title": "CIO de Marseille Centre",
                "text": "2 rue du Stade, 13008 Marseille",
                "url": "#status",
                "link": _("See the sheet"),
            },
        ],
        "form": form,
        "icons": sorted(components.icon_names()),
        "declared": [_declaration(name) for name in components.names()],
        "language_url": reverse("core:set_language"),
    }
    return render(request, "core/components.html", context)


def _months() -> list[month_grid.Month]:
    items = {
        date(2026, 10, 6): [month_grid.Item.of_circle("1", _("Circle 1"), time="9 h 30", url="#status")],
        date(2026, 10, 13): [
            month_grid.Item.of_circle("2", _("Circle 2"), time="9 h 30", url="#status"),
            month_grid.Item(_("Visit"), time="14 h"),
        ],
        date(2026, 11, 10): [
            month_grid.Item.of_circle("1", _("Circle 1"), time="9 h 30", state="moved", state_label=_("moved by a day"))
        ],
        date(2026, 11, 24): [month_grid.Item.of_circle("1", _("Circle 1"), state="dropped", state_label=_("dropped"))],
    }
    bands = [
        month_grid.Band(date(2026, 10, 17), date(2026, 11, 1), _("Autumn holidays")),
        month_grid.Band(date(2026, 10, 5), date(2026, 10, 16), _("Campaign"), "campaign"),
        month_grid.Band(date(2026, 11, 11), date(2026, 11, 11), _("Armistice"), "holiday"),
    ]
    return month_grid.build_range(date(2026, 10, 1), date(2026, 11, 30), items, bands, TODAY)


def _declaration(name: str) -> dict:
    item = components.get(name)
    words = (item.build.__doc__ or "").strip().splitlines()[0]
    return {"name": name, "arguments": ", ".join(str(value) for value in item.parameters.values()), "says": words}
