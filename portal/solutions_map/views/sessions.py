"""Sessions of a solution: add, change, cancel, restore, carry over to another school year."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from portal.core.access import get_visible_or_404
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import school_year_label, school_year_of
from portal.directory.platform_calendar import holiday_department
from portal.directory.views.scopes import platform_acted_on, territory_acted_on

from ..carry_over import plan_copies, prepared_year
from ..forms.sessions import SessionForm
from ..models import Session, Solution
from ..services.sessions import add_session, cancel_session, carry_over, change_session, restore_session
from .scopes import solution_acted_on


@require_http_methods(["GET", "HEAD", "POST"])
def session_add(request, pk):
    """Add a way into the solution."""
    solution = solution_acted_on(request, pk)
    form = SessionForm(request.POST or None, solution=solution)
    if request.method == "POST" and form.is_valid():
        try:
            add_session(solution, form.details(), by=Actor.of_request(request))
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The session is added. Say now how many places are free."))
            return redirect(_sessions_of(solution))
    return _form_page(request, solution, None, form)


@require_http_methods(["GET", "HEAD", "POST"])
def session_edit(request, pk, session):
    """Change a session."""
    solution = solution_acted_on(request, pk)
    changed = _session_of(solution, session)
    form = SessionForm(request.POST or None, instance=changed, solution=solution)
    if request.method == "POST" and form.is_valid():
        try:
            change_session(changed, form.details(), version=form.version, by=Actor.of_request(request))
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The session is saved."))
            return redirect(_sessions_of(solution))
    return _form_page(request, solution, changed, form)


@require_POST
def session_cancel(request, pk, session):
    """Say that a session does not take place."""
    solution = solution_acted_on(request, pk)
    return _act(request, solution, cancel_session, _session_of(solution, session), _("The session is cancelled."))


@require_POST
def session_restore(request, pk, session):
    """Take back a cancellation."""
    solution = solution_acted_on(request, pk)
    return _act(request, solution, restore_session, _session_of(solution, session), _("The session takes place again."))


@require_http_methods(["GET", "HEAD", "POST"])
def sessions_copy(request, pk):
    """Carry the sessions of one solution over to another school year; the dates are shown before."""
    solution = solution_acted_on(request, pk)
    back = _sessions_of(solution)
    department = holiday_department(solution.platform) if solution.platform else ""
    return _copy_page(request, Solution.objects.filter(pk=solution.pk), solution.name, back, department)


@require_http_methods(["GET", "HEAD", "POST"])
def platform_sessions_copy(request, slug):
    """Carry over the sessions of all solutions of a platform."""
    platform = platform_acted_on(request, slug, "solutions_map.add_solution")
    back = reverse("solutions_map:platform_seats", args=[slug])
    return _copy_page(request, platform.solutions.all(), platform.name, back, holiday_department(platform), platform)


@require_http_methods(["GET", "HEAD", "POST"])
def territory_sessions_copy(request, slug):
    """Carry over the sessions of all solutions of a territory."""
    territory = territory_acted_on(request, slug, "solutions_map.add_solution")
    back = reverse("solutions_map:territory_seats", args=[slug])
    return _copy_page(request, territory.solutions.all(), territory.name, back, "")


def _copy_page(request, solutions, title, back, department, platform=None):
    year = _asked_year(request)
    plans = plan_copies(solutions, year, department)
    if request.method == "POST":
        chosen = {int(text) for text in request.POST.getlist("session") if text.isdecimal() and len(text) < 19}
        made = carry_over(solutions, year, chosen=chosen, by=Actor.of_request(request))
        words = ngettext(
            "%(count)s session is carried over to %(year)s.",
            "%(count)s sessions are carried over to %(year)s.",
            len(made),
        )
        if made:
            messages.success(request, words % {"count": len(made), "year": school_year_label(year)})
            return redirect(back)
        messages.warning(request, _("Nothing was carried over: choose at least one session that is not there yet."))
        return redirect(f"{request.path}?annee={year}")
    default = prepared_year()
    context = {
        "title": title,
        "back": back,
        "platform": platform,
        "plans": plans,
        "proposed": sum(plan.is_proposed for plan in plans),
        "is_new": any(plan.is_new for plan in plans),
        "year": year,
        "year_label": school_year_label(year),
        "from_label": school_year_label(year - 1),
        "years": [
            {"label": school_year_label(one), "url": f"{request.path}?annee={one}", "current": one == year}
            for one in sorted({school_year_of(timezone.localdate()), school_year_of(timezone.localdate()) + 1, default})
        ],
    }
    return render(request, "solutions_map/sessions_copy.html", context)


def _asked_year(request) -> int:
    """Return the school year of the address, of those that one may prepare; else the usual one."""
    asked = (request.POST if request.method == "POST" else request.GET).get("annee", "")
    current = school_year_of(timezone.localdate())
    return int(asked) if asked in (str(current), str(current + 1)) else prepared_year()


def _sessions_of(solution: Solution) -> str:
    return reverse("solutions_map:solution", args=[solution.pk]) + "#sessions"


def _session_of(solution: Solution, pk: int) -> Session:
    return get_visible_or_404(solution.sessions.select_related("solution", "site"), pk=pk)


def _act(request, solution, service, session, done):
    try:
        service(session, by=Actor.of_request(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)
    return redirect(_sessions_of(solution))


def _form_page(request, solution, session, form):
    context = {"solution": solution, "session": session, "form": form, "back": _sessions_of(solution)}
    return render(request, "solutions_map/session_edit.html", context, status=409 if form.stored else 200)
