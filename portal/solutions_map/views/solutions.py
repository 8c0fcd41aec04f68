"""A solution: its page, its form, and the acts on it (MISSION D1)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.printing import render_pdf
from portal.core.text import clean_line
from portal.directory.models import Organisation, Platform
from portal.directory.querysets import is_professional
from portal.directory.views.scopes import configured, platform_seen, territory_seen, way_back

from ..documents import solution as document
from ..enums import SolutionState
from ..forms.choices import as_keys
from ..forms.solutions import SolutionForm, initial_of_new
from ..keeper_list import KeeperTable, kept_solutions
from ..models import Need, Solution
from ..services.solutions import (
    change_solution,
    close_solution,
    confirm_solution,
    create_solution,
    publish_solution,
    reopen_solution,
)
from ..solution_page import solution_page
from . import public
from .scopes import solution_acted_on, solution_seen


@require_safe
def platform_solutions(request, slug):
    """List what the platform keeps, by what is to be done with it."""
    return _keeper_page(request, platform_seen(request, slug), "platform_solutions")


@require_safe
def territory_solutions(request, slug):
    """List what the territory keeps."""
    return _keeper_page(request, territory_seen(request, slug), "territory_solutions")


@require_http_methods(["GET", "HEAD", "POST"])
def solution_add(request, slug):
    """Enter a solution of the platform."""
    return _add_page(request, platform_seen(request, slug), "platform_solutions")


@require_http_methods(["GET", "HEAD", "POST"])
def territory_solution_add(request, slug):
    """Enter a solution of the territory."""
    return _add_page(request, territory_seen(request, slug), "territory_solutions")


@login_not_required
@require_safe
def solution(request, pk):
    """Show a solution: whole to a professional who may see it, what is public of it to everybody else.

    ``vue=publique`` shows professionals what everybody reads.
    """
    if not is_professional(request.user) or request.GET.get("vue") == "publique":
        return public.sheet(request, pk)
    if not Solution.objects.visible_to(request.user).filter(pk=pk).exists():
        return public.gone(request, pk)
    return render(request, "solutions_map/solution.html", solution_page(solution_seen(request, pk), request.user))


@require_safe
def solution_pdf(request, pk):
    """Show the solution as a page to print or to hand out."""
    shown = solution_seen(request, pk)
    response = HttpResponse(render_pdf(document.TEMPLATE, document.data_of(shown)), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{slugify(shown.name)[:60] or shown.pk}.pdf"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def solution_edit(request, pk):
    """Change a solution; its keeper may put it on the map by the same act."""
    shown = solution_acted_on(request, pk)
    form = SolutionForm(
        request.POST if request.method == "POST" else None,
        instance=shown,
        keeper=shown.keeper,
        viewer=request.user,
        choose_providers=request.user.has_perm("solutions_map.choose_providers", shown),
    )
    may_publish = shown.is_draft and request.user.has_perm("solutions_map.publish_solution", shown)

    def save():
        publish = _publishes(request, shown)
        return change_solution(
            shown, form.details(), version=form.version, publish=publish, by=Actor.of_request(request)
        )

    return _form_page(request, "solutions_map/solution_edit.html", form, save, solution=shown, may_publish=may_publish)


@require_POST
def solution_publish(request, pk):
    """Put a solution on the map; what is missing is asked for in the form."""
    shown = solution_acted_on(request, pk, "solutions_map.publish_solution")
    try:
        publish_solution(shown, by=Actor.of_request(request))
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("solutions_map:solution_edit" if error.field else "solutions_map:solution", pk=pk)
    messages.success(request, _("The solution is on the map."))
    return redirect("solutions_map:solution", pk=pk)


@require_POST
def solution_close(request, pk):
    """Take a solution off the map."""
    close_solution(solution_acted_on(request, pk), by=Actor.of_request(request))
    messages.success(request, _("The solution is closed: it left the map, and can be opened again."))
    return redirect("solutions_map:solution", pk=pk)


@require_POST
def solution_reopen(request, pk):
    """Take back the closing."""
    reopen_solution(solution_acted_on(request, pk), by=Actor.of_request(request))
    messages.success(request, _("The solution is open again."))
    return redirect("solutions_map:solution", pk=pk)


@require_POST
def solution_confirm(request, pk):
    """Note that the solution was read and is right."""
    confirm_solution(solution_acted_on(request, pk), by=Actor.of_request(request))
    messages.success(request, _("Thank you: the solution is confirmed as of today."))
    return redirect(way_back(request, reverse("solutions_map:solution", args=[pk])))


def _keeper_page(request, keeper, url_name: str):
    kept = kept_solutions(keeper, request.user, request.GET)
    url = reverse(f"solutions_map:{url_name}", args=[keeper.slug])
    labels = [
        ("", _("On the map")),
        ("a-completer", _("To complete")),
        ("a-creer", _("To create, to optimise")),
        ("fermees", pgettext("solutions", "Closed")),
    ]
    views = [
        {
            "label": label,
            "url": f"{url}?etat={name}" if name else url,
            "current": name == kept.view,
            "count": kept.counts[name],
        }
        for name, label in labels
    ]
    may_add = request.user.has_perm("solutions_map.add_solution", keeper)
    add_name = "solution_add" if isinstance(keeper, Platform) else "territory_solution_add"
    context = {
        "keeper": keeper,
        "platform": keeper if isinstance(keeper, Platform) else None,
        "list": kept,
        "table": configured(request, KeeperTable(kept.rows)),
        # Drafts and closed ones are the keeper's: for others two pages would always be empty.
        "views": views if may_add else [view for view in views if view["count"]],
        "is_empty": not any(kept.counts.values()) and not kept.text,
        "may_add": may_add,
        "add_url": reverse(f"solutions_map:{add_name}", args=[keeper.slug]),
    }
    return render(request, "solutions_map/keeper_solutions.html", context)


def _add_page(request, keeper, back_name: str):
    require(request.user, "solutions_map.add_solution", keeper)
    form = SolutionForm(
        request.POST if request.method == "POST" else None,
        initial=_asked_for(request),
        keeper=keeper,
        viewer=request.user,
    )

    def save():
        publish = "publish" in request.POST
        return create_solution(keeper, form.details(), publish=publish, by=Actor.of_request(request))

    return _form_page(
        request,
        "solutions_map/solution_add.html",
        form,
        save,
        keeper=keeper,
        platform=keeper if isinstance(keeper, Platform) else None,
        back=reverse(f"solutions_map:{back_name}", args=[keeper.slug]),
        may_publish=True,
    )


def _form_page(request, template: str, form: SolutionForm, save, **context):
    """Show the form, what it found, or the page of what it saved."""
    if form.looks:
        form.show_finds()
    elif request.method == "POST" and form.is_valid():
        try:
            saved = save()
        except DomainError as error:
            form.refuse(error)
        else:
            done = _("The solution is saved and stands on the map.") if saved.published_at else _("The draft is saved.")
            messages.success(request, done)
            return redirect("solutions_map:solution", pk=saved.pk)
    return render(request, template, {**context, "form": form}, status=409 if form.stored else 200)


def _publishes(request, shown) -> bool:
    if "publish" not in request.POST:
        return False
    require(request.user, "solutions_map.publish_solution", shown)
    return True


def _asked_for(request) -> dict:
    """Return what the page that leads here asks for: ``etat``, ``besoin`` (code), ``organisme`` (key)."""
    given = {}
    if request.GET.get("etat") in SolutionState.values:
        given["state"] = request.GET["etat"]
    need = Need.objects.filter(code=clean_line(request.GET.get("besoin", ""))).first()
    if need is not None:
        given["needs"] = [need]
    for key in as_keys([request.GET.get("organisme", "")]):
        given["providers"] = [get_visible_or_404(Organisation.objects.visible_to(request.user), pk=key)]
    return initial_of_new(**given)
