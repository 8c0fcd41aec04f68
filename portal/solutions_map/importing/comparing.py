"""What each row of a sheet of solutions would do: new, changed, the same, or a question to the lead. Reads only.

A solution is found by its name and who provides it, without accents. Lists only grow: a file takes nothing away. What
somebody else wrote since the last import is not overwritten without a question (D-74).
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from portal.core.fold import fold
from portal.core.french_dates import format_date
from portal.directory.importing.outcomes import NEW_ONE, Candidate, CellMessage, Change, Doubt, Outcome, RowOutcome

from ..enums import Cost, Entry, SolutionState
from ..models import Session
from ..openings import SEASONLESS
from ..seat_lines import session_label
from ..solution_content import label_of, text_of
from .known import Known, KnownSolution, Named
from .rows import SolutionRow

KEEP, TAKE, NOBODY = "keep", "take", "none"
#: Names from this likeness on are asked about; the same for words of the catalogue that are offered.
_ALIKE, _OFFERED = 0.87, 0.6
#: A shorter word stands in many names.
_LONG_ENOUGH = 5
#: Columns that stand in the file as they are kept.
_TEXTS = (
    "summary", "description", "conditions", "duration", "cost_details", "how_to_orient", "contact_phone",
    "contact_email", "website",
)  # fmt: skip
#: Words in which nobody asks for anything.
_EVERYBODY = {"tous", "tout public", "tous publics", "jeunes", "16 25 ans", "aucun"}


def compare(
    rows: Sequence[SolutionRow],
    known: Known,
    *,
    choices: Mapping[int, Mapping[str, str]],
    publish: bool,
    today: dt.date,
    progress: Callable[[int, int], None],
) -> list[RowOutcome]:
    """Return the outcome of each row; ``choices`` answers doubts, ``publish`` puts new solutions on the map."""
    comparing = _Comparing(known, choices, publish, today)
    comparing.learn(rows)
    found = []
    for index, row in enumerate(rows):
        found.append(comparing.outcome_of(row))
        if index % 50 == 0:
            progress(index, len(rows))
    return found


class _Comparing:
    """Compares one row after the other; remembers new solutions, as later rows may be sessions of them."""

    def __init__(self, known: Known, choices, publish: bool, today: dt.date):
        self.known, self.choices, self.publish, self.today = known, choices, publish, today
        self.new: dict[tuple[str, frozenset[int]], int] = {}
        self.by_row: dict[int, tuple[KnownSolution | None, dict]] = {}
        self.sessions: dict[tuple, int] = {}
        self.learnt: dict[tuple[str, str], str] = {}
        self.said: dict[tuple, tuple[int, object]] = {}

    def learn(self, rows: Sequence[SolutionRow]) -> None:
        """Take what was answered for one row for all that hold the same words: nobody answers it two hundred times."""
        for row in rows:
            answers = self.choices.get(row.row, {})
            if "solution_type" in answers:
                self.learnt["solution_type", fold(row.type_text or row.name)] = answers["solution_type"]
            for index, text in enumerate(row.lists.get("providers", [])):
                if answer := answers.get(f"provider-{index}"):
                    self.learnt["provider", fold(text)] = answer

    def outcome_of(self, row: SolutionRow) -> RowOutcome:
        outcome = RowOutcome(row=row.row, label=row.name or "?", outcome=Outcome.SAME)
        outcome.errors, outcome.notes = list(row.errors), list(row.notes)
        answers = self.choices.get(row.row, {})
        providers = self._providers(row, outcome, answers)
        standing, joins = self._solution(row, providers, outcome, answers)
        plan = outcome.plan = {
            "solution": standing.solution.pk if standing else None,
            "joins_row": joins,
            "values": {},
            "lists": {},
            "publish": False,
            "session": None,
            "session_pk": None,
            "seats": None,
        }
        if row.continues is None:
            lists = self._lists(row, providers, outcome)
            values = self._values(row, standing, joins, outcome, answers)
            if standing is None and joins is None:
                self._enter(row, values, lists, providers, outcome)
            elif standing is not None:
                self._change(row, standing, values, lists, outcome, answers)
        self._session(row, standing, joins, providers, outcome)
        if standing is None and joins is None:
            self.new[fold(row.name), providers] = row.row
        self.by_row[row.row] = (standing, plan)
        outcome.outcome = self._verdict(outcome, standing, joins)
        return outcome

    @staticmethod
    def _verdict(outcome: RowOutcome, standing, joins) -> Outcome:
        if outcome.errors:
            return Outcome.ERROR
        if outcome.doubts:
            return Outcome.DOUBTFUL
        if standing is None and joins is None:
            return Outcome.NEW
        return Outcome.CHANGED if outcome.changes else Outcome.SAME

    # -- who provides it, and which solution it is --

    def _providers(self, row: SolutionRow, outcome: RowOutcome, answers) -> frozenset[int]:
        texts = row.lists.get("providers", [])
        whole = " ".join(texts)
        if len(texts) > 1 and fold(whole) in self.known.organisations:
            texts = [whole]
        found = set()
        for index, text in enumerate(texts):
            named = self.known.organisations.get(fold(text), [])
            own = [one for one in named if one.pk in self.known.members] or named
            if len(own) == 1:
                found.add(own[0].pk)
            elif own:
                self._ask_provider(text, index, own, found, outcome, answers)
            else:
                outcome.notes.append(
                    _message(
                        row,
                        "providers",
                        _("“%(name)s” is not in the directory: import the partners first, or add it later.")
                        % {"name": text},
                    )
                )
        return frozenset(found)

    def _ask_provider(self, text, index, named: list[Named], found: set[int], outcome, answers) -> None:
        key = f"provider-{index}"
        answer = answers.get(key) or self.learnt.get(("provider", fold(text)))
        if answer in {str(one.pk) for one in named}:
            found.add(int(answer))
        elif answer != NOBODY:
            candidates = [Candidate(str(one.pk), one.name, self._where(one.pk)) for one in named[:8]]
            candidates.append(Candidate(NOBODY, _("None of them")))
            question = _("Several organisations are called “%(name)s”: which one?") % {"name": text}
            outcome.doubts.append(Doubt(key, question, tuple(candidates)))

    def _where(self, organisation: int) -> str:
        sites = self.known.sites.get(organisation, ())
        return ", ".join(dict.fromkeys(str(site.commune) for site in sites if site.commune))

    def _solution(self, row, providers, outcome, answers) -> tuple[KnownSolution | None, int | None]:
        if row.continues is not None:
            standing, plan = self.by_row[row.continues]
            return standing, plan["joins_row"] if plan["joins_row"] is not None else (
                None if standing else row.continues
            )
        joins = self.new.get((fold(row.name), providers))
        if joins is not None:
            return None, joins
        named = self.known.by_name.get(fold(row.name), [])
        same = [one for one in named if not providers or not one.providers or providers & one.providers]
        exact = [one for one in same if providers and providers & one.providers]
        if len(exact) == 1 or len(same) == 1:
            return (exact or same)[0], None
        near = same or self._alike(row, providers)
        if not near:
            self._ask_closed(row, providers, outcome, answers)
            return None, None
        answer = answers.get("solution")
        chosen = next((one for one in near if answer == str(one.solution.pk)), None)
        if chosen is not None or answer == NEW_ONE:
            return chosen, None
        candidates = [Candidate(str(one.solution.pk), one.solution.name, self._who(one)) for one in near[:6]]
        candidates.append(Candidate(NEW_ONE, _("Another one: add it")))
        question = _("Is “%(name)s” one of these solutions?") % {"name": row.name}
        outcome.doubts.append(Doubt("solution", question, tuple(candidates)))
        return None, None

    def _ask_closed(self, row: SolutionRow, providers: frozenset[int], outcome: RowOutcome, answers) -> None:
        """Ask before a solution that was closed comes back as a new one: opening it again keeps its history."""
        closed = (fold(row.name), providers) in self.known.closed
        if closed and answers.get("closed") != NEW_ONE:
            question = _("“%(name)s” was closed. To take it up again, leave this row out and open it on its sheet.")
            again = Candidate(NEW_ONE, _("Add it as a new one all the same"))
            outcome.doubts.append(Doubt("closed", question % {"name": row.name}, (again,)))

    def _alike(self, row: SolutionRow, providers: frozenset[int]) -> list[KnownSolution]:
        folded = fold(row.name)
        return [
            one
            for one in self.known.solutions
            if providers & one.providers
            and abs(len(one.solution.name) - len(row.name)) < 12
            and SequenceMatcher(None, folded, fold(one.solution.name)).ratio() >= _ALIKE
        ]

    @staticmethod
    def _who(one: KnownSolution) -> str:
        return ", ".join(row["name"] for row in one.content["providers"])

    # -- what is written about it --

    def _lists(self, row: SolutionRow, providers: frozenset[int], outcome: RowOutcome) -> dict[str, list[int]]:
        lists = {"providers": sorted(providers)}
        for name in ("needs", "audiences", "levels"):
            lists[name] = []
            for text in row.lists.get(name, []):
                found = _found(text, self.known.lists[name])
                if found:
                    lists[name] += [one.pk for one in found]
                elif fold(text) not in _EVERYBODY:
                    self._left(row, name, text, outcome)
        site = self._site(row, providers, outcome)
        lists["sites"] = [site] if site else []
        return {name: list(dict.fromkeys(keys)) for name, keys in lists.items() if keys}

    def _left(self, row: SolutionRow, name: str, text: str, outcome: RowOutcome) -> None:
        """Keep words that no catalogue knows: for whom it is, and what is asked at entry, go to the conditions."""
        if name == "needs":
            message = _("“%(text)s” is no need of the catalogue: choose it on the sheet.") % {"text": text}
        else:
            conditions = row.texts.get("conditions", "")
            if text not in conditions:
                row.texts["conditions"] = f"{conditions}\n{text}".strip()
            message = _("“%(text)s” is not in the catalogue: it is kept among the conditions.") % {"text": text}
        outcome.notes.append(_message(row, name, message))

    def _site(self, row: SolutionRow, providers: frozenset[int], outcome: RowOutcome) -> int | None:
        if not row.place or not providers:
            return None
        place = f" {fold(row.place)} "
        for provider in sorted(providers):
            for site in self.known.sites.get(provider, ()):
                words = [site.name, site.address, site.commune.name if site.commune else ""]
                if any(fold(word) and f" {fold(word)} " in place for word in words):
                    return site.pk
        message = _("“%(place)s” is no place of its organisation: add it on the organisation's sheet.")
        outcome.notes.append(_message(row, "place", message % {"place": row.place}))
        return None

    def _values(self, row: SolutionRow, standing, joins, outcome: RowOutcome, answers) -> dict:
        values = {name: row.texts[name] for name in _TEXTS if row.texts.get(name)}
        values |= {name: getattr(row, name) for name in ("age_min", "age_max") if getattr(row, name) is not None}
        values |= {name: getattr(row, name) for name in ("cost", "state") if getattr(row, name)}
        kind = self._type(row, standing is None and joins is None, outcome, answers)
        if kind is not None:
            values["solution_type"] = kind
        return values

    def _type(self, row: SolutionRow, needed: bool, outcome: RowOutcome, answers) -> int | None:
        text = row.type_text or (row.name if needed else "")
        found = _found(text, self.known.types) if text else []
        exact = [one for one in found if fold(text) in one.words]
        if len(exact or found) == 1:
            return (exact or found)[0].pk
        answer = answers.get("solution_type") or self.learnt.get(("solution_type", fold(text)))
        codes = {code: pk for pk, code in self.known.type_codes.items()}
        if answer in codes:
            return codes[answer]
        if not needed:
            if row.type_text:
                message = _("“%(text)s” is no type of the catalogue: the one of the sheet stays.")
                outcome.notes.append(_message(row, "solution_type", message % {"text": row.type_text}))
            return None
        candidates = (exact or found or _nearest(text, self.known.types))[:5]
        question = (
            _("Which type is “%(text)s”?") % {"text": row.type_text}
            if row.type_text
            else _("The row says no type: which one is it?")
        )
        offered = tuple(Candidate(self.known.type_codes[one.pk], one.name) for one in candidates)
        outcome.doubts.append(Doubt("solution_type", question, offered, open_list="solution_type"))
        return None

    def _enter(self, row, values: dict, lists: dict, providers, outcome: RowOutcome) -> None:
        plan = outcome.plan
        values = {"name": row.name, "cost": str(Cost.FREE), "state": str(SolutionState.EXISTING), **values}
        plan["values"], plan["lists"] = values, lists
        plan["publish"] = self.publish and bool(values.get("how_to_orient"))
        if self.publish and not plan["publish"]:
            outcome.notes.append(
                _message(row, "how_to_orient", _("The row does not say how to orient: it stays a draft."))
            )
        for name, value in values.items():
            if name != "name" and not (name in ("cost", "state") and not getattr(row, name)):
                outcome.changes.append(Change("solution", name, "", self._read(name, value)))
        for name, keys in lists.items():
            outcome.changes.append(Change("solution", name, "", self._names(name, keys)))

    def _change(self, row, standing: KnownSolution, values: dict, lists: dict, outcome: RowOutcome, answers) -> None:
        plan = outcome.plan
        for name, value in values.items():
            stored = _plain(standing.content[name])
            if _same(value, stored) or not self._first_to_say(row, standing, name, value, outcome):
                continue
            edited = stored not in (None, "") and standing.edited_at is not None
            if edited and not self._may_overwrite(row, standing, name, value, outcome, answers):
                continue
            plan["values"][name] = value
            outcome.changes.append(Change("solution", name, self._read(name, stored), self._read(name, value)))
        for name, keys in lists.items():
            kept = {one["id"] for one in standing.content[name]}
            added = [key for key in keys if key not in kept]
            if added:
                plan["lists"][name] = added
                outcome.changes.append(Change("solution", name, "", self._names(name, added)))

    def _first_to_say(self, row, standing, name: str, value, outcome: RowOutcome) -> bool:
        """Tell whether no earlier row of the file says otherwise: the first one holds."""
        before = self.said.setdefault((standing.solution.pk, name), (row.row, value))
        if before[1] == value:
            return before[0] == row.row
        message = _("Row %(row)d says otherwise of the same solution: what it says holds.") % {"row": before[0]}
        outcome.notes.append(_message(row, name, message))
        return False

    def _may_overwrite(self, row, standing: KnownSolution, name: str, value, outcome: RowOutcome, answers) -> bool:
        """Ask before what somebody wrote since the last import gives way; where the file is as it was, it stays."""
        stored = _plain(standing.content[name])
        if standing.imported is not None:
            before = _plain(standing.imported.get(name))
            if _same(before, stored):
                return True
            if _same(before, value):
                day = format_date(standing.edited_at.date(), weekday=False)
                message = _("Changed on the portal since the last import, on %(day)s: the newer text stays.")
                outcome.notes.append(_message(row, name, message % {"day": day}))
                return False
        key = f"kept-{name.replace('_', '-')}"
        answer = answers.get(key)
        if answer in (KEEP, TAKE):
            return answer == TAKE
        day = format_date(standing.edited_at.date(), weekday=False)
        question = _("%(field)s: its organisation or a colleague wrote this on %(day)s. Which text holds?")
        outcome.doubts.append(
            Doubt(
                key,
                question % {"field": label_of(name), "day": day},
                (
                    Candidate(KEEP, _("Keep: %(text)s") % {"text": _short(self._read(name, stored))}),
                    Candidate(TAKE, _("Take the file's: %(text)s") % {"text": _short(self._read(name, value))}),
                ),
            )
        )
        return False

    def _read(self, name: str, value) -> str:
        if name == "solution_type":
            return next((one.name for one in self.known.types if one.pk == value), "")
        return text_of(name, value)

    def _names(self, name: str, keys: list[int]) -> str:
        if name == "providers":
            named = {one.pk: one.name for rows in self.known.organisations.values() for one in rows}
        elif name == "sites":
            named = {site.pk: str(site) for rows in self.known.sites.values() for site in rows}
        else:
            named = {one.pk: one.name for one in self.known.lists[name]}
        return ", ".join(named[key] for key in keys if key in named)

    # -- when one may enter it, and its places --

    def _session(self, row: SolutionRow, standing, joins, providers, outcome: RowOutcome) -> None:
        if not row.has_session or row.errors:
            return
        if self._state(row, standing) == SolutionState.TO_CREATE and row.free is not None:
            row.free = None
        session = self._standing_session(row, standing)
        entry = row.entry or (session.entry if session else str(Entry.PERMANENT))
        said = {
            "entry": str(entry),
            "start": row.start.isoformat() if row.start else None,
            "end": row.end.isoformat() if row.end else None,
            "deadline": row.deadline.isoformat() if row.deadline else None,
            "capacity": row.capacity,
        }
        key = (outcome.plan["solution"], joins if joins is not None else row.row, said["entry"], said["start"])
        if standing is not None:
            key = (outcome.plan["solution"], None, said["entry"], said["start"])
        if key in self.sessions:
            message = _("Row %(row)d says the same session: what it says holds.") % {"row": self.sessions[key]}
            outcome.notes.append(_message(row, "start" if row.start else "entry", message))
            return
        self.sessions[key] = row.row
        plan = outcome.plan
        if session is None:
            plan["session"] = said
            outcome.changes.append(Change("session", "entry", "", _session_in_words(row, entry)))
        else:
            plan["session_pk"] = session.pk
            self._change_session(session, said, outcome)
        self._seats(row, session, outcome)

    @staticmethod
    def _state(row: SolutionRow, standing: KnownSolution | None) -> str:
        return row.state or (standing.solution.state if standing else "")

    @staticmethod
    def _standing_session(row: SolutionRow, standing: KnownSolution | None):
        if standing is None:
            return None
        if not row.entry:
            return standing.sessions[0] if len(standing.sessions) == 1 else None
        for session in standing.sessions:
            if session.entry == row.entry and (row.entry in SEASONLESS or session.start == row.start):
                return session
        return None

    @staticmethod
    def _change_session(session, said: dict, outcome: RowOutcome) -> None:
        changed = {}
        for name in ("end", "deadline", "capacity"):
            value, stored = said[name], getattr(session, name)
            stored = stored.isoformat() if isinstance(stored, dt.date) else stored
            if value is not None and value != stored:
                changed[name] = value
                outcome.changes.append(Change("session", name, _shown(stored), _shown(value)))
        if changed:
            outcome.plan["session"] = changed

    def _seats(self, row: SolutionRow, session, outcome: RowOutcome) -> None:
        if row.free is None:
            return
        last = session.last_report if session is not None else None
        capacity = row.capacity or (last.capacity if last else session.capacity if session else None)
        if capacity is None or capacity < row.free:
            message = _("How many places there are in all is not said: the number of free places is left out.")
            outcome.notes.append(_message(row, "free", message))
            return
        day = row.reported_on or self.today
        if last is not None:
            said_on = last.reported_at.astimezone(dt.UTC).date()
            if said_on > day or (said_on == day and (last.free, last.capacity) != (row.free, capacity)):
                message = _("%(source)s said another number on %(day)s: the later one stays.")
                words = {"source": last.reported_by_name, "day": format_date(said_on, weekday=False)}
                if (last.free, last.capacity) != (row.free, capacity):
                    outcome.notes.append(_message(row, "free", message % words))
                return
            if (last.free, last.capacity) == (row.free, capacity) and said_on == day:
                return
        outcome.plan["seats"] = {
            "free": row.free,
            "capacity": capacity,
            "day": day.isoformat(),
            "seen": last.pk if last else None,
        }
        words = _("%(free)s of %(capacity)s, on %(day)s")
        after = words % {"free": row.free, "capacity": capacity, "day": format_date(day, weekday=False)}
        before = ""
        if last is not None:
            on = format_date(last.reported_at.date(), weekday=False)
            before = words % {"free": last.free, "capacity": last.capacity, "day": on}
        outcome.changes.append(Change("seats", "free", before, after))


def _found(text: str, named: Sequence[Named]) -> list[Named]:
    """Return the rows that ``text`` names: exactly, else whose name stands in it, else in whose name it stands."""
    folded = fold(text)
    exact = [one for one in named if folded in one.words]
    if exact:
        return exact
    padded = f" {folded} "
    within = [one for one in named if any(len(word) > 2 and f" {word} " in padded for word in one.words)]
    if within or len(folded) < _LONG_ENOUGH:
        return within
    return [one for one in named if any(padded in f" {word} " for word in one.words)]


def _nearest(text: str, named: Sequence[Named]) -> list[Named]:
    folded = fold(text)
    scored = [
        (max(SequenceMatcher(None, folded, word).ratio() for word in one.words), one) for one in named if one.words
    ]
    best = sorted((pair for pair in scored if pair[0] >= _OFFERED), key=lambda pair: -pair[0])
    return [one for _score, one in best]


def _plain(value):
    """Return a kept value as a plan holds it: the key of a row, a text, a number."""
    return value["id"] if isinstance(value, dict) else value


def _same(one, other) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return " ".join(one.split()) == " ".join(other.split())
    return one == other


def _short(text: str) -> str:
    return text if len(text) <= 160 else text[:159].rstrip() + "…"


def _shown(value) -> str:
    if isinstance(value, str) and value:
        return format_date(dt.date.fromisoformat(value), weekday=False)
    return "" if value is None else str(value)


def _session_in_words(row: SolutionRow, entry: str) -> str:
    return session_label(Session(entry=entry, start=row.start, end=row.end))


def _message(row: SolutionRow, name: str, message: str) -> CellMessage:
    return CellMessage(row.row, row.columns.get(name, ""), name, message)
