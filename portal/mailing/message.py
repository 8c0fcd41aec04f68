"""A row as a MIME message: text, the same in HTML, and the calendar part that Outlook and Gmail read."""

from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from .bounce_messages import OUR_HEADER
from .models import OutgoingMail


def build(mail: OutgoingMail, connection=None) -> EmailMultiAlternatives:
    """Return the message of ``mail``, with the Message-ID of its row.

    The calendar goes twice: as an alternative whose type names the method (clients then offer to take it) and as an
    attached file, for those that show only attachments. Raises ``ValueError`` when a header cannot be written.
    """
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=formataddr((mail.from_name or address[0], address[1])),
        to=[formataddr((mail.recipient_name, mail.recipient))],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={
            "Message-ID": mail.message_id,
            # Some relays put a Message-ID of theirs: what comes back is known by this one.
            OUR_HEADER: mail.message_id,
            "Content-Language": mail.language,
            # Out-of-office replies and lists leave machine mail alone (RFC 3834).
            "Auto-Submitted": "auto-generated",
        },
        connection=connection,
    )
    message.attach_alternative(mail.html, "text/html")
    if mail.calendar:
        calendar = bytes(mail.calendar).decode()
        message.attach_alternative(calendar, f"text/calendar; method={mail.calendar_method}")
        message.attach("invite.ics", bytes(mail.calendar), "application/ics")
    return message
