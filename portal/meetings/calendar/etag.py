"""The strong ETag of a feed, from rows alone: a client that has the feed gets its 304 without a body being built."""

import datetime as dt
import hashlib
import json
import uuid as uuid_module
from collections.abc import Iterable
from typing import NamedTuple

from icalendar.version import __version__ as serialiser_version

from .events import in_utc
from .writer import CANCELLED_MARK

# Raise it whenever the writer gives other bytes for the same input: clients keep what they have until the tag differs.
WRITER_VERSION = 1


class EventVersion(NamedTuple):
    """What tells one state of an event from another.

    `modified` must move with everything that shows: title, description, and the venue's address too (the later of
    the two rows). `level` is what this reader sees of it, such as "full" or "gate".
    """

    uuid: uuid_module.UUID
    sequence: int
    modified: dt.datetime
    level: str


def feed_etag(
    versions: Iterable[EventVersion],
    *,
    name: str,
    timezone: str,
    domain: str,
    cancelled_mark: str = CANCELLED_MARK,
) -> str:
    """Return the ETag, quotes included, of the feed that `versions` (in any order), `name` and `timezone` make."""
    # JSON keeps the parts apart, so that no text can pass for another field.
    rows = sorted([str(v.uuid), v.sequence, in_utc(v.modified).isoformat(), v.level] for v in versions)
    state = json.dumps([WRITER_VERSION, serialiser_version, name, timezone, domain, cancelled_mark, rows])
    return f'"{hashlib.sha256(state.encode()).hexdigest()}"'
