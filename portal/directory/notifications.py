"""Mails about presentation sheets to those who keep them: still right, please update, somebody saw an error.

All lead to the sheet itself by a signed link: most editors have no account (MISSION A3, A10).
"""

import datetime as dt
import hashlib
from collections.abc import Sequence

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.core.french_dates import format_date
from portal.core.links import absolute_url, make_link
from portal.mailing.audience import scope_of
from portal.mailing.notifications import Act, Notification, Recipient

from .addressees import addressed_to
from .enums import ReminderStep
from .freshness import due_day
from .models import ErrorReport, Organisation, Person, Platform

#: The act that links to sheets are signed for, and how long one opens them.
SHEET = "directory.sheet"
SHEET_LINK_FOR = dt.timedelta(days=60)


def sheet_address(person: Person, organisations: Sequence[Organisation]) -> str:
    """Return where ``person`` sees, confirms and changes these sheets without account, for 60 days (D-42).

    Whether the person still keeps them is asked again at every request.
    """
    pks = sorted(one.pk for one in organisations)
    signed = make_link(SHEET, {**addressed_to(person), "sheets": pks}, SHEET_LINK_FOR)
    if len(pks) == 1:
        return absolute_url("directory:sheet_link_one", signed, pks[0])
    return absolute_url("directory:sheet_link", signed)


class SheetMail(Notification):
    """What mails about sheets share: one person, some sheets, one link."""

    def __init__(self, person: Person, organisations: Sequence[Organisation]):
        self.person = person
        self.organisations = list(organisations)

    def recipient(self) -> Recipient:
        """Return the work address of the person."""
        return Recipient(self.person.email, str(self.person))

    @cached_property
    def fingerprint(self) -> str:
        """A short text that stands for the sheets and the days on which they are due."""
        pairs = sorted((one.pk, due_day(one).isoformat()) for one in self.organisations)
        return hashlib.sha256(repr(pairs).encode()).hexdigest()[:16]

    @property
    def first_due(self) -> dt.date:
        """The nearest due day among the sheets."""
        return min(due_day(one) for one in self.organisations)

    def context(self):
        """Return the sheets, and the name of the only one."""
        return {
            "sheets": [(one.name, format_date(due_day(one), weekday=False)) for one in self.organisations],
            "count": len(self.organisations),
            "organisation": self.organisations[0].name,
        }

    def acts(self):
        """Return the one link."""
        label = ngettext("Confirm or correct the sheet", "Confirm or correct the sheets", len(self.organisations))
        return [Act(label, sheet_address(self.person, self.organisations))]


class SheetReminderMail(SheetMail):
    """A step of the ladder: soon due, due, or the last word."""

    kind = "sheet_reminder"
    kind_label = gettext_lazy("Reminder about a presentation sheet")
    template = "directory/email/sheet_reminder.txt"

    def __init__(self, person, organisations, *, step: ReminderStep):
        super().__init__(person, organisations)
        self.step = step

    def dedup_key(self) -> str:
        """One mail for each person, step, and due days of the sheets."""
        return f"{self.person.pk}:{self.step}:{self.first_due.isoformat()}:{self.fingerprint}"

    def subject(self):
        """Say what is asked, and how late it is."""
        count = len(self.organisations)
        names = {"organisation": self.organisations[0].name, "count": count}
        if self.step == ReminderStep.AFTER:
            return (
                ngettext("Last reminder: the sheet of %(organisation)s", "Last reminder: your %(count)s sheets", count)
                % names
            )
        if self.step == ReminderStep.DUE:
            return (
                ngettext("To confirm: the sheet of %(organisation)s", "To confirm: your %(count)s sheets", count)
                % names
            )
        return (
            ngettext("Is the sheet of %(organisation)s still right?", "Are your %(count)s sheets still right?", count)
            % names
        )

    def context(self):
        """Add the step."""
        return {**super().context(), "step": str(self.step)}


class SheetAskedMail(SheetMail):
    """The team of a platform asks for an update."""

    kind = "sheet_asked"
    kind_label = gettext_lazy("Request to update a presentation sheet")
    template = "directory/email/sheet_asked.txt"

    def __init__(self, person, organisations, *, platform: Platform, day: dt.date):
        super().__init__(person, organisations)
        self.platform = platform
        self.scope = scope_of(platform)
        self.day = day

    @property
    def from_name(self) -> str:
        """The platform speaks."""
        return self.platform.name

    @property
    def reply_to(self) -> str:
        """What is typed in answer reaches the platform."""
        return self.platform.email

    def dedup_key(self) -> str:
        """One mail for each person, day, and set of sheets."""
        return f"{self.person.pk}:{self.platform.pk}:{self.day.isoformat()}:{self.fingerprint}"

    def subject(self):
        """Say who asks for what."""
        count = len(self.organisations)
        return ngettext(
            "%(platform)s asks you to update the sheet of %(organisation)s",
            "%(platform)s asks you to update your %(count)s sheets",
            count,
        ) % {"platform": self.platform.name, "organisation": self.organisations[0].name, "count": count}

    def context(self):
        """Add who asks."""
        return {**super().context(), "platform": self.platform.name}


class SheetErrorMail(SheetMail):
    """A reader reported an error."""

    kind = "sheet_error"
    kind_label = gettext_lazy("Error reported on a presentation sheet")
    template = "directory/email/sheet_error.txt"

    def __init__(self, person, report: ErrorReport):
        super().__init__(person, [report.organisation])
        self.report = report

    def dedup_key(self) -> str:
        """One mail for each person and report."""
        return f"{self.person.pk}:{self.report.pk}"

    def subject(self):
        """Say which sheet."""
        return _("An error is reported on the sheet of %(organisation)s") % {
            "organisation": self.report.organisation.name
        }

    def context(self):
        """Add what was reported, and by whom: the form said that it would be told."""
        return {
            **super().context(),
            "reason": self.report.get_reason_display(),
            "details": self.report.details,
            "reporter": reporter_name(self.report),
        }

    def acts(self):
        """Return the one link."""
        return [Act(_("See and correct the sheet"), sheet_address(self.person, self.organisations))]


def reporter_name(report: ErrorReport) -> str:
    """Return who reported, with their organisation; empty for an administrator and for whoever was erased."""
    reporter = report.reporter
    if reporter is None:
        return ""
    return f"{reporter} ({reporter.organisation})" if reporter.organisation else str(reporter)
