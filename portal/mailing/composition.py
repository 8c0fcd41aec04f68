"""The writer of mails: one plain text, from which both parts come. Pure: strings in, strings out.

The templates write paragraphs separated by blank lines, and lists whose lines begin with "- ". The text part wraps them
at 60 columns (DESIGN §9); the HTML part holds the same words as paragraphs, lists and links, everything escaped.
"""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from portal.core.text import clean_text

WIDTH = 60
#: Where the layout puts the acts; a private-use character, so that no text of a user can stand for it.
ACTS_MARK = "\ue0f0"
#: Where the layout ends the message and says why it was sent.
FOOTER_MARK = "\ue0f1"
_MARKS = re.compile(f"[{ACTS_MARK}{FOOTER_MARK}]")
_URL = re.compile(r"https?://[^\s<>\"«»]+[^\s<>\"«».,;:!?)\]]")
_BULLET = "- "


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that the reader can do: the words of the link and its full address."""

    label: str
    url: str


def without_marks(value):
    """Return ``value`` without the layout's marks when it is text; anything else is returned as it is."""
    return _MARKS.sub("", value) if isinstance(value, str) else value


def compose_text(source: str, acts: Sequence[Act], colon: str) -> str:
    """Return the text part: ``source`` wrapped at 60 columns, addresses never cut.

    ``colon`` is what stands between an act's label and its address: "\\u202f:" in French, ":" in English.
    """
    written = []
    for block in _blocks(source):
        if block == [ACTS_MARK]:
            written += [f"{_wrap(act.label + colon)}\n{act.url}" for act in acts]
        elif block == [FOOTER_MARK]:
            written.append("-- ")
        else:
            written.append("\n".join(_wrap(line) for line in block))
    return "\n\n".join(written) + "\n"


def compose_html(source: str, acts: Sequence[Act]) -> SafeString:
    """Return the inside of the HTML part: the same words, escaped, with addresses as links."""
    written = []
    for block in _blocks(source):
        if block == [ACTS_MARK]:
            written += [format_html('<p><a href="{}"><strong>{}</strong></a></p>', act.url, act.label) for act in acts]
        elif block == [FOOTER_MARK]:
            written.append("<hr>")
        elif all(line.startswith(_BULLET) for line in block):
            items = "".join(f"<li>{_linked(line.removeprefix(_BULLET))}</li>" for line in block)
            written.append(f"<ul>{items}</ul>")
        else:
            written.append("<p>" + "<br>\n".join(_linked(line) for line in block) + "</p>")
    return SafeString("\n".join(written))


def linked_text(text: str) -> SafeString:
    """Return plain ``text`` escaped, its addresses as links: for showing a mail in a page."""
    return SafeString(_linked(text))


def _blocks(source: str) -> list[list[str]]:
    """Cut ``source`` at blank lines, and where a list begins or ends; blank lines in a row count as one."""
    blocks: list[list[str]] = [[]]
    for raw in clean_text(source).split("\n"):
        line = raw.strip(" \t")
        last = blocks[-1]
        if not line:
            if last:
                blocks.append([])
        elif last and last[-1].startswith(_BULLET) != line.startswith(_BULLET):
            blocks.append([line])
        else:
            last.append(line)
    return [block for block in blocks if block]


def _wrap(line: str) -> str:
    return textwrap.fill(
        line,
        WIDTH,
        subsequent_indent="  " if line.startswith(_BULLET) else "",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _linked(line: str) -> str:
    parts, end = [], 0
    for match in _URL.finditer(line):
        url = escape(match.group())
        parts += [escape(line[end : match.start()]), f'<a href="{url}">{url}</a>']
        end = match.end()
    return "".join([*parts, escape(line[end:])])
