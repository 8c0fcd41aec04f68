"""Closed lists of the app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MailState(TextChoices):
    """Life of an outgoing mail."""

    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Mail sent")
    FAILED = "failed", _("Could not be delivered")
    HELD = "held", _("Held back: the address fails")


class WaitReason(TextChoices):
    """Why a mail that is due has not left; empty while nothing is in its way."""

    SERVER = "server", _("the mail server does not answer")
    LATER = "later", _("the recipient’s server asked to come back later")
    HOURLY = "hourly", _("the portal has sent all that it may within an hour")
    SENDER = "sender", _("the sender has sent all that one person may within an hour")
    ADDRESS = "address", _("earlier mails to this address came back")
