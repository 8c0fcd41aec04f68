"""Rows of a sheet of solutions as values: cleaned, typed, with an error for every cell that is wrong. No database."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from portal.core.errors import DomainError
from portal.core.fold import fold
from portal.core.spreadsheets.workbook import column_letters
from portal.core.text import clean_line, clean_text
from portal.directory.importing import cells
from portal.directory.importing.outcomes import CellMessage
from portal.directory.importing.structure import FoundRow, FoundTable

from ..enums import Cost, Entry, SolutionState

#: As many characters as the columns of a solution take.
LONGEST = {
    "name": 160,
    "summary": 300,
    "description": 5_000,
    "conditions": 5_000,
    "how_to_orient": 5_000,
    "duration": 120,
    "cost_details": 160,
    "website": 200,
}
MOST_SEATS = 2000
_LISTS = ("needs", "audiences", "levels", "providers")
_SEVERAL = re.compile(r"[;\n|•]+|\s/\s|,\s")
_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")
_COSTS = (
    (Cost.WAGE, r"\b(?:salaire|salarie\w*|contrat|smic|paye)\b"),
    (Cost.ALLOWANCE, r"\b(?:remunere\w*|remuneration|indemni\w+|allocation|gratification|bourse)\b"),
    (Cost.FREE, r"\b(?:gratuit\w*|aucun|sans frais|pris en charge|finance\w*|0)\b"),
    (Cost.PAID, r"\b(?:payant\w*|euros?|participation|adhesion|tarif|frais)\b|€"),
)
_ENTRIES = (
    (
        Entry.PERMANENT,
        r"\b(?:permanent\w*|toute l annee|en continu|entrees? et sorties?|a tout moment|au fil de l eau)\b",
    ),
    (Entry.ON_DEMAND, r"\b(?:a la demande|sur demande|sur rendez vous|sur rdv|au besoin)\b"),
    (Entry.ONE_OFF, r"\b(?:ponctuel\w*|une journee|evenement|forum|unique)\b"),
    (Entry.DATED, r"\b(?:dates?|sessions?|fixes?)\b"),
)
_STATES = (
    (SolutionState.TO_CREATE, r"\b(?:a creer|projet|manque|besoin|en creation)\b"),
    (SolutionState.TO_OPTIMISE, r"\b(?:a optimiser|a ameliorer|a developper|a renforcer)\b"),
    (SolutionState.EXISTING, r"\b(?:exist\w*|en place|active?|oui|en cours)\b"),
)


@dataclass
class SolutionRow:
    """A row: what it says in the form in which it is kept, "" or None where it says nothing.

    ``lists`` holds the texts of cells that name several things. ``continues`` is the number of the row above whose
    solution this row goes on with, having a session alone.
    """

    row: int
    columns: dict[str, str] = field(default_factory=dict)
    name: str = ""
    type_text: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    age_min: int | None = None
    age_max: int | None = None
    cost: str = ""
    state: str = ""
    place: str = ""
    entry: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    deadline: dt.date | None = None
    capacity: int | None = None
    free: int | None = None
    reported_on: dt.date | None = None
    errors: list[CellMessage] = field(default_factory=list)
    notes: list[CellMessage] = field(default_factory=list)
    continues: int | None = None

    @property
    def has_session(self) -> bool:
        """Tell whether the row says when one may enter, or how many places there are."""
        return bool(self.entry or self.start) or self.capacity is not None or self.free is not None

    def note(self, name: str, message: str) -> None:
        """Say something that stops nothing about the cell of ``name``."""
        self.notes.append(CellMessage(self.row, self.columns.get(name, ""), name, message))

    def refuse(self, name: str, message: str) -> None:
        """Say what is wrong with the cell of ``name``."""
        self.errors.append(CellMessage(self.row, self.columns.get(name, ""), name, message))


def read_rows(table: FoundTable, mapping: dict[int, str], *, region: str, today: dt.date) -> list[SolutionRow]:
    """Return a record for each row of ``table``; ``region`` (ISO code) is where phones without a prefix are."""
    letters = {name: column_letters(column) for column, name in mapping.items()}
    found: list[SolutionRow] = []
    above: dict[str, str] = {}
    for row in table.rows:
        texts = {name: row.cells[column].strip() for column, name in mapping.items() if column < len(row.cells)}
        for name, text in texts.items():
            if cells.is_ditto(text):
                texts[name] = above.get(name, "")
        above = texts
        texts = {name: "" if cells.is_nothing(text) and name != "free" else text for name, text in texts.items()}
        record = _Reading(row, texts, letters, region, today).read()
        _continue(record, found)
        found.append(record)
    return found


def _continue(record: SolutionRow, found: list[SolutionRow]) -> None:
    """Take the solution of the row above for a row that says a session alone."""
    if record.name:
        return
    before = found[-1] if found else None
    if before is not None and before.name and record.has_session and not record.texts and not record.lists:
        record.name, record.type_text = before.name, before.type_text
        record.lists = dict(before.lists)
        record.continues = before.continues or before.row
        return
    record.refuse("name", _("The name of the solution is missing."))


class _Reading:
    """Reads one row: each wrong cell leaves a message and an empty value."""

    def __init__(self, row: FoundRow, texts: dict[str, str], letters: dict[str, str], region: str, today: dt.date):
        self._texts, self._region, self._today = texts, region, today
        self._row = SolutionRow(row=row.number, columns=letters)

    def read(self) -> SolutionRow:
        row = self._row
        row.name = self._limited("name", clean_line(self._get("name")))
        row.type_text = clean_line(self._get("solution_type"))[:200]
        row.place = clean_line(self._get("place"))[:200]
        for name in ("summary", "duration"):
            self._keep(name, clean_line(self._get(name)))
        for name in ("description", "conditions", "how_to_orient"):
            self._keep(name, clean_text(self._get(name)).strip())
        self._keep(
            "contact_phone", self._value("contact_phone", lambda text: cells.read_phone(text, region=self._region))
        )
        self._keep("contact_email", self._value("contact_email", cells.read_email))
        self._keep("website", self._value("website", cells.read_website))
        row.lists = {name: _several(self._get(name)) for name in _LISTS if self._get(name)}
        row.state = _first(_STATES, self._get("state"))
        self._cost()
        self._ages()
        self._session()
        return row

    def _get(self, name: str) -> str:
        return self._texts.get(name, "")

    def _keep(self, name: str, text: str) -> None:
        if text:
            self._row.texts[name] = self._limited(name, text)

    def _limited(self, name: str, text: str) -> str:
        longest = LONGEST.get(name, 254)
        if len(text) <= longest:
            return text
        self._row.note(name, _("Longer than %(limit)s characters: the end is cut off.") % {"limit": longest})
        return text[: longest - 1].rstrip() + "…"

    def _value(self, name: str, read: Callable[[str], object]):
        text = self._get(name)
        if not text:
            return ""
        try:
            return read(text)
        except DomainError as error:
            self._row.refuse(name, error.message)
            return ""

    def _cost(self) -> None:
        text = clean_line(self._get("cost"))
        if text:
            self._row.cost = _first(_COSTS, text)
            if fold(text) not in ("gratuit", "gratuite", "payant"):
                self._row.texts["cost_details"] = self._limited("cost_details", text)

    def _ages(self) -> None:
        row = self._row
        low, high = self._value("age", read_ages) or (None, None)
        row.age_min = self._age("age_min") or low
        row.age_max = self._age("age_max") or high
        if row.age_min is not None and row.age_max is not None and row.age_max < row.age_min:
            row.refuse("age_max" if self._get("age_max") else "age", _("The oldest age is below the youngest."))
            row.age_min = row.age_max = None

    def _age(self, name: str) -> int | None:
        numbers = self._value(name, lambda text: [_sensible(int(digits)) for digits in re.findall(r"\d+", text)[:1]])
        return numbers[0] if numbers else None

    def _session(self) -> None:
        row = self._row
        row.entry = _first(_ENTRIES, self._get("entry"))
        self._dates()
        row.deadline = self._value("deadline", cells.read_day) or None
        row.capacity = self._seats("capacity")
        row.free = self._seats("free")
        row.reported_on = self._value("reported_on", cells.read_day) or None
        if row.reported_on is not None and row.reported_on > self._today:
            row.refuse("reported_on", _("A number of places cannot be said on a day to come."))
        if row.start and row.end and row.end < row.start:
            row.refuse("end", _("The session ends before it starts."))
        if row.deadline and row.end and row.deadline > row.end:
            row.refuse("deadline", _("One cannot apply after the end."))
        if row.free is not None and row.capacity is not None and row.free > row.capacity:
            row.refuse("free", _("There cannot be more free places than places in all."))
        if row.entry in (Entry.DATED, Entry.ONE_OFF) and row.start is None:
            if not any(error.field == "start" for error in row.errors):
                row.note("entry", _("A session on given dates without a first day: it is left out."))
            row.entry = ""
        if not row.entry:
            row.entry = str(Entry.DATED) if row.start else ""

    def _dates(self) -> None:
        """Read the first and the last day; "du 3/11/2026 au 14/11/2026" is both, "entrées permanentes" is neither."""
        row, text = self._row, self._get("start")
        row.end = self._value("end", cells.read_day) or None
        days = _DAY.findall(text)
        if len(days) > 1:
            self._texts["start"] = days[0]
            if row.end is None and re.search(r"\bau\b|[-–→]", fold(text) + text):
                self._texts["end"] = days[1]
                row.end = self._value("end", cells.read_day) or None
        elif len(days) == 1:
            self._texts["start"] = days[0]
        elif text and (entry := _first(_ENTRIES[:2], text)):
            row.entry = row.entry or entry
            return
        row.start = self._value("start", cells.read_day) or None

    def _seats(self, name: str) -> int | None:
        text = self._get(name)
        if not text:
            return None
        if fold(text) in ("complet", "plein", "aucune", "aucun", "neant"):
            return 0
        found = re.fullmatch(r"(-?\d{1,6})(?:[.,]0+)?(?:\s*places?)?", text.strip(), re.IGNORECASE)
        if found is None:
            self._row.refuse(name, _("“%(text)s” is not a number of places.") % {"text": text[:40]})
            return None
        number = int(found[1])
        if not 0 <= number <= MOST_SEATS:
            self._row.refuse(name, _("Between 0 and %(most)s places in all.") % {"most": MOST_SEATS})
            return None
        return number


def read_ages(text: str) -> tuple[int | None, int | None]:
    """Return the youngest and the oldest age of "16-25 ans", "moins de 26 ans"; ``DomainError`` for what is none."""
    folded = fold(text)
    numbers = [int(digits) for digits in re.findall(r"\d+", folded)]
    if len(numbers) == 2:
        return _sensible(numbers[0]), _sensible(numbers[1])
    if len(numbers) == 1:
        age = numbers[0]
        if re.search(r"\bmoins de\b|<", folded):
            return None, _sensible(age - 1)
        if re.search(r"\b(?:jusqu|max\w*)\b", folded):
            return None, _sensible(age)
        if re.search(r"\b(?:plus|partir|des|mini\w*)\b|\+|>", folded):
            return _sensible(age), None
        return _sensible(age), _sensible(age)
    if re.search(r"\btou(?:s|te?s?)\b", folded):
        return None, None
    raise DomainError(_("“%(text)s” is not an age: write it as 16-25.") % {"text": text[:40]}, code="age")


def _sensible(age: int) -> int:
    if not 12 <= age < 100:
        raise DomainError(
            _("An age from %(youngest)s to %(oldest)s years.") % {"youngest": 12, "oldest": 99}, code="age"
        )
    return age


def _several(text: str) -> list[str]:
    parts = (clean_line(part) for part in _SEVERAL.split(text))
    return list(dict.fromkeys(part[:200] for part in parts if part))[:20]


def _first(patterns, text: str) -> str:
    folded = fold(text) + (" €" if "€" in text else "")
    return next((str(value) for value, pattern in patterns if re.search(pattern, folded)), "") if text else ""
