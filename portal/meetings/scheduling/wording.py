"""Puts reasons, occurrences, warnings and errors of the engine into sentences a lead understands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.french_dates import format_date

from .outputs import Occurrence, PlanWarning, Reason, ReasonCode, Status, WarningCode
from .validation import ErrorCode, SchedulingError

_BY_USER = frozenset({ReasonCode.KEPT_BY_USER, ReasonCode.MOVED_BY_USER, ReasonCode.DROPPED_BY_USER})


def describe(occurrence: Occurrence, people: Mapping[str, str] | None = None) -> str:
    """What became of an occurrence and why, as one sentence without full stop; empty when it is simply kept.

    `people` names, by person key, those whom the reader may know to be taken elsewhere; others stay without name.
    """
    nominal = _day(occurrence.nominal)
    codes = {reason.code for reason in occurrence.reasons}
    if ReasonCode.KEPT_BY_USER in codes:
        return _("Kept by hand on %(date)s") % {"date": nominal}
    if ReasonCode.MOVED_BY_USER in codes:
        return _("Moved by hand from %(nominal)s to %(date)s") % _move(occurrence)
    if ReasonCode.DROPPED_BY_USER in codes:
        return _("Removed by hand: %(date)s") % {"date": nominal}
    match occurrence.status:
        case Status.MOVED:
            params = _move(occurrence) | {"reasons": _reasons(occurrence.reasons, people)}
            return _("Moved from %(nominal)s to %(date)s: %(reasons)s") % params
        case Status.SKIPPED:
            params = {"date": nominal, "reasons": _reasons(occurrence.reasons, people)}
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
            return _("joined to the circle 2 meeting of %(date)s") % {"date": _day(reason.date)}
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


def describe_warning(warning: PlanWarning, labels: Mapping[str, str] | None = None) -> str:
    """A warning as one sentence without full stop. `labels` names rhythms by key; circles name themselves."""
    params = {
        "group": _group(warning, labels or {}),
        "name": warning.name,
        "other": warning.other,
        "start": _day(warning.start),
        "end": _day(warning.end),
        "reasons": _reasons(warning.causes),
    }
    match warning.code:
        case WarningCode.GAP:
            return _gap(warning, params)
        case WarningCode.BEYOND_KNOWN_CALENDAR:
            return _beyond_known_calendar(warning)
        case WarningCode.CAMPAIGNS_OVERLAP:
            return _("The campaigns “%(name)s” and “%(other)s” overlap, from %(start)s to %(end)s") % params
        case WarningCode.CAMPAIGN_WITHOUT_MEETING:
            return _("%(group)s: no meeting during the campaign “%(name)s”, from %(start)s to %(end)s") % params
        case WarningCode.RHYTHM_WITHOUT_DATE:
            return _("%(group)s: the rhythm gives no date in this period") % params
        case WarningCode.EDIT_ON_CLOSED_DAY:
            return _("%(group)s: the meeting placed by hand on %(start)s falls on a closed day: %(reasons)s") % params
        case WarningCode.EDIT_DOUBLES_DAY:
            return _("%(group)s: two meetings on %(start)s") % params
        case WarningCode.EDIT_OUTSIDE_SEASON:
            return _("%(group)s: the meeting placed by hand on %(start)s lies outside the planned period") % params
        case WarningCode.EDIT_WITHOUT_OCCURRENCE:
            return (
                _("%(group)s: a change made by hand no longer applies, its date is not in the plan any more") % params
            )
    raise AssertionError(f"no words for {warning.code}")


def describe_error(error: SchedulingError) -> str:
    """What is wrong with the request, as a sentence that says what to put right."""
    subject = {"name": error.subject}
    match error.code:
        case ErrorCode.SEASON_ENDS_BEFORE_START:
            return _("The period ends before it starts.")
        case ErrorCode.SEASON_TOO_LONG:
            return _("The period is longer than three years.")
        case ErrorCode.SEASON_YEAR:
            return _("The period lies too far in the past or in the future.")
        case ErrorCode.RHYTHM_WEEKS:
            return _("A rhythm is every 1 to 52 weeks.")
        case ErrorCode.RHYTHM_NTH:
            return _("Choose the first, second, third, fourth or last weekday of the month.")
        case ErrorCode.RHYTHM_WEEKDAY:
            return _("Choose a day of the week.")
        case ErrorCode.RHYTHM_CIRCLE:
            return _("A rhythm belongs to circle 1, circle 2 or a working group.")
        case ErrorCode.RHYTHM_ENDS_BEFORE_START:
            return _("The rhythm ends before it starts.")
        case ErrorCode.RHYTHM_DURATION:
            return _("A meeting lasts between one minute and one day.")
        case ErrorCode.RHYTHM_TOLERANCE:
            return _("A date may move by 0 to 60 days.")
        case ErrorCode.RHYTHM_TWICE:
            return _("The same rhythm is given twice.")
        case ErrorCode.CAMPAIGN_ENDS_BEFORE_START:
            return _("The campaign “%(name)s” ends before it starts.") % subject
        case ErrorCode.CAMPAIGN_CHECKS_AFTER_START:
            return _("The checks before the campaign “%(name)s” begin after the campaign itself.") % subject
        case ErrorCode.HOLIDAY_ENDS_BEFORE_START:
            return _("The holidays “%(name)s” end before they start.") % subject
        case ErrorCode.EDIT_DATE:
            return _("Give the date to which the meeting moves.")
        case ErrorCode.EDIT_TWICE:
            return _("The same date is changed twice.")
    raise AssertionError(f"no words for {error.code}")


def _required_taken(reason: Reason, people: Mapping[str, str]) -> str:
    names = ", ".join(people[person] for person in reason.people if person in people)
    if not names:
        return _("somebody who has to be there is taken elsewhere at that hour")
    if any(person not in people for person in reason.people):
        return _("%(names)s and others who have to be there are taken elsewhere at that hour") % {"names": names}
    return _("taken elsewhere at that hour: %(names)s") % {"names": names}


def _merged(occurrence: Occurrence, people: Mapping[str, str] | None) -> str:
    params = {"date": _day(occurrence.date), "nominal": _day(occurrence.nominal)}
    causes = tuple(reason for reason in occurrence.reasons if reason.code is not ReasonCode.MERGED)
    if not causes:
        return _("Joined to the circle 2 meeting of %(date)s, which includes circle 1") % params
    params["reasons"] = _reasons(causes, people)
    return (
        _("Joined to the circle 2 meeting of %(date)s, which includes circle 1, instead of %(nominal)s: %(reasons)s")
        % params
    )


def _gap(warning: PlanWarning, params: dict) -> str:
    weeks = round(warning.days / 7)
    params |= {"weeks": weeks}
    return (
        ngettext(
            "%(group)s: %(weeks)d week without a meeting, from %(start)s to %(end)s: %(reasons)s",
            "%(group)s: %(weeks)d weeks without a meeting, from %(start)s to %(end)s: %(reasons)s",
            weeks,
        )
        % params
    )


def _beyond_known_calendar(warning: PlanWarning) -> str:
    until = format_date(warning.start, weekday=False)
    if not warning.count:
        return _("The school calendar is known until %(date)s only") % {"date": until}
    return ngettext(
        "The school calendar is known until %(date)s only: %(count)d later date may fall in school holidays",
        "The school calendar is known until %(date)s only: %(count)d later dates may fall in school holidays",
        warning.count,
    ) % {"date": until, "count": warning.count}


def _group(warning: PlanWarning, labels: Mapping[str, str]) -> str:
    if warning.rhythm in labels:
        return labels[warning.rhythm]
    match warning.circle:
        case 1:
            return _("Circle 1")
        case 2:
            return _("Circle 2")
    return _("Working group")


def _reasons(reasons: tuple[Reason, ...], people: Mapping[str, str] | None = None) -> str:
    return ", ".join(describe_reason(reason, people) for reason in reasons if reason.code not in _BY_USER)


def _day(day: dt.date | None) -> str:
    return "" if day is None else format_date(day, weekday=True, year=False)


def _move(occurrence: Occurrence) -> dict[str, str]:
    """Both days of a move; the second without its month where it is the same: "mercredi 11 novembre", "jeudi 12"."""
    nominal, date = occurrence.nominal, occurrence.date
    same_month = (nominal.year, nominal.month) == (date.year, date.month)
    # The first of a month has a spelling of its own in French, which stands with its month.
    short = f"{WEEKDAYS[date.weekday()]} {date.day}" if same_month and date.day > 1 else _day(date)
    return {"nominal": _day(nominal), "date": short}
