"""Filters of the lists of meetings; they stay in the address."""

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.forms import DateField, DateWidget

from .enums import MeetingKind, MeetingStatus
from .models import Meeting

UPCOMING, PAST, ALL = "upcoming", "past", "all"
PERIODS = [(UPCOMING, _("Upcoming")), (PAST, _("Past")), (ALL, _("All"))]


class _DayFilter(django_filters.DateFilter):
    field_class = DateField


class MeetingFilter(django_filters.FilterSet):
    """Kind, status and period of a platform's meetings."""

    periode = django_filters.ChoiceFilter(label=_("Period"), choices=PERIODS, empty_label=None, method="filter_period")
    genre = django_filters.ChoiceFilter(
        label=_("Kind of meeting"), field_name="kind", choices=MeetingKind.choices, empty_label=_("All kinds")
    )
    etat = django_filters.ChoiceFilter(
        label=_("Status"), field_name="status", choices=MeetingStatus.choices, empty_label=_("All statuses")
    )
    du = _DayFilter(label=_("From the day"), field_name="starts_at", lookup_expr="date__gte", widget=DateWidget)
    au = _DayFilter(label=_("Until the day"), field_name="starts_at", lookup_expr="date__lte", widget=DateWidget)

    class Meta:
        model = Meeting
        fields = []

    def filter_period(self, queryset, name, value):
        """Keep what is to come, what is past, or all."""
        now = timezone.now()
        if value == PAST:
            return queryset.filter(starts_at__lt=now)
        return queryset.filter(starts_at__gte=now) if value == UPCOMING else queryset
