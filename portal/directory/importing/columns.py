"""What the columns of a spreadsheet mean, guessed from their headers and from what they hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ImportField:
    """A value that a kind of import takes.

    ``label`` is shown in the select of a column and ``group`` is the heading it stands under. ``headers`` are usual
    headers, folded. ``looks_like`` tells a cell that can only be this (an address with @); ``accepts`` one that may be
    (for a header that is right to be believed). ``scope`` is "organisation", "person", "person2", "substitute" or
    another word that headers of a group or neighbours make likely.
    """

    name: str
    label: str
    group: str = ""
    headers: tuple[str, ...] = ()
    required: bool = False
    looks_like: Callable[[str], bool] | None = None
    scope: str = ""


def guess(
    headers: Sequence[str],
    sample_rows: Sequence[Sequence[str]],
    fields: Sequence[ImportField],
    remembered: dict[int, str] | None = None,
) -> dict[int, str]:
    """Return column index to field name; a field is given to one column at most.

    ``remembered`` (column index to field name, "" for a column to leave out) wins over any guess.
    """
    raise NotImplementedError


def missing_fields(mapping: dict[int, str], fields: Sequence[ImportField]) -> list[ImportField]:
    """Return the required fields that no column gives."""
    raise NotImplementedError
