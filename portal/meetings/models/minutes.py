"""Notes, decisions, actions and minutes of a meeting."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.directory.models import Organisation, Person, Platform

from ..enums import ActionState, CommentState, MinutesState
from ..querysets import ActionItemQuerySet
from .action_plan import Objective
from .meetings import AgendaItem, Meeting


class ItemNote(models.Model):
    """The notes of one agenda item, saved apart from the others so that several may write at once."""

    item = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="note")
    html = models.TextField(_("notes"), blank=True)
    #: Rises at each save; a save that names an older version is refused with both texts shown.
    version = models.PositiveIntegerField(default=0)
    modified_at = models.DateTimeField(default=timezone.now)
    modified_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("notes of an item")
        verbose_name_plural = _("notes of items")

    def __str__(self):
        return str(self.item)


class Decision(models.Model):
    """A decision taken at a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions")
    text = models.CharField(_("decision"), max_length=500)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["created_at", "pk"]

    def __str__(self):
        return self.text


class ActionItem(models.Model):
    """Something somebody promised to do; open ones come back in the next agenda of the circle."""

    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="actions")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.CASCADE, related_name="actions")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="actions")
    text = models.CharField(_("action"), max_length=500)
    owner = models.ForeignKey(
        Person, verbose_name=_("owner"), null=True, blank=True, on_delete=models.SET_NULL, related_name="actions"
    )
    owner_organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: An action of the yearly plan; it may come from no meeting.
    objective = models.ForeignKey(
        Objective, verbose_name=_("objective"), null=True, blank=True, on_delete=models.SET_NULL, related_name="actions"
    )
    due = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=ActionState.choices, default=ActionState.OPEN)
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    #: The last day on which its owner was reminded by mail; and whether they still want to be.
    reminded_on = models.DateField(null=True, blank=True)
    reminders = models.BooleanField(_("reminders by mail"), default=True)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = [models.F("due").asc(nulls_last=True), "created_at", "pk"]

    def __str__(self):
        return self.text

    @property
    def is_late(self) -> bool:
        """Tell whether the action is open after its due day."""
        return self.state == ActionState.OPEN and self.due is not None and self.due < timezone.localdate()

    def written(self) -> dict:
        """Return what is written about the action, people and objectives by their keys: its history compares these."""
        return {"text": self.text, "owner": self.owner_id, "due": self.due, "objective": self.objective_id}


class ActionChange(models.Model):
    """What happened to an action, in order: its history (MISSION B11)."""

    action = models.ForeignKey(ActionItem, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(default=timezone.now)
    #: Not a name: whoever is erased is gone from histories too (D-84).
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    #: "created", "changed", "state", "reminded", "silenced" or "carried".
    what = models.CharField(max_length=16)
    #: The fields that changed, people and objectives by their keys: {"due": ["2026-10-01", "2026-11-01"]}.
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("change of an action")
        verbose_name_plural = _("changes of actions")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.what} – {self.at:%Y-%m-%d}"


class Minutes(models.Model):
    """The state of a meeting's minutes; once validated, a frozen copy is what everybody reads."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="minutes")
    state = models.CharField(_("state"), max_length=16, choices=MinutesState.choices, default=MinutesState.DRAFT)
    reviewed_from = models.DateTimeField(null=True, blank=True)
    #: The last day of the reading by those present; None: until the team validates.
    read_until = models.DateField(_("read until"), null=True, blank=True)
    #: A record of decisions by default; the lead may want notes of what was said.
    with_notes = models.BooleanField(_("with notes"), default=False)
    validated_at = models.DateTimeField(_("validated"), null=True, blank=True)
    validated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: The whole content at validation, as data, with the hash of its canonical JSON (D-92).
    frozen = models.JSONField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")

    def __str__(self):
        return str(self.meeting)


class MinutesComment(models.Model):
    """A remark on minutes in review, by somebody convened; the team answers it before validating."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="comments")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="minutes_comments")
    #: As of that day.
    person_name = models.CharField(max_length=160)
    organisation_name = models.CharField(max_length=160, blank=True)
    text = models.TextField(_("remark"))
    state = models.CharField(_("state"), max_length=16, choices=CommentState.choices, default=CommentState.OPEN)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("remark on minutes")
        verbose_name_plural = _("remarks on minutes")
        ordering = ["created_at", "pk"]

    def __str__(self):
        return self.person_name


class Addendum(models.Model):
    """A correction of validated minutes: it is added, the frozen text stays."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="addenda")
    html = models.TextField(_("text"))
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    #: Of the canonical JSON of what it says and of the hash that it follows: the minutes' or the last addendum's.
    sha256 = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("addendum")
        verbose_name_plural = _("addenda")
        ordering = ["written_at", "pk"]

    def __str__(self):
        return f"{self.written_at:%Y-%m-%d}"
