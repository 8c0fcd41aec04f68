"""The mailbox of returned mail, wherever it is: IMAP or POP3 over TLS, a Maildir or an mbox file of this machine.

Its address is one line: ``imaps://user:password@host/folder``, ``pop3s://user:password@host``, ``maildir:/path``,
``mbox:/path``. ``?processed=delete`` at its end removes what was understood; otherwise it is marked as read. POP3 knows
no mark, so there it is required. What is not understood is never removed: a person may have written.
"""

import imaplib
import mailbox
import poplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from portal.core.text import clean_line

from .bounce_messages import MAX_BYTES

#: No server keeps the minute tick waiting longer than this for one answer.
TIMEOUT_SECONDS = 20
#: Lines asked of a POP3 message that is larger than what is read.
_POP_LINES = 2000
#: What stands before the marks in the name of a file of a Maildir.
_FLAGS = ":2,"


class MailboxError(Exception):
    """The mailbox cannot be read; the message says why, without user name or password."""


@dataclass(frozen=True, slots=True)
class BoxAddress:
    """Where the mailbox is and what becomes of messages that were understood."""

    kind: str
    host: str = ""
    port: int = 0
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    path: str = ""
    delete: bool = False

    def __str__(self):
        return f"{self.kind}://{self.host}/{self.path}" if self.host else f"{self.kind}:{self.path}"


@dataclass(slots=True)
class Letter:
    """One message: its beginning, no longer than what is read of one; the reader says whether it was understood."""

    raw: bytes
    understood: bool = False


def parse_address(url: str, *, delete: bool | None = None) -> BoxAddress:
    """Return the mailbox of ``url``; ``delete`` overrides what it says. Raises ``MailboxError`` for a bad one."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise MailboxError("BOUNCES_URL is not an address.") from None
    processed = parse_qs(parts.query).get("processed", ["seen"])[-1]
    if processed not in ("seen", "delete"):
        raise MailboxError("BOUNCES_URL: “processed” is “seen” or “delete”.")
    removes = processed == "delete" if delete is None else delete
    if parts.scheme in ("maildir", "mbox"):
        path = unquote(parts.path)
        if parts.netloc or not path.startswith("/"):
            raise MailboxError(f"BOUNCES_URL: write {parts.scheme}:/the/whole/path.")
        return BoxAddress(parts.scheme, path=path, delete=removes)
    if parts.scheme not in ("imaps", "pop3s"):
        raise MailboxError("BOUNCES_URL begins with imaps://, pop3s://, maildir: or mbox:.")
    if not parts.hostname or not parts.username or parts.password is None:
        raise MailboxError(f"BOUNCES_URL: write {parts.scheme}://user:password@host; encode signs such as @ and /.")
    if parts.scheme == "pop3s" and not removes:
        raise MailboxError("BOUNCES_URL: POP3 cannot mark what was read; add ?processed=delete.")
    return BoxAddress(
        parts.scheme,
        host=parts.hostname,
        port=port or (993 if parts.scheme == "imaps" else 995),
        user=unquote(parts.username),
        password=unquote(parts.password),
        path=unquote(parts.path).strip("/") or "INBOX",
        delete=removes,
    )


def letters_of(address: BoxAddress, limit: int) -> Iterator[Letter]:
    """Yield up to ``limit`` messages that were not read before; each is marked or removed once the next is asked for.

    Raises ``MailboxError`` when the mailbox cannot be reached or read.
    """
    readers = {"imaps": _imap, "pop3s": _pop, "maildir": _maildir, "mbox": _mbox}
    try:
        yield from readers[address.kind](address, limit)
    except (OSError, EOFError, imaplib.IMAP4.error, poplib.error_proto, mailbox.Error, UnicodeError) as error:
        # The server's words may repeat what it was told.
        words = clean_line(str(error))
        for secret in (address.password, address.user):
            words = words.replace(secret, "…") if secret else words
        raise MailboxError(f"{address}: {type(error).__name__} {words[:200]}") from None


def _imap(address: BoxAddress, limit: int) -> Iterator[Letter]:
    box = imaplib.IMAP4_SSL(
        address.host, address.port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT_SECONDS
    )
    try:
        box.login(address.user, address.password)
        name = address.path.replace("\\", "\\\\").replace('"', '\\"')
        _answered(box.select(f'"{name}"'))
        unseen = (_answered(box.uid("SEARCH", "UNSEEN"))[0] or b"").split()[:limit]
        for uid in unseen:
            # Nothing is marked by reading (PEEK), and no more than the beginning crosses the net.
            parts = _answered(box.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MAX_BYTES}>)"))
            raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
            if raw is None:
                continue  # removed meanwhile
            letter = Letter(raw)
            yield letter
            flags = r"(\Seen \Deleted)" if address.delete and letter.understood else r"(\Seen)"
            _answered(box.uid("STORE", uid, "+FLAGS", flags))
        if address.delete:
            box.expunge()
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            box.logout()


def _answered(answer):
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(clean_line(str(data)))
    return data


def _pop(address: BoxAddress, limit: int) -> Iterator[Letter]:
    box = poplib.POP3_SSL(address.host, address.port, context=ssl.create_default_context(), timeout=TIMEOUT_SECONDS)
    try:
        box.user(address.user)
        box.pass_(address.password)
        listed = [line.split() for line in box.list()[1]]
        # The newest first: what is not understood stays, and must not stand before what came later.
        for number, size in [(int(one[0]), int(one[1])) for one in reversed(listed)][:limit]:
            lines = box.retr(number)[1] if size <= MAX_BYTES else box.top(number, _POP_LINES)[1]
            letter = Letter(b"\r\n".join(lines)[:MAX_BYTES])
            yield letter
            if letter.understood:
                box.dele(number)
    finally:
        # QUIT is what removes; a reader that stops half-way keeps what it understood.
        with suppress(OSError, poplib.error_proto):
            box.quit()


def _maildir(address: BoxAddress, limit: int) -> Iterator[Letter]:
    root = Path(address.path)
    if not (root / "new").is_dir() or not (root / "cur").is_dir():
        raise mailbox.NoSuchMailboxError(address.path)
    read_before = [path for path in (root / "cur").iterdir() if "S" in path.name.partition(_FLAGS)[2]]
    unseen = sorted({*(root / "new").iterdir(), *(root / "cur").iterdir()} - {*read_before})
    for path in unseen[:limit]:
        try:
            with path.open("rb") as file:
                letter = Letter(file.read(MAX_BYTES))
        except FileNotFoundError:  # taken by another reader
            continue
        yield letter
        if address.delete and letter.understood:
            path.unlink(missing_ok=True)
        else:
            with suppress(FileNotFoundError):
                path.rename(root / "cur" / f"{path.name.partition(_FLAGS)[0]}{_FLAGS}S")


@contextmanager
def _locked(box: mailbox.mbox):
    box.lock()
    try:
        yield
    finally:
        box.flush()
        box.unlock()


def _mbox(address: BoxAddress, limit: int) -> Iterator[Letter]:
    box = mailbox.mbox(address.path, factory=None, create=False)
    try:
        with _locked(box):
            count = 0
            for key in list(box.iterkeys()):
                if count >= limit:
                    break
                with box.get_file(key) as file:
                    raw = file.read(MAX_BYTES)
                if re.search(rb"^Status:[^\n]*R", raw.partition(b"\n\n")[0], re.MULTILINE):
                    continue
                count += 1
                letter = Letter(raw)
                yield letter
                if address.delete and letter.understood:
                    box.discard(key)
                else:
                    message = box.get_message(key)
                    message.add_flag("RO")
                    box[key] = message
    finally:
        box.close()
