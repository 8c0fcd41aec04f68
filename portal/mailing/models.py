"""Outgoing mail: one row a recipient, the truth about what left and what did not."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import audience
from .enums import MailState, WaitReason

#: Longer than any sending can last (every step of the dialogue times out), so that a living worker is never doubled.
STALE_AFTER = timedelta(minutes=10)
#: What nobody looked at for so long is no longer shown as something to do.
SHOWN_FOR = timedelta(days=90)


class OutgoingMailQuerySet(models.QuerySet):
    """Mails by what is to be done with them."""

    def due(self, at=None):
        """Return the mails to send at the instant ``at`` (now when not given): the urgent first, then the oldest."""
        return self.filter(state=MailState.QUEUED, due_at__lte=at or timezone.now()).order_by("-urgent", "due_at", "pk")

    def stale(self, at=None):
        """Return the mails whose worker must have died: claimed long ago and neither sent nor given back."""
        return self.filter(state=MailState.SENDING, claimed_at__lt=(at or timezone.now()) - STALE_AFTER)

    def claim(self, pk, at=None) -> bool:
        """Take one waiting mail for sending; False when another worker holds it, or when it is not due."""
        at = at or timezone.now()
        return bool(
            self.filter(pk=pk, state=MailState.QUEUED, due_at__lte=at).update(
                state=MailState.SENDING, claimed_at=at, tries=F("tries") + 1, wait_reason=""
            )
        )

    def hold_back(self) -> int:
        """Hold those of these waiting mails whose address failed for good; return how many.

        Not the secrets (a new password, an invitation): each was asked for just now, and soon opens nothing any more.
        """
        failing = FailingAddress.objects.stopping().values("email")
        return (
            self.order_by()
            .annotate(address=Lower("recipient"))
            .filter(state=MailState.QUEUED, secret=False, address__in=failing)
            .update(state=MailState.HELD, wait_reason=WaitReason.ADDRESS)
        )

    def visible_to(self, viewer):
        """Return the mails that ``viewer`` caused, or for which they answer; all of them for an administrator.

        The team of a platform answers for those that speak for it. Nobody reads the text of any.
        """
        if getattr(viewer, "is_administrator", False):
            return self.all()
        if viewer is None or viewer._meta.label != "accounts.User" or not viewer.is_active:
            return self.none()
        return self.filter(Q(asked_by=viewer) | Q(scope__in=audience.scopes_of(viewer)))

    def to_look_at(self, at=None):
        """Return the mails that did not arrive and that nobody set aside: failed, held back, come back."""
        return self.filter(
            Q(state__in=(MailState.FAILED, MailState.HELD)) | Q(bounced_at__isnull=False),
            set_aside_at__isnull=True,
            created_at__gt=(at or timezone.now()) - SHOWN_FOR,
        )

    def on_the_way(self):
        """Return the mails that have not left yet, but will."""
        return self.filter(state__in=(MailState.QUEUED, MailState.SENDING))


class OutgoingMail(models.Model):
    """A mail for one recipient, composed when it was decided and never changed afterwards."""

    recipient = models.EmailField(_("recipient"))
    recipient_name = models.CharField(_("name of the recipient"), max_length=150, blank=True)
    kind = models.CharField(_("kind"), max_length=60)
    dedup_key = models.CharField(max_length=200, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=16, choices=MailState.choices, default=MailState.QUEUED)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    message_id = models.CharField(max_length=120, unique=True, editable=False)
    subject = models.CharField(_("subject"), max_length=250)
    from_name = models.CharField(max_length=150, blank=True)
    reply_to = models.EmailField(blank=True)
    language = models.CharField(max_length=8, default="fr")
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True)
    # Holds a door of its own (invitation, new password): the text goes once the mail has left.
    secret = models.BooleanField(default=False)
    calendar = models.BinaryField(null=True, blank=True)
    calendar_method = models.CharField(max_length=16, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    #: For whom the mail speaks, as ``audience.scope_of`` writes it: who answers for it besides its sender.
    scope = models.CharField(max_length=40, blank=True, editable=False)
    #: Goes before the others, and is no part of what one person may send within an hour.
    urgent = models.BooleanField(_("urgent"), default=False)
    wait_reason = models.CharField(
        _("why it waits"), max_length=16, choices=WaitReason.choices, blank=True, editable=False
    )
    #: Somebody saw that it did not arrive, and leaves it at that.
    set_aside_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: The recipient's server sent it back.
    bounced_at = models.DateTimeField(_("came back"), null=True, blank=True, editable=False)
    bounce_reason = models.CharField(_("why it came back"), max_length=300, blank=True, editable=False)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "due_at"], name="mailing_state_due"),
            models.Index(fields=["sent_at"], name="mailing_sent_at"),
            models.Index(fields=["scope", "state"], name="mailing_scope_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=MailState.SENT) | Q(sent_at__isnull=False), name="mailing_sent_has_date"
            ),
            models.CheckConstraint(
                condition=~Q(state=MailState.SENDING) | Q(claimed_at__isnull=False), name="mailing_sending_has_claim"
            ),
        ]

    def __str__(self):
        return f"{self.kind} – {self.recipient}"


class SendingTurn(models.Model):
    """One row, taken by a worker while it counts what left within the hour, so that two never count the same room."""

    taken = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("turn to send")
        verbose_name_plural = _("turns to send")

    def __str__(self):
        return str(self.pk)


class FailingAddressQuerySet(models.QuerySet):
    """Addresses by what is to be done with them."""

    def stopping(self):
        """Return the addresses to which nothing is sent: failed for good, and nobody tried again since."""
        return self.filter(is_permanent=True, cleared_at__isnull=True)


class FailingAddress(models.Model):
    """An address that sends mails back; it is told to the leads, and left alone once it failed for good."""

    #: In lower case.
    email = models.EmailField(_("address"), unique=True)
    first_at = models.DateTimeField(_("first failure"), default=timezone.now)
    last_at = models.DateTimeField(_("last failure"), default=timezone.now)
    count = models.PositiveIntegerField(_("failures"), default=1)
    #: The server says that the address does not exist, not that a box is full.
    is_permanent = models.BooleanField(_("for good"), default=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    #: A lead looked at it: mails are tried again.
    cleared_at = models.DateTimeField(null=True, blank=True)

    objects = FailingAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("failing address")
        verbose_name_plural = _("failing addresses")
        ordering = ["-last_at", "pk"]

    def __str__(self):
        return self.email
