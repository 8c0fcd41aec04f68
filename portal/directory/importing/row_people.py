"""The people of a row: who of the directory or of an earlier row they are, and what they become in the platform."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.core.fold import fold

from ..enums import DelegateKind
from .known import KnownPerson
from .matching import Standing
from .names import is_like_person, person_key
from .outcomes import LEAVE_OUT, NEW_ONE, Candidate, CellMessage, Change, Doubt, RowOutcome, shown
from .people_cells import PersonCell
from .records import Record

_DETAILS = ("email", "phone", "function")
#: Answer to whether somebody else becomes the fixed representative.
REPLACE = "replace"


@dataclass(eq=False)
class Someone:
    """A person as they stand while rows are read; ``joins`` is the row and place that brought them, None when known."""

    pk: int | None
    first_name: str
    last_name: str
    email: str = ""
    phone: str = ""
    function: str = ""
    keeps_address: bool = False
    locked: bool = False
    joins: tuple[int, int] | None = None

    @property
    def value(self) -> str:
        """Return what a form sends back for them, and how delegations name them."""
        if self.pk is not None:
            return str(self.pk)
        return f"row-{self.joins[0]}-{self.joins[1]}" if self.joins else ""

    @property
    def name(self) -> str:
        """Return first and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def key(self) -> frozenset[str]:
        """Return the words of the name."""
        return person_key(self.first_name, self.last_name)


class People:
    """Everybody whom rows may name."""

    def __init__(self, known: Iterable[KnownPerson]):
        self._by_email: dict[str, list[Someone]] = defaultdict(list)
        self._claimed: dict[tuple[str, str], int] = {}
        self._by_pk: dict[int, Someone] = {}
        for person in known:
            someone = Someone(
                person.pk,
                person.first_name,
                person.last_name,
                person.email,
                person.phone,
                person.function,
                person.keeps_address,
                person.locked,
            )
            self._by_pk[person.pk] = someone
            if person.email:
                self._by_email[person.email.lower()].append(someone)

    def of(self, pks: Iterable[int]) -> list[Someone]:
        """Return the people of these keys that are known."""
        return [self._by_pk[pk] for pk in pks if pk in self._by_pk]

    def take(self, record: Record, standing: Standing, outcome: RowOutcome, answers: dict[str, str]) -> None:
        """Add to ``outcome`` what the people of ``record`` are and become for ``standing``."""
        planned = []
        for place, (kind, person) in enumerate(record.people):
            someone = self._recognised(place, person, standing, outcome, answers, record)
            # Somebody named twice in a row is named once.
            if someone is not None and all(someone.key != one.key for _kind, _cell, one in planned):
                planned.append((kind, person, someone))
        kinds = self._kinds(planned, standing, outcome, answers)
        for place, (_kind, person, someone) in enumerate(planned):
            if kinds[place] is None:
                continue
            self._plan(len(outcome.plan["people"]), person, someone, kinds[place], standing, outcome, record)

    def _recognised(self, place, person: PersonCell, standing, outcome, answers, record) -> Someone | None:
        """Return who ``person`` is, somebody new included; None when asked about or left out."""
        key = f"person-{place + 1}"
        answer = answers.get(key, "")
        words = person_key(person.first_name, person.last_name)
        mailed = self._by_email.get(person.email, []) if person.email else []
        found = [one for one in mailed if one.key == words] or [one for one in standing.people if one.key == words]
        if found:
            return found[0]
        likely = {one.value: one for one in mailed if is_like_person(one.key, words)}
        likely |= {one.value: one for one in standing.people if is_like_person(one.key, words)}
        if not person.first_name:
            named = [one for one in standing.people if fold(one.last_name) == fold(person.last_name)]
            if len(named) == 1:
                return named[0]
            likely |= {one.value: one for one in named}
        if not likely and not person.doubt:
            return self._new(person)
        if answer in likely:
            return likely[answer]
        if answer == LEAVE_OUT:
            return None
        if answer == NEW_ONE and person.first_name:
            return self._new(person)
        outcome.doubts.append(_who(key, person, likely))
        return None

    def _new(self, person: PersonCell) -> Someone:
        return Someone(None, person.first_name, person.last_name, person.email, person.phone, person.function)

    def _kinds(self, planned, standing: Standing, outcome: RowOutcome, answers: dict[str, str]) -> list[str | None]:
        """Return what each of ``planned`` becomes: one alone is the fixed representative of an organisation."""
        fixed_now = next((value for value, kind in standing.delegates.items() if kind == DelegateKind.FIXED), None)
        wanted = [place for place, (kind, _cell, _one) in enumerate(planned) if kind == DelegateKind.FIXED]
        kinds: list[str | None] = [str(DelegateKind.SUBSTITUTE)] * len(planned)
        stays = next((place for place in range(len(planned)) if planned[place][2].value == fixed_now), None)
        first = next((place for place in wanted if place == stays), wanted[0] if wanted else None)
        if first is None:
            if stays is not None:
                kinds[stays] = str(DelegateKind.FIXED)
        elif fixed_now is None or first == stays:
            kinds[first] = str(DelegateKind.FIXED)
        elif "fixed" not in standing.claimed:
            answer = answers.get("fixed", "")
            if answer == REPLACE:
                kinds[first] = str(DelegateKind.FIXED)
            elif answer == LEAVE_OUT:
                kinds[first] = None
            elif answer != str(DelegateKind.SUBSTITUTE):
                now = next((one.name for one in standing.people if one.value == fixed_now), "")
                outcome.doubts.append(_replaces(planned[first][2].name, now))
        if first is not None:
            standing.claimed.setdefault("fixed", outcome.row)
        return kinds

    def _plan(self, index, person: PersonCell, someone: Someone, kind, standing, outcome, record) -> None:
        before = standing.delegates.get(someone.value)
        is_new = someone.pk is None and someone.joins is None
        values = {}
        entry = {"pk": someone.pk, "joins": None, "values": values, "kind": kind}
        if is_new:
            someone.joins = (outcome.row, index)
            columns = ("first_name", "last_name", *_DETAILS)
            values.update({name: getattr(someone, name) for name in columns if getattr(someone, name)})
            if someone.email:
                self._by_email[someone.email].append(someone)
        else:
            entry["joins"] = list(someone.joins) if someone.pk is None else None
            self._correct(person, someone, values, outcome, record)
        if not any(one is someone for one in standing.people):
            standing.people.append(someone)
        replaces = kind == DelegateKind.FIXED and any(
            other_kind == DelegateKind.FIXED and value != someone.value
            for value, other_kind in standing.delegates.items()
        )
        entry["add"] = before is None
        entry["kind_changes"] = (before is not None and before != kind) or replaces
        if replaces:
            standing.delegates = {
                value: other for value, other in standing.delegates.items() if other != DelegateKind.FIXED
            }
        standing.delegates[someone.value] = kind
        if entry["add"] or entry["kind_changes"]:
            outcome.changes.append(Change("person", kind, "", someone.name))
        for name in _DETAILS:
            if name in values and is_new:
                outcome.changes.append(Change("person", name, "", shown(name, values[name])))
        outcome.plan["people"].append(entry)

    def _correct(self, person: PersonCell, someone: Someone, values: dict, outcome: RowOutcome, record: Record) -> None:
        """Note what the row says otherwise of somebody known; earlier rows and addresses that are guarded stay."""
        for name in _DETAILS:
            said, kept = getattr(person, name), getattr(someone, name)
            earlier = self._claimed.setdefault((someone.value, name), outcome.row) if said else outcome.row
            if not said or fold(said) == fold(kept):
                continue
            guarded = someone.locked or (name == "email" and someone.keeps_address)
            if guarded or earlier != outcome.row or someone.pk is None:
                if kept:
                    outcome.notes.append(_kept(outcome.row, record, name, someone.name, shown(name, kept)))
                continue
            values[name] = said
            outcome.changes.append(Change("person", name, shown(name, kept), shown(name, said)))
            setattr(someone, name, said)
            if name == "email":
                self._by_email[said].append(someone)


