"""The strong ETag of a feed, from rows alone: a client that has the feed gets its 304 without a body being built."""

import hashlib
from collections.abc import Iterable

from icalendar.version import __version__ as serialiser_version

from .writer import CANCELLED_MARK

# Raise it whenever the writer gives other bytes for the same input: clients keep what they have until the tag differs.
WRITER_VERSION = 2


def feed_etag(
    state: Iterable[str],
    *,
    name: str,
    timezone: str,
    domain: str,
    cancelled_mark: str = CANCELLED_MARK,
) -> str:
    """Return the ETag, quotes included, of the feed that `state`, `name` and `timezone` make.

    `state` is texts in a stable order that together tell one state of all that shows from another: which events, their
    sequence and modification, the words of their places, what this reader may see of them.
    """
    digest = hashlib.sha256()
    for part in (str(WRITER_VERSION), serialiser_version, name, timezone, domain, cancelled_mark, *state):
        data = part.encode()
        # Lengths keep the parts apart, so that no text can pass for another field.
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return f'"{digest.hexdigest()}"'
