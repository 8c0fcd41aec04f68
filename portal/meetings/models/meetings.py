"""Meetings, their invitees, agendas and calendar subscriptions."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.directory.enums import Circle
from portal.directory.models import Organisation, Person, Platform, Territory
from portal.solutions_map.models import RecordedNeed

from ..enums import CIRCLE_2_KINDS, AgendaItemKind, Answer, FeedScope, MeetingKind, MeetingStatus, Presence
from ..querysets import MeetingQuerySet
from .planning import CIRCLE_CHOICES, Rhythm, Venue, WorkingGroup


class Meeting(models.Model):
    """A meeting of a platform or of a territory."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=24, choices=MeetingKind.choices)
    platform = models.ForeignKey(
        Platform, verbose_name=_("platform"), null=True, blank=True, on_delete=models.CASCADE, related_name="meetings"
    )
    territory = models.ForeignKey(
        Territory, verbose_name=_("territory"), null=True, blank=True, on_delete=models.PROTECT, related_name="meetings"
    )
    circle = models.CharField(_("circle"), max_length=16, choices=CIRCLE_CHOICES, blank=True)
    working_group = models.ForeignKey(
        WorkingGroup,
        verbose_name=_("working group"),
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="meetings",
    )
    title = models.CharField(_("title"), max_length=160)
    rhythm = models.ForeignKey(Rhythm, null=True, blank=True, on_delete=models.SET_NULL, related_name="meetings")
    #: Says which occurrence of which rhythm this is, so that planning again finds it.
    plan_key = models.CharField(max_length=80, blank=True, editable=False)
    starts_at = models.DateTimeField(_("start"))
    duration = models.DurationField(_("duration"), default=timedelta(hours=2))
    venue = models.ForeignKey(
        Venue, verbose_name=_("venue"), null=True, blank=True, on_delete=models.SET_NULL, related_name="meetings"
    )
    video_link = models.URLField(_("video link"), blank=True)
    confidential = models.BooleanField(_("behind the charter"), default=True)
    status = models.CharField(_("status"), max_length=16, choices=MeetingStatus.choices, default=MeetingStatus.DRAFT)
    cancel_reason = models.CharField(_("reason"), max_length=200, blank=True)
    #: Calendar contract (DESIGN §6): rises only when date, time, place or status changes.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    modified_at = models.DateTimeField(default=timezone.now, editable=False)
    #: When the planner last wrote it: as long as nothing changed it since (``modified_at``), planning again may.
    planned_at = models.DateTimeField(null=True, blank=True, editable=False)
    convened_at = models.DateTimeField(_("convened"), null=True, blank=True, editable=False)
    #: When those expected were asked for agenda items, and those who did not answer reminded; None: not yet.
    called_at = models.DateTimeField(_("items called for"), null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True, editable=False)
    replaced_by = models.ForeignKey(
        "self", verbose_name=_("replaced by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces"
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(platform__isnull=False, territory__isnull=True)
                | Q(platform__isnull=True, territory__isnull=False),
                name="meetings_meeting_one_scope",
            ),
            models.UniqueConstraint(
                fields=["platform", "plan_key"],
                condition=~Q(plan_key=""),
                name="meetings_meeting_plan_key_unique",
            ),
            models.CheckConstraint(
                condition=Q(duration__gt=timedelta(0)),
                name="meetings_meeting_duration_positive",
                violation_error_message=_("The meeting ends before it starts."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def audit_title(self) -> str:
        """What the audit trail calls the meeting: its title stands behind the gate."""
        return f"{self.get_kind_display()} – {self.platform or self.territory}"

    @property
    def ends_at(self):
        """Return the instant at which the meeting ends."""
        return self.starts_at + self.duration

    @property
    def timezone_name(self) -> str:
        """Return the IANA time zone in which the meeting's hours are read."""
        return (self.platform or self.territory).timezone

    @property
    def circles_invited(self) -> tuple[str, ...]:
        """Return the circles whose delegates are convened; circle 2 includes circle 1."""
        if self.kind == MeetingKind.CIRCLE_1:
            return (Circle.FIRST,)
        if self.kind in CIRCLE_2_KINDS:
            return (Circle.FIRST, Circle.SECOND)
        return ()

    @property
    def is_over(self) -> bool:
        """Tell whether the meeting's end is past."""
        return self.ends_at <= timezone.now()


class AgendaItem(models.Model):
    """A point of the agenda."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda_items")
    kind = models.CharField(_("kind"), max_length=16, choices=AgendaItemKind.choices, default=AgendaItemKind.TOPIC)
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("title"), max_length=160)
    description = models.TextField(_("description"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("duration (minutes)"), default=10)
    presenter = models.ForeignKey(
        Person, verbose_name=_("presenter"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: The item of an earlier meeting that this one takes up again.
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="carried_to", editable=False
    )
    #: How many times it was put off so far, all meetings counted.
    times_carried = models.PositiveSmallIntegerField(default=0, editable=False)
    #: Written onto the agenda, and last changed since; None for what it began with. Late ones are marked.
    added_at = models.DateTimeField(null=True, blank=True, default=timezone.now, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: The meeting whose minutes are validated under this item.
    minutes_of = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="validation_items", editable=False
    )
    #: Whether the shareable rendering of the minutes holds what is noted here.
    shareable = models.BooleanField(_("in the shareable minutes"), default=True)
    #: Timing on the day, pressed by whoever writes.
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: "Situations" only: how many, never which (MISSION B6).
    situation_count = models.PositiveSmallIntegerField(_("number of situations"), null=True, blank=True)
    #: The noted need without an answer that the item speaks of.
    recorded_need = models.ForeignKey(
        RecordedNeed,
        verbose_name=_("noted need"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="agenda_items",
    )

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title

    @property
    def audit_title(self) -> str:
        """What the audit trail calls the item: its title stands behind the gate."""
        return self.get_kind_display()


class Invitee(models.Model):
    """A person convened to a meeting, with name and organisation as of that day, the answer and the presence."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitees")
    person = models.ForeignKey(
        Person, verbose_name=_("person"), null=True, blank=True, on_delete=models.SET_NULL, related_name="invitations"
    )
    name = models.CharField(_("name"), max_length=160)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitees"
    )
    organisation_name = models.CharField(_("organisation"), max_length=160, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    circle = models.CharField(_("circle"), max_length=16, choices=Circle.choices, blank=True)
    answer = models.CharField(_("answer"), max_length=16, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    #: Typed by the invitee who is excused; below the gate until the platform confirms who it is.
    substitute_name = models.CharField(_("replaced by"), max_length=160, blank=True)
    substitute_email = models.EmailField(_("substitute's e-mail"), blank=True)
    replaced_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces"
    )
    presence = models.CharField(_("presence"), max_length=16, choices=Presence.choices, blank=True)
    #: Invited to this meeting alone, beside the circles and the team.
    is_guest = models.BooleanField(_("guest"), default=False)
    #: Who noted the presence last and when: two people may note at once, and the last one holds.
    presence_noted_at = models.DateTimeField(null=True, blank=True, editable=False)
    presence_noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    #: When somebody who came late arrived; None for whoever was there from the start.
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    #: Added while the attendance was noted, without having been convened.
    came_uninvited = models.BooleanField(_("came without being invited"), default=False)

    class Meta:
        verbose_name = _("invitee")
        verbose_name_plural = _("invitees")
        ordering = ["organisation_name", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"], condition=Q(person__isnull=False), name="meetings_invitee_unique"
            ),
        ]

    def __str__(self):
        return self.name


class FeedToken(models.Model):
    """A private calendar address of one person; the token itself is shown once and never stored."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="feed_tokens")
    scope = models.CharField(_("scope"), max_length=16, choices=FeedScope.choices)
    platform = models.ForeignKey(Platform, null=True, blank=True, on_delete=models.CASCADE, related_name="feed_tokens")
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.CASCADE, related_name="feed_tokens"
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("calendar subscription")
        verbose_name_plural = _("calendar subscriptions")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="personal", platform__isnull=True, territory__isnull=True)
                | Q(scope="territory", platform__isnull=True, territory__isnull=False)
                | ~Q(scope__in=("personal", "territory")) & Q(platform__isnull=False, territory__isnull=True),
                name="meetings_feedtoken_scope_target",
            )
        ]

    def __str__(self):
        return self.get_scope_display()
