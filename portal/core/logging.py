"""Keeps what opens something out of the logs: private calendar addresses, one-click links, invitations (D-33)."""

import logging
import re

#: Addresses whose last part is a secret; what follows the prefix is not written.
SECRET_PATHS = re.compile(r"(/(?:agenda|r|invitation|compte/password/reset/key|compte/confirm-email)/)[^\s\"'<>]+")


def redact(text: str) -> str:
    """Return ``text`` without the secret part of the addresses in it."""
    return SECRET_PATHS.sub(r"\1[…]", text)


class RedactSecretPaths(logging.Filter):
    """Writes every line without the secret part of addresses, its traceback included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; nothing is dropped."""
        record.msg, record.args = redact(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redact(record.exc_text)
        return True
