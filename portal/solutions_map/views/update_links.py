"""Solutions by the signed link of a campaign's mail, without account: confirm, change, say the seats (D-42, D-07).

The link names a request and a person, or the address of the organisation. It opens while the campaign runs and the
person keeps the organisation's sheet, or the organisation still has that address; this is asked again at every request.
It shows the organisation's own solutions and nothing else of the network: links are forwarded. GET shows, POST acts.
"""

from dataclasses import dataclass, replace
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.actors import Actor, Via
from portal.core.errors import DomainError
from portal.core.links import LinkError, read_link
from portal.directory.addressees import addressee_of
from portal.directory.models import Organisation, Person
from portal.directory.sheet_keepers import reachable

from ..campaign_mails import UPDATE
from ..campaign_progress import SolutionAnswer, answers_of, functional_address
from ..forms.seats import SeatsForm
from ..forms.solutions import SolutionForm
from ..models import Session, Solution, UpdateRequest
from ..seat_lines import SeatLine, lines_of
from ..services.campaigns import note_answer, note_opening
from ..services.seats import report_seats
from ..services.solutions import change_solution, confirm_solution
from ..solution_page import for_whom, terms
from .seat_links import numbers_of


@dataclass(frozen=True)
class Opened:
    """What a link opens today: for whom (None: whoever reads the organisation's address), and which solutions."""

    signed: str
    request: UpdateRequest
    person: Person | None
    answers: tuple[SolutionAnswer, ...]

    @property
    def by(self) -> Actor:
        """Return who acts."""
        return Actor(person=self.person, via=Via.LINK)

    @property
    def organisation(self) -> Organisation:
        """Return whose solutions they are."""
        return self.request.organisation

    def solution(self, pk: int) -> Solution:
        """Return one of the solutions. Raises ``LinkError`` for any other."""
        for answer in self.answers:
            if answer.solution.pk == pk:
                return answer.solution
        raise _nothing()

    def lines(self) -> list[SeatLine]:
        """Return the sessions whose seats may be said."""
        solutions = [answer.solution.pk for answer in self.answers]
        return lines_of(Session.objects.of_counted_solutions().enterable().filter(solution__in=solutions))


def by_link(view):
    """Give ``view`` what the link opens; say so where it opens nothing, and keep the address out of other places."""

    @login_not_required
    @never_cache
    @wraps(view)
    def opened(request, signed, **parameters):
        try:
            response = view(request, _opened_by(signed), **parameters)
        except LinkError as error:
            status = 410 if error.code in ("expired", "closed") else 404
            response = render(request, "solutions_map/update_link_error.html", {"error": error}, status=status)
        # Not "no-referrer": browsers then send ``Origin: null`` with the form, which the CSRF check refuses.
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return opened


@require_safe
@by_link
def update_link(request, link):
    """Show the solutions as their readers see them, with a button where nothing changed."""
    if link.request.opened_at is None and request.method == "GET":
        note_opening(link.request)
    return _page(request, link)


@require_POST
@by_link
def update_link_confirm(request, link):
    """Confirm one solution (``solution``), or all that are left."""
    chosen = request.POST.get("solution", "")
    if chosen:
        solutions = [link.solution(int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0)]
    else:
        solutions = [answer.solution for answer in link.answers if not answer.is_confirmed]
    with transaction.atomic():
        for solution in solutions:
            confirm_solution(solution, by=link.by)
        note_answer(link.request, by=link.by)
    messages.success(request, _("Thank you: it is confirmed as of today."))
    return redirect("solutions_map:update_link", link.signed)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def update_link_edit(request, link, pk):
    """Change a solution; saving confirms it by the same act."""
    shown = link.solution(pk)
    form = SolutionForm(
        request.POST if request.method == "POST" else None,
        instance=shown,
        keeper=shown.keeper,
        viewer=link.person,
        choose_providers=False,
    )
    if link.person is None:
        # Nobody stands behind the organisation's address: it searches no directory.
        del form.fields["prescribers"], form.fields["prescriber_words"]
    if form.looks:
        form.show_finds()
    elif request.method == "POST" and form.is_valid():
        try:
            _change(link, shown, form)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Thank you: the change is shown from now on."))
            return redirect("solutions_map:update_link", link.signed)
    context = {"link": link, "solution": shown, "form": form}
    return render(request, "solutions_map/update_link_edit.html", context, status=409 if form.stored else 200)


@require_POST
@by_link
def update_link_seats(request, link, pk):
    """Say the seats of one session: ``answer`` is "same", "none", or "other" with the numbers typed."""
    line = next((line for line in link.lines() if line.session.pk == pk), None)
    if line is None:
        raise _nothing()
    form = SeatsForm(numbers_of(request.POST, line), line=line, prefix=f"s{pk}")
    if form.is_valid():
        try:
            report_seats(line.session, **form.numbers(), source=link.organisation, by=link.by)
        except DomainError as error:
            form.refuse(error)
        else:
            note_answer(link.request, by=link.by)
            messages.success(request, _("Thank you: your number is shown from now on, with today's date."))
            return redirect("solutions_map:update_link", link.signed)
    return _page(request, link, refused=form)


@transaction.atomic
def _change(link: Opened, shown: Solution, form: SolutionForm) -> None:
    details = form.details()
    if link.person is None:
        details = replace(details, prescribers=tuple(shown.prescribers.all()))
    changed = change_solution(shown, details, version=form.version, by=link.by)
    confirm_solution(changed, by=link.by)
    note_answer(link.request, by=link.by)


def _page(request, link, refused=None):
    today = timezone.localdate()
    lines: dict[int, list] = {}
    for line in link.lines():
        own = refused is not None and refused.line.session.pk == line.session.pk
        form = refused if own else SeatsForm(line=line, prefix=f"s{line.session.pk}")
        is_said = line.state.reported_on == today and not own
        lines.setdefault(line.session.solution_id, []).append({"line": line, "form": form, "is_said": is_said})
    cards = [
        {
            "solution": answer.solution,
            "answer": answer,
            "facts": [*for_whom(answer.solution), *terms(answer.solution)],
            "lines": lines.get(answer.solution.pk, []),
        }
        for answer in link.answers
    ]
    left = sum(not answer.is_confirmed for answer in link.answers)
    context = {"link": link, "cards": cards, "left": left, "campaign": link.request.campaign}
    stale = refused is not None and refused.stored is not None
    return render(request, "solutions_map/update_link.html", context, status=409 if stale else 200)


def _opened_by(signed: str) -> Opened:
    """Return what the link opens today. Raises ``LinkError``, with code "closed" once the campaign is over."""
    payload = read_link(signed, UPDATE)
    rows = UpdateRequest.objects.select_related("organisation", "campaign__platform")
    asked = rows.filter(pk=payload.get("request")).first()
    if asked is None:
        raise _nothing()
    person = None
    if payload.get("person") is not None:
        person = addressee_of(payload)
        kept = reachable(timezone.localdate()).filter(person=person, organisation=asked.organisation_id)
        if person is None or not kept.exists():
            raise _nothing()
    elif not payload.get("address") or payload["address"] != functional_address(asked.organisation):
        raise _nothing()
    if asked.campaign.closed_at is not None:
        raise LinkError(
            _("This campaign is over. Your solutions can still be changed: sign in, or write to %(platform)s.")
            % {"platform": asked.campaign.platform},
            code="closed",
        )
    return Opened(signed, asked, person, answers_of(asked))


def _nothing() -> LinkError:
    return LinkError(
        _("This link opens nothing any more: you do not keep these solutions, or the address is not whole."),
        code="invalid",
    )
