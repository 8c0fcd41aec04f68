"""The seasonal campaign: one act asks every provider of a platform to bring its solutions up to date (MISSION D7).

Each organisation gets one mail an editor, or one to its own address where nobody keeps its sheet; two reminders, 7 and
14 days later, as long as something is left to confirm; then silence, and the lead sees whom to call. A campaign that
nobody closes closes by itself.
"""

import datetime as dt
import logging
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.core.text import clean_line
from portal.directory.models import Organisation, Platform

from ..campaign_mails import UpdateMail
from ..campaign_progress import RequestProgress, asked_solutions, functional_address, progress_of
from ..enums import RequestState, SolutionState
from ..models import Solution, UpdateCampaign, UpdateRequest

logger = logging.getLogger(__name__)

#: Reminders, in days after the campaign asked; there is no third.
REMINDERS = (7, 14)
#: Mails are written on working days from this hour on, in the time of the portal.
MORNING_HOUR = 6
SATURDAY = 5
#: Requests that one run reminds of, so that a minute job stays short.
PER_RUN = 100
#: An answer takes some days, and a campaign of the school year some weeks.
SOONEST, LATEST = 5, 60
#: A campaign that nobody closes ends so long after the last day to answer.
CLOSES_AFTER = dt.timedelta(days=30)

declare_actions(
    update_campaign_started=gettext_noop("Update campaign started"),
    update_campaign_closed=gettext_noop("Update campaign closed"),
    update_answered=gettext_noop("Update campaign answered"),
)


@dataclass(frozen=True)
class Started:
    """What came of starting a campaign: the mails that left, and the organisations that none could reach."""

    campaign: UpdateCampaign
    mails: int
    unreached: list[Organisation]


@transaction.atomic
def start_campaign(platform: Platform, *, label: str, answer_by: dt.date, by: Actor) -> Started:
    """Ask every organisation that provides a solution of ``platform`` and return what left.

    Raises ``DomainError``: "required" and "day" beside ``label`` and ``answer_by``, "open" when one runs already,
    "nothing" when no solution on the map has a provider.
    """
    # The row of the platform is the lock: two leads who start at once start once.
    Platform.objects.select_for_update().get(pk=platform.pk)
    if platform.update_campaigns.filter(closed_at__isnull=True).exists():
        raise DomainError(_("An update campaign is running already."), code="open")
    label = clean_line(label)
    if not label:
        raise DomainError(_("Give the campaign a name."), code="required", field="label")
    today = timezone.localdate()
    if not SOONEST <= (answer_by - today).days <= LATEST:
        message = _("Choose a day between %(soonest)s and %(latest)s days from now.")
        raise DomainError(message % {"soonest": SOONEST, "latest": LATEST}, code="day", field="answer_by")
    solutions = asked_solutions([platform])
    providers = Organisation.objects.filter(provided_solutions__in=solutions).distinct().order_by("search_text", "pk")
    if not providers:
        raise DomainError(_("No solution on the map says who provides it: there is nobody to ask."), code="nothing")
    campaign = UpdateCampaign.objects.create(platform=platform, label=label, answer_by=answer_by)
    UpdateRequest.objects.bulk_create(
        UpdateRequest(campaign=campaign, organisation=organisation) for organisation in providers
    )
    sent, unreached = 0, []
    for row in progress_of(campaign):
        row.request.mails = _write_to(row, step=0, by=by)
        row.request.save(update_fields=["mails"])
        sent += row.request.mails
        if not row.request.mails:
            unreached.append(row.request.organisation)
    record(campaign, "update_campaign_started", by=by, platform=platform, mails=sent, organisations=len(providers))
    return Started(campaign, sent, unreached)


@transaction.atomic
def close_campaign(campaign: UpdateCampaign, *, by: Actor) -> UpdateCampaign:
    """End the campaign: its links open nothing more, and what came of it is kept. Closing it twice changes nothing."""
    stored = _locked(campaign.pk)
    if stored.closed_at is None:
        for row in progress_of(stored):
            _settle(row)
        stored.closed_at = timezone.now()
        stored.save(update_fields=["closed_at"])
        record(stored, "update_campaign_closed", by=by, platform=stored.platform)
    return stored


@transaction.atomic
def note_answer(request: UpdateRequest, *, by: Actor) -> RequestProgress:
    """Keep that an organisation has read all it was asked about, if it has; part of every act of its link."""
    stored = UpdateRequest.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=request.pk)
    row = progress_of(request.campaign, [stored])[0]
    if _settle(row):
        record(stored, "update_answered", by=by, platform=request.campaign.platform, state=str(row.state))
    return row


