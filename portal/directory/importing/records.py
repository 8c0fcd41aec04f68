"""Rows of a table as values of the directory: cleaned, typed, with an error for every cell that is wrong."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from portal.core.errors import DomainError
from portal.core.fold import fold
from portal.core.spreadsheets.workbook import column_letters
from portal.core.text import clean_line, clean_text

from . import cells
from .fields import PEOPLE
from .outcomes import CellMessage
from .people_cells import PersonCell, people_of_columns, read_people
from .structure import FoundRow, FoundTable

_LONGEST = {"name": 160, "short_name": 40, "address": 200, "missions": 5_000, "next_step": 200, "website": 200}
#: No value is so long, and what reads it would take seconds (SECURITY D-76).
_LONGEST_CELL = 1_000
_LONG_TEXTS = {"missions", "next_step"}
_PERSON_LONGEST = {"first_name": 60, "last_name": 80, "function": 120}
_SAINTS = {"st": "saint", "ste": "sainte", "saint": "st", "sainte": "ste"}


@dataclass
class Record:
    """A row: texts cleaned, numbers in their stored form (SIRET, E.164), "" or None where the row says nothing.

    ``columns`` gives the letters of the column of each field. ``continues`` is the number of the row above whose
    organisation this row goes on with, having none of its own; ``section`` the line that it stands under.
    """

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
    section: str = ""
    continues: int | None = None


def read_records(table: FoundTable, mapping: dict[int, str], *, region: str = "FR") -> list[Record]:
    """Return a record for each row of ``table``; ``region`` (ISO code) is where phones without a prefix are.

    ``people`` of a record are pairs of "fixed" or "substitute" and the person.
    """
    letters = {name: column_letters(column) for column, name in mapping.items()}
    seen_notes = {(note.row, note.column): note.message for note in table.notes}
    records: list[Record] = []
    above: dict[str, str] = {}
    for row in table.rows:
        texts = {name: _cell(row, column) for column, name in mapping.items() if column < len(row.cells)}
        for name, text in texts.items():
            if cells.is_ditto(text):
                texts[name] = above.get(name, "")
        above = texts
        texts = {name: "" if cells.is_nothing(text) else text for name, text in texts.items()}
        record = _Reading(row, texts, letters, region).read()
        for name, column in letters.items():
            if message := seen_notes.get((row.number, column)):
                record.notes.append(CellMessage(row.number, column, name, message))
        _continue(record, records)
        records.append(record)
    return records


def communes_sought(records: list[Record]) -> tuple[set[str], set[str]]:
    """Return the folded commune names and the postcodes that ``records`` hold, for the caller to load."""
    names = {spelling for record in records if record.commune for spelling in commune_spellings(record.commune)}
    return names, {record.postcode for record in records if record.postcode}


def commune_spellings(name: str) -> tuple[str, ...]:
    """Return ``name`` folded, and as it is when "St" is written in full or the other way round."""
    folded = fold(name)
    other = " ".join(_SAINTS.get(word, word) for word in folded.split())
    return (folded,) if other == folded else (folded, other)


def emails_sought(records: list[Record]) -> set[str]:
    """Return the lower-case addresses of people in ``records``, for the caller to load."""
    return {person.email for record in records for _kind, person in record.people if person.email}


def _cell(row: FoundRow, column: int) -> str:
    return row.cells[column].strip()


def _continue(record: Record, records: list[Record]) -> None:
    """Take the organisation of the row above for a row that names people only; a row without either is wrong."""
    if record.name:
        return
    before = records[-1] if records else None
    own = record.siret or record.uai or record.address or record.email or record.website
    if record.people and not own and before is not None and before.name:
        record.name, record.commune, record.postcode = before.name, before.commune, before.postcode
        record.type_text, record.section = before.type_text, before.section
        record.circle = record.circle or before.circle
        record.siret, record.uai = before.siret, before.uai
        record.continues = before.continues or before.row
        return
    record.errors.append(
        CellMessage(record.row, record.columns.get("name", ""), "name", _("The name of the organisation is missing."))
    )


class _Reading:
    """Reads one row: each wrong cell leaves a message and an empty value."""

    def __init__(self, row: FoundRow, texts: dict[str, str], letters: dict[str, str], region: str):
        self._texts = texts
        self._region = region
        self._record = Record(row=row.number, columns=letters, section=row.section)

    def read(self) -> Record:
        record = self._record
        for name, text in self._texts.items():
            if len(text) > _LONGEST_CELL and name not in _LONG_TEXTS:
                self._error(name, _("Longer than %(limit)s characters.") % {"limit": _LONGEST_CELL})
                self._texts[name] = ""
        for name in ("name", "short_name", "next_step"):
            setattr(record, name, self._text(name, self._texts.get(name, "")))
        record.type_text = clean_line(self._texts.get("actor_type", ""))
        record.missions = self._limited("missions", clean_text(self._texts.get("missions", "")).strip())
        record.siret = self._value("siret", cells.read_siret)
        record.uai = self._value("uai", cells.read_uai)
        record.email = self._value("email", cells.read_email)
        record.phone = self._value("phone", lambda text: cells.read_phone(text, region=self._region))
        record.website = self._limited("website", self._value("website", cells.read_website))
        record.since = self._value("since", cells.read_day) or None
        self._place()
        self._participation()
        for prefix, kind in PEOPLE.items():
            record.people += [(kind, person) for person in self._people(prefix)]
        return record

    def _text(self, name: str, text: str) -> str:
        return self._limited(name, clean_line(text))

    def _limited(self, name: str, text: str) -> str:
        longest = _LONGEST[name]
        if len(text) <= longest:
            return text
        if name in _LONG_TEXTS:
            self._note(name, _("Longer than %(limit)s characters: the end is cut off.") % {"limit": longest})
            return text[: longest - 1].rstrip() + "…"
        self._error(name, _("Longer than %(limit)s characters.") % {"limit": longest})
        return ""

    def _value(self, name: str, read: Callable):
        text = self._texts.get(name, "")
        if not text:
            return ""
        try:
            return read(text)
        except DomainError as error:
            self._error(name, error.message)
            return ""

    def _place(self) -> None:
        record, texts = self._record, self._texts
        address, postcode, town = cells.split_town(texts.get("address", ""))
        record.address = self._limited("address", address)
        record.postcode = self._value("postcode", cells.read_postcode) or postcode
        _before, commune_postcode, named = cells.split_town(texts.get("commune", ""))
        record.postcode = record.postcode or commune_postcode
        record.commune = named or cells.bare_commune(texts.get("commune", "")) or town

    def _participation(self) -> None:
        record = self._record
        record.circle = self._value("circle", cells.read_circle)
        if not record.circle and not self._texts.get("circle") and record.section:
            try:
                record.circle = cells.read_circle(record.section.partition(" / ")[0])
            except DomainError:
                record.circle = ""
        status = self._texts.get("status", "")
        record.status = cells.read_status(status)
        if status and not record.status:
            self._note("status", _("“%(text)s” is not a state of mobilisation: left out.") % {"text": status[:40]})

    def _people(self, prefix: str) -> list[PersonCell]:
        texts = {
            part: self._texts.get(f"{prefix}_{part}", "")
            for part in ("first_name", "last_name", "email", "phone", "function")
        }
        whole = self._texts.get(prefix, "")
        beside = {"emails": texts["email"], "phones": texts["phone"], "function": texts["function"]}
        if texts["last_name"] and texts["first_name"]:
            people = people_of_columns(texts["first_name"], texts["last_name"], **beside)
        else:
            people = read_people(whole or texts["last_name"] or texts["first_name"], **beside)
        if not people:
            filled = next(
                (name for name in (prefix, f"{prefix}_email", f"{prefix}_phone") if self._texts.get(name)), ""
            )
            if filled:
                self._note(filled, _("Nobody is named here: left out."))
        return [self._checked(person, prefix) for person in people]

    def _checked(self, person: PersonCell, prefix: str) -> PersonCell:
        """Return ``person`` with a stored form of what their cells say."""
        values = {name: getattr(person, name) for name in ("first_name", "last_name", "function")}
        for name, longest in _PERSON_LONGEST.items():
            values[name] = clean_line(values[name])
            if len(values[name]) > longest:
                self._note(
                    self._place_of(prefix, name),
                    _("Longer than %(limit)s characters: the end is cut off.") % {"limit": longest},
                )
                values[name] = values[name][: longest - 1].rstrip() + "…"
        for name, read in (
            ("email", cells.read_email),
            ("phone", lambda text: cells.read_phone(text, region=self._region)),
        ):
            values[name] = getattr(person, name)
            if values[name]:
                try:
                    values[name] = read(values[name])
                except DomainError as error:
                    self._error(self._place_of(prefix, name), error.message)
                    values[name] = ""
        text = self._texts.get(f"{prefix}_email", "")
        if text and not values["email"] and "@" not in text:
            self._error(f"{prefix}_email", _("“%(text)s” is not an e-mail address.") % {"text": text[:60]})
        return replace(person, **values)

    def _place_of(self, prefix: str, part: str) -> str:
        name = f"{prefix}_{part}"
        return name if name in self._record.columns else prefix

    def _error(self, name: str, message: str) -> None:
        found = CellMessage(self._record.row, self._record.columns.get(name, ""), name, message)
        if found not in self._record.errors:
            self._record.errors.append(found)

    def _note(self, name: str, message: str) -> None:
        self._record.notes.append(CellMessage(self._record.row, self._record.columns.get(name, ""), name, message))