def _kept(row: int, record: Record, name: str, who: str, kept: str) -> CellMessage:
    message = _("%(who)s keeps what the directory or an earlier row says: %(kept)s.") % {"who": who, "kept": kept}
    return CellMessage(row, record.columns.get(f"person_{name}", ""), f"person_{name}", message)


def _who(key: str, person: PersonCell, likely: dict[str, Someone]) -> Doubt:
    name = f"{person.first_name} {person.last_name}".strip()
    offered = [
        Candidate(value, one.name, ", ".join(filter(None, (one.function, one.email)))) for value, one in likely.items()
    ]
    if person.first_name:
        label = _("Somebody new: first name “%(first)s”, last name “%(last)s”")
        offered.append(Candidate(NEW_ONE, label % {"first": person.first_name, "last": person.last_name}))
    offered.append(Candidate(LEAVE_OUT, _("Import the row without this person")))
    question = person.doubt or _("Who is “%(name)s”?") % {"name": name}
    return Doubt(key, question, tuple(offered))


def _replaces(name: str, now: str) -> Doubt:
    offered = (
        Candidate(REPLACE, _("%(name)s replaces %(now)s") % {"name": name, "now": now}),
        Candidate(str(DelegateKind.SUBSTITUTE), _("%(name)s becomes a substitute") % {"name": name}),
        Candidate(LEAVE_OUT, _("Import the row without %(name)s") % {"name": name}),
    )
    question = _("%(now)s is the fixed representative today; the row names %(name)s.") % {"name": name, "now": now}
    return Doubt("fixed", question, offered)
