"""The solutions that a platform or a territory keeps, by what is to be done with them; and their table."""

import datetime as dt
from dataclasses import dataclass

import django_tables2 as tables
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from portal.core.components import render
from portal.core.tables import Table
from portal.core.text import clean_line
from portal.directory.models import Platform
from portal.directory.search import matching

from .enums import SolutionState
from .models import Session, Solution
from .solution_page import STALE_AFTER_DAYS, missing_of

#: Colours of the states on the ground; the word always stands in the chip.
STATE_KINDS = {"existing": "success", "to_optimise": "info", "to_create": "warning"}
#: Pages of the list by value of the address; the first is the one without value.
VIEWS = ("", "a-completer", "a-creer", "fermees")


@dataclass(frozen=True)
class KeeperList:
    """One page of what is kept: ``rows`` with what the table needs, ``counts`` of every page."""

    rows: object
    counts: dict[str, int]
    view: str
    text: str


def kept_solutions(keeper, viewer, data, on: dt.date | None = None) -> KeeperList:
    """Return the solutions of ``keeper`` that ``viewer`` may see, as the address ``data`` (etat, q) asks."""
    on = on or timezone.localdate()
    view = data.get("etat", "")
    view = view if view in VIEWS else ""
    text = clean_line(data.get("q", ""))[:100]
    kept = Q(platform=keeper) if isinstance(keeper, Platform) else Q(territory=keeper)
    rows = _annotated(Solution.objects.visible_to(viewer, on).filter(kept), on)
    conditions = {
        "": Q(published_at__isnull=False, closed_at__isnull=True),
        "a-completer": Q(closed_at__isnull=True) & _incomplete(on),
        "a-creer": Q(closed_at__isnull=True, state__in=(SolutionState.TO_CREATE, SolutionState.TO_OPTIMISE)),
        "fermees": Q(closed_at__isnull=False),
    }
    named = {name or "carte": Count("pk", filter=condition) for name, condition in conditions.items()}
    counted = rows.aggregate(**{name.replace("-", "_"): count for name, count in named.items()})
    counts = {name: counted[(name or "carte").replace("-", "_")] for name in VIEWS}
    shown = matching(rows.filter(conditions[view]), text)
    shown = shown.select_related("solution_type", "platform", "territory").prefetch_related("providers")
    return KeeperList(shown, counts, view, text)


def _annotated(rows, on):
    link = Solution.needs.through.objects.filter(solution=OuterRef("pk"))
    provider = Solution.providers.through.objects.filter(solution=OuterRef("pk"))
    return rows.annotate(
        has_need=Exists(link),
        has_provider=Exists(provider),
        has_session=Exists(Session.objects.running(on).filter(solution=OuterRef("pk"))),
        last_read=Coalesce("confirmed_at", "content_changed_at"),
    )


def _incomplete(on) -> Q:
    """What ``missing_of`` finds, drafts, and what nobody read for a year."""
    old = timezone.make_aware(dt.datetime.combine(on - dt.timedelta(days=STALE_AFTER_DAYS), dt.time()))
    to_create = Q(state=SolutionState.TO_CREATE)
    return (
        Q(published_at__isnull=True)
        | Q(how_to_orient="")
        | Q(has_need=False)
        | Q(has_provider=False)
        | (Q(has_session=False) & ~to_create)
        | (Q(next_steps="") & to_create)
        | Q(last_read__lt=old)
    )


class KeeperTable(Table):
    """Solutions of a keeper; rows come from ``kept_solutions``."""

    name = tables.Column(linkify=("solutions_map:solution", {"pk": tables.A("pk")}), order_by=("search_text", "pk"))
    providers = tables.Column(verbose_name=gettext_lazy("Provided by"), orderable=False, empty_values=())
    solution_type = tables.Column(order_by=("solution_type__order", "search_text"))
    state = tables.Column(order_by=("state", "search_text"))
    todo = tables.Column(
        verbose_name=gettext_lazy("Freshness, what is missing"), orderable=False, empty_values=(), accessor="last_read"
    )

    class Meta:
        model = Solution
        fields = ("name", "providers", "solution_type", "state", "todo")
        order_by = ("name",)
        empty_text = gettext_lazy("No solution fits.")

    def render_providers(self, record):
        """Return the names of those who provide it."""
        names = ((provider.name,) for provider in record.providers.all())
        return format_html_join("", '<span class="entry">{}</span>', names) or "–"

    def render_state(self, record):
        """Return the state on the ground, and whether it is off the map."""
        chips = [("chip", {"label": record.get_state_display(), "kind": STATE_KINDS[record.state]})]
        if record.closed_at:
            chips.append(("chip", {"label": pgettext("solution", "Closed"), "icon": "close"}))
        elif record.published_at is None:
            chips.append(("chip", {"label": _("Draft"), "icon": "pencil"}))
        return format_html(
            '<span class="cluster">{}</span>',
            format_html_join(" ", "{}", ((render(name, **options),) for name, options in chips)),
        )

    def render_todo(self, record):
        """Return what is still to be written, and when it was last confirmed."""
        missing = missing_of(
            record, has_session=record.has_session, has_need=record.has_need, has_provider=record.has_provider
        )
        fresh = render(
            "freshness",
            confirmed_on=record.confirmed_at,
            changed_on=record.content_changed_at,
            stale_after=STALE_AFTER_DAYS,
        )
        if record.closed_at or not missing:
            return fresh
        words = _("Missing: %(what)s") % {"what": ", ".join(missing)}
        return format_html('<div>{}<br><span class="muted">{}</span></div>', fresh, words)
