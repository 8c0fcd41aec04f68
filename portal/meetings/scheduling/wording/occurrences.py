"""What became of a date, and why, as sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.french_dates import format_date, format_time

from ..outputs import Occurrence, Reason, ReasonCode, Status

_BY_USER = frozenset({ReasonCode.KEPT_BY_USER, ReasonCode.MOVED_BY_USER, ReasonCode.DROPPED_BY_USER})


def describe(occurrence: Occurrence, people: Mapping[str, str] | None = None) -> str:
    """What became of an occurrence and why, as one sentence without full stop; empty when it is simply kept.

    `people` names, by person key, those whom the reader may know to be taken elsewhere; others stay without name.
    """
    nominal = day_words(occurrence.nominal)
    codes = {reason.code for reason in occurrence.reasons}
    if ReasonCode.KEPT_BY_USER in codes:
        return _("Kept by hand on %(date)s") % {"date": nominal}
    if ReasonCode.MOVED_BY_USER in codes:
        return _moved_by_hand(occurrence)
    if ReasonCode.DROPPED_BY_USER in codes:
        return _("Removed by hand: %(date)s") % {"date": nominal}
    match occurrence.status:
        case Status.MOVED:
            return _moved(occurrence, phrases(occurrence.reasons, people))
        case Status.SKIPPED:
            params = {"date": nominal, "reasons": phrases(occurrence.reasons, people)}
            return _("No meeting on %(date)s: %(reasons)s") % params
        case Status.MERGED:
            return _merged(occurrence, people)
    return ""


def describe_reason(reason: Reason, people: Mapping[str, str] | None = None) -> str:
    """One cause, as a phrase that stands after a colon. `people` names persons by key, as in `describe`."""
    match reason.code:
        case ReasonCode.PUBLIC_HOLIDAY:
            return _("public holiday (%(name)s)") % {"name": reason.name}
        case ReasonCode.SCHOOL_HOLIDAY:
            return _("school holidays (%(name)s)") % {"name": reason.name}
        case ReasonCode.CLOSED_DAY if reason.name:
            return _("closed day (%(name)s)") % {"name": reason.name}
        case ReasonCode.CLOSED_DAY:
            return _("closed day")
        case ReasonCode.WEEKEND:
            return _("weekend")
        case ReasonCode.DAY_TAKEN:
            return _("the circle already meets that day")
        case ReasonCode.REQUIRED_TAKEN:
            return _required_taken(reason, people or {})
        case ReasonCode.NO_DAY_LEFT if not reason.days:
            return _("the rhythm lets no date move")
        case ReasonCode.NO_DAY_LEFT:
            return ngettext("no free day within %(days)d day", "no free day within %(days)d days", reason.days) % {
                "days": reason.days
            }
        case ReasonCode.MERGED:
            return _("joined to the circle 2 meeting of %(date)s") % {"date": day_words(reason.date)}
        case ReasonCode.KEPT_BY_USER:
            return _("kept by hand")
        case ReasonCode.MOVED_BY_USER:
            return _("moved by hand")
        case ReasonCode.DROPPED_BY_USER:
            return _("removed by hand")
        case ReasonCode.OUTSIDE_CAMPAIGN:
            return _("no meetings outside campaigns")
        case ReasonCode.CADENCE_CHANGE:
            return _("another rhythm begins")
    raise AssertionError(f"no words for {reason.code}")


def phrases(reasons: tuple[Reason, ...], people: Mapping[str, str] | None = None) -> str:
    """The causes among `reasons` after each other, each said once; what was done by hand has its own sentence."""
    said = (describe_reason(reason, people) for reason in reasons if reason.code not in _BY_USER)
    return ", ".join(dict.fromkeys(said))


def _required_taken(reason: Reason, people: Mapping[str, str]) -> str:
    names = ", ".join(people[person] for person in reason.people if person in people)
    if not names:
        return _("somebody who has to be there is taken elsewhere at that hour")
    if any(person not in people for person in reason.people):
        return _("%(names)s and others who have to be there are taken elsewhere at that hour") % {"names": names}
    return _("taken elsewhere at that hour: %(names)s") % {"names": names}


def _merged(occurrence: Occurrence, people: Mapping[str, str] | None) -> str:
    params = {"date": day_words(occurrence.date), "nominal": day_words(occurrence.nominal)}
    causes = tuple(reason for reason in occurrence.reasons if reason.code is not ReasonCode.MERGED)
    if not causes:
        return _("Joined to the circle 2 meeting of %(date)s, which includes circle 1") % params
    params["reasons"] = phrases(causes, people)
    return (
        _("Joined to the circle 2 meeting of %(date)s, which includes circle 1, instead of %(nominal)s: %(reasons)s")
        % params
    )


def _moved(occurrence: Occurrence, reasons: str) -> str:
    params = _move(occurrence) | {"reasons": reasons}
    if not _other_hour(occurrence):
        return _("Moved from %(nominal)s to %(date)s: %(reasons)s") % params
    if occurrence.date == occurrence.nominal:
        return _("Moved from %(from)s to %(time)s on %(nominal)s: %(reasons)s") % params
    return _("Moved from %(nominal)s to %(date)s at %(time)s: %(reasons)s") % params


def _moved_by_hand(occurrence: Occurrence) -> str:
    params = _move(occurrence)
    if not _other_hour(occurrence):
        return _("Moved by hand from %(nominal)s to %(date)s") % params
    if occurrence.date == occurrence.nominal:
        return _("Moved by hand from %(from)s to %(time)s on %(nominal)s") % params
    return _("Moved by hand from %(nominal)s to %(date)s at %(time)s") % params


def _other_hour(occurrence: Occurrence) -> bool:
    return occurrence.nominal_start not in (None, occurrence.start)


def _move(occurrence: Occurrence) -> dict[str, str]:
    """Both days of a move; the second without its month where it is the same: "mercredi 11 novembre", "jeudi 12"."""
    nominal, date = occurrence.nominal, occurrence.date
    same_month = (nominal.year, nominal.month) == (date.year, date.month)
    # The first of a month has a spelling of its own in French, which stands with its month.
    short = f"{WEEKDAYS[date.weekday()]} {date.day}" if same_month and date.day > 1 else day_words(date)
    return {
        "nominal": day_words(nominal),
        "date": short,
        "from": format_time(occurrence.nominal_start or occurrence.start),
        "time": format_time(occurrence.start),
    }


def day_words(day: dt.date | None) -> str:
    """The weekday, day and month, without the year; empty without a day."""
    return "" if day is None else format_date(day, weekday=True, year=False)
