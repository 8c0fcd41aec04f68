"""Compare the rows of a file with the directory, and with each other."""

from collections import defaultdict
from dataclasses import replace

from django.utils.translation import gettext as _

from portal.core.fold import fold

from ..enums import Circle, ParticipationStatus
from .actor_types import ActorTypes
from .known import Known, KnownParticipation
from .matching import Match, Organisations, Sought, Standing, standing_of
from .names import signature
from .outcomes import NEW_ONE, Candidate, CellMessage, Change, Doubt, Outcome, RowOutcome, shown
from .places import FoundPlace, Places
from .records import Record
from .row_people import People
from .row_sites import take_site

_SHEET = ("short_name", "siret", "uai", "email", "phone", "website", "missions")
#: Written only where the directory says nothing: a number or a short name is not the spreadsheet's to change.
_ONLY_FILLED = {"short_name", "siret", "uai"}
_NOT_YET = (ParticipationStatus.TO_APPROACH, ParticipationStatus.APPROACHED)
_EVERY = 50


def compare(
    records: list[Record], known: Known, *, choices: dict[int, dict[str, str]] | None = None, progress=None
) -> list[RowOutcome]:
    """Return one outcome for each record, in their order.

    ``choices`` (row number to key of a doubt to answer) settles doubts; an answer that is none of those offered is
    ignored and the doubt stays. ``progress(done, total)`` is called now and then.

    ``plan`` of an outcome that is new, changed or same holds: ``organisation`` (pk or None), ``joins_row`` (number of
    an earlier row of the same organisation, or None), ``sheet`` (column to value), ``type_code`` ("" unless new),
    ``shared``, ``site`` (None, or ``pk`` or None with ``values`` of address, postcode and commune pk),
    ``participation`` (status, circle, next_step, ``since`` as ISO; what changes only, all that is said for a new one),
    ``participation_is_new``, and ``people``: ``pk`` or None, ``joins`` (row and place of an earlier entry, or None),
    ``values`` (column to value), ``kind``, ``add``, ``kind_changes`` (another kind, or it replaces the fixed one).
    ``sheet`` and ``values`` hold what changes of what is known, and all that is said of what is new.
    """
    comparer = _Comparer(known, choices or {})
    outcomes = []
    for done, record in enumerate(records, 1):
        outcomes.append(comparer.outcome_of(record))
        if progress is not None and (done % _EVERY == 0 or done == len(records)):
            progress(done, len(records))
    return outcomes


