"""Rows of a table as values of the directory: cleaned, typed, with an error for every cell that is wrong."""

import datetime as dt
from dataclasses import dataclass, field

from .outcomes import CellMessage
from .people_cells import PersonCell
from .structure import FoundTable


@dataclass
class Record:
    """A row: texts cleaned, numbers in their stored form (SIRET, E.164), "" or None where the row says nothing."""

    row: int
    columns: dict[str, str] = field(default_factory=dict)
    name: str = ""
    short_name: str = ""
    type_text: str = ""
    siret: str = ""
    uai: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    missions: str = ""
    address: str = ""
    postcode: str = ""
    commune: str = ""
    circle: str = ""
    status: str = ""
    next_step: str = ""
    since: dt.date | None = None
    people: list[tuple[str, PersonCell]] = field(default_factory=list)
    errors: list[CellMessage] = field(default_factory=list)
    notes: list[CellMessage] = field(default_factory=list)


def read_records(table: FoundTable, mapping: dict[int, str], *, region: str = "FR") -> list[Record]:
    """Return a record for each row of ``table``; ``region`` (ISO code) is where phones without a prefix are.

    ``people`` of a record are pairs of "fixed" or "substitute" and the person.
    """
    raise NotImplementedError


def communes_sought(records: list[Record]) -> tuple[set[str], set[str]]:
    """Return the folded commune names and the postcodes that ``records`` hold, for the caller to load."""
    raise NotImplementedError


def emails_sought(records: list[Record]) -> set[str]:
    """Return the lower-case addresses of people in ``records``, for the caller to load."""
    raise NotImplementedError
