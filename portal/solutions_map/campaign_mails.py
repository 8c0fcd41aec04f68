"""Mails of an update campaign: your solutions, are they still right? One link, no account (MISSION D7)."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.core.links import absolute_url, make_link
from portal.directory.addressees import addressed_to
from portal.directory.models import Person
from portal.mailing.audience import scope_of
from portal.mailing.notifications import Act, Notification, Recipient

from .models import Solution, UpdateRequest

#: The act that links of a campaign are signed for, and how long one opens; closing the campaign ends them all.
UPDATE = "solutions_map.update"
UPDATE_LINK_FOR = dt.timedelta(days=90)
#: Solutions named in the mail; the page shows all.
NAMED = 12


def update_link(request: UpdateRequest, *, person: Person | None = None, address: str = "") -> str:
    """Return the signed part of an address by which ``person``, or whoever reads ``address``, answers ``request``."""
    reader = addressed_to(person) if person else {"person": None}
    payload = {"request": request.pk, "address": address, **reader}
    return make_link(UPDATE, payload, UPDATE_LINK_FOR)


class UpdateMail(Notification):
    """Ask an editor, or the address of an organisation, to confirm its solutions; ``step`` counts the reminders."""

    kind = "solutions_update"
    kind_label = gettext_lazy("Request to update solutions")
    template = "solutions_map/email/update.txt"

    def __init__(
        self,
        request: UpdateRequest,
        solutions: Sequence[Solution],
        *,
        person: Person | None = None,
        address: str = "",
        step: int = 0,
    ):
        self.request = request
        self.scope = scope_of(request.campaign.platform)
        self.solutions = list(solutions)
        self.person = person
        self.address = address
        self.step = step

    def recipient(self) -> Recipient:
        """Return the person, or the organisation at its own address."""
        if self.person is not None:
            return Recipient(self.person.email, str(self.person))
        return Recipient(self.address, self.request.organisation.name)

    @property
    def from_name(self) -> str:
        """The platform speaks."""
        return self.request.campaign.platform.name

    @property
    def reply_to(self) -> str:
        """What is typed in answer reaches the platform."""
        return self.request.campaign.platform.email

    def dedup_key(self) -> str:
        """One mail for each request, reader and step."""
        return f"{self.request.pk}:{self.person.pk if self.person else 'organisation'}:{self.step}"

    def subject(self):
        """Say what is asked; a reminder says that it is one."""
        count = len(self.solutions)
        values = {"count": count, "solution": self.solutions[0].name}
        if self.step:
            words = ngettext(
                "Reminder: is “%(solution)s” still right?", "Reminder: are your %(count)s solutions still right?", count
            )
        else:
            words = ngettext("Is “%(solution)s” still right?", "Are your %(count)s solutions still right?", count)
        return words % values

    def context(self):
        """Return the solutions, by name, and until when an answer helps."""
        names = [solution.name for solution in self.solutions]
        return {
            "platform": self.request.campaign.platform.name,
            "organisation": self.request.organisation.name,
            "names": names[:NAMED],
            "more": len(names[NAMED:]),
            "count": len(names),
            "answer_by": self.request.campaign.answer_by,
            "step": self.step,
            "is_person": self.person is not None,
        }

    def acts(self):
        """Return the one link."""
        signed = update_link(self.request, person=self.person, address=self.address)
        return [Act(_("Look at them and confirm"), absolute_url("solutions_map:update_link", signed))]
