"""Bases that models of several apps share."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DatedQuerySet(models.QuerySet):
    """Rows that hold from a day to another."""

    def active(self, on=None):
        """Return the rows that hold on the day ``on`` (today when not given)."""
        on = on or timezone.localdate()
        return self.filter(active_q(on))


def active_q(on, prefix: str = "") -> Q:
    """Return the condition "holds on the day ``on``" for rows reached through ``prefix``, such as ``delegates__``."""
    return Q(**{f"{prefix}since__lte": on}) & (Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gt": on}))


class Dated(models.Model):
    """A fact that begins and ends; it is never deleted, it ends.

    ``until`` is the first day on which it no longer holds, so ending it today takes effect at once.
    """

    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="%(app_label)s_%(class)s_since_before_until",
                violation_error_message=_("The end cannot be before the beginning."),
            )
        ]

    def is_active(self, on=None) -> bool:
        """Tell whether the fact holds on the day ``on`` (today when not given)."""
        on = on or timezone.localdate()
        return self.since <= on and (self.until is None or on < self.until)
