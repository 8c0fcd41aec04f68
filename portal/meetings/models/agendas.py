"""What partners propose, the agendas to start from, and the files of a meeting."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.storage import private_storage
from portal.directory.models import Organisation, Person, Platform, Territory

from ..enums import MeetingKind, ProposalState
from .meetings import AgendaItem, Meeting


class AgendaTemplate(models.Model):
    """The agenda that meetings of a kind start from in a platform or a territory; the nearest scope wins."""

    platform = models.ForeignKey(
        Platform, null=True, blank=True, on_delete=models.CASCADE, related_name="agenda_templates"
    )
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.CASCADE, related_name="agenda_templates"
    )
    kind = models.CharField(_("kind"), max_length=24, choices=MeetingKind.choices)
    #: [{"title": …, "minutes": …, "kind": …}], in order.
    items = models.JSONField(_("items"), default=list)
    version = models.PositiveIntegerField(default=1, editable=False)
    modified_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("agenda template")
        verbose_name_plural = _("agenda templates")
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(platform__isnull=False, territory__isnull=True)
                | Q(platform__isnull=True, territory__isnull=False),
                name="meetings_agendatemplate_one_scope",
            ),
            models.UniqueConstraint(fields=["platform", "kind"], name="meetings_agendatemplate_platform_unique"),
            models.UniqueConstraint(fields=["territory", "kind"], name="meetings_agendatemplate_territory_unique"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} – {self.platform or self.territory}"


class AgendaProposal(models.Model):
    """An item proposed by somebody expected at the meeting; the team takes it up, keeps it for later or not."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="proposals")
    person = models.ForeignKey(
        Person, verbose_name=_("proposed by"), null=True, on_delete=models.SET_NULL, related_name="agenda_proposals"
    )
    #: As of that day.
    person_name = models.CharField(max_length=160)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(_("title"), max_length=160)
    description = models.TextField(_("what it is about"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("duration (minutes)"), default=10)
    presents = models.BooleanField(_("presented by its author"), default=True)
    #: Came after the deadline.
    is_late = models.BooleanField(_("late"), default=False)
    state = models.CharField(_("state"), max_length=16, choices=ProposalState.choices, default=ProposalState.PROPOSED)
    answer = models.CharField(_("answer to the author"), max_length=300, blank=True)
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="proposals")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("agenda proposal")
        verbose_name_plural = _("agenda proposals")
        ordering = ["created_at", "pk"]

    def __str__(self):
        return self.title

    @property
    def audit_title(self) -> str:
        """What the audit trail calls it: its words stand behind the gate."""
        return self._meta.verbose_name


class Attachment(models.Model):
    """A file of a meeting or of one of its items: behind the meeting's gate, outside MEDIA, with a view of its own."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attachments")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="attachments")
    file = models.FileField(_("file"), storage=private_storage, upload_to="attachments/%Y/%m/", max_length=200)
    name = models.CharField(_("name"), max_length=160)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    added_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["added_at", "pk"]

    def __str__(self):
        return self.name

    @property
    def audit_title(self) -> str:
        """What the audit trail calls the file: its name stands behind the gate."""
        return self._meta.verbose_name
