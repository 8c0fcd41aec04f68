"""The kinds of spreadsheets that can be imported: each app registers its own, batches and pages know none of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.core.actors import Actor

from .columns import ImportField
from .outcomes import RowOutcome
from .structure import FoundTable


@dataclass(frozen=True)
class Question:
    """Something to decide for the whole sheet, beside what its columns mean; its texts are lazy."""

    name: str
    label: Any
    choices: Sequence[tuple[str, Any]]
    default: str
    help_text: Any = ""


@dataclass(frozen=True)
class Source:
    """All that an import works from."""

    platform: Any
    by: Actor
    #: Without the rows that are left out.
    table: FoundTable
    #: Index of a column to the name of a field.
    columns: Mapping[int, str]
    #: Name of a ``Question`` to one of its choices.
    answers: Mapping[str, str]
    #: Number of a row to key of a doubt to answer.
    choices: Mapping[int, Mapping[str, str]]


@dataclass(frozen=True)
class ShownChange:
    """A change in words: what it is about, before, after; ``proposed`` when the editors decide."""

    label: str
    before: str
    after: str
    proposed: bool = False


@dataclass(frozen=True)
class ImportKind:
    """What a kind of spreadsheet is, and its verbs.

    - ``fields()``: what its columns may hold.
    - ``compare(source, progress)``: the outcome of each row; reads only; ``progress(done, total)`` now and then.
    - ``apply(source, outcomes)``: writes inside the caller's transaction and returns counts of what was done by name;
      raises ``DomainError`` with a message that names the row.
    - ``describe(row)``: the changes of a row in words.
    - ``open_choices(name)``: what may be answered to a doubt with that ``open_list``, as (value, label) by group.
    - ``button(counts)``: the words of the button that imports, for the counts by outcome.
    - ``told(result)``: what ``apply`` counted, in words, as (words, count).
    - ``model()``: headers and rows of an example to start from; ``sheet`` and ``file_name`` are what it is called.
    - ``about``, ``warning``: what the page of the file says of it, and what may not stand in the file.
    - ``result(platform)``: the words and the address of the page that shows what was imported.
    """

    name: str
    label: Any
    fields: Callable[[], Sequence[ImportField]]
    questions: Sequence[Question]
    compare: Callable[[Source, Callable[[int, int], None]], list[RowOutcome]]
    apply: Callable[[Source, Sequence[RowOutcome]], dict[str, int]]
    describe: Callable[[RowOutcome], list[ShownChange]]
    open_choices: Callable[[str], list[tuple[str, list[tuple[str, str]]]]]
    button: Callable[[Mapping[str, int]], str]
    told: Callable[[Mapping[str, int]], list[tuple[str, int]]]
    model: Callable[[], tuple[Sequence[str], Sequence[Sequence[str]]]]
    about: Any
    warning: Any
    sheet: Any
    file_name: Any
    result: Callable[[Any], tuple[str, str]]


_kinds: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> None:
    """Add a kind; called from ``AppConfig.ready`` of the app that owns it."""
    _kinds[kind.name] = kind


def all_kinds() -> list[ImportKind]:
    """Return the kinds in the order in which their apps registered them."""
    return list(_kinds.values())


def kind_named(name: str) -> ImportKind:
    """Return the kind ``name``; raise ``KeyError`` for one that nobody registered."""
    return _kinds[name]
