"""What an import would do with each row: plain values that any kind of import uses and that JSON can keep."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum

from portal.core.phones import format_phone


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DOUBTFUL = "doubtful"
    ERROR = "error"


@dataclass(frozen=True)
class CellMessage:
    """A sentence about a cell: number of the row in the file, letters of the column ("" when unknown), the field."""

    row: int
    column: str
    field: str
    message: str


@dataclass(frozen=True)
class Change:
    """A value that would change, as it is read; ``part`` is "organisation", "site", "participation" or "person"."""

    part: str
    field: str
    before: str
    after: str


def shown(field: str, value: str) -> str:
    """Return the stored ``value`` of ``field`` as it is read: phones grouped."""
    return format_phone(value) if field == "phone" else value


@dataclass(frozen=True)
class Candidate:
    """An answer to a doubt: ``value`` is what a form sends back, ``reason`` says why it is offered ("" for none)."""

    value: str
    label: str
    reason: str = ""


@dataclass(frozen=True)
class Doubt:
    """A question that only the lead can answer.

    ``key`` names it within its row ("organisation", "actor_type", "commune", "person-1"…). ``open_list`` is
    "actor_type" when any type of the catalogue may be answered beside the candidates.
    """

    key: str
    question: str
    candidates: tuple[Candidate, ...]
    open_list: str = ""


#: Answers that stand beside the candidates of a doubt.
NEW_ONE = "new"
LEAVE_OUT = "skip"


@dataclass
class RowOutcome:
    """A row with what it would do.

    ``label`` names it on the page, ``changes`` says what differs, ``doubts`` those still open, ``notes`` what the lead
    should know though nothing stops, ``plan`` what the kind's ``apply`` will do (JSON; see the kind).
    """

    row: int
    label: str
    outcome: Outcome
    changes: list[Change] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    errors: list[CellMessage] = field(default_factory=list)
    notes: list[CellMessage] = field(default_factory=list)
    plan: dict = field(default_factory=dict)

    def as_json(self) -> dict:
        """Return the row as lists, dicts and texts."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict) -> "RowOutcome":
        """Return the row that ``as_json`` gave."""
        doubts = [
            Doubt(**{**doubt, "candidates": tuple(Candidate(**candidate) for candidate in doubt["candidates"])})
            for doubt in kept["doubts"]
        ]
        return cls(
            row=kept["row"],
            label=kept["label"],
            outcome=Outcome(kept["outcome"]),
            changes=[Change(**change) for change in kept["changes"]],
            doubts=doubts,
            errors=[CellMessage(**message) for message in kept["errors"]],
            notes=[CellMessage(**message) for message in kept["notes"]],
            plan=kept["plan"],
        )
