"""Find a platform, and what the team changes of what it says to everybody."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..find_platform import by_region, find
from ..forms import PublicFactsForm
from ..models import Platform
from ..services.platforms import change_platform


@login_not_required
@require_safe
def platforms(request):
    """Find a platform by commune, postcode or name, or in the list by region; open to everybody."""
    text = request.GET.get("q", "").strip()[:100]
    visible = Platform.objects.visible_to(request.user)
    context = {
        "layout": "layouts/member.html" if request.user.is_authenticated else "layouts/public.html",
        "text": text,
        "found": find(text) if text else None,
        "regions": by_region(visible),
        "mine": list(visible.in_network_of(request.user)) if request.user.is_authenticated else [],
    }
    return render(request, "directory/platforms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def platform_edit(request, slug):
    """Change the public text and the contact."""
    platform = get_visible_or_404(Platform.objects.visible_to(request.user), slug=slug)
    require(request.user, "directory.edit_platform", platform)
    form = PublicFactsForm(request.POST or None, instance=platform)
    if request.method == "POST" and form.is_valid():
        try:
            change_platform(platform, form.details(), version=form.version, by=Actor.of_request(request))
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The public text and the contact are saved."))
            return redirect("desk:platform", slug=slug)
    context = {"platform": platform, "form": form}
    return render(request, "directory/platform_edit.html", context, status=409 if form.stored else 200)
