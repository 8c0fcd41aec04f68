"""One-off actions for young people: read by the network, written by the team (MISSION B11)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import school_year_label, school_year_of
from portal.directory.models import Platform
from portal.directory.platform_calendar import local_today

from ..display.action_tabs import action_tabs
from ..enums import OneOffStatus
from ..forms.one_offs import CancelOneOffForm, OneOffForm
from ..models import OneOffAction
from ..services import one_offs as services
from ..services.objectives import one_offs_of_year

#: Past ones that the list names.
MOST_PAST = 60


@require_safe
def one_offs(request, slug):
    """List what is to come, then what took place in a school year: ``?annee=2026``."""
    platform = _platform(request, slug)
    now, current = timezone.now(), school_year_of(local_today(platform))
    years = range(current - 4, current + 1)
    asked = request.GET.get("annee", "")
    year = int(asked) if asked in {str(one) for one in years} else current
    related = ("venue__site__organisation", "venue__site__commune")
    all_of = OneOffAction.objects.visible_to(request.user).filter(platform=platform).select_related(*related)
    coming = all_of.filter(starts_at__gte=now).prefetch_related("organisations")
    past = all_of.filter(pk__in=one_offs_of_year(platform, year).values("pk"), starts_at__lt=now)
    context = {
        "platform": platform,
        "tabs": action_tabs(platform, "meetings:one_offs"),
        "coming": list(coming),
        "past": list(past.prefetch_related("organisations").order_by("-starts_at", "pk")[:MOST_PAST]),
        "years": [{"label": school_year_label(one), "url": f"?annee={one}", "current": one == year} for one in years],
        "year_label": school_year_label(year),
        "writes": request.user.has_perm("meetings.plan", platform),
    }
    return render(request, "meetings/one_offs.html", context)


@require_safe
def one_off(request, slug, pk):
    """Show one of them: what, when, where, with whom."""
    platform = _platform(request, slug)
    action = _action(request, platform, pk)
    context = {
        "platform": platform,
        "action": action,
        "place": services.where_of(action),
        "organisations": action.organisations.all(),
        "writes": request.user.has_perm("meetings.plan", platform),
        "is_past": action.starts_at <= timezone.now(),
        "back": _address(platform),
    }
    return render(request, "meetings/one_off.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def one_off_add(request, slug):
    """Add one."""
    platform = _platform(request, slug, writes=True)
    form = OneOffForm(request.POST if request.method == "POST" else None, platform=platform)
    if request.method == "POST" and form.is_valid():
        try:
            action = services.add_one_off(platform, form.details, by=Actor.of_request(request))
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            messages.success(request, _("The action is in the calendar of the network."))
            return redirect("meetings:one_off", slug, action.pk)
    context = {"platform": platform, "form": form, "back": _address(platform)}
    return render(request, "meetings/one_off_add.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def one_off_edit(request, slug, pk):
    """Change one; calendars follow."""
    platform = _platform(request, slug, writes=True)
    action = _action(request, platform, pk)
    if action.status == OneOffStatus.CANCELLED:
        messages.error(request, _("This action is cancelled: restore it first."))
        return redirect("meetings:one_off", slug, pk)
    form = OneOffForm(request.POST if request.method == "POST" else None, platform=platform, action=action)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_one_off(
                action, form.details, version=form.cleaned_data["version"], by=Actor.of_request(request)
            )
        except DomainError as refusal:
            refusal.add_to(form)
            if refusal.code == "stale":
                form.data = form.data.copy()
                form.data[form.add_prefix("version")] = services.one_off_version(_action(request, platform, pk))
        else:
            messages.success(request, _("The action is saved."))
            return redirect("meetings:one_off", slug, pk)
    context = {
        "platform": platform,
        "action": action,
        "form": form,
        "back": reverse("meetings:one_off", args=[slug, pk]),
    }
    return render(request, "meetings/one_off_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def one_off_cancel(request, slug, pk):
    """Cancel one, with a reason."""
    platform = _platform(request, slug, writes=True)
    action = _action(request, platform, pk)
    form = CancelOneOffForm(request.POST if request.method == "POST" else None, platform=platform)
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_one_off(action, reason=form.cleaned_data["reason"], by=Actor.of_request(request))
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            messages.success(request, _("The action is cancelled; it stays in calendars, marked so."))
            return redirect("meetings:one_off", slug, pk)
    context = {"platform": platform, "action": action, "form": form}
    context["back"] = reverse("meetings:one_off", args=[slug, pk])
    return render(request, "meetings/one_off_cancel.html", context, status=422 if form.errors else 200)


@require_POST
def one_off_restore(request, slug, pk):
    """Plan a cancelled one again."""
    return _do(request, slug, pk, services.restore_one_off, _("The action is planned again."))


@require_POST
def one_off_held(request, slug, pk):
    """Note that it took place."""
    return _do(request, slug, pk, services.note_held, _("It is noted that the action took place."))


def _do(request, slug, pk, verb, done: str):
    platform = _platform(request, slug, writes=True)
    action = _action(request, platform, pk)
    try:
        verb(action, by=Actor.of_request(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect("meetings:one_off", slug, pk)


def _platform(request, slug, *, writes: bool = False) -> Platform:
    platform = get_visible_or_404(Platform.objects.in_network_of(request.user), slug=slug)
    if writes:
        require(request.user, "meetings.plan", platform)
    return platform


def _action(request, platform, pk) -> OneOffAction:
    visible = OneOffAction.objects.visible_to(request.user).filter(platform=platform)
    related = ("platform", "objective", "venue__site__organisation", "venue__site__commune")
    return get_visible_or_404(visible.select_related(*related), pk=pk)


def _address(platform) -> str:
    return reverse("meetings:one_offs", args=[platform.slug])
