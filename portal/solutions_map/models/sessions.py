"""When one may enter a solution, and how many places there are."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.charters.append_only import AppendOnlyError
from portal.directory.models import Organisation, Person, Platform, Site

from ..enums import Entry
from ..openings import LastReport
from ..querysets import SeatReportQuerySet, SessionQuerySet
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
            models.UniqueConstraint(
                fields=["copied_from"],
                name="solutions_map_session_copied_once",
                violation_error_message=_("This session is carried over already."),
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

    @property
    def last_report(self) -> LastReport | None:
        """Return the last report for the entry as it stands; only of sessions read ``with_last_report``."""
        if self.last_report_pk is None:
            return None
        return LastReport(
            self.last_report_pk,
            self.last_free,
            self.last_capacity,
            self.last_reported_at,
            self.last_reported_by_name,
        )


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

    objects = SeatReportQuerySet.as_manager()

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

    def save(self, *args, **options):
        """Add the row; refuse to change it."""
        if not self._state.adding:
            raise AppendOnlyError("SeatReport is append-only.")
        super().save(*args, **{**options, "force_insert": True})

    def delete(self, *args, **options):
        """Refuse to remove the row: only the erasure of a person or a session reaches it, through the database."""
        raise AppendOnlyError("SeatReport is append-only.")


class SeatRequest(models.Model):
    """One person was asked, by one mail, how many seats a session has; written with the mail."""

    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.CASCADE, related_name="seat_requests"
    )
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="seat_requests")
    #: Whose team asked; empty where the portal asked by itself, or a territory did.
    platform = models.ForeignKey(
        Platform, verbose_name=_("platform"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        verbose_name = _("request for seats")
        verbose_name_plural = _("requests for seats")
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["person", "session", "-sent_at"], name="solutions_map_seatrequest_last")]

    def __str__(self):
        return f"{self.session} – {self.person}"


class SeatRound(models.Model):
    """A day on which all requests for seats were written: the minute job asks this one row and goes."""

    day = models.DateField(_("day"), unique=True)

    class Meta:
        verbose_name = _("round of requests for seats")
        verbose_name_plural = _("rounds of requests for seats")
        ordering = ["-day"]

    def __str__(self):
        return str(self.day)
