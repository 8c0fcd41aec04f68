"""Warnings as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.french_dates import format_date, format_time

from ..outputs import PlanWarning, Reason, ReasonCode, WarningCode
from .occurrences import day_words, describe_reason, phrases


def describe_warning(
    warning: PlanWarning, labels: Mapping[str, str] | None = None, people: Mapping[str, str] | None = None
) -> str:
    """A warning as one sentence without full stop.

    `labels` names rhythms by key; circles name themselves. `people` names persons by key, as in `describe`.
    """
    params = {
        "group": _group(warning.rhythm, warning.circle, labels or {}),
        "name": warning.name,
        "other": warning.other,
        "start": day_words(warning.start),
        "end": day_words(warning.end),
        "reasons": phrases(warning.causes, people),
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
        case WarningCode.NO_DATE_LEFT:
            return _no_date_left(warning, params)
        case WarningCode.REQUIRED_NEVER_FREE:
            return _required_never_free(warning, params, people or {})
        case WarningCode.ALTERNATIVES_OUT_OF_REACH:
            return _out_of_reach(warning, params)
        case WarningCode.SHARED_HOURS:
            return _shared_hours(warning, params, labels or {})
        case WarningCode.EDIT_WITHOUT_REQUIRED:
            return _("%(group)s: the meeting placed by hand on %(start)s: %(reasons)s") % params
        case WarningCode.EDIT_DOUBLES_DAY:
            return _("%(group)s: two meetings on %(start)s") % params
        case WarningCode.EDIT_OUTSIDE_SEASON:
            return _("%(group)s: the meeting placed by hand on %(start)s lies outside the planned period") % params
        case WarningCode.EDIT_WITHOUT_OCCURRENCE:
            return (
                _("%(group)s: a change made by hand no longer applies, its date is not in the plan any more") % params
            )
    raise AssertionError(f"no words for {warning.code}")


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


def _no_date_left(warning: PlanWarning, params: dict) -> str:
    tried = describe_reason(Reason(ReasonCode.NO_DAY_LEFT, days=warning.days))
    if warning.alternatives and warning.days:
        tried = _("%(tried)s (other days and hours: %(alternatives)s)") % {
            "tried": tried,
            "alternatives": _alternatives(warning),
        }
    params |= {"count": warning.count, "tried": tried}
    return (
        ngettext(
            "%(group)s: the only date cannot be held: %(reasons)s, %(tried)s",
            "%(group)s: none of the %(count)d dates can be held: %(reasons)s, %(tried)s",
            warning.count,
        )
        % params
    )


def _required_never_free(warning: PlanWarning, params: dict, people: Mapping[str, str]) -> str:
    keys = [person for reason in warning.causes for person in reason.people]
    names = ", ".join(people[key] for key in keys if key in people)
    params |= {"count": warning.count, "names": names}
    if names and all(key in people for key in keys):
        return _("%(group)s: at the usual hour there is another meeting on all %(count)d dates for: %(names)s") % params
    return (
        _("%(group)s: somebody who has to be there has another meeting at the usual hour of all %(count)d dates")
        % params
    )


def _out_of_reach(warning: PlanWarning, params: dict) -> str:
    params |= {"days": warning.days, "alternatives": _alternatives(warning)}
    if not warning.days:
        return _("%(group)s: dates may not move, so no date ever goes to: %(alternatives)s") % params
    return (
        ngettext(
            "%(group)s: a date that moves by %(days)d day at most never reaches: %(alternatives)s",
            "%(group)s: a date that moves by %(days)d days at most never reaches: %(alternatives)s",
            warning.days,
        )
        % params
    )


def _shared_hours(warning: PlanWarning, params: dict, labels: Mapping[str, str]) -> str:
    params |= {"other": _group(warning.other, warning.other_circle, labels), "count": warning.count}
    return (
        ngettext(
            "%(group)s and %(other)s: the same people are expected at the same hour on %(start)s",
            "%(group)s and %(other)s: the same people are expected at the same hour %(count)d times, "
            "from %(start)s to %(end)s",
            warning.count,
        )
        % params
    )


def _alternatives(warning: PlanWarning) -> str:
    return ", ".join(
        f"{WEEKDAYS[a.weekday]} {format_time(a.start)}" if a.start else str(WEEKDAYS[a.weekday])
        for a in warning.alternatives
    )


def _group(rhythm: str, circle: int | None, labels: Mapping[str, str]) -> str:
    if rhythm in labels:
        return labels[rhythm]
    match circle:
        case 1:
            return _("Circle 1")
        case 2:
            return _("Circle 2")
    return _("Working group")
