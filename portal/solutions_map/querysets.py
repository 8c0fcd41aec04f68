"""Which solutions somebody may see (DESIGN §4): existing ones are network-wide, as sheets are; others the keeper's."""

import datetime as dt

from django.db import models
from django.db.models import F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.charters.append_only import AppendOnlyQuerySet
from portal.core.models import active_q
from portal.directory.models import Platform, Territory
from portal.directory.querysets import TEAM, is_administrator, is_professional, person_of

from .enums import Entry, SolutionState
from .openings import SEASONLESS
from .seasons import begins_between


class SolutionQuerySet(models.QuerySet):
    """Solutions by who looks at them."""

    def listed(self):
        """Return what stands on the map: published and not closed."""
        return self.filter(published_at__isnull=False, closed_at__isnull=True)

    def public(self):
        """Return what young people and families see: existing, on the map, and made public by its provider."""
        return self.listed().filter(public=True, state=SolutionState.EXISTING)

    def closed_to_public(self):
        """Return what the public could read until it was closed."""
        was_public = self.filter(public=True, state=SolutionState.EXISTING, published_at__isnull=False)
        return was_public.filter(closed_at__isnull=False)

    def visible_to(self, viewer, on=None):
        """Return the solutions that ``viewer`` may see on the day ``on``.

        Visitors: the public ones. Professionals: existing ones of the whole network. Of a platform or territory where
        one belongs: all that it keeps; drafts and closed ones only where one may edit them.
        """
        if is_administrator(viewer):
            return self.all()
        person = person_of(viewer)
        if person is None or not is_professional(viewer, on):
            return self.public()
        network = Platform.objects.in_network_of(viewer, on)
        around = list(network.territories_around())
        kept = Q(platform__in=network.values("pk")) | Q(territory__in=around)
        on_map = Q(published_at__isnull=False, closed_at__isnull=True)
        # What is public is on the map and exists: it is among the first.
        return self.filter(
            on_map & Q(state=SolutionState.EXISTING)
            | on_map & kept
            | Q(pk__in=self.model.objects.editable_by(viewer, on).values("pk"))
        )

    def editable_by(self, viewer, on=None):
        """Return what ``viewer`` may edit: as team of the keeper, coordinator of the keeping territory, or provider."""
        if is_administrator(viewer):
            return self.all()
        person = person_of(viewer)
        if person is None:
            return self.none()
        on = on or timezone.localdate()
        team = person.platform_roles.filter(active_q(on), kind__in=TEAM).values("platform")
        own = person.editorships.filter(active_q(on)).values("organisation")
        coordinated = [
            pk
            for row in person.coordinations.filter(active_q(on)).select_related("territory")
            for pk in Territory.objects.within(row.territory).values_list("pk", flat=True)
        ]
        provided = self.model.providers.through.objects.filter(organisation__in=own).values("solution")
        return self.filter(Q(platform__in=team) | Q(territory__in=coordinated) | Q(pk__in=provided))

    def with_openings(self, on=None, until=None):
        """Prefetch, in one query, the sessions that run on the day ``on`` as ``running_sessions``, with their reports.

        Those that begin after ``until`` are left out, where it is given.
        """
        sessions = self.model.sessions.rel.related_model.objects.running(on).with_last_report().select_related("site")
        if until is not None:
            sessions = sessions.filter(Q(start__isnull=True) | Q(start__lte=until))
        return self.prefetch_related(
            Prefetch("sessions", queryset=sessions.order_by("start", "pk"), to_attr="running_sessions")
        )


class SessionQuerySet(models.QuerySet):
    """Sessions, which follow their solution."""

    def visible_to(self, viewer, on=None):
        """Return the sessions of the solutions that ``viewer`` may see."""
        solutions = self.model.solution.field.related_model.objects.visible_to(viewer, on)
        return self.filter(solution__in=solutions.values("pk"))

    def running(self, on=None):
        """Return the sessions that are neither cancelled nor over on the day ``on``."""
        on = on or timezone.localdate()
        return self.filter(Q(end__isnull=True) | Q(end__gte=on), cancelled_at__isnull=True)

    def enterable(self, on=None):
        """Return the sessions whose dates let one enter on the day ``on``, now or by applying now; seats aside.

        The rule of ``openings.last_entry_day`` in SQL.
        """
        on = on or timezone.localdate()
        return self.running(on).filter(
            Q(deadline__gte=on)
            | Q(deadline__isnull=True)
            & (Q(entry__in=SEASONLESS) | Q(start__gte=on) | Q(entry=Entry.ONE_OFF, end__gte=on))
        )

    def enterable_between(self, first: dt.date, last: dt.date, on=None):
        """Return the sessions that one may begin between ``first`` and ``last``, told on the day ``on``; seats aside.

        The rule of ``openings.opening_between`` in SQL.
        """
        on = on or timezone.localdate()
        if last < on:
            return self.none()
        return self.enterable(on).filter(begins_between(first, last))

    def kept_by(self, person, on=None):
        """Return the sessions whose seats ``person`` says as an editor of a provider, on the day ``on``.

        Those that one may enter, of solutions that stand on the map and exist: nobody counts seats of an idea.
        """
        if person is None:
            return self.none()
        on = on or timezone.localdate()
        solutions = self.model.solution.field.related_model.objects
        own = person.editorships.filter(active_q(on)).values("organisation")
        provided = solutions.model.providers.through.objects.filter(organisation__in=own).values("solution")
        return self.of_counted_solutions().enterable(on).filter(solution__in=provided)

    def of_counted_solutions(self):
        """Return the sessions of solutions that stand on the map and exist."""
        solutions = self.model.solution.field.related_model.objects
        return self.filter(solution__in=solutions.listed().exclude(state=SolutionState.TO_CREATE).values("pk"))

    def with_last_report(self, before: dt.datetime | None = None):
        """Annotate the last report of seats for the entry as it stands: ``last_report_pk``, ``last_free`` and so on.

        ``session.last_report`` reads them. Whoever moved the session has no number until somebody says one again. With
        ``before``, the last one that was made before that instant: reports are never changed.
        """
        reports = self.model.seat_reports.rel.related_model.objects.of_current_entry().filter(session=OuterRef("pk"))
        if before is not None:
            reports = reports.filter(reported_at__lt=before)
        last = reports.order_by("-reported_at", "-pk")
        return self.annotate(
            last_report_pk=Subquery(last.values("pk")[:1]),
            last_free=Subquery(last.values("free")[:1]),
            last_capacity=Subquery(last.values("capacity")[:1]),
            last_reported_at=Subquery(last.values("reported_at")[:1]),
            last_reported_by_name=Subquery(last.with_source().values("source")[:1]),
        )


class SeatReportQuerySet(AppendOnlyQuerySet):
    """Reports of seats, which are added and read."""

    def bulk_create(self, objs, **options):
        """Add rows in bulk: a report stands by itself, so that imports and measurements may write many at once."""
        return models.QuerySet.bulk_create(self, objs, **options)

    def of_current_entry(self):
        """Return the reports that speak of their session's entry as it stands (``openings.report_start``)."""
        seasonless = Q(session__entry__in=SEASONLESS)
        return self.filter(seasonless & Q(for_start__isnull=True) | ~seasonless & Q(for_start=F("session__start")))

    def with_source(self):
        """Annotate whom the number is shown as coming from, as ``source``: the organisation, else the keeper."""
        return self.annotate(
            source=Coalesce(
                "organisation__name", "session__solution__platform__name", "session__solution__territory__name"
            )
        )
