"""When one may enter a solution, and how many places there are."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.directory.models import Organisation, Person, Site

from ..enums import Entry
from ..querysets import SessionQuerySet
from .solutions import Solution


class Session(models.Model):
    """A way into a solution: all year round, on given dates, on demand, or once."""

    solution = models.ForeignKey(
        Solution, verbose_name=_("solution"), on_delete=models.CASCADE, related_name="sessions"
    )
    entry = models.CharField(_("entry"), max_length=16, choices=Entry.choices)
    name = models.CharField(_("name"), max_length=120, blank=True)
    site = models.ForeignKey(
        Site, verbose_name=_("place"), null=True, blank=True, on_delete=models.PROTECT, related_name="sessions"
    )
    start = models.DateField(_("first day"), null=True, blank=True)
    end = models.DateField(_("last day"), null=True, blank=True)
    #: Last day on which one may apply.
    deadline = models.DateField(_("apply until"), null=True, blank=True)
    #: Places in all, when it is known before any report.
    capacity = models.PositiveSmallIntegerField(_("places in all"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    #: Copied from, when last year's session was carried over.
    copied_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies")
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = [F("start").asc(nulls_first=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gte=F("start")),
                name="solutions_map_session_order",
                violation_error_message=_("The session ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(deadline__isnull=True) | Q(end__isnull=True) | Q(deadline__lte=F("end")),
                name="solutions_map_session_deadline_before_end",
                violation_error_message=_("One cannot apply after the end."),
            ),
            models.CheckConstraint(
                condition=Q(entry__in=("permanent", "on_demand")) | Q(start__isnull=False),
                name="solutions_map_session_dated_has_start",
                violation_error_message=_("A dated session or one-off action has a first day."),
            ),
        ]
        indexes = [models.Index(fields=["solution", "entry", "start"], name="solutions_map_session_dates")]

    def __str__(self):
        return self.name or str(self.solution)


class SeatReport(models.Model):
    """How many places were free, said by whom on which day; reports are added, never changed."""

    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.CASCADE, related_name="seat_reports"
    )
    #: The entry it speaks of: the first day of a dated session; empty for an entry all year round or on demand.
    for_start = models.DateField(_("for the entry of"), null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(_("places in all"))
    free = models.PositiveSmallIntegerField(_("free places"))
    reported_at = models.DateTimeField(_("reported"), default=timezone.now)
    by = models.ForeignKey(
        Person, verbose_name=_("reported by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Whom the number is shown as coming from: the organisation of the reporter on that day.
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("report of seats")
        verbose_name_plural = _("reports of seats")
        ordering = ["-reported_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(free__lte=F("capacity")),
                name="solutions_map_seatreport_free_within_capacity",
                violation_error_message=_("There cannot be more free places than places in all."),
            )
        ]
        indexes = [models.Index(fields=["session", "-reported_at", "-id"], name="solutions_map_seatreport_last")]

    def __str__(self):
        return f"{self.session}: {self.free}/{self.capacity}"
