"""A solution as plain values: what a revision keeps, what two states differ in."""

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.core.phones import format_phone
from portal.directory.sheet_content import Change, Difference, Words, compare_words

from .models import Solution

#: Columns in the order in which they are read.
COLUMNS = (
    "name",
    "solution_type",
    "state",
    "format",
    "summary",
    "description",
    "age_min",
    "age_max",
    "conditions",
    "duration",
    "cost",
    "cost_details",
    "how_to_orient",
    "contact_phone",
    "contact_email",
    "website",
    "public",
    "public_text",
    "next_steps",
)
#: Lists of rows, which are written after the columns.
LISTS = ("needs", "audiences", "levels", "providers", "prescribers", "sites", "funders")
#: Where each field stands when a solution is read.
ORDER = (
    "name",
    "solution_type",
    "state",
    "format",
    "summary",
    "description",
    "needs",
    "audiences",
    "levels",
    "age_min",
    "age_max",
    "conditions",
    "how_to_orient",
    "prescribers",
    "contact_phone",
    "contact_email",
    "website",
    "duration",
    "cost",
    "cost_details",
    "providers",
    "sites",
    "public",
    "public_text",
    "next_steps",
    "funders",
)
#: Texts of which the words are compared; the rest is read as one.
TEXTS = frozenset(
    {"name", "summary", "description", "conditions", "how_to_orient", "public_text", "next_steps", "duration"}
)


class SolutionDifference(Difference):
    """One field that two states of a solution do not share."""

    @property
    def words(self) -> list[Words]:
        """Return the words of both texts in reading order; what is read as one is not taken apart."""
        if self.key in TEXTS:
            return compare_words(self.old, self.new)
        return [Words(change, text) for change, text in ((Change.REMOVED, self.old), (Change.ADDED, self.new)) if text]


def content_of(solution: Solution) -> dict:
    """Return the columns and lists of a saved solution as JSON takes them; one query a list that is not prefetched."""
    content = {name: _plain(getattr(solution, name)) for name in COLUMNS}
    for name in LISTS:
        # Sorted here: ``order_by`` would ask again what is prefetched.
        content[name] = [_plain(row) for row in sorted(getattr(solution, name).all(), key=lambda row: row.pk)]
    return content


def content_of_details(details) -> dict:
    """Return what a form gave as ``SolutionDetails`` in the same shape, to compare it with what is stored."""
    content = {name: _plain(getattr(details, name)) for name in COLUMNS}
    for name in LISTS:
        content[name] = [_plain(row) for row in sorted(getattr(details, name), key=lambda row: row.pk)]
    return content


def differences(old: dict, new: dict) -> list[SolutionDifference]:
    """Return what differs between two contents, in reading order."""
    return [
        SolutionDifference(name, label_of(name), text_of(name, old.get(name)), text_of(name, new.get(name)))
        for name in ORDER
        if _keys(old.get(name)) != _keys(new.get(name))
    ]


def label_of(name: str) -> str:
    """Return what a field of a solution is called."""
    return capfirst(str(Solution._meta.get_field(name).verbose_name))


def text_of(name: str, value) -> str:
    """Return a kept value as it is read; empty for none."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value in (None, "", []):
        return ""
    if isinstance(value, list):
        return "\n".join(sorted(row["name"] for row in value))
    if isinstance(value, dict):
        return value["name"]
    choices = Solution._meta.get_field(name).choices
    if choices:
        return str(dict(choices).get(value, value))
    return format_phone(value) if name == "contact_phone" else str(value)


def _plain(value):
    return {"id": value.pk, "name": str(value)} if isinstance(value, Model) else value


def _keys(value):
    """Rows by their key: a name that was changed in the directory is no change of the solution."""
    if isinstance(value, list):
        return [row["id"] for row in value]
    return value["id"] if isinstance(value, dict) else value
