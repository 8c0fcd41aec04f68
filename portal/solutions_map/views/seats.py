"""Free seats: of one session with its history, all of one's own, all of a keeper; ask for them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.directory.models import Platform
from portal.directory.querysets import person_of
from portal.directory.views.scopes import platform_acted_on, territory_acted_on

from ..enums import Opening
from ..forms.seats import SeatLineForm, SeatsForm
from ..keeper_seats import keeper_lines
from ..models import Session, Solution
from ..seat_lines import line_of, lines_of
from ..seat_plot import plot_of
from ..services.seat_requests import ask_for_seats
from ..services.seats import report_seats
from .scopes import solution_seen

#: Reports that the history shows; older ones stay stored.
SHOWN = 60


@require_http_methods(["GET", "HEAD", "POST"])
def seats(request, pk, session):
    """Show the seats of a session with their history; whoever keeps it says a new number."""
    solution = solution_seen(request, pk)
    line = _line(solution, session)
    may_report = request.user.has_perm("solutions_map.report_seats", solution)
    form = SeatsForm(request.POST or None, line=line)
    if request.method == "POST":
        require(request.user, "solutions_map.report_seats", solution)
        if form.is_valid():
            try:
                report_seats(line.session, **form.numbers(), by=Actor.of_request(request))
            except DomainError as error:
                form.refuse(error)
                line = _line(solution, session)
            else:
                messages.success(request, _("The number is shown from now on, with today's date."))
                return redirect(request.path)
    context = {
        "solution": solution,
        "line": line,
        "form": form,
        "may_report": may_report and line.state.kind != Opening.CLOSED and solution.closed_at is None,
        **history_of(line.session),
    }
    return render(request, "solutions_map/seats.html", context, status=409 if form.stored else 200)


def history_of(session: Session) -> dict:
    """Return the reports for the entry as it stands, the newest first, and their plot; in one query."""
    reports = list(session.seat_reports.of_current_entry().with_source().order_by("-reported_at", "-pk")[:SHOWN])
    return {"reports": reports, "plot": plot_of(reports[::-1], timezone.now())}


@require_http_methods(["GET", "HEAD", "POST"])
def my_seats(request):
    """All sessions whose seats the reader says, in one form; each line is saved by itself."""
    person = person_of(request.user)
    sessions = Session.objects.kept_by(person)
    posted = request.method == "POST"
    forms = [
        SeatLineForm(request.POST if posted else None, line=line, prefix=f"s{line.session.pk}")
        for line in lines_of(sessions)
    ]
    stale = False
    if posted:
        saved, refused = 0, 0
        confirms = "confirm" in request.POST
        for form in forms:
            # A line that was not in the page that was sent says nothing.
            if form.add_prefix("free") not in request.POST:
                continue
            if not form.is_valid():
                refused += 1
            elif form.is_changed or (confirms and form.is_said):
                try:
                    report_seats(form.line.session, **form.numbers(), by=Actor.of_request(request))
                    saved += 1
                except DomainError as error:
                    form.refuse(error)
                    stale = stale or form.stored is not None
                    refused += 1
        if saved:
            words = ngettext("%(count)s number is saved.", "%(count)s numbers are saved.", saved)
            messages.success(request, words % {"count": saved})
        if not refused:
            if not saved:
                messages.info(request, _("No number was changed: “All is right” confirms them as they are."))
            return redirect(request.path)
        # What was saved shows its new number; what was refused stays as it was typed, with the reason.
        fresh = {line.session.pk: line for line in lines_of(sessions)}
        for index, form in enumerate(forms):
            line = fresh.get(form.line.session.pk, form.line)
            forms[index] = _with_line(form, line)
    context = {"forms": forms, "to_ask": sum(form.line.state.to_ask for form in forms)}
    return render(request, "solutions_map/my_seats.html", context, status=409 if stale else 200)


def _with_line(form, line):
    if form.errors:
        form.line = line
        return form
    return SeatLineForm(line=line, prefix=form.prefix)


@require_safe
def platform_seats(request, slug):
    """List the sessions of a platform whose number is to be confirmed, with who says it."""
    platform = platform_acted_on(request, slug, "solutions_map.add_solution")
    return render(request, "solutions_map/platform_seats.html", _keeper_page(platform, "platform_seats"))


@require_safe
def territory_seats(request, slug):
    """List the same of a territory."""
    territory = territory_acted_on(request, slug, "solutions_map.add_solution")
    return render(request, "solutions_map/territory_seats.html", _keeper_page(territory, "territory_seats"))


@require_POST
def platform_seats_ask(request, slug):
    """Ask by mail for the seats of one session (``session``), or of all that may be asked about."""
    platform = platform_acted_on(request, slug, "solutions_map.add_solution")
    return _ask(request, platform, "platform_seats")


@require_POST
def territory_seats_ask(request, slug):
    """Ask the same for a territory."""
    territory = territory_acted_on(request, slug, "solutions_map.add_solution")
    return _ask(request, territory, "territory_seats")


def _keeper_page(keeper, name):
    lines = keeper_lines(keeper)
    people = {person for line in lines if line.may_ask for person in line.people}
    return {
        "keeper": keeper,
        "platform": keeper if isinstance(keeper, Platform) else None,
        "lines": lines,
        "people_to_ask": len(people),
        "ask_url": reverse(f"solutions_map:{name}_ask", args=[keeper.slug]),
        "copy_url": reverse(f"solutions_map:{name.removesuffix('seats')}sessions_copy", args=[keeper.slug]),
    }


def _ask(request, keeper, name):
    one = request.POST.get("session")
    if one is None:
        chosen = [line.line.session for line in keeper_lines(keeper) if line.may_ask]
    else:
        visible = Session.objects.visible_to(request.user)
        chosen = list(visible.filter(pk=int(one))) if one.isdecimal() and len(one) < 19 else []
    back = reverse(f"solutions_map:{name}", args=[keeper.slug])
    try:
        asked = ask_for_seats(chosen, keeper=keeper, by=Actor.of_request(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        words = ngettext("%(count)s person is asked by mail.", "%(count)s people are asked by mail.", asked.mails)
        messages.success(request, words % {"count": asked.mails})
        if request.POST.get("back") == "solution":
            back = reverse("solutions_map:solution", args=[asked.sessions[0].solution_id]) + "#sessions"
    return redirect(back)


def _line(solution: Solution, pk: int):
    rows = solution.sessions.with_last_report().select_related("solution__platform", "solution__territory", "site")
    return line_of(get_visible_or_404(rows, pk=pk))