def note_opening(request: UpdateRequest) -> None:
    """Remember that the link was opened: the first time alone, and apart from any transaction."""
    UpdateRequest.objects.filter(pk=request.pk, opened_at=None).update(opened_at=timezone.now())


def remind_providers() -> int:
    """Write the reminders that are due and close what is over; return how many mails. Run every minute.

    A request that has been answered meanwhile is settled instead. After the second reminder there is none.
    """
    now = timezone.localtime()
    if now.hour < MORNING_HOUR or now.weekday() >= SATURDAY:
        return 0
    _close_forgotten(now.date())
    _settle_answered()
    mails = 0
    for pk, step in _due(now):
        try:
            mails += _remind(pk, step)
        except Exception:  # noqa: BLE001 – one organisation's trouble must not keep the others' mails
            logger.exception("The update request %s cannot be reminded of", pk)
    return mails


def _due(now: dt.datetime) -> list[tuple[int, int]]:
    """Return the keys of the requests whose reminder is due with the number of it; only the newest of each."""
    waiting = UpdateRequest.objects.filter(campaign__closed_at=None, confirmed_at=None, changed_at=None, mails__gt=0)
    found: dict[int, int] = {}
    for step, days in enumerate(REMINDERS, start=1):
        rows = waiting.filter(campaign__asked_at__lte=now - dt.timedelta(days=days), reminders__lt=step)
        rows = rows.filter(campaign__answer_by__gte=now.date())
        found |= dict.fromkeys(rows.order_by("pk").values_list("pk", flat=True)[:PER_RUN], step)
    return sorted(found.items())


@transaction.atomic
def _remind(pk: int, step: int) -> int:
    # Locked and read anew: another run, or the answer, may have come first.
    request = (
        UpdateRequest.objects.select_for_update(of=("self",))
        .select_related("organisation", "campaign__platform")
        .get(pk=pk)
    )
    if request.reminders >= step or request.campaign.closed_at is not None:
        return 0
    row = progress_of(request.campaign, [request])[0]
    if _settle(row):
        return 0
    request.reminders = step
    request.save(update_fields=["reminders"])
    return _write_to(row, step=step, by=SYSTEM)


def _settle_answered() -> None:
    """Settle the requests that were answered past their link, on the pages of the portal."""
    open_ones = UpdateRequest.objects.filter(campaign__closed_at=None, confirmed_at=None, changed_at=None)
    asked = {"providers": OuterRef("organisation"), "platform": OuterRef("campaign__platform")}
    left = (
        Solution.objects.listed()
        .exclude(state=SolutionState.TO_CREATE)
        .filter(**asked, published_at__lte=OuterRef("campaign__asked_at"))
        .filter(Q(confirmed_at=None) | Q(confirmed_at__lte=OuterRef("campaign__asked_at")))
    )
    rows = open_ones.filter(~Exists(left)).select_related("campaign__platform")
    for request in rows.order_by("pk")[:PER_RUN]:
        note_answer(request, by=SYSTEM)


def _close_forgotten(today: dt.date) -> None:
    over = UpdateCampaign.objects.filter(closed_at=None, answer_by__lt=today - CLOSES_AFTER)
    for campaign in over.order_by("pk"):
        close_campaign(campaign, by=SYSTEM)


def _settle(row: RequestProgress) -> bool:
    """Write when a request was answered, and how; tell whether anything was written."""
    column = {RequestState.CONFIRMED: "confirmed_at", RequestState.CHANGED: "changed_at"}.get(row.state)
    if column is None or getattr(row.request, column) is not None:
        return False
    setattr(row.request, column, timezone.now())
    row.request.save(update_fields=[column])
    return True


def _write_to(row: RequestProgress, *, step: int, by: Actor) -> int:
    """Write the mails about what is left to confirm, in the transaction; return how many."""
    solutions: list[Solution] = [answer.solution for answer in row.answers if not answer.is_confirmed]
    mails = [UpdateMail(row.request, solutions, person=person, step=step) for person in row.people]
    address = functional_address(row.request.organisation)
    if not mails and address:
        mails = [UpdateMail(row.request, solutions, address=address, step=step)]
    sent = 0
    for mail in mails:
        try:
            mail.send(by=by)
        except DomainError:
            logger.warning("The update request %s has an address that cannot be mailed", row.request.pk)
        else:
            sent += 1
    return sent


def _locked(pk: int) -> UpdateCampaign:
    return UpdateCampaign.objects.select_for_update(of=("self",)).select_related("platform").get(pk=pk)
