"""DOCX (ECMA-376, transitional) of a document made of sections.

A short package by our own hand: styles that a word processor lists, nothing that runs, no field but the two numbers of
the page. What people typed stands in ``w:t`` alone, where nothing is a field, a formula or a link.
"""

from collections.abc import Mapping, Sequence

from .markup import DECLARATION, archive, characters, element, part
from .runs import Run, edge, heading_of, instant_of, linked_runs, locale_of, page_label, text_runs

MIME_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Width between the margins, in twentieths of a point: A4 less 18 mm at each side.
WIDTH = 9_864
_STEP = 360
_BULLETS = 1
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMESPACES = {"xmlns:w": _W, "xmlns:r": _R}


def write(data: Mapping) -> bytes:
    """Return the file of ``data``, whose texts hold no control character (``office.render``)."""
    document = data["document"]
    body = _Body()
    body.title_block(document)
    for section in data["sections"]:
        body.section(section)
    language, country = locale_of(document)
    locale = f"{language}-{country}"
    properties = {
        "title": characters(document["title"]),
        "creator": characters(document["platform"] or document["product"]),
        "instant": instant_of(document),
        "language": locale,
    }
    return archive(
        [
            ("[Content_Types].xml", part("docx/content_types.xml")),
            ("_rels/.rels", part("docx/rels.xml")),
            ("docProps/core.xml", part("docx/core.xml", **properties)),
            ("docProps/app.xml", part("docx/app.xml")),
            ("word/document.xml", body.document()),
            ("word/styles.xml", part("docx/styles.xml", language=locale)),
            ("word/settings.xml", part("docx/settings.xml", language=locale)),
            ("word/numbering.xml", part("docx/numbering.xml", numbers="".join(body.numbers))),
            ("word/header1.xml", _header(document, data.get("mark", ""))),
            ("word/footer1.xml", _footer(document)),
            ("word/_rels/document.xml.rels", part("docx/document_rels.xml", links=body.relationships())),
        ]
    )


