"""Delays in sentences, and the steps of one meeting with their days."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.french_dates import format_date, format_time, to_local

from ..delays import Delays, day_before, delays_for, freeze_at, last_day_for_items
from ..enums import Answer, MeetingStatus
from ..models import ChangeNotice, Meeting
from ..news import feed_alone
from ..services.calls import why_not_called
from ..services.change_notices import waiting_notice
from ..services.convene import Candidate, expected, expected_but_not_invited
from ..services.meetings import would_tell
from ..services.reminders import why_not_reminded


def sentences_of(delays: Delays) -> list[str]:
    """Return what ``delays`` say, a sentence a step; steps that are left out say so."""
    return [
        _before(
            delays.call_days,
            _("No call for agenda items."),
            _("Call for agenda items on the day of the meeting."),
            lambda days: ngettext(
                "Call for agenda items %(days)d day before.", "Call for agenda items %(days)d days before.", days
            ),
        ),
        _before(
            delays.convene_days,
            _("No fixed day for the convocation."),
            _("Convocation on the day of the meeting."),
            lambda days: ngettext("Convocation %(days)d day before.", "Convocation %(days)d days before.", days),
        ),
        _before(
            delays.freeze_days,
            _("The agenda is never frozen."),
            _("Agenda frozen on the day of the meeting."),
            lambda days: ngettext("Agenda frozen %(days)d day before.", "Agenda frozen %(days)d days before.", days),
        ),
        _before(
            delays.remind_days,
            _("No reminder to those who did not answer."),
            _("Reminder on the day of the meeting to those who did not answer."),
            lambda days: ngettext(
                "Reminder %(days)d day before to those who did not answer.",
                "Reminder %(days)d days before to those who did not answer.",
                days,
            ),
        ),
        _("The call and the convocation leave by themselves.")
        if delays.automatic
        else _("The call and the convocation leave when the team sends them."),
        _reading(delays),
    ]


def _before(days: int | None, none: str, same_day: str, some) -> str:
    if days is None:
        return none
    return some(days) % {"days": days} if days else same_day


def _reading(delays: Delays) -> str:
    days = delays.reading_days
    if days is None:
        return _("The minutes are read until the team closes the reading.")
    text = ngettext("The minutes are read for %(days)d day.", "The minutes are read for %(days)d days.", days)
    if delays.validate_after_reading:
        text = ngettext(
            "The minutes are read for %(days)d day, then validated by themselves.",
            "The minutes are read for %(days)d days, then validated by themselves.",
            days,
        )
    return text % {"days": days}


@dataclass(frozen=True)
class Step:
    """A step of a meeting: what, when in words, whether it is done."""

    label: str
    when: str
    is_done: bool = False


@dataclass(frozen=True)
class Preparation:
    """What the team prepares for a meeting to come, and what it may do about it now."""

    steps: list[Step]
    may_call: bool
    may_remind: bool
    silent: int
    #: Expected, and not invited to the convened meeting.
    missing: list[Candidate]
    #: How many of those convened follow by their calendar alone.
    by_calendar: int
    notice: ChangeNotice | None
    notice_at: str
    told: int


def preparation_of(meeting: Meeting) -> Preparation | None:
    """Return the preparation of a meeting in the calendar and to come, for its team; None for any other.

    A constant number of queries.
    """
    if meeting.status not in (MeetingStatus.PROPOSED, MeetingStatus.CONVENED) or meeting.starts_at <= timezone.now():
        return None
    delays = delays_for(meeting)
    is_convened = meeting.status == MeetingStatus.CONVENED
    invitees = list(meeting.invitees.values_list("person", "answer")) if is_convened else []
    silent = sum(1 for _person, answer in invitees if answer == Answer.NONE)
    notice = waiting_notice(meeting) if is_convened else None
    may_call = why_not_called(meeting, delays) is None and (is_convened or bool(expected(meeting)))
    return Preparation(
        steps=_steps(meeting, delays),
        may_call=may_call,
        may_remind=bool(silent) and why_not_reminded(meeting) is None,
        silent=silent,
        missing=expected_but_not_invited(meeting) if is_convened else [],
        by_calendar=len(feed_alone([person for person, _answer in invitees if person])) if is_convened else 0,
        notice=notice,
        notice_at=format_time(to_local(notice.due_at, meeting.timezone_name).time()) if notice else "",
        told=would_tell(meeting) if notice else 0,
    )


def _steps(meeting: Meeting, delays: Delays) -> list[Step]:
    steps = []
    if delays.call_days is not None or meeting.called_at:
        steps.append(_step(meeting, _("Call for agenda items"), meeting.called_at, delays.call_days))
        last = last_day_for_items(meeting, delays)
        steps.append(
            Step(
                _("Items until"),
                format_date(last, year=False),
                is_done=last < to_local(timezone.now(), meeting.timezone_name).date(),
            )
        )
    steps.append(_step(meeting, _("Convocation"), meeting.convened_at, delays.convene_days))
    if delays.freeze_days is not None:
        steps.append(
            Step(
                _("Agenda frozen"),
                _day(meeting, freeze_at(meeting, delays)),
                is_done=freeze_at(meeting, delays) <= timezone.now(),
            )
        )
    if delays.remind_days is not None or meeting.reminded_at:
        steps.append(_step(meeting, _("Reminder"), meeting.reminded_at, delays.remind_days))
    return steps


def _step(meeting: Meeting, label: str, done_at: dt.datetime | None, days: int | None) -> Step:
    if done_at is not None:
        return Step(label, _("sent on %(day)s") % {"day": _day(meeting, done_at)}, is_done=True)
    if days is None:
        return Step(label, _("no fixed day"))
    return Step(label, _day(meeting, day_before(meeting, days)))


def _day(meeting: Meeting, moment: dt.datetime) -> str:
    return format_date(to_local(moment, meeting.timezone_name), year=False)
