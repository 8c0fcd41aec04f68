"""The versions of a solution: list, comparison of two, one taken again; for those who may change it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.core.access import get_visible_or_404
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.directory.revision_page import RevisionRow, author_of, way_of
from portal.directory.sheet_content import content_version

from ..forms.choices import as_keys
from ..services.revisions import take_again
from ..solution_content import content_of, differences
from .scopes import solution_acted_on

PER_PAGE = 50


@require_safe
def solution_revisions(request, pk):
    """List the versions, newest first, with what each changed."""
    shown = solution_acted_on(request, pk)
    revisions = _revisions(shown)
    page = Paginator(revisions, PER_PAGE).get_page(request.GET.get("page"))
    # One more than the page: what the last version changed is read from the one before it.
    start = page.start_index() - 1 if page.paginator.count else 0
    read = list(revisions[start : start + PER_PAGE + 1])
    listed = read[:PER_PAGE]
    rows = []
    for revision, older in zip(listed, [*read, None][1 : len(listed) + 1], strict=True):
        found = differences(older.content, revision.content) if older else []
        labels = [difference.label for difference in found]
        rows.append(RevisionRow(revision, author_of(revision), way_of(revision), labels, older is None))
    return render(request, "solutions_map/solution_revisions.html", {"solution": shown, "page": page, "rows": rows})


@require_safe
def solution_revision_compare(request, pk):
    """Compare two versions (``de``, ``a``); by default the last one and the one before it."""
    shown = solution_acted_on(request, pk)
    revisions = _revisions(shown)
    newest = revisions.first()
    if newest is None:
        return redirect("solutions_map:solution_revisions", pk=pk)
    new = _chosen(revisions, request.GET.get("a")) or newest
    older = revisions.filter(made_at__lte=new.made_at).exclude(pk=new.pk)
    old = _chosen(revisions, request.GET.get("de")) or older.first() or new
    if (old.made_at, old.pk) > (new.made_at, new.pk):
        old, new = new, old
    content = content_of(shown)
    compare_url = reverse("solutions_map:solution_revision_compare", args=[pk])
    context = {
        "solution": shown,
        "old": old,
        "new": new,
        "old_author": author_of(old),
        "new_author": author_of(new),
        "differences": differences(old.content, new.content),
        "is_today": new.pk == newest.pk,
        "today_url": f"{compare_url}?de={old.pk}&a={newest.pk}",
        # Offered from the comparison with today only: what one sees is then what the act does.
        "may_take": not differences(new.content, content) and bool(differences(old.content, content)),
        "version": content_version(content),
    }
    return render(request, "solutions_map/solution_revision_compare.html", context)


@require_POST
def solution_revision_take(request, pk, revision):
    """Write the solution as a version kept it."""
    shown = solution_acted_on(request, pk)
    kept = get_visible_or_404(shown.revisions.all(), pk=revision)
    try:
        take_again(
            kept,
            version=request.POST.get("version", ""),
            choose_providers=request.user.has_perm("solutions_map.choose_providers", shown),
            by=Actor.of_request(request),
        )
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("solutions_map:solution_revisions", pk=pk)
    messages.success(request, _("The earlier version is in force again."))
    return redirect("solutions_map:solution", pk=pk)


def _revisions(solution):
    return solution.revisions.select_related("person", "user").order_by("-made_at", "-pk")


def _chosen(revisions, typed: str | None):
    """Return the version whose number is in the address; None without one, ``Http404`` for one that is not there."""
    if not typed:
        return None
    return get_visible_or_404(revisions, pk=next(iter(as_keys([typed])), -1))
