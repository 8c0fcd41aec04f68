"""Seats by a signed link of a mail, without account: as before, none left, another number (D-42, D-07).

The link names a person and some sessions. It opens a session only while the person keeps its seats, which is asked
again at every request, and shows nothing else of the network: links are forwarded. GET shows, POST acts.
"""

from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.links import LinkError, read_link
from portal.directory.addressees import addressee_of
from portal.directory.models import Person

from ..forms.seats import SeatsForm
from ..models import Session
from ..notifications import SEATS
from ..seat_lines import SeatLine, lines_of
from ..services.seats import report_seats


@dataclass(frozen=True)
class Opened:
    """What a link opens today: for whom, and which sessions."""

    signed: str
    person: Person
    lines: list[SeatLine]

    def line(self, pk: int) -> SeatLine:
        """Return one of the sessions. Raises ``LinkError`` for any other."""
        for line in self.lines:
            if line.session.pk == pk:
                return line
        raise _nothing()


def by_link(view):
    """Give ``view`` what the link opens; say so where it opens nothing, and keep the address out of other places."""

    @login_not_required
    @never_cache
    @wraps(view)
    def opened(request, signed, **parameters):
        try:
            response = view(request, _opened_by(signed), **parameters)
        except LinkError as error:
            status = 410 if error.code == "expired" else 404
            response = render(request, "solutions_map/seat_link_error.html", {"error": error}, status=status)
        # Not "no-referrer": browsers then send ``Origin: null`` with the form, which the CSRF check refuses.
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return opened


@require_safe
@by_link
def seat_link(request, link):
    """Show the sessions of the link with a button for each answer."""
    return _page(request, link)


@require_POST
@by_link
def seat_link_say(request, link, pk):
    """Say the seats of one session: ``answer`` is "same", "none", or "other" with the numbers typed."""
    line = link.line(pk)
    form = SeatsForm(numbers_of(request.POST, line), line=line, prefix=f"s{pk}")
    if form.is_valid():
        try:
            report_seats(line.session, **form.numbers(), by=Actor.of_link(link.person))
        except DomainError as error:
            form.refuse(error)
            link = _opened_by(link.signed)
        else:
            messages.success(request, _("Thank you: your number is shown from now on, with today's date."))
            return redirect("solutions_map:seat_link", link.signed)
    return _page(request, link, refused=form)


def _page(request, link, refused=None):
    today = timezone.localdate()
    cards = []
    for line in link.lines:
        own = refused is not None and refused.line.session.pk == line.session.pk
        form = refused if own else SeatsForm(line=line, prefix=f"s{line.session.pk}")
        cards.append({"line": line, "form": form, "is_said": line.state.reported_on == today and not own})
    context = {"link": link, "cards": cards, "all_said": all(card["is_said"] for card in cards)}
    stale = refused is not None and refused.stored is not None
    return render(request, "solutions_map/seat_link.html", context, status=409 if stale else 200)


def numbers_of(data, line: SeatLine):
    """Return what was posted, with the numbers that the buttons "as before" and "none left" stand for.

    ``seen`` is what the page showed: "as before" of a number that somebody changed meanwhile is refused as stale.
    """
    name = f"s{line.session.pk}-"
    numbers = data.copy()
    answer = data.get("answer")
    if answer in ("same", "none") and line.last is not None:
        shown = line.session.seat_reports.filter(pk=_key(data.get(f"{name}seen"))).first() or line.last
        numbers[f"{name}capacity"] = str(shown.capacity)
        numbers[f"{name}free"] = str(shown.free) if answer == "same" else "0"
    elif answer == "none" and line.capacity is not None:
        numbers[f"{name}capacity"], numbers[f"{name}free"] = str(line.capacity), "0"
    return numbers


def _key(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0


def _opened_by(signed: str) -> Opened:
    """Return what the link opens today. Raises ``LinkError``, also for whoever keeps none of the sessions any more."""
    payload = read_link(signed, SEATS)
    person = addressee_of(payload)
    if person is None:
        raise _nothing()
    lines = lines_of(Session.objects.kept_by(person).filter(pk__in=payload.get("sessions", ())))
    if not lines:
        raise _nothing()
    return Opened(signed, person, lines)


def _nothing() -> LinkError:
    return LinkError(
        _("This link opens nothing any more: these sessions are over, or you no longer keep them."), code="invalid"
    )
