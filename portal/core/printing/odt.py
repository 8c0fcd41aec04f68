"""ODT (OpenDocument 1.3) of a document made of sections.

Written by our own hand like the ODS files: named styles, no script, no field but the two numbers of the page. What
people typed stands in paragraphs as characters, spaces and line breaks.
"""

import re
from collections.abc import Mapping, Sequence

from .markup import archive, characters, element, part
from .runs import Run, edge, heading_of, instant_of, linked_runs, locale_of, page_label, text_runs

MIME_TYPE = "application/vnd.oasis.opendocument.text"
#: Width between the margins, in centimetres: A4 less 18 mm at each side.
WIDTH = 17.4
_CHARACTER_STYLES = {(True, False): "Strong", (False, True): "Emphasis", (True, True): "StrongEmphasis"}
# OpenDocument reads a run of spaces as one, and none at the start of a paragraph.
_SPACES = re.compile("^ +|  +")


def write(data: Mapping) -> bytes:
    """Return the file of ``data``, whose texts hold no control character (``office.render``)."""
    document = data["document"]
    body = _Body()
    body.title_block(document)
    for section in data["sections"]:
        body.section(section)
    language, country = locale_of(document)
    properties = {
        "title": characters(document["title"]),
        "creator": characters(document["platform"] or document["product"]),
        "instant": instant_of(document),
        "language": f"{language}-{country}",
    }
    mark = data.get("mark", "")
    styles = part(
        "odt/styles.xml",
        language=language,
        country=country,
        header=_line(heading_of(document)) + element("text:tab") + _line(document["date"]),
        mark=element("text:p", {"text:style-name": "Mark"}, _line(mark)) if mark else "",
        footer=_line(edge(document["title"])) + element("text:tab") + _page(document),
    )
    return archive(
        [
            ("META-INF/manifest.xml", part("odt/manifest.xml")),
            ("content.xml", part("odt/content.xml", columns="".join(body.columns), body="".join(body.blocks))),
            ("styles.xml", styles),
            ("meta.xml", part("odt/meta.xml", **properties)),
            ("settings.xml", part("odt/settings.xml")),
        ],
        mimetype=MIME_TYPE,
    )


class _Body:
    """The paragraphs, lists and tables as they come, with the widths of columns, which another part names."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.columns: list[str] = []
        self.tables = 0

    def title_block(self, document: Mapping) -> None:
        self.text("Title", document["title"])
        if document["subtitle"]:
            self.text("Subtitle", document["subtitle"])
        self.facts(document["facts"])

    def section(self, section: Mapping) -> None:
        if section["title"]:
            self.blocks.append(_heading(section["level"], _line(section["title"])))
        if section["lead"]:
            self.text("LeadIn", section["lead"])
        if section["note"]:
            self.text("NoteWithNext" if section["title"] else "Note", section["note"])
        self.facts(section["facts"])
        self.blocks.append(_rich(section["text"], section["under"]))
        if section["items"]:
            entries = (
                element("text:list-item", None, _paragraph("ListText", _line(text))) for text in section["items"]
            )
            self.blocks.append(_list("Bullets", entries))
        if section["table"] is not None:
            self.table(section["table"])
        if section["fine"]:
            self.text("FinePrint", section["fine"])

    def text(self, style: str, text: str) -> None:
        self.blocks.append(_paragraph(style, _line(text)))

    def facts(self, facts: Sequence[Sequence[str]]) -> None:
        for index, (label, value) in enumerate(facts, start=1):
            words = _runs(text_runs(label, strong=True)) + element("text:tab") + _line(value)
            self.blocks.append(_paragraph("LastFact" if index == len(facts) else "Fact", words))

    def table(self, table: Mapping) -> None:
        self.tables += 1
        name = f"Table{self.tables}"
        total = sum(table["columns"])
        columns = []
        for index, share in enumerate(table["columns"]):
            style = f"{name}.{index + 1}"
            self.columns.append(
                element(
                    "style:style",
                    {"style:name": style, "style:family": "table-column"},
                    element("style:table-column-properties", {"style:column-width": f"{WIDTH * share / total:.3f}cm"}),
                )
            )
            columns.append(element("table:table-column", {"table:style-name": style}))
        head = element("table:table-header-rows", None, _row(table["header"], "TableHead", "HeadCell"))
        rows = (_row(row, "TableText", "Cell") for row in table["rows"])
        named = {"table:name": name, "table:style-name": "ConcertoTable"}
        self.blocks.append(element("table:table", named, *columns, head, *rows))


def _rich(blocks: Sequence[Mapping], under: int, *, in_list: bool = False, in_quote: bool = False) -> str:
    return "".join(_block(block, under, in_list, in_quote) for block in blocks)


def _block(block: Mapping, under: int, in_list: bool, in_quote: bool) -> str:
    match block["kind"]:
        case "heading":
            return _heading(under + block["level"], _inlines(block["inlines"]))
        case "quote":
            return _rich(block["blocks"], under, in_list=in_list, in_quote=True)
        case "list":
            entries = (
                element("text:list-item", None, _rich(item, under, in_list=True, in_quote=in_quote))
                for item in block["items"]
            )
            return _list("Numbers" if block["ordered"] else "Bullets", entries)
        case _:
            # A margin of its own would overrule that of the list.
            style = (
                "QuoteInList" if in_quote and in_list else "Quote" if in_quote else "ListText" if in_list else "Text"
            )
            return _paragraph(style, _inlines(block["inlines"]))


def _list(style: str, entries) -> str:
    return element("text:list", {"text:style-name": style}, *entries)


def _heading(level: int, content: str) -> str:
    level = min(level, 4)
    return element("text:h", {"text:style-name": f"Heading{level}", "text:outline-level": level}, content)


def _paragraph(style: str, content: str) -> str:
    return element("text:p", {"text:style-name": style}, content)


def _row(cells: Sequence[str], style: str, cell_style: str) -> str:
    kind = {"table:style-name": cell_style, "office:value-type": "string"}
    return element(
        "table:table-row",
        {"table:style-name": "Row"},
        *(element("table:table-cell", kind, _paragraph(style, _line(cell))) for cell in cells),
    )


def _inlines(inlines: Sequence[Mapping]) -> str:
    written = []
    for href, runs in linked_runs(inlines):
        shown = _runs(runs)
        written.append(
            element(
                "text:a", {"xlink:type": "simple", "xlink:href": href, "text:style-name": "Internet_20_link"}, shown
            )
            if href
            else shown
        )
    return "".join(written)


def _line(text: str) -> str:
    return _runs(text_runs(text))


def _runs(runs: Sequence[Run]) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    if run.text is None:
        return element("text:line-break")
    written, at = "", 0
    for match in _SPACES.finditer(run.text):
        count = len(match.group())
        # One is written as it is, the others by their number; at the start all of them are.
        plain = "" if match.start() == 0 else " "
        written += characters(run.text[at : match.start()]) + plain + _spaces(count - len(plain))
        at = match.end()
    written += characters(run.text[at:])
    style = _CHARACTER_STYLES.get((run.strong, run.em))
    return element("text:span", {"text:style-name": style}, written) if style else written


def _spaces(count: int) -> str:
    return element("text:s", {"text:c": count}) if count > 1 else element("text:s")


def _page(document: Mapping) -> str:
    field = {
        "{page}": element("text:page-number", {"text:select-page": "current"}, "1"),
        "{pages}": element("text:page-count", None, "1"),
    }
    return "".join(field.get(piece) or _line(piece) for piece in page_label(document))
