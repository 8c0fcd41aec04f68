"""Filters of the lists; they stay in the address."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from .enums import Circle, ParticipationStatus, TerritoryKind
from .models import ActorType, Organisation, Participation, Sector, Territory
from .search import matching


class MemberFilter(django_filters.FilterSet):
    """Members of a platform."""

    q = django_filters.CharFilter(
        label=_("Search"), method="filter_text", widget=forms.TextInput(attrs={"type": "search"}), max_length=100
    )
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

    class Meta:
        model = Participation
        fields = ["q", "circle", "sector", "status"]

    def filter_text(self, queryset, name, value):
        """Keep the organisations whose name, type or place holds every word."""
        return matching(queryset, value, "organisation__search_text")


class OrganisationFilter(django_filters.FilterSet):
    """Organisations of the network."""

    q = django_filters.CharFilter(
        label=_("Search"), method="filter_text", widget=forms.TextInput(attrs={"type": "search"}), max_length=100
    )
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

    class Meta:
        model = Organisation
        fields = ["q", "sector", "type", "department"]

    def filter_text(self, queryset, name, value):
        """Keep the organisations whose name, type or place holds every word."""
        return matching(queryset, value)

    def filter_department(self, queryset, name, value):
        """Keep the organisations with a site in the department."""
        in_department = Organisation.objects.filter(sites__commune__department=value)
        return queryset.filter(pk__in=in_department.values("pk"))
