"""Returned mail, read: from the bytes of a message to what they tell of one of ours. Pure: bytes in, values out.

Anybody can write to the mailbox of returned mail. Nothing here trusts what it reads: a message counts only by a
Message-ID of ours, which only those who got that mail know, and what it says becomes one short line of text.

Sources: RFC 3464 (delivery status notifications), RFC 6522 (multipart/report), RFC 3834 (an absence is no return).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from portal.core.text import clean_line

from .faults import ENHANCED

#: Read of one message: the status stands before the returned mail, so that the beginning is enough.
MAX_BYTES = 1024 * 1024
MAX_PARTS = 50
MAX_IDS = 20
MAX_REASON = 300
#: A Message-ID as ``new_message_id`` makes them; nothing else is ever looked for.
OUR_ID = re.compile(r"<[0-9a-f]{32}@[A-Za-z0-9.\-]{1,80}>")
#: The header that repeats the Message-ID, for relays that put another in its place.
OUR_HEADER = "X-Concerto-Mail"
_ROBOTS = re.compile(r"^(mailer-daemon|postmaster|mail-daemon|mailerdaemon|microsoftexchange[0-9a-f]*)@", re.IGNORECASE)
_REPLY_LINE = re.compile(r"^.*\b[45]\d\d[ \-].*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a returned message tells: of which mails of ours, what happened ("failed" or "delayed"), and why.

    ``recipients`` are the addresses that it names, in lower case; empty when it names none.
    """

    message_ids: tuple[str, ...]
    action: str
    reason: str
    recipients: frozenset[str]


def read_bounce(raw: bytes) -> Bounce | None:
    """Return what ``raw`` tells, or None for what is no returned mail: an answer, an absence, noise."""
    message = message_from_bytes(raw[:MAX_BYTES])
    parts = list(_parts(message))
    return _standard(message, parts) or _informal(message, parts)


def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts in order, not those inside a returned mail, no more than ``MAX_PARTS``."""
    waiting, count = [message], 0
    while waiting and count < MAX_PARTS:
        part = waiting.pop(0)
        count += 1
        yield part
        if part.get_content_maintype() == "multipart" and isinstance(part.get_payload(), list):
            waiting[:0] = part.get_payload()


def _standard(message: Message, parts: list[Message]) -> Bounce | None:
    blocks = [
        block
        for part in parts
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status")
        and isinstance(part.get_payload(), list)
        for block in part.get_payload()
    ]
    told = [block for block in blocks if block.get("Action")]
    if not told:
        return None
    # A mail of ours has one recipient: what failed tells more than what was put off on the way.
    actions = [_word(block, "Action").lower() for block in told]
    action = next((one for one in ("failed", "delayed") if one in actions), "")
    if not action:
        return Bounce((), "delivered", "", frozenset())
    block = told[actions.index(action)]
    status = _word(block, "Status")
    diagnostic = _word(block, "Diagnostic-Code").partition(";")[2] or _word(block, "Diagnostic-Code")
    reason = diagnostic if ENHANCED.search(diagnostic) else f"{status} {diagnostic}"
    named = {_address_of(block, name) for block in told for name in ("Final-Recipient", "Original-Recipient")}
    return Bounce(_ids(message, parts), action, _line(reason), frozenset(named - {""}))


def _informal(message: Message, parts: list[Message]) -> Bounce | None:
    """Read what machines write without the standard: only from them, only with a code, only about a mail of ours."""
    sender = next((address for _name, address in getaddresses([_word(message, "From")])), "")
    failed = {address.lower() for _name, address in getaddresses([_word(message, "X-Failed-Recipients")]) if address}
    if not failed and not _ROBOTS.match(sender):
        return None
    text = "\n".join(_text(part) for part in parts if part.get_content_maintype() == "text")
    line = next((one[0] for one in _REPLY_LINE.finditer(text)), "")
    if not line:
        code = ENHANCED.search(text)
        line = text[code.start() : code.start() + MAX_REASON].partition("\n\n")[0] if code else ""
    ids = _ids(message, parts) or _ours(text)
    if not line or not ids:
        return None
    return Bounce(ids, "failed", _line(line), frozenset(failed))


def _ids(message: Message, parts: list[Message]) -> tuple[str, ...]:
    """Return the Message-IDs of ours: of the returned mail, else those that the notice answers to."""
    for part in parts:
        returned = _returned(part)
        if returned is not None:
            ids = _ours(" ".join(_word(returned, name) for name in (OUR_HEADER, "Message-ID")))
            if ids:
                return ids
    return _ours(" ".join(_word(message, name) for name in ("In-Reply-To", "References", "Original-Message-ID")))


def _returned(part: Message) -> Message | None:
    kind = part.get_content_type()
    if kind in ("message/rfc822", "message/global") and isinstance(part.get_payload(), list) and part.get_payload():
        return part.get_payload()[0]
    if kind in ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers"):
        return BytesHeaderParser().parsebytes(_bytes(part))
    return None


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    inside = part.get_payload()
    return inside[0].as_bytes() if isinstance(inside, list) and inside else b""


def _text(part: Message) -> str:
    try:
        return _bytes(part).decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:  # a charset that does not exist
        return _bytes(part).decode("latin-1")


def _word(message: Message, name: str) -> str:
    return str(message.get(name, ""))


def _address_of(block: Message, name: str) -> str:
    """Return the address of "rfc822; someone@example.org" in lower case."""
    kind, separator, address = _word(block, name).partition(";")
    return (address if separator else kind).strip(" \t\r\n<>").lower()


def _ours(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(OUR_ID.findall(text)))[:MAX_IDS]


def _line(text: str) -> str:
    # Undecodable bytes stand as lone surrogates, which no database takes.
    return clean_line(text[:2000].encode("utf-8", "replace").decode())[:MAX_REASON]