class _Comparer:
    """Takes the rows one after the other; what one says stands for those below."""

    def __init__(self, known: Known, choices: dict[int, dict[str, str]]):
        self._choices = choices
        self._types = ActorTypes(known.types)
        self._places = Places(known)
        self._people = People(known.people)
        people = defaultdict(list)
        for person in known.people:
            people[person.organisation_pk].append(person.pk)
        standings = []
        for organisation in known.organisations:
            standing = standing_of(organisation)
            delegates = [int(pk) for pk in standing.delegates]
            standing.people = self._people.of(dict.fromkeys([*people.get(organisation.pk, ()), *delegates]))
            standings.append(standing)
        self._organisations = Organisations(standings)
        self._rows: dict[int, Standing] = {}

    def outcome_of(self, record: Record) -> RowOutcome:
        answers = self._choices.get(record.row, {})
        outcome = RowOutcome(row=record.row, label=record.name or record.siret or "?", outcome=Outcome.SAME)
        outcome.errors, outcome.notes = list(record.errors), list(record.notes)
        outcome.plan = {
            "organisation": None, "joins_row": None, "sheet": {}, "type_code": "", "shared": False, "site": None,
            "participation": {}, "participation_is_new": False, "people": [],
        }  # fmt: skip
        if not record.name:
            outcome.outcome = Outcome.ERROR
            return outcome
        place = self._places.find(record.commune, record.postcode, answers.get("commune", ""))
        commune = place.commune.name if place.commune else record.commune
        standing = self._standing(record, commune, outcome, answers)
        self._take_place(record, place, outcome)
        if standing is not None:
            if standing.row is not None:
                outcome.plan["joins_row"] = standing.row
            else:
                standing.row = record.row
            outcome.plan["organisation"] = standing.pk
            outcome.plan["shared"] = standing.shared
        is_new = standing is None
        if standing is None:
            standing = Standing(pk=None, name=record.name, sheet={}, row=record.row)
            self._type(record, standing, outcome, answers, ask=not any(d.key == "organisation" for d in outcome.doubts))
        self._rows[record.row] = standing
        self._sheet(record, standing, outcome, is_new=is_new)
        take_site(record, place.commune, standing, outcome)
        self._participation(record, standing, outcome, answers)
        self._people.take(record, standing, outcome, answers)
        self._organisations.add(standing)
        outcome.outcome = _outcome(outcome, is_new=is_new)
        return outcome

    def _standing(self, record: Record, commune: str, outcome: RowOutcome, answers: dict[str, str]) -> Standing | None:
        """Return the organisation of ``record`` that is known already, None for a new one or one to be asked about."""
        if record.continues in self._rows:
            return self._rows[record.continues]
        sought = Sought(record.name, record.short_name, record.siret, record.uai, record.email, commune)
        match = self._organisations.find(sought)
        if match.certain is not None:
            self._note_other_name(record, match.certain, outcome)
            return match.certain
        if not match.candidates:
            return None
        answer = answers.get("organisation", "")
        offered = match.offered()
        if answer in {candidate.value for candidate in offered}:
            return self._organisations.answered(answer)
        if answer == NEW_ONE and not match.by_number:
            return None
        outcome.doubts.append(_which(record, match, offered))
        return None

    def _note_other_name(self, record: Record, standing: Standing, outcome: RowOutcome) -> None:
        if record.continues is None and not signature(record.name) <= signature(standing.name) | {
            word for commune in standing.communes for word in signature(commune)
        }:
            message = _("The directory calls it “%(name)s”: the name stays.") % {"name": standing.name}
            outcome.notes.append(CellMessage(record.row, record.columns.get("name", ""), "name", message))

    def _type(self, record: Record, standing: Standing, outcome: RowOutcome, answers: dict, *, ask: bool) -> None:
        found = self._types.guess(record.type_text, record.section, record.name)
        answer = answers.get("actor_type", "")
        if answer in self._types:
            standing.type_code = answer
        elif len(found) == 1:
            standing.type_code = found[0].code
        elif ask:
            outcome.doubts.append(self._types.ask(found, record.name))
        outcome.plan["type_code"] = standing.type_code
        if standing.type_code:
            outcome.changes.append(Change("organisation", "actor_type", "", self._types.name_of(standing.type_code)))

    def _sheet(self, record: Record, standing: Standing, outcome: RowOutcome, *, is_new: bool) -> None:
        sheet = outcome.plan["sheet"]
        if is_new:
            sheet["name"] = record.name
        for column in _SHEET:
            said, kept = getattr(record, column), standing.sheet.get(column, "")
            if not said:
                continue
            earlier = standing.claimed.setdefault(column, record.row)
            if _same(column, said, kept):
                continue
            if kept and (earlier != record.row or column in _ONLY_FILLED):
                message = _("Otherwise in the directory or an earlier row: %(kept)s stays.") % {
                    "kept": shown(column, kept)[:60]
                }
                outcome.notes.append(CellMessage(record.row, record.columns.get(column, ""), column, message))
                continue
            if standing.proposed.get(column) == said:
                standing.asked[column] = said
                message = _("Proposed to the editors of the sheet already.")
                outcome.notes.append(CellMessage(record.row, record.columns.get(column, ""), column, message))
                continue
            sheet[column] = said
            standing.sheet[column] = said
            outcome.changes.append(Change("organisation", column, shown(column, kept), shown(column, said)))
        if standing.shared and sheet:
            # A proposal replaces the one before it: it says all that the file asks for so far.
            standing.asked |= sheet
            sheet.update(standing.asked)

    def _take_place(self, record: Record, place: FoundPlace, outcome: RowOutcome) -> None:
        if place.doubt is not None:
            outcome.doubts.append(place.doubt)
        if place.note:
            column = record.columns.get("commune") or record.columns.get("address", "")
            outcome.notes.append(CellMessage(record.row, column, "commune", place.note))

    def _participation(self, record: Record, standing: Standing, outcome: RowOutcome, answers: dict[str, str]) -> None:
        said = outcome.plan["participation"]
        now = standing.participation
        if now is None:
            said.update(status=record.status, circle=record.circle, next_step=record.next_step)
            said["since"] = record.since.isoformat() if record.since else None
            outcome.plan["participation_is_new"] = True
            for name in ("status", "circle", "next_step"):
                if said[name]:
                    outcome.changes.append(Change("participation", name, "", said[name]))
            standing.participation = KnownParticipation(record.status, record.circle, record.next_step, record.since)
            standing.claimed |= {f"participation {name}": record.row for name in ("status", "circle", "next_step")}
            return
        for name in ("status", "circle", "next_step"):
            value, kept = getattr(record, name), getattr(now, name)
            if name == "status" and record.circle and not value and not now.circle and kept in _NOT_YET:
                value = str(ParticipationStatus.AGREED)  # a circle says that it takes part
            if not value:
                continue
            earlier = standing.claimed.setdefault(f"participation {name}", record.row)
            if value == kept:
                continue
            if earlier != record.row:
                if not record.continues:
                    message = _("An earlier row of this organisation says otherwise and is followed.")
                    outcome.notes.append(CellMessage(record.row, record.columns.get(name, ""), name, message))
                continue
            said[name] = value
            outcome.changes.append(Change("participation", name, kept, value))
        if said.get("status", now.status) == ParticipationStatus.AGREED and not said.get("circle", now.circle) and said:
            self._ask_circle(record, said, outcome, answers)
        if record.since and ("status" in said or "circle" in said):
            said["since"] = record.since.isoformat()
        standing.participation = replace(now, **{name: said[name] for name in said if name != "since"})

    def _ask_circle(self, record: Record, said: dict, outcome: RowOutcome, answers: dict[str, str]) -> None:
        answer = answers.get("circle", "")
        if answer in Circle.values:
            said["circle"] = answer
            outcome.changes.append(Change("participation", "circle", "", answer))
            return
        question = _("In which circle does “%(name)s” stand?") % {"name": record.name[:80]}
        offered = tuple(Candidate(value, str(label)) for value, label in Circle.choices)
        outcome.doubts.append(Doubt("circle", question, offered))


def _outcome(outcome: RowOutcome, *, is_new: bool) -> Outcome:
    if outcome.errors:
        return Outcome.ERROR
    if outcome.doubts:
        return Outcome.DOUBTFUL
    if is_new:
        return Outcome.NEW
    return Outcome.CHANGED if outcome.changes or outcome.plan["participation_is_new"] else Outcome.SAME


def _which(record: Record, match: Match, offered: tuple[Candidate, ...]) -> Doubt:
    if not match.by_number:
        offered = (*offered, Candidate(NEW_ONE, _("None of these: a new organisation")))
    question = _("Which organisation is “%(name)s”?") % {"name": record.name[:80]}
    return Doubt("organisation", question, offered)


def _same(column: str, said: str, kept: str) -> bool:
    if column == "website":
        return _bare(said) == _bare(kept)
    return fold(said) == fold(kept) if column in ("email", "missions", "short_name") else said == kept


def _bare(address: str) -> str:
    return address.lower().rpartition("://")[2].removeprefix("www.").rstrip("/")
