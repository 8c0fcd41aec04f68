"""What several verbs check: days, stale saves, texts."""

import datetime as dt
import hashlib
from dataclasses import fields as dataclass_fields

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.errors import DomainError
from portal.core.french_dates import format_date
from portal.core.text import clean_line, clean_text

EARLIEST = dt.date(2000, 1, 1)
#: How far ahead something may be dated.
HORIZON = dt.timedelta(days=3 * 366)


class StaleSave(DomainError):
    """Somebody saved meanwhile; ``stored`` is the row as it is now, for both versions to be shown."""

    def __init__(self, stored):
        super().__init__(
            _("Somebody else saved changes while you were writing. Nothing was overwritten."), code="stale"
        )
        self.stored = stored


def version_of(instance, fields) -> str:
    """Return a short text that changes with any of ``fields``, for a form to send back."""
    values = [(name, getattr(instance, instance._meta.get_field(name).attname)) for name in fields]
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def refuse_stale(stored, fields, version: str) -> None:
    """Raise ``StaleSave`` when ``fields`` of ``stored`` changed since ``version`` was given out."""
    if version != version_of(stored, fields):
        raise StaleSave(stored)


def check_day(day: dt.date, *, field: str, earliest: dt.date | None = None, latest: dt.date | None = None) -> dt.date:
    """Return ``day``; raise ``DomainError`` (code "day") when it is out of the two bounds, both included."""
    earliest = earliest or EARLIEST
    latest = latest or timezone.localdate() + HORIZON
    if day < earliest:
        message = _("The date cannot be before %(day)s.") % {"day": format_date(earliest, weekday=False)}
        raise DomainError(message, code="day", field=field)
    if day > latest:
        message = _("The date cannot be after %(day)s.") % {"day": format_date(latest, weekday=False)}
        raise DomainError(message, code="day", field=field)
    return day


def columns_of(details) -> dict:
    """Return the fields of a dataclass by name, without copying the rows it holds."""
    return {field.name: getattr(details, field.name) for field in dataclass_fields(details)}


def apply_details(instance, details: dict) -> list[str]:
    """Write ``details`` (column to value) on ``instance``, texts cleaned; return the names of what changed."""
    changed = []
    for name, value in details.items():
        if isinstance(value, str):
            value = cleaned_column(instance, name, value)
        # By the key where it is another row: an unsaved instance has no row to compare with yet.
        key = value.pk if isinstance(value, Model) else value
        if getattr(instance, instance._meta.get_field(name).attname) != key:
            setattr(instance, name, value)
            changed.append(name)
    return changed


def cleaned_column(instance, name: str, value: str) -> str:
    """Return ``value`` as the column ``name`` keeps it: without control characters, on one line where it has one."""
    single_line = instance._meta.get_field(name).get_internal_type() != "TextField"
    return clean_line(value) if single_line else clean_text(value).strip()
