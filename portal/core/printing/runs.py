"""What the writers of office files share: texts as runs, and names of the document as its files say them."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from .markup import opens_everywhere

#: The language of a document as office programs name it.
LOCALES = {"fr": ("fr", "FR"), "en": ("en", "GB")}
#: Longest text of a header or footer that stays on one line beside what stands at its right.
MAX_EDGE = 80


@dataclass(frozen=True)
class Run:
    """Characters of one look; ``text`` None is a line break."""

    text: str | None
    strong: bool = False
    em: bool = False


def linked_runs(inlines: Sequence[Mapping]) -> Iterator[tuple[str, list[Run]]]:
    """Yield the address and the runs of each stretch of ``inlines``; the address is empty outside links.

    An address that office programs may refuse is printed after its text instead.
    """
    for href, group in groupby(inlines, key=lambda inline: inline.get("href", "")):
        runs = [run for inline in group for run in _runs(inline)]
        if href and not opens_everywhere(href):
            yield "", [*runs, Run(f" ({href})")]
        else:
            yield href, runs


def text_runs(text: str, *, strong: bool = False, em: bool = False) -> list[Run]:
    """Return plain ``text`` as runs: its newlines become line breaks, its tabs spaces."""
    found: list[Run] = []
    for index, line in enumerate(text.replace("\t", " ").split("\n")):
        if index:
            found.append(Run(None))
        if line:
            found.append(Run(line, strong, em))
    return found


def locale_of(document: Mapping) -> tuple[str, str]:
    """Return language and country of ``document``."""
    return LOCALES.get(document["language"], LOCALES["fr"])


def instant_of(document: Mapping) -> str:
    """Return the date that the files of ``document`` say they were made at, in ISO form; it comes from stored data."""
    return dt.datetime.fromtimestamp(document["timestamp"], dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def edge(text: str) -> str:
    """Return ``text`` short enough for a header or a footer."""
    line = " ".join(text.split("\n"))
    return line if len(line) <= MAX_EDGE else line[: MAX_EDGE - 1].rstrip() + "…"


def heading_of(document: Mapping) -> str:
    """Return what stands at the left of the header: the product and the platform."""
    return edge(" · ".join(part for part in (document["product"], document["platform"]) if part))


def page_label(document: Mapping) -> list[str]:
    """Return the label of a page cut at its two numbers: "Page ", "{page}", " sur ", "{pages}"."""
    pieces: list[str] = []
    rest = document["page_label"]
    while rest:
        places = [(rest.index(sign), sign) for sign in ("{page}", "{pages}") if sign in rest]
        if not places:
            pieces.append(rest)
            break
        at, sign = min(places)
        pieces += [rest[:at], sign] if at else [sign]
        rest = rest[at + len(sign) :]
    return pieces


def _runs(inline: Mapping) -> list[Run]:
    if inline["kind"] == "break":
        return [Run(None)]
    return text_runs(inline["text"], strong=inline["strong"], em=inline["em"])
