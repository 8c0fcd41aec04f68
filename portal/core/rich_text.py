"""Rich text as one small tree, shared by every writer: HTML, plain text, typst (and later DOCX and ODT).

``parse`` reads HTML that ``core.html`` has cleaned. The tree is closed: a writer that handles these classes handles
everything. Depth is bounded, so that a writer may recurse.
"""

import html as stdlib_html
import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from textwrap import wrap

from . import html as core_html

#: Lists and quotes nested deeper than this are kept, at this depth.
MAX_DEPTH = 6


@dataclass(frozen=True)
class Text:
    """A run of characters with one look; ``href`` is empty or a checked absolute address."""

    text: str
    strong: bool = False
    em: bool = False
    href: str = ""


@dataclass(frozen=True)
class LineBreak:
    """A line break inside a paragraph."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; never without text."""

    inlines: tuple["Text | LineBreak", ...]


@dataclass(frozen=True)
class Heading:
    """``level`` is 1 for h3 and 2 for h4 below an h3: the page or document above brings its own titles."""

    level: int
    inlines: tuple["Text | LineBreak", ...]


@dataclass(frozen=True)
class ListBlock:
    """A list of at least one item, each of at least one block."""

    ordered: bool
    items: tuple[tuple["Block", ...], ...]


@dataclass(frozen=True)
class Quote:
    """A quotation of at least one block."""

    blocks: tuple["Block", ...]


Inline = Text | LineBreak
Block = Paragraph | Heading | ListBlock | Quote


def parse(html: str, policy: core_html.Policy = core_html.RICH) -> tuple[Block, ...]:
    """Return the tree of rich text ``html``, cleaned on the way; empty for blank text."""
    builder = _Builder()
    builder.feed(core_html.render(html, policy))
    builder.close()
    return builder.blocks()


def to_plain(html: str, width: int = 0) -> str:
    """Return rich text as plain text for mails and search: paragraphs apart, lists with signs, addresses after links.

    ``width`` > 0 wraps lines at that many characters; no trailing newline.
    """
    return "\n".join(_plain_blocks(parse(html), width))


def to_json(html: str) -> list[dict]:
    """Return the tree of ``html`` as lists and dictionaries, the form that ``core/printing/typst/base.typ`` walks."""
    return [_json_block(block) for block in parse(html)]


