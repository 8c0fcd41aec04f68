"""A presentation sheet as plain values: what a revision keeps, what two states differ in, word by word."""

import difflib
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.core.phones import format_phone

from .models import Organisation, Site

#: Columns of the sheet in the order in which they are read; ``sites`` come after them.
COLUMNS = (
    "name",
    "short_name",
    "actor_type",
    "missions",
    "public_served",
    "territory_served",
    "offers",
    "ways_of_working",
    "confidentiality_limits",
    "how_to_reach",
    "phone",
    "email",
    "website",
    "siret",
    "uai",
)
SITE_COLUMNS = ("name", "address", "postcode", "access")
#: Read as one: a number of which two digits changed is another number.
WHOLE = frozenset({"actor_type", "phone", "email", "website", "siret", "uai"})
_WORD = re.compile(r"\S+\s*|\s+")


def content_of(organisation: Organisation, sites: Sequence[Site] | None = None) -> dict:
    """Return the sheet and its open sites as JSON takes them, in one query for the sites unless they are given."""
    content = {name: value_of(organisation, name) for name in COLUMNS}
    if sites is None:
        sites = organisation.sites.filter(closed_at__isnull=True).select_related("commune").order_by("pk")
    content["sites"] = [
        {
            "id": site.pk,
            **{name: getattr(site, name) for name in SITE_COLUMNS},
            "commune": _reference(site.commune),
        }
        for site in sites
    ]
    return content


def value_of(organisation: Organisation, column: str):
    """Return one column of the sheet as JSON takes it."""
    value = getattr(organisation, column)
    return _reference(value) if column == "actor_type" else value


def content_version(content: dict) -> str:
    """Return a short text that changes with anything in ``content``, for a page to send back."""
    written = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


class Change(StrEnum):
    """What became of some words between two states."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Words:
    """Some words that stayed, went or came."""

    change: Change
    text: str


@dataclass(frozen=True)
class Difference:
    """One field that two states do not share: both texts, and the words between them."""

    key: str
    label: str
    old: str
    new: str

    @property
    def words(self) -> list[Words]:
        """Return the words of both texts in reading order."""
        return words_between(self.key, self.old, self.new)


def differences(old: dict, new: dict) -> list[Difference]:
    """Return what differs between two contents, columns first, then sites by their identity."""
    found = [
        Difference(name, label_of(name), text_of(name, old.get(name)), text_of(name, new.get(name)))
        for name in COLUMNS
        if old.get(name, "") != new.get(name, "")
    ]
    olds, news = ({site["id"]: _site_text(site) for site in content.get("sites", ())} for content in (old, new))
    for key in dict.fromkeys([*olds, *news]):
        before, after = olds.get(key, ""), news.get(key, "")
        if before != after:
            found.append(Difference(f"site-{key}", _("Place"), before, after))
    return found


def words_between(column: str, old: str, new: str) -> list[Words]:
    """Return the words of two values of ``column``; those of columns that are read as one are not taken apart."""
    if column in WHOLE and old != new:
        return [Words(change, text) for change, text in ((Change.REMOVED, old), (Change.ADDED, new)) if text]
    return compare_words(old, new)


def compare_words(old: str, new: str) -> list[Words]:
    """Return the words of both texts: those removed stand before those added in their place."""
    olds, news = _WORD.findall(old), _WORD.findall(new)
    # Compared without the blanks that follow: the last word of a text has none.
    matcher = difflib.SequenceMatcher(None, [word.strip() for word in olds], [word.strip() for word in news])
    runs = []
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            runs.append(Words(Change.SAME, "".join(news[new_start:new_end])))
            continue
        if end > start:
            runs.append(Words(Change.REMOVED, "".join(olds[start:end])))
        if new_end > new_start:
            runs.append(Words(Change.ADDED, "".join(news[new_start:new_end])))
    return runs


def label_of(column: str) -> str:
    """Return what a column of the sheet is called."""
    return capfirst(str(Organisation._meta.get_field(column).verbose_name))


def text_of(column: str, value) -> str:
    """Return a kept value as it is read; empty for none."""
    if not value:
        return ""
    if isinstance(value, dict):
        return value["name"]
    return format_phone(value) if column == "phone" else value


def _reference(row) -> dict | None:
    return {"id": row.pk, "name": str(row)} if row is not None else None


def _site_text(site: dict) -> str:
    town = f"{site['postcode']} {site['commune']['name'] if site['commune'] else ''}".strip()
    return "\n".join(filter(None, (site["name"], site["address"], town, site["access"])))
