"""Filters of the lists; they stay in the address."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.fold import fold

from .enums import Circle, ParticipationStatus, TerritoryKind
from .freshness import Freshness
from .models import ActorType, Delegate, Network, Organisation, Participation, Platform, Sector, Territory
from .search import MAX_WORDS, matching

FRESHNESS = [
    (Freshness.FRESH, _("Up to date")),
    (Freshness.DUE_SOON, _("To confirm soon")),
    (Freshness.STALE, _("To confirm")),
]
#: Values of the filter by platform that are no platform.
MINE, NOT_MINE = "mine", "not-mine"


def _search() -> django_filters.CharFilter:
    return django_filters.CharFilter(
        label=_("Search"), method="filter_text", widget=forms.TextInput(attrs={"type": "search"}), max_length=100
    )


class MemberFilter(django_filters.FilterSet):
    """Members of a platform; who sees them may know who represents them."""

    q = _search()
    circle = django_filters.ChoiceFilter(label=_("Circle"), choices=Circle.choices, empty_label=_("All"))
    sector = django_filters.ModelChoiceFilter(
        label=_("Sector"),
        field_name="organisation__actor_type__sector",
        queryset=Sector.objects.all(),
        empty_label=_("All"),
    )
    status = django_filters.ChoiceFilter(
        label=_("Mobilisation"), choices=ParticipationStatus.choices, empty_label=_("All")
    )
    represented = django_filters.ChoiceFilter(
        label=_("Represented"),
        method="filter_represented",
        choices=[("yes", _("By somebody")), ("no", _("By nobody yet"))],
        empty_label=_("All"),
    )

    class Meta:
        model = Participation
        fields = ["q", "circle", "status", "sector", "represented"]

    def filter_text(self, queryset, name, value):
        """Keep those whose name, type, place or representatives hold every word, each word in any of them."""
        for word in fold(value).split()[:MAX_WORDS]:
            people = Delegate.objects.active().filter(person__search_text__contains=word)
            queryset = queryset.filter(
                Q(organisation__search_text__contains=word) | Q(pk__in=people.values("participation"))
            )
        return queryset

    def filter_represented(self, queryset, name, value):
        """Keep those whom somebody represents today, or nobody."""
        represented = Q(pk__in=Delegate.objects.active().values("participation"))
        return queryset.filter(represented if value == "yes" else ~represented)


class OrganisationFilter(django_filters.FilterSet):
    """Organisations of the network; ``viewer`` gives the platforms that one may ask for."""

    q = _search()
    sector = django_filters.ModelChoiceFilter(
        label=_("Sector"), field_name="actor_type__sector", queryset=Sector.objects.all(), empty_label=_("All")
    )
    type = django_filters.ModelChoiceFilter(
        label=_("Type"),
        field_name="actor_type",
        queryset=ActorType.objects.order_by("name", "pk"),
        empty_label=_("All"),
    )
    department = django_filters.ModelChoiceFilter(
        label=_("Department"),
        method="filter_department",
        queryset=Territory.objects.filter(kind=TerritoryKind.DEPARTMENT),
        empty_label=_("All"),
    )
    network = django_filters.ModelChoiceFilter(
        label=_("Network"), field_name="networks", queryset=Network.objects.all(), empty_label=_("All")
    )
    platform = django_filters.ChoiceFilter(label=_("Platform"), method="filter_platform", empty_label=_("All"))
    freshness = django_filters.ChoiceFilter(
        label=_("Sheet"), method="filter_freshness", choices=FRESHNESS, empty_label=_("All")
    )

    class Meta:
        model = Organisation
        fields = ["q", "type", "department", "platform", "sector", "network", "freshness"]

    def __init__(self, *args, viewer, **options):
        super().__init__(*args, **options)
        self.viewer = viewer
        platforms = list(Platform.objects.in_network_of(viewer).values_list("slug", "name"))
        if platforms:
            named = [(f"in-{slug}", name) for slug, name in platforms] if len(platforms) > 1 else []
            self.filters["platform"].extra["choices"] = [
                (MINE, _("In my platforms") if named else _("In my platform")),
                (NOT_MINE, _("Not in my platforms") if named else _("Not in my platform")),
                *named,
            ]
        else:
            # Who takes part where is known from within alone: somebody without platform is not asked.
            del self.filters["platform"]
        if not self.filters["network"].queryset.exists():
            del self.filters["network"]

    def filter_text(self, queryset, name, value):
        """Keep the organisations whose name, type or place holds every word."""
        return matching(queryset, value)

    def filter_department(self, queryset, name, value):
        """Keep the organisations with an open site in the department."""
        in_department = Organisation.objects.filter(sites__commune__department=value, sites__closed_at=None)
        return queryset.filter(pk__in=in_department.values("pk"))

    def filter_platform(self, queryset, name, value):
        """Keep those that take part, today, in one platform of the viewer, in any, or in none."""
        # The viewer's own platforms, whatever the address says (D-34): an administrator asks for theirs too.
        mine = Platform.objects.in_network_of(self.viewer)
        if value not in (MINE, NOT_MINE):
            mine = mine.filter(slug=value.removeprefix("in-"))
        here = Participation.objects.active().filter(platform__in=mine.values("pk")).values("organisation")
        return queryset.exclude(pk__in=here) if value == NOT_MINE else queryset.filter(pk__in=here)

    def filter_freshness(self, queryset, name, value):
        """Keep the sheets in one state of freshness."""
        return queryset.in_state(value, timezone.localdate())
