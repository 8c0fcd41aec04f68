"""Which sheets are fresh, stale or due, and who keeps them: conditions over stored dates, for lists and reminders."""

import datetime as dt

from django.db import models
from django.db.models import BooleanField, Case, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.core.models import active_q

from . import freshness
from .freshness import Freshness


class SheetQuerySet(models.QuerySet):
    """Organisations by the age of their presentation sheet."""

    def with_last_read(self):
        """Add ``last_read_at``: when the sheet was confirmed, else written."""
        return self.annotate(last_read_at=Coalesce("confirmed_at", "content_changed_at"))

    def with_staleness(self, today: dt.date):
        """Add ``is_stale``, as ``freshness.state_of`` says it."""
        limit = freshness.instant_before(today - freshness.confirm_every())
        return self.with_last_read().annotate(
            is_stale=Case(
                When(last_read_at__lt=limit, then=Value(True)), default=Value(False), output_field=BooleanField()
            )
        )

    def freshest_first(self, today: dt.date):
        """Order by name, stale sheets after all others."""
        return self.with_staleness(today).order_by("is_stale", "search_text", "pk")

    def in_state(self, state: Freshness | str, today: dt.date):
        """Keep the sheets in one state on the day ``today``; for filters of lists."""
        stale = freshness.instant_before(today - freshness.confirm_every())
        soon = freshness.instant_before(today - freshness.confirm_every() + freshness.STEP + dt.timedelta(days=1))
        rows = self.with_last_read()
        if state == Freshness.STALE:
            return rows.filter(last_read_at__lt=stale)
        if state == Freshness.DUE_SOON:
            return rows.filter(last_read_at__gte=stale, last_read_at__lt=soon)
        return rows.filter(last_read_at__gte=soon)

    def on_the_ladder(self, today: dt.date):
        """Keep the sheets that have a step of the ladder on the day ``today``."""
        first = today - freshness.confirm_every() - 2 * freshness.STEP + dt.timedelta(days=1)
        last = today - freshness.confirm_every() + freshness.STEP
        return self.with_last_read().filter(
            last_read_at__gte=freshness.instant_before(first),
            last_read_at__lt=freshness.instant_before(last + dt.timedelta(days=1)),
        )

    def kept_by(self, person, on=None):
        """Keep the organisations whose sheet ``person`` is the editor of on the day ``on``."""
        if person is None:
            return self.none()
        own = person.editorships.filter(active_q(on or timezone.localdate()))
        return self.filter(pk__in=own.values("organisation"))
