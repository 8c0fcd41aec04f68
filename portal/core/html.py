"""HTML cleaning: the only module that imports bleach and nh3.

What comes in is cleaned by bleach before it is stored; what goes out is cleaned again by nh3 with the same lists. Two
independent parsers have to be fooled at once, and what was stored under an older list is never trusted.

Neither function is for plain text: a cleaner would eat what follows a ``<``. Plain text is escaped, by the template
engine or by ``rich_text.from_plain``.
"""

import html as stdlib_html
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

import nh3
from bleach.sanitizer import Cleaner
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from .text import clean_text

#: Longest rich text, in characters of HTML; html5lib needs about a second for it, long minutes hold 40,000.
MAX_LENGTH = 200_000

#: Deepest nesting of elements taken in: an editor's lists reach 20, and html5lib needs minutes for thousands.
MAX_NESTING = 60

LINK_SCHEMES = frozenset({"http", "https", "mailto"})

# Elements whose content is code or hidden from the reader: what they hold is dropped with them, not shown as text.
DROPPED_WITH_CONTENT = frozenset({"script", "style", "template", "noscript", "title", "iframe", "object", "textarea"})

_DROPPED = re.compile(
    r"<(script|style|template|noscript|title|iframe|object|textarea)\b[^>]{0,500}>.*?(?:</\1\s{0,9}>|\Z)",
    re.IGNORECASE | re.DOTALL,
)

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/><]{0,30})")
_NOT_NESTING = frozenset({"p", "li", "br", "hr", "img", "input", "wbr", "col", "area", "link", "meta", "base"})


@dataclass(frozen=True)
class Policy:
    """A named closed list of elements; the only attribute any of them keeps is the ``href`` of a link."""

    name: str
    tags: frozenset[str]


#: Minutes, notes, agenda items, charters, presentation sheets.
RICH = Policy("rich", frozenset(["p", "br", "strong", "em", "h3", "h4", "ul", "ol", "li", "blockquote", "a"]))
#: One line of text with emphasis: titles of items, short labels.
INLINE = Policy("inline", frozenset({"strong", "em", "a"}))


class HtmlRefused(ValidationError):
    """The HTML is too long or too deeply nested to be cleaned; the message is for the person who typed it."""


def clean(html: str, policy: Policy = RICH) -> str:
    """Return ``html`` reduced to ``policy``, to be stored. Idempotent.

    Raises HtmlRefused, a ValidationError, above MAX_LENGTH characters or MAX_NESTING levels, before any parsing.
    """
    if len(html) > MAX_LENGTH:
        raise HtmlRefused(
            _("This text is too long: %(length)s characters with its layout, at most %(limit)s."),
            code="too_long",
            params={"length": len(html), "limit": MAX_LENGTH},
        )
    text = clean_text(html)
    if "<" in text:
        # Only so that code does not end up as readable text: safety never depends on this expression.
        text = _DROPPED.sub("", text)
        if _nesting(text) > MAX_NESTING:
            raise HtmlRefused(
                _("This text has too many lists or styles inside one another."),
                code="too_deep",
            )
    return _cleaner(policy).clean(text)


def render(html: str, policy: Policy = RICH) -> SafeString:
    """Return stored ``html`` cleaned again for a page, a mail or a document; safe to be put in HTML as it is."""
    cleaned = nh3.clean(
        clean_text(html),
        tags=set(policy.tags),
        clean_content_tags=set(DROPPED_WITH_CONTENT),
        attributes={"a": {"href"}} if "a" in policy.tags else {},
        attribute_filter=_outgoing_attribute,
        url_schemes=set(LINK_SCHEMES),
        url_relative="deny",
        link_rel="noopener noreferrer",
    )
    return mark_safe(cleaned)  # noqa: S308 - the one place where it is justified: nh3 has just rebuilt this string


def is_safe_link(href: str) -> bool:
    """Whether ``href`` is an absolute http, https or mailto address, written without tricks."""
    candidate = stdlib_html.unescape(href)
    if any(ord(char) <= 0x20 or char in "\\\x7f" for char in candidate):
        return False
    try:
        parts = urlsplit(candidate)
    except ValueError:
        return False
    if parts.scheme.lower() not in LINK_SCHEMES:
        return False
    return bool(parts.path if parts.scheme.lower() == "mailto" else parts.netloc)


def _nesting(text: str) -> int:
    """An upper bound of how deep the elements of ``text`` nest; paragraphs and list items close one another."""
    open_tags: Counter[str] = Counter()
    depth = deepest = 0
    for match in _TAG.finditer(text):
        closing, tag = match.group(1), match.group(2).lower()
        if tag in _NOT_NESTING:
            continue
        if not closing:
            open_tags[tag] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif open_tags[tag]:
            open_tags[tag] -= 1
            depth -= 1
    return deepest


@cache
def _cleaner(policy: Policy) -> Cleaner:
    return Cleaner(
        tags=policy.tags,
        attributes=_incoming_attribute if "a" in policy.tags else {},
        protocols=LINK_SCHEMES,
        strip=True,
        strip_comments=True,
    )


def _incoming_attribute(tag: str, name: str, value: str) -> bool:
    return tag == "a" and name == "href" and is_safe_link(value)


def _outgoing_attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "a" and name == "rel":
        return value
    return value if _incoming_attribute(tag, name, value) else None