def from_plain(text: str) -> str:
    """Return HTML of plain ``text``: escaped, blank lines part paragraphs, single newlines become line breaks."""
    paragraphs = re.split(r"\n[ \t]*\n\s*", text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return "".join(
        "<p>" + stdlib_html.escape(paragraph, quote=False).replace("\n", "<br>") + "</p>"
        for paragraph in paragraphs
        if paragraph
    )


def is_blank(html: str) -> bool:
    """Whether ``html`` shows nothing: an editor left empty sends ``<p></p>`` or ``<p><br></p>``."""
    return not to_plain(html).strip(" \n\u00a0")


@dataclass
class _Frame:
    """An open block container: a quote, a list, a list item or the document itself."""

    kind: str
    blocks: list[Block] = field(default_factory=list)
    items: list[tuple[Block, ...]] = field(default_factory=list)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.frames = [_Frame("document")]
        self.inlines: list[Inline] = []
        self.heading = 0
        self.deepest_heading = 0
        self.strong = self.em = 0
        self.hrefs: list[str] = []
        self.skipped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        match tag:
            case "strong":
                self.strong += 1
            case "em":
                self.em += 1
            case "a":
                self.hrefs.append(dict(attrs).get("href") or "")
            case "br":
                self.inlines.append(LineBreak())
            case "p":
                self.flush()
            case "h3" | "h4":
                self.flush()
                self.heading = 1 if tag == "h3" else 2
            case "ul" | "ol" | "blockquote":
                self.flush()
                if sum(frame.kind != "li" for frame in self.frames) > MAX_DEPTH:
                    self.skipped.append(tag)
                else:
                    self.frames.append(_Frame(tag))
            case "li":
                self.flush()
                if self.frames[-1].kind in {"ul", "ol"}:
                    self.frames.append(_Frame("li"))

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "strong":
                self.strong -= 1
            case "em":
                self.em -= 1
            case "a":
                if self.hrefs:
                    self.hrefs.pop()
            case "p" | "h3" | "h4":
                self.flush()
            case "ul" | "ol" | "blockquote":
                self.flush()
                if self.skipped:
                    self.skipped.pop()
                elif len(self.frames) > 1:
                    self.pop_frame()
            case "li":
                self.flush()
                if self.frames[-1].kind == "li" and not self.skipped:
                    self.pop_frame()

    def handle_data(self, data: str) -> None:
        text = re.sub(r"[ \t\n\r\f]+", " ", data)
        href = self.hrefs[-1] if self.hrefs else ""
        run = Text(text, strong=self.strong > 0, em=self.em > 0, href=href)
        last = self.inlines[-1] if self.inlines else None
        if isinstance(last, Text) and replace(last, text="") == replace(run, text=""):
            self.inlines[-1] = replace(last, text=last.text + text)
        else:
            self.inlines.append(run)

    def flush(self) -> None:
        inlines = _trimmed(self.inlines)
        self.inlines = []
        heading, self.heading = self.heading, 0
        if inlines:
            self.add(self.headed(heading, inlines) if heading else Paragraph(inlines))

    def headed(self, level: int, inlines: tuple[Inline, ...]) -> Block:
        """A heading, without a jump from nothing to level 2; in a list or a quotation, only a strong paragraph."""
        if len(self.frames) > 1:
            return Paragraph(tuple(run if isinstance(run, LineBreak) else replace(run, strong=True) for run in inlines))
        level = min(level, self.deepest_heading + 1)
        self.deepest_heading = level
        return Heading(level, inlines)

    def add(self, block: Block) -> None:
        frame = self.frames[-1]
        if frame.kind in {"ul", "ol"}:  # text straight in a list: an item of its own
            frame.items.append((block,))
        else:
            frame.blocks.append(block)

    def pop_frame(self) -> None:
        frame = self.frames.pop()
        if frame.kind == "li":
            if frame.blocks:
                self.frames[-1].items.append(tuple(frame.blocks))
        elif frame.kind == "blockquote":
            if frame.blocks:
                self.add(Quote(tuple(frame.blocks)))
        elif frame.items:
            self.add(ListBlock(frame.kind == "ol", tuple(frame.items)))

    def blocks(self) -> tuple[Block, ...]:
        self.flush()
        while len(self.frames) > 1:
            self.pop_frame()
        return tuple(self.frames[0].blocks)


def _trimmed(inlines: list[Inline]) -> tuple[Inline, ...]:
    """Single spaces, none at the ends nor around line breaks, no line break at the end, no empty run."""
    kept: list[Inline] = []
    after_space = True
    for inline in inlines:
        if isinstance(inline, LineBreak):
            _strip_last(kept)
            kept.append(inline)
            after_space = True
            continue
        text = inline.text[1:] if after_space and inline.text.startswith(" ") else inline.text
        if text:
            kept.append(replace(inline, text=text))
            after_space = text.endswith(" ")
    while kept and (isinstance(kept[-1], LineBreak) or not kept[-1].text.strip(" ")):
        kept.pop()
    _strip_last(kept)
    return tuple(kept) if any(isinstance(inline, Text) for inline in kept) else ()


def _strip_last(kept: list[Inline]) -> None:
    if kept and isinstance(kept[-1], Text) and kept[-1].text.endswith(" "):
        text = kept[-1].text.rstrip(" ")
        kept[-1:] = [replace(kept[-1], text=text)] if text else []


def _plain_inlines(inlines: tuple[Inline, ...]) -> str:
    parts = []
    for index, inline in enumerate(inlines):
        if isinstance(inline, LineBreak):
            parts.append("\n")
            continue
        parts.append(inline.text)
        following = inlines[index + 1] if index + 1 < len(inlines) else None
        last_of_link = not (isinstance(following, Text) and following.href == inline.href)
        if inline.href and last_of_link and inline.href.removeprefix("mailto:") not in _link_text(inlines, index):
            parts.append(f" ({inline.href.removeprefix('mailto:')})")
    return "".join(parts)


def _link_text(inlines: tuple[Inline, ...], index: int) -> str:
    text, href = "", inlines[index].href
    while index >= 0 and isinstance(inlines[index], Text) and inlines[index].href == href:
        text, index = inlines[index].text + text, index - 1
    return text


def _plain_blocks(blocks: tuple[Block, ...], width: int) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        if lines:
            lines.append("")
        match block:
            case Paragraph() | Heading():
                lines += _wrapped(_plain_inlines(block.inlines), width)
            case Quote():
                lines += [
                    "> " + line if line else ">"
                    for line in _plain_blocks(block.blocks, max(width - 2, 20) if width else 0)
                ]
            case ListBlock():
                for number, item in enumerate(block.items, start=1):
                    sign = f"{number}. " if block.ordered else "- "
                    inner = _plain_blocks(item, max(width - len(sign), 20) if width else 0)
                    lines.append(sign + inner[0])
                    lines += [" " * len(sign) + line for line in inner[1:] if line]
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    lines = text.split("\n")
    if not width:
        return lines
    return [
        part for line in lines for part in wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]
    ]


def _json_block(block: Block) -> dict:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "inlines": [_json_inline(inline) for inline in block.inlines]}
        case Heading():
            return {
                "kind": "heading",
                "level": block.level,
                "inlines": [_json_inline(inline) for inline in block.inlines],
            }
        case Quote():
            return {"kind": "quote", "blocks": [_json_block(inner) for inner in block.blocks]}
        case ListBlock():
            items = [[_json_block(inner) for inner in item] for item in block.items]
            return {"kind": "list", "ordered": block.ordered, "items": items}


def _json_inline(inline: Inline) -> dict:
    if isinstance(inline, LineBreak):
        return {"kind": "break"}
    return {"kind": "text", "text": inline.text, "strong": inline.strong, "em": inline.em, "href": inline.href}
