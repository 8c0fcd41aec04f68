"""Why a mail has not arrived, in words for those who can do something about it."""

from django.conf import settings
from django.utils.translation import gettext as _

from .enums import MailState, WaitReason
from .faults import Fault, fault_of
from .models import OutgoingMail


def shown_state(mail: OutgoingMail) -> str:
    """Return the state as the page shows it: a mail that was sent and came back is "bounced"."""
    return "bounced" if mail.bounced_at else str(mail.state)


def explain(mail: OutgoingMail, held_for: str = "") -> str:
    """Return one or two sentences; ``held_for`` is what the server said of an address that is left alone."""
    if mail.bounced_at:
        return _fault_words(mail.bounce_reason)
    if mail.state == MailState.HELD:
        if not held_for:
            return _("Earlier mails to this address came back. It was tried again since: you can send this one too.")
        return _("Earlier mails to this address came back, so this one was not sent.") + " " + _fault_words(held_for)
    if mail.state == MailState.FAILED:
        if mail.wait_reason == WaitReason.SERVER:
            return _("The mail server of the portal did not answer for days. You can send it again.")
        return _fault_words(mail.last_error)
    if mail.state == MailState.SENDING:
        return _("It is leaving now.")
    return _wait_words(mail)


def blames_address(mail: OutgoingMail) -> bool:
    """Tell whether another address may help: not for a full box, nor for a refusal of what was written."""
    if mail.state == MailState.HELD:
        return True
    if mail.state == MailState.FAILED and mail.wait_reason == WaitReason.SERVER:
        return False
    fault = fault_of(mail.bounce_reason if mail.bounced_at else mail.last_error)
    return fault.is_of_address or fault in (Fault.OTHER, Fault.UNREACHABLE)


def server_words(mail: OutgoingMail, held_for: str = "") -> str:
    """Return what the server said, word for word, for whoever runs the mail; empty when it said nothing."""
    return (mail.bounce_reason if mail.bounced_at else "") or mail.last_error or held_for


def _wait_words(mail: OutgoingMail) -> str:
    if mail.wait_reason == WaitReason.SERVER:
        return _("The mail server of the portal does not answer. It leaves as soon as the server is back.")
    if mail.wait_reason == WaitReason.LATER:
        return _("The recipient’s server could not take it yet. The portal tries again by itself.")
    if mail.wait_reason == WaitReason.HOURLY:
        return _("The portal has sent all that it may within an hour (%(count)s). It leaves in its turn.") % {
            "count": settings.MAILS_PER_HOUR
        }
    if mail.wait_reason == WaitReason.SENDER:
        return _("Its sender has sent all that one person may within an hour (%(count)s). It leaves in its turn.") % {
            "count": settings.MAILS_PER_HOUR_PER_SENDER
        }
    return _("It leaves within a minute.")


def _fault_words(words: str) -> str:
    return {
        Fault.NO_BOX: _("This address does not exist, or no longer."),
        Fault.NO_DOMAIN: _("What stands after the @ does not exist or takes no mail. Look for a typing error."),
        Fault.FULL: _("The recipient’s mailbox is full."),
        Fault.TOO_LARGE: _("The recipient’s server found the mail too large."),
        Fault.REFUSED: _("The recipient’s server refused the mail, perhaps as spam. The address may be right."),
        Fault.UNREACHABLE: _("The recipient’s server could not be reached for days."),
        Fault.OTHER: _("The recipient’s server refused the mail."),
    }[fault_of(words)]
