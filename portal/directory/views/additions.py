"""Add an organisation to a platform: look for it first, make it only when nobody has."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.access import get_visible_or_404
from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..forms import MemberForm, SheetForm
from ..models import Organisation, Participation
from ..search import matching
from ..services.members import add_member, add_new_member
from .scopes import platform_acted_on

#: What is asked at once of a new organisation; the rest waits behind a fold.
ESSENTIAL = ("name", "actor_type", "address", "postcode", "commune", "nominative_confirmed")
#: More finds than that ask for another word.
MAX_FOUND = 20


@require_safe
def organisation_add(request, slug):
    """Look for the organisation in the directory of the network; step 1 of 2."""
    platform = platform_acted_on(request, slug)
    text = request.GET.get("q", "").strip()[:100]
    found, more = [], False
    if text:
        rows = matching(Organisation.objects.visible_to(request.user), text)
        rows = rows.select_related("actor_type").prefetch_related("sites__commune").order_by("search_text", "pk")
        found = list(rows[: MAX_FOUND + 1])
        more, found = len(found) > MAX_FOUND, found[:MAX_FOUND]
    here = {
        row.organisation_id: row
        for row in Participation.objects.filter(platform=platform, organisation__in=found).active()
    }
    context = {
        "platform": platform,
        "text": text,
        "found": [(organisation, here.get(organisation.pk)) for organisation in found],
        "more": more,
    }
    return render(request, "directory/organisation_add.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def member_add(request, slug, organisation):
    """Let an organisation of the directory join the platform; step 2."""
    platform = platform_acted_on(request, slug)
    chosen = get_visible_or_404(
        Organisation.objects.visible_to(request.user).select_related("actor_type"), pk=organisation
    )
    form = MemberForm(request.POST or None, platform=platform, actor_type=chosen.actor_type)
    if request.method == "POST" and form.is_valid():
        try:
            participation = add_member(platform, chosen, **_joining(form), by=Actor.of_request(request))
        except DomainError as error:
            error.add_to(form)
        else:
            return _added(request, participation)
    context = {"platform": platform, "organisation": chosen, "form": form}
    return render(request, "directory/member_add.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_new(request, slug):
    """Enter an organisation that the directory does not have, and let it join; step 2."""
    platform = platform_acted_on(request, slug)
    initial = {"name": request.GET.get("nom", "")[:160], "actor_type": request.GET.get("type", "")[:9]}
    form = SheetForm(request.POST or None, initial=initial, with_place=True)
    joining = MemberForm(request.POST or None, platform=platform, prefix="member")
    if request.method == "POST" and form.is_valid() & joining.is_valid():
        by = Actor.of_request(request)
        try:
            participation = add_new_member(platform, form.details(), place=form.place(), **_joining(joining), by=by)
        except DomainError as error:
            error.add_to(form if error.field in form.fields else joining)
        else:
            return _added(request, participation)
    context = {
        "platform": platform,
        "form": form,
        "joining": joining,
        "essential": ESSENTIAL,
        "open_details": any(name not in ESSENTIAL for name in form.errors),
    }
    return render(request, "directory/organisation_new.html", context)


def _joining(form: MemberForm) -> dict:
    return {**form.place(), **{name: form.cleaned_data[name] for name in ("next_step", "next_step_on")}}


def _added(request, participation: Participation):
    messages.success(request, _("“%(name)s” is in the platform.") % {"name": participation.organisation.name})
    return redirect("directory:member", slug=participation.platform.slug, pk=participation.pk)
