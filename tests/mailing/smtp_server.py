"""A real SMTP server in a thread, with the faults of real ones."""

import asyncio
import email
import email.policy
import socket

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class SmtpServer:
    """Keeps what it accepted in ``mails``; the attributes choose its faults, per recipient or for all."""

    host = "127.0.0.1"

    def __init__(self):
        self.mails = []
        self.refused = {}  # recipient → reply to RCPT
        self.data_replies = []  # replies to the next DATA, in turn
        self.slow_seconds = 0
        self.drop_after_data = 0  # how many next mails are taken and never acknowledged
        self.connections = 0

    def __enter__(self):
        self.port = _free_port()
        self._controller = _Controller(self, hostname=self.host, port=self.port)
        self._controller.start()
        # Starting makes one connection of its own, to see that it answers.
        self.connections = 0
        return self

    def __exit__(self, *exc):
        self._controller.stop()

    def recipients(self):
        return [mail["envelope_to"] for mail in self.mails]

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 – aiosmtpd's name
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 – aiosmtpd's name
        if self.slow_seconds:
            await asyncio.sleep(self.slow_seconds)
        if self.data_replies:
            reply = self.data_replies.pop(0)
            if not reply.startswith("2"):
                return reply
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.mails.append({"envelope_to": list(envelope.rcpt_tos), "message": message, "bytes": envelope.content})
        if self.drop_after_data:
            self.drop_after_data -= 1
            server.transport.abort()
        return "250 Accepted"


def _free_port():
    with socket.socket() as probe:
        probe.bind((SmtpServer.host, 0))
        return probe.getsockname()[1]


class _Controller(Controller):
    def __init__(self, server, **kwargs):
        self._counted = server
        super().__init__(server, **kwargs)

    def factory(self):
        self._counted.connections += 1
        return SMTP(self.handler, hostname="mail.example", enable_SMTPUTF8=True)
