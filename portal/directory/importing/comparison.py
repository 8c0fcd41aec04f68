"""Compare the rows of a file with the directory, and with each other."""

from .known import Known
from .outcomes import RowOutcome
from .records import Record


def compare(
    records: list[Record], known: Known, *, choices: dict[int, dict[str, str]] | None = None, progress=None
) -> list[RowOutcome]:
    """Return one outcome for each record, in their order.

    ``choices`` (row number to key of a doubt to answer) settles doubts; an answer that is none of those offered is
    ignored and the doubt stays. ``progress(done, total)`` is called now and then.

    ``plan`` of an outcome that is new, changed or same:
    ``{"organisation": pk or None, "joins_row": row number or None, "sheet": {column: value}, "type_code": code,
    "shared": bool, "site": None or {"pk": pk or None, "values": {"address", "postcode", "commune": pk or None}},
    "participation": {"status", "circle", "next_step", "since": ISO or None} (only what changes; all of it for a new one),
    "participation_is_new": bool, "people": [{"pk": pk or None, "joins": [row, index] or None, "values": {column: value},
    "kind": "fixed"|"substitute", "add": bool, "kind_changes": bool}]}``.
    ``joins_row``: the organisation is the one of that earlier row of the file; ``joins``: the person is that one.
    ``sheet`` and ``values`` hold only what changes for what is known, and all that is said for what is new.
    """
    raise NotImplementedError
