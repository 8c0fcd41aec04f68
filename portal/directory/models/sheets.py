"""What happens to presentation sheets: their earlier states, changes proposed from elsewhere, reported errors."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.actors import Via

from ..enums import ErrorReason, ProposalState
from .organisations import Organisation
from .people import Person
from .platforms import Platform


class SheetRevision(models.Model):
    """A state of a sheet as somebody left it; never changed afterwards."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="revisions"
    )
    #: Column of ``Organisation`` to value, and ``sites`` as a list; names of types and communes as they were.
    content = models.JSONField(_("content"))
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    via = models.CharField(_("by"), max_length=8, choices=[(via.value, via.value) for via in Via], default=Via.SESSION)
    person = models.ForeignKey(
        Person, verbose_name=_("person"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("revision of a sheet")
        verbose_name_plural = _("revisions of sheets")
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"{self.organisation} – {self.made_at:%Y-%m-%d %H:%M}"


class SheetProposal(models.Model):
    """A change of a shared sheet that its editors are asked to take over (DESIGN §4: imports propose)."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="proposals"
    )
    #: Column to proposed value; only columns of the sheet; types of actors as ``{"id": …, "name": …}``.
    changes = models.JSONField(_("changes"))
    #: The same columns as they were when the change was proposed: what changed meanwhile is shown, not overwritten.
    before = models.JSONField(_("values before"), default=dict)
    #: The columns that were taken over.
    taken = models.JSONField(_("taken over"), default=list)
    platform = models.ForeignKey(
        Platform,
        verbose_name=_("proposed by the platform"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="sheet_proposals",
    )
    person = models.ForeignKey(
        Person, verbose_name=_("proposed by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=16, choices=ProposalState.choices, default=ProposalState.PENDING)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, verbose_name=_("decided by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("proposed change of a sheet")
        verbose_name_plural = _("proposed changes of sheets")
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return str(self.organisation)


class ErrorReport(models.Model):
    """A reader says that a sheet is wrong; its editors, else the teams of its platforms, are told."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="error_reports"
    )
    reason = models.CharField(_("what is wrong"), max_length=16, choices=ErrorReason.choices)
    details = models.CharField(_("details"), max_length=300, blank=True)
    reported_at = models.DateTimeField(_("reported"), auto_now_add=True)
    reporter = models.ForeignKey(
        Person, verbose_name=_("reported by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        Person, verbose_name=_("settled by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("reported error")
        verbose_name_plural = _("reported errors")
        ordering = ["-reported_at", "-pk"]

    def __str__(self):
        return f"{self.organisation}: {self.get_reason_display()}"
