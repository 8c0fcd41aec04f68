"""The versions of a presentation sheet: list, comparison of two, one taken again; for those who may change it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.core.access import get_visible_or_404
from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..revision_page import author_of, rows_of
from ..services.revisions import take_again
from ..sheet_content import content_of, content_version, differences
from .sheets import sheet_edited

PER_PAGE = 50


@require_safe
def organisation_revisions(request, pk):
    """List the versions, newest first, with what each changed."""
    shown = sheet_edited(request, pk)
    revisions = _revisions(shown)
    page = Paginator(revisions, PER_PAGE).get_page(request.GET.get("page"))
    # One more than the page: what the last version changed is read from the one before it.
    start = page.start_index() - 1 if page.paginator.count else 0
    window = list(revisions[start : start + PER_PAGE + 1])
    on_page, older = window[:PER_PAGE], window[PER_PAGE:]
    context = {"organisation": shown, "page": page, "rows": rows_of(on_page, older[0] if older else None)}
    return render(request, "directory/organisation_revisions.html", context)


@require_safe
def organisation_revision_compare(request, pk):
    """Show field by field what differs between two versions: the last two unless the address says which."""
    shown = sheet_edited(request, pk)
    revisions = _revisions(shown)
    newest = revisions.first()
    if newest is None:
        return redirect("directory:organisation_revisions", pk=pk)
    new = _chosen(revisions, request.GET.get("a")) or newest
    older = revisions.filter(made_at__lte=new.made_at).exclude(pk=new.pk)
    old = _chosen(revisions, request.GET.get("de")) or older.first() or new
    if (old.made_at, old.pk) > (new.made_at, new.pk):
        old, new = new, old
    content = content_of(shown)
    context = {
        "organisation": shown,
        "old": old,
        "new": new,
        "old_author": author_of(old),
        "new_author": author_of(new),
        "differences": differences(old.content, new.content),
        "version": content_version(content),
        # Offered from the comparison with today only: what one sees is then what the act does.
        "may_take": new.content == content and old.content != content,
        "today_url": f"{reverse('directory:organisation_revision_compare', args=[pk])}?de={old.pk}&a={newest.pk}",
        "is_today": new.pk == newest.pk,
    }
    return render(request, "directory/organisation_revision_compare.html", context)


@require_POST
def organisation_revision_take(request, pk, revision):
    """Take a version again; what it replaces is a version too."""
    shown = sheet_edited(request, pk)
    kept = get_visible_or_404(_revisions(shown), pk=revision)
    try:
        take_again(kept, version=request.POST.get("version", ""), by=Actor.of_request(request))
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("directory:organisation_revisions", pk=pk)
    messages.success(request, _("The earlier version is the sheet again."))
    return redirect("directory:organisation", pk=pk)


def _revisions(organisation):
    return organisation.revisions.select_related("person", "user").order_by("-made_at", "-pk")


def _chosen(revisions, typed: str | None):
    """Return the version whose number is in the address; None without one, ``Http404`` for one that is not there."""
    if not typed:
        return None
    # Longer than any key of the database: refused here, for SQLite would raise.
    return get_visible_or_404(
        revisions, pk=int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else -1
    )
