"""Spreadsheets on their way into the portal: kept 30 days, so that an import can be checked and understood."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.storage import private_storage

from ..enums import ImportState
from .people import Person
from .platforms import Platform


class ImportBatch(models.Model):
    """One file, what its columns mean, what it would change, and what it changed."""

    #: Name of a kind in the register of ``directory.importing``: "directory", and those that other apps add.
    kind = models.SlugField(_("kind"), max_length=32)
    platform = models.ForeignKey(
        Platform, verbose_name=_("platform"), on_delete=models.CASCADE, related_name="import_batches"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("person"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    file = models.FileField(_("file"), storage=private_storage, upload_to="imports/")
    file_name = models.CharField(_("name of the file"), max_length=100)
    created_at = models.DateTimeField(_("received"), auto_now_add=True)
    #: Sheet and header row that were found or chosen, and column number to field name.
    mapping = models.JSONField(_("mapping"), default=dict, blank=True)
    #: Every row with what it would do, its errors and its doubts.
    preview = models.JSONField(_("preview"), default=dict, blank=True)
    #: What the lead answered to doubtful rows: row number to choice.
    choices = models.JSONField(_("choices"), default=dict, blank=True)
    result = models.JSONField(_("result"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=ImportState.choices, default=ImportState.UPLOADED)
    #: Percent of the running step.
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    #: Moved by the running step; a step that stands still was killed and may be started again.
    progress_at = models.DateTimeField(_("progress made"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="directory_importbatch_progress_percent"),
        ]

    def __str__(self):
        return self.file_name


class RememberedMapping(models.Model):
    """What the columns of a platform's own spreadsheet meant the last time."""

    kind = models.SlugField(_("kind"), max_length=32)
    platform = models.ForeignKey(
        Platform, verbose_name=_("platform"), on_delete=models.CASCADE, related_name="remembered_mappings"
    )
    #: The folded headers, joined: the same sheet again is recognised.
    headers = models.TextField(_("headers"))
    mapping = models.JSONField(_("mapping"))
    used_at = models.DateTimeField(_("used"), auto_now=True)

    class Meta:
        verbose_name = _("remembered mapping")
        verbose_name_plural = _("remembered mappings")
        constraints = [
            models.UniqueConstraint(fields=["kind", "platform", "headers"], name="directory_rememberedmapping_unique")
        ]

    def __str__(self):
        return f"{self.kind} – {self.platform}"
