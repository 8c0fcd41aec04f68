"""A document as sections: the one shape that ``core/document.typ`` and the writers of office files walk.

``{"document": document(…), "mark": "", "sections": [section(…), …]}``. ``mark`` stands on every page, for what is not
final. What a section does not hold is left out; what it holds is shown in the order of the arguments of ``section``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise


def section(
    title: str = "",
    *,
    level: int = 1,
    lead: str = "",
    note: str = "",
    facts: Iterable[tuple[str, str]] = (),
    text: Sequence[dict] = (),
    items: Sequence[str] = (),
    table: dict | None = None,
    fine: str = "",
    under: int = 1,
) -> dict:
    """Return a section.

    ``title`` is a heading of ``level``, ``lead`` a label that is no heading, ``note`` a quiet line; ``facts`` are label
    and value lines, ``text`` is rich text (``rich``, ``plain``), below a heading of level ``under`` where the section
    has no title, ``items`` a list of texts, ``table`` comes from ``table``, ``fine`` is small print.
    """
    return {
        "title": title,
        "level": level,
        "lead": lead,
        "note": note,
        "facts": [[label, value] for label, value in facts],
        "text": list(text),
        "items": list(items),
        "table": table,
        "fine": fine,
        "under": level if title else under,
    }


def table(header: Sequence[str], rows: Iterable[Sequence[str]], columns: Sequence[float] = ()) -> dict:
    """Return a table whose ``header`` is repeated on each page; ``columns`` are shares of its width."""
    return {
        "header": list(header),
        "rows": [list(row) for row in rows],
        "columns": list(columns) or [1] * len(header),
    }


def plain(text: str) -> list[dict]:
    """Return plain ``text`` as rich text of one paragraph."""
    run = {"kind": "text", "text": text, "strong": False, "em": False, "href": ""}
    return [{"kind": "paragraph", "inlines": [run]}] if text else []


def prepared(value: Any, shown: Callable[[str], str], where: str = "data") -> Any:
    """Return ``value`` with each text (lazy ones too) through ``shown``; raises TypeError for what no writer takes."""
    if isinstance(value, str | Promise):
        return shown(str(value))
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): prepared(inner, shown, f"{where}.{key}") for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [prepared(inner, shown, f"{where}[{index}]") for index, inner in enumerate(value)]
    raise TypeError(f"{where} is a {type(value).__name__}: a template takes texts, numbers, lists and dictionaries")
