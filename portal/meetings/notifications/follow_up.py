"""The one mail of a day that recalls what is missing: minutes, and campaigns without a meeting (MISSION B13)."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.core.links import absolute_url
from portal.directory.models import Person
from portal.mailing.audience import scope_of
from portal.mailing.notifications import Act, Notification, Recipient

from ..follow_up import MinutesStep, MissingMinutes, UnplannedCampaign


def scope_of_one(one: MissingMinutes | UnplannedCampaign):
    """Return the platform or the territory that it is about."""
    return one.platform if isinstance(one, UnplannedCampaign) else one.meeting.platform or one.meeting.territory


class SomethingMissing(Notification):
    """What is missing in the platforms that ``person`` leads: kinds, dates and links, and no title."""

    kind = "meeting_follow_up"
    kind_label = gettext_lazy("Minutes or meetings that are missing")
    template = "meetings/email/follow_up.txt"

    def __init__(self, person: Person, missing: Sequence[MissingMinutes | UnplannedCampaign], *, day: dt.date):
        self.person = person
        self.missing = list(missing)
        self.day = day
        scopes = {scope_of(scope_of_one(one)): scope_of_one(one) for one in self.missing}
        self.only = next(iter(scopes.values())) if len(scopes) == 1 else None
        self.scope = scope_of(self.only)

    @property
    def from_name(self) -> str:
        """The platform speaks where there is only one."""
        return str(self.only or "")

    @property
    def reply_to(self) -> str:
        """Answers typed in a mail reach the platform's functional address."""
        return getattr(self.only, "email", "")

    def recipient(self) -> Recipient:
        """Return the person's address."""
        return Recipient(self.person.email, str(self.person))

    def dedup_key(self) -> str:
        """One mail a person and day."""
        return f"{self.person.pk}:{self.day.isoformat()}"

    def subject(self) -> str:
        """Name the one thing, or say how many there are."""
        if len(self.missing) == 1:
            return self.missing[0].label
        return ngettext(
            "%(count)d thing to finish for your meetings", "%(count)d things to finish for your meetings", self.count
        ) % {"count": self.count}

    @property
    def count(self) -> int:
        """Return how many things are missing."""
        return len(self.missing)

    def context(self) -> dict:
        """Return one line a thing, with its page."""
        several = self.count > 1
        return {
            "count": self.count,
            "lines": [
                _("%(scope)s – %(what)s") % {"scope": scope_of_one(one), "what": one.label}
                + (f" {absolute_url_of(one)}" if several else "")
                for one in self.missing
            ],
        }

    def acts(self) -> list[Act]:
        """Return the page of the one thing, or the dashboard, where all of them wait."""
        if self.count > 1:
            return [Act(_("See what awaits you"), absolute_url("desk:dashboard"))]
        (one,) = self.missing
        if isinstance(one, UnplannedCampaign):
            return [Act(_("Prepare the calendar"), absolute_url_of(one))]
        label = _("Read and validate") if one.step == MinutesStep.TO_VALIDATE else _("Write the minutes")
        return [Act(label, absolute_url_of(one))]


def absolute_url_of(one: MissingMinutes | UnplannedCampaign) -> str:
    """Return the whole address of the page on which it is done."""
    if isinstance(one, UnplannedCampaign):
        return absolute_url("meetings:plan_start", one.platform.slug)
    page = "minutes" if one.step == MinutesStep.TO_VALIDATE else "minutes_edit"
    return absolute_url(f"meetings:{page}", one.meeting.uuid)
