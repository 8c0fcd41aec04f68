"""What is wrong with a request, as sentences."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ..validation import ErrorCode, SchedulingError


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
        case ErrorCode.RHYTHM_PHASES_OVERLAP:
            return _("Two rhythms of the same group overlap: one ends the day before the next one begins.")
        case ErrorCode.RHYTHM_PHASES_DIFFER:
            return _("A rhythm cannot pass from one circle to another.")
        case ErrorCode.RHYTHM_ALTERNATIVES:
            return _("Give 20 other days and hours at most.")
        case ErrorCode.COMMITMENT_HOURS:
            return _("A meeting elsewhere ends before it starts.")
        case ErrorCode.CAMPAIGN_ENDS_BEFORE_START:
            return _("The campaign “%(name)s” ends before it starts.") % subject
        case ErrorCode.CAMPAIGN_CHECKS_AFTER_START:
            return _("The checks before the campaign “%(name)s” begin after the campaign itself.") % subject
        case ErrorCode.HOLIDAY_ENDS_BEFORE_START:
            return _("The holidays “%(name)s” end before they start.") % subject
        case ErrorCode.EDIT_DATE:
            return _("Give the date to which the meeting moves.")
        case ErrorCode.EDIT_START:
            return _("An hour goes with the date to which the meeting moves.")
        case ErrorCode.EDIT_YEAR:
            return _("The meeting is moved too far into the past or the future.")
        case ErrorCode.EDIT_TWICE:
            return _("The same date is changed twice.")
    raise AssertionError(f"no words for {error.code}")
