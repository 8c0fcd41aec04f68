"""Where an update campaign stands with each organisation that it asked: read from what was done since (MISSION D7).

Whatever way a solution is confirmed or changed counts: the link of the mail, the pages of the portal, the lead who
notes what was said on the phone. When the campaign is closed, what came of it is kept in its requests.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from portal.directory.models import Organisation, Person
from portal.directory.sheet_keepers import editors_of

from .enums import RequestState, SolutionState
from .models import SeatReport, Solution, SolutionRevision, UpdateCampaign, UpdateRequest


@dataclass(frozen=True)
class SolutionAnswer:
    """One solution that an organisation was asked about, and whether it was read and changed since."""

    solution: Solution
    is_confirmed: bool
    is_changed: bool


@dataclass(frozen=True)
class RequestProgress:
    """What one organisation was asked and what it did; ``people`` are those whom mails reach today."""

    request: UpdateRequest
    answers: tuple[SolutionAnswer, ...]
    people: tuple[Person, ...]
    state: RequestState
    #: Time is up, or nobody could be written to: only a call helps.
    to_call: bool

    @property
    def done(self) -> int:
        """Return how many of its solutions were read since the campaign asked."""
        return sum(answer.is_confirmed for answer in self.answers)

    @property
    def is_complete(self) -> bool:
        """Tell whether nothing is left to confirm."""
        return self.state in (RequestState.CONFIRMED, RequestState.CHANGED)

    @property
    def switchboard(self) -> str:
        """Return the number of the organisation, where nobody listed has that very one."""
        number = self.request.organisation.phone
        return "" if number in {person.phone for person in self.people} else number

    @property
    def names(self) -> list[str]:
        """Return the names of its solutions."""
        return [answer.solution.name for answer in self.answers]


def asked_solutions(platforms: Iterable, asked_at: dt.datetime | None = None):
    """Return the solutions of ``platforms`` that a campaign asks about: on the map, more than an idea, and provided.

    With ``asked_at``, those that stood on the map by then: what came later was confirmed as it came.
    """
    rows = Solution.objects.listed().filter(platform__in=platforms, providers__isnull=False)
    if asked_at is not None:
        rows = rows.filter(published_at__lte=asked_at)
    return rows.exclude(state=SolutionState.TO_CREATE).distinct()


def progress_of(
    campaign: UpdateCampaign, requests: Iterable[UpdateRequest] | None = None, on: dt.date | None = None
) -> list[RequestProgress]:
    """Return where the campaign stands with each organisation, by name, in a constant number of queries.

    ``requests`` limits it to some of its requests, read with their organisation.
    """
    on = on or timezone.localdate()
    if requests is None:
        requests = campaign.requests.select_related("organisation").order_by("organisation__search_text", "pk")
    requests = list(requests)
    organisations = [request.organisation_id for request in requests]
    answers = _answers(campaign, organisations)
    editors = editors_of(organisations, on)
    return [
        _progress(campaign, request, tuple(answers.get(request.organisation_id, ())), editors, on)
        for request in requests
    ]


def counts_of(rows: Iterable[RequestProgress]) -> dict[RequestState, int]:
    """Return how many organisations stand at each state, all states named."""
    counts = Counter(row.state for row in rows)
    return {state: counts[state] for state in RequestState}


def changed_solutions(campaign: UpdateCampaign) -> list[Solution]:
    """Return the solutions of the platform that were added, changed or closed since the campaign asked, by name."""
    until = campaign.closed_at or timezone.now()
    between = (campaign.asked_at, until)
    revised = SolutionRevision.objects.filter(made_at__range=between).values("solution")
    kept = Solution.objects.filter(platform=campaign.platform_id)
    changed = kept.filter(pk__in=revised).exclude(published_at=None) | kept.filter(closed_at__range=between)
    return list(changed.distinct().order_by("search_text", "pk"))


def answers_of(request: UpdateRequest) -> tuple[SolutionAnswer, ...]:
    """Return the solutions of one request, as they stand now."""
    found = _answers(request.campaign, [request.organisation_id])
    return tuple(found.get(request.organisation_id, ()))


def _answers(campaign: UpdateCampaign, organisations: list[int]) -> dict[int, list[SolutionAnswer]]:
    asked = asked_solutions([campaign.platform_id], campaign.asked_at)
    solutions = {row.pk: row for row in asked.filter(providers__in=organisations).select_related("solution_type")}
    since = {"solution__in": solutions, "made_at__gt": campaign.asked_at}
    changed = set(SolutionRevision.objects.filter(**since).values_list("solution", flat=True))
    reports = SeatReport.objects.filter(session__solution__in=solutions, reported_at__gt=campaign.asked_at)
    changed |= set(reports.values_list("session__solution", flat=True))
    links = Solution.providers.through.objects.filter(solution__in=solutions, organisation__in=organisations)
    found: dict[int, list[SolutionAnswer]] = {}
    for organisation, pk in links.order_by("solution__search_text", "solution").values_list("organisation", "solution"):
        solution = solutions[pk]
        is_confirmed = solution.confirmed_at is not None and solution.confirmed_at > campaign.asked_at
        found.setdefault(organisation, []).append(SolutionAnswer(solution, is_confirmed, pk in changed))
    return found


def _progress(campaign, request, answers, editors, on) -> RequestProgress:
    state = _state(campaign, request, answers, on)
    complete = state in (RequestState.CONFIRMED, RequestState.CHANGED)
    people = tuple(editors.get(request.organisation_id, ()))
    to_call = not complete and (_is_over(campaign, on) or not request.mails)
    return RequestProgress(request, answers, people, state, to_call)


def _state(campaign, request, answers, on) -> RequestState:
    if request.changed_at:
        return RequestState.CHANGED
    live = campaign.closed_at is None and all(answer.is_confirmed for answer in answers)
    if live and any(answer.is_changed for answer in answers):
        return RequestState.CHANGED
    if live or request.confirmed_at:
        return RequestState.CONFIRMED
    if request.opened_at:
        return RequestState.OPENED
    return RequestState.SILENT if _is_over(campaign, on) else RequestState.ASKED


def _is_over(campaign: UpdateCampaign, on: dt.date) -> bool:
    return campaign.closed_at is not None or on > campaign.answer_by


def functional_address(organisation: Organisation) -> str:
    """Return the address of the organisation itself, for where nobody keeps its sheet; empty for none."""
    return organisation.email.strip()
