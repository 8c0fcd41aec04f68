"""Find a platform, and what the team changes of what it says to everybody."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..enums import TerritoryKind
from ..find_platform import by_region, find
from ..forms import DepartmentForm, PlatformSettingsForm, PublicFactsForm
from ..models import Platform
from ..services.platforms import change_platform, change_settings, create_platform


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
        "may_create": request.user.has_perm("directory.manage_platforms"),
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


@require_http_methods(["GET", "HEAD", "POST"])
def platform_new(request):
    """Make a platform: its department first, then what is proposed from there."""
    if not request.user.has_perm("directory.view_network"):
        raise Http404
    require(request.user, "directory.manage_platforms")
    where = DepartmentForm(request.GET if "departement" in request.GET else None)
    if not where.is_valid():
        return render(request, "directory/platform_new.html", {"where": where, "form": None, "department": None})
    department = where.cleaned_data["departement"]
    proposed = {name: getattr(department, name) for name in ("school_zone", "timezone", "holiday_territory")}
    form = PlatformSettingsForm(request.POST or None, departments=[department.pk], initial=proposed)
    if request.method == "POST" and form.is_valid():
        try:
            platform = create_platform(form.details(), territories=form.areas(), by=Actor.of_request(request))
        except DomainError as error:
            error.add_to(form)
        else:
            messages.success(request, _("“%(name)s” is created. Its leads come next.") % {"name": platform.name})
            return redirect("directory:team", slug=platform.slug)
    context = {"where": where, "form": form, "department": department}
    return render(request, "directory/platform_new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def platform_settings(request, slug):
    """Change where a platform lies and which calendar it follows."""
    platform = get_visible_or_404(Platform.objects.visible_to(request.user), slug=slug)
    require(request.user, "directory.manage_platforms")
    form = PlatformSettingsForm(request.POST or None, instance=platform, departments=_departments_of(platform))
    if request.method == "POST" and form.is_valid():
        try:
            change_settings(
                platform,
                form.details(),
                territories=form.areas(),
                version=form.version,
                by=Actor.of_request(request),
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The settings of the platform are saved."))
            return redirect("directory:platform_settings", slug=slug)
    context = {"platform": platform, "form": form}
    return render(request, "directory/platform_settings.html", context, status=409 if form.stored else 200)


def _departments_of(platform: Platform) -> list[int]:
    """Return the departments in which ``platform`` lies, whole or in part."""
    areas = platform.territories.select_related("parent")
    found = {one.pk for area in areas for one in (area, area.parent) if one and one.kind == TerritoryKind.DEPARTMENT}
    return sorted(found)
