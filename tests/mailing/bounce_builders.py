"""Returned mail as real servers write it."""

from portal.mailing.message import build

POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@mail.example (Mail Delivery System)
To: ne-pas-repondre@concerto.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B1"

--B1
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B1
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; {named}
Original-Recipient: rfc822;{named}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}

--B1
Content-Type: {returned_type}

{returned}
--B1--
"""

EXIM = """\
Return-path: <>
X-Failed-Recipients: {named}
From: Mail Delivery System <Mailer-Daemon@mail.example>
To: ne-pas-repondre@concerto.example
Subject: Mail delivery failed: returning message to sender
Content-Type: text/plain; charset=utf-8

A message that you sent could not be delivered to one or more of its recipients.

  {named}
    host mx.b.example [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<{named}>:
    {diagnostic}

------ This is a copy of the message, including all the headers. ------

{returned}
"""

ABSENCE = """\
From: {named}
To: ne-pas-repondre@concerto.example
Subject: Absence du bureau
Auto-Submitted: auto-replied
In-Reply-To: {message_id}
Content-Type: text/plain; charset=utf-8

Je suis absente jusqu'au 5.1.1. Mon bureau est le 550 du couloir.
"""


def returned(
    mail,
    form=POSTFIX,
    *,
    named=None,
    action="failed",
    status="5.1.1",
    diagnostic="550 5.1.1 <a@b.example>: Recipient address rejected: User unknown",
    returned_type="message/rfc822",
    sent=None,
) -> bytes:
    """Return the notice that a server writes about ``mail``; ``sent`` replaces the message that it returns."""
    sent = build(mail).message().as_string() if sent is None else sent
    values = {
        "named": named or mail.recipient,
        "action": action,
        "status": status,
        "diagnostic": diagnostic,
        "returned_type": returned_type,
        "returned": sent,
        "message_id": mail.message_id,
    }
    return form.format(**values).encode()