class _Body:
    """The paragraphs and tables as they come, with the links and numbered lists that other parts have to name."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.links: dict[str, str] = {}
        self.numbers: list[str] = []

    def document(self) -> str:
        page = element(
            "w:sectPr",
            None,
            element("w:headerReference", {"w:type": "default", "r:id": "rId4"}),
            element("w:footerReference", {"w:type": "default", "r:id": "rId5"}),
            element("w:pgSz", {"w:w": 11_906, "w:h": 16_838}),
            element(
                "w:pgMar",
                {"w:top": 1_300, "w:right": 1_021, "w:bottom": 1_134, "w:left": 1_021,
                 "w:header": 567, "w:footer": 510, "w:gutter": 0},
            ),
        )  # fmt: skip
        return DECLARATION + element("w:document", _NAMESPACES, element("w:body", None, *self.blocks, page))

    def relationships(self) -> str:
        kind = f"{_R}/hyperlink"
        return "".join(
            element("Relationship", {"Id": key, "Type": kind, "Target": href, "TargetMode": "External"})
            for href, key in self.links.items()
        )

    def title_block(self, document: Mapping) -> None:
        self.text("Title", document["title"])
        if document["subtitle"]:
            self.text("Subtitle", document["subtitle"])
        self.facts(document["facts"])

    def section(self, section: Mapping) -> None:
        if section["title"]:
            self.text(f"Heading{section['level']}", section["title"])
        if section["lead"]:
            self.text("LeadIn", section["lead"])
        if section["note"]:
            self.text("Note", section["note"], keep=bool(section["title"]))
        self.facts(section["facts"])
        self.rich(section["text"], section["under"])
        for text in section["items"]:
            self.put(_runs(text_runs(text)), "ListParagraph", number=(_BULLETS, 0), indent=_STEP)
        if section["table"] is not None:
            self.table(section["table"])
        if section["fine"]:
            self.text("FinePrint", section["fine"])

    def facts(self, facts: Sequence[Sequence[str]]) -> None:
        for index, (label, value) in enumerate(facts, start=1):
            tab = element("w:r", None, element("w:tab"))
            self.put(
                _runs(text_runs(label, strong=True)) + tab + _runs(text_runs(value)),
                "LastFact" if index == len(facts) else "Fact",
            )

    def text(self, style: str, text: str, *, keep: bool = False) -> None:
        self.put(_runs(text_runs(text)), style, keep=keep)

    def put(
        self,
        content: str,
        style: str = "",
        *,
        number: tuple[int, int] | None = None,
        indent: int = 0,
        keep: bool = False,
    ) -> None:
        """Add a paragraph; ``number`` is its list and its level there, ``indent`` in twentieths of a point."""
        asked = [element("w:pStyle", {"w:val": style})] if style else []
        if keep:
            asked.append(element("w:keepNext"))
        if number is not None:
            of, level = number
            asked.append(
                element(
                    "w:numPr", None, element("w:ilvl", {"w:val": level}), element("w:numId", {"w:val": of})
                )
            )  # fmt: skip
        if indent:
            hanging = {"w:hanging": _STEP} if number is not None else {}
            asked.append(element("w:ind", {"w:left": indent, **hanging}))
        properties = element("w:pPr", None, *asked) if asked else ""
        self.blocks.append(element("w:p", None, properties, content))

    # -- rich text ------------------------------------------------------------------------------------------------

    def rich(self, blocks: Sequence[Mapping], under: int, *, quoted: int = 0, deep: int = 0, sign: list | None = None):
        """Add rich text; ``quoted`` and ``deep`` count the quotations and lists around it.

        ``sign`` holds the number or bullet that the next paragraph takes, and is emptied by it.
        """
        indent = _STEP * (quoted + deep)
        plain = "Quote" if quoted else "ListParagraph" if deep else ""
        for block in blocks:
            match block["kind"]:
                case "heading":
                    self.put(self.inlines(block["inlines"]), f"Heading{min(under + block['level'], 4)}")
                case "paragraph":
                    number = sign.pop() if sign else None
                    self.put(self.inlines(block["inlines"]), plain, number=number, indent=indent)
                case "quote":
                    self.rich(block["blocks"], under, quoted=quoted + 1, deep=deep, sign=sign)
                case "list":
                    if sign:
                        # A list right at the start of an item: the item keeps its own number.
                        self.put("", plain, number=sign.pop(), indent=indent)
                    of = self.numbering(deep) if block["ordered"] else _BULLETS
                    for item in block["items"]:
                        self.rich(item, under, quoted=quoted, deep=deep + 1, sign=[(of, deep)])

    def numbering(self, level: int) -> int:
        """Return a numbered list of its own, so that it begins at one."""
        number = _BULLETS + 1 + len(self.numbers)
        begins = element("w:startOverride", {"w:val": 1})
        self.numbers.append(
            element(
                "w:num",
                {"w:numId": number},
                element("w:abstractNumId", {"w:val": 1}),
                element("w:lvlOverride", {"w:ilvl": level}, begins),
            )
        )
        return number

    def inlines(self, inlines: Sequence[Mapping]) -> str:
        written = []
        for href, runs in linked_runs(inlines):
            if href:
                key = self.links.setdefault(href, f"rIdLink{len(self.links) + 1}")
                shown = _runs(runs, style="Hyperlink")
                written.append(element("w:hyperlink", {"r:id": key, "w:history": 1}, shown))
            else:
                written.append(_runs(runs))
        return "".join(written)

    # -- tables ---------------------------------------------------------------------------------------------------

    def table(self, table: Mapping) -> None:
        total = sum(table["columns"])
        widths = [round(WIDTH * share / total) for share in table["columns"]]
        properties = element(
            "w:tblPr",
            None,
            element("w:tblStyle", {"w:val": "ConcertoTable"}),
            element("w:tblW", {"w:w": sum(widths), "w:type": "dxa"}),
            element("w:tblLayout", {"w:type": "fixed"}),
            element("w:tblLook", {"w:val": "0020", "w:firstRow": 1, "w:lastRow": 0, "w:firstColumn": 0,
                                  "w:lastColumn": 0, "w:noHBand": 1, "w:noVBand": 1}),
        )  # fmt: skip
        grid = element("w:tblGrid", None, *(element("w:gridCol", {"w:w": width}) for width in widths))
        head = _row(table["header"], widths, is_head=True)
        rows = [_row(row, widths) for row in table["rows"]]
        self.blocks.append(element("w:tbl", None, properties, grid, head, *rows))
        # Word joins two tables that touch, and wants a paragraph after the last.
        self.put("", "AfterTable")


def _row(cells: Sequence[str], widths: Sequence[int], *, is_head: bool = False) -> str:
    asked = [element("w:cantSplit")]
    if is_head:
        asked.append(element("w:tblHeader"))
    style = element("w:pPr", None, element("w:pStyle", {"w:val": "TableHead" if is_head else "TableText"}))
    return element(
        "w:tr",
        None,
        element("w:trPr", None, *asked),
        *(
            element(
                "w:tc",
                None,
                element("w:tcPr", None, element("w:tcW", {"w:w": width, "w:type": "dxa"})),
                element("w:p", None, style, _runs(text_runs(cell))),
            )
            for cell, width in zip(cells, widths, strict=True)
        ),
    )


def _runs(runs: Sequence[Run], *, style: str = "") -> str:
    return "".join(_run(run, style) for run in runs)


def _run(run: Run, style: str = "") -> str:
    asked = [element("w:rStyle", {"w:val": style})] if style else []
    if run.strong:
        asked += [element("w:b"), element("w:bCs")]
    if run.em:
        asked += [element("w:i"), element("w:iCs")]
    properties = element("w:rPr", None, *asked) if asked else ""
    if run.text is None:
        return element("w:r", None, properties, element("w:br"))
    return element("w:r", None, properties, element("w:t", {"xml:space": "preserve"}, characters(run.text)))


def _header(document: Mapping, mark: str) -> str:
    lines = [_edge("Header", _runs(text_runs(heading_of(document))), _runs(text_runs(document["date"])))]
    if mark:
        style = element("w:pPr", None, element("w:pStyle", {"w:val": "Mark"}))
        lines.append(element("w:p", None, style, _runs(text_runs(mark))))
    return DECLARATION + element("w:hdr", _NAMESPACES, *lines)


def _footer(document: Mapping) -> str:
    number = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
    label = "".join(
        _field(number[piece]) if piece in number else _runs(text_runs(piece)) for piece in page_label(document)
    )
    return DECLARATION + element(
        "w:ftr", _NAMESPACES, _edge("Footer", _runs(text_runs(edge(document["title"]))), label)
    )


def _edge(style: str, left: str, right: str) -> str:
    properties = element("w:pPr", None, element("w:pStyle", {"w:val": style}))
    return element("w:p", None, properties, left, element("w:r", None, element("w:tab")), right)


def _field(name: str) -> str:
    shown = element("w:r", None, element("w:t", None, "1"))
    return element("w:fldSimple", {"w:instr": f" {name} "}, shown)
