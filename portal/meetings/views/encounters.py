"""Who knows whom in a platform's network: what is recorded, by whom, and who could present itself (MISSION A11)."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.tables import PER_PAGE
from portal.directory.models import Organisation, Platform

from ..acquaintance import acquaintances_of, lines_of, seen_meetings
from ..display.group_page import belongs_to_groups
from ..display.meeting_tabs import meeting_tabs
from ..enums import EncounterKind
from ..forms.encounters import EncounterChangeForm, EncounterForm, meetings_offered
from ..models import Encounter
from ..services import encounters as services
from ..tables_encounters import AcquaintanceTable
from .lookup import managed_meeting


@require_safe
def encounters(request, slug):
    """List the members, those who never presented themselves first, then all that was recorded."""
    platform = _platform_seen(request, slug)
    keeps = request.user.has_perm("meetings.keep_encounters", platform)
    seen = seen_meetings(platform, request.user)
    members = acquaintances_of(platform, seen)
    table = AcquaintanceTable(members, platform=platform, keeps=keeps)
    recorded = Encounter.objects.visible_to(request.user).filter(platform=platform)
    recorded = recorded.select_related("organisation", "meeting__platform")
    page = Paginator(recorded, PER_PAGE).get_page(request.GET.get("suite"))
    context = {
        "platform": platform,
        "table": RequestConfig(request).configure(table),
        "members": len(members),
        "never": sum(one.presented is None for one in members),
        "page": page,
        "lines": lines_of(page.object_list, request.user, seen),
        "keeps": keeps,
        "tabs": meeting_tabs(
            platform,
            "meetings:encounters",
            plans=request.user.has_perm("meetings.plan", platform),
            groups=belongs_to_groups(request.user, platform),
        ),
    }
    return render(request, "meetings/encounters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def encounter_add(request, slug):
    """Record what took place, for several organisations at once; ``?reunion=`` begins from a meeting."""
    platform = _platform_kept(request, slug)
    meeting = _asked_meeting(platform, request.GET.get("reunion", ""))
    form = EncounterForm(
        request.POST if request.method == "POST" else None,
        platform=platform,
        meeting=meeting,
        initial=_asked(request.GET),
    )
    back = reverse("meetings:meeting", args=[meeting.uuid]) if meeting else _address(platform)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.record_encounters(
                platform, form.cleaned_data["organisations"], form.details, by=Actor.of_request(request)
            )
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            text = ngettext("%(count)d organisation is recorded.", "%(count)d organisations are recorded.", len(made))
            messages.success(request, text % {"count": len(made)})
            return redirect(back)
    return render(request, "meetings/encounter_add.html", {"platform": platform, "form": form, "back": back})


@require_http_methods(["GET", "HEAD", "POST"])
def encounter_edit(request, slug, pk):
    """Correct one record."""
    platform = _platform_kept(request, slug)
    encounter = _encounter(request, platform, pk)
    form = EncounterChangeForm(request.POST if request.method == "POST" else None, encounter=encounter)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_encounter(
                encounter,
                form.cleaned_data["organisation"],
                form.details,
                version=form.cleaned_data["version"],
                by=Actor.of_request(request),
            )
        except DomainError as refusal:
            refusal.add_to(form)
            if refusal.code == "stale":
                # Both versions are in sight now: saving again is a choice.
                encounter.refresh_from_db()
                form.data = form.data.copy()
                form.data[form.add_prefix("version")] = services.encounter_version(encounter)
        else:
            messages.success(request, _("The correction is saved."))
            return redirect("meetings:encounters", slug)
    context = {"platform": platform, "encounter": encounter, "form": form, "back": _address(platform)}
    return render(request, "meetings/encounter_edit.html", context)


@require_POST
def encounter_remove(request, slug, pk):
    """Remove a wrong record."""
    platform = _platform_kept(request, slug)
    try:
        services.remove_encounter(_encounter(request, platform, pk), by=Actor.of_request(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The record is removed."))
    return redirect("meetings:encounters", slug)


@require_POST
def agenda_floor(request, uuid):
    """Put the presentation of an organisation on the agenda."""
    meeting = managed_meeting(request, uuid)
    asked = request.POST.get("organisation", "")
    visible = Organisation.objects.visible_to(request.user)
    organisation = get_visible_or_404(visible, pk=asked if _is_key(asked) else 0)
    try:
        item = services.give_the_floor(meeting, organisation, by=Actor.of_request(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request, _("“%(item)s” is the last item of the agenda: move it where it fits.") % {"item": item}
        )
    return redirect("meetings:agenda_edit", meeting.uuid)


def _platform_seen(request, slug) -> Platform:
    return get_visible_or_404(Platform.objects.in_network_of(request.user), slug=slug)


def _platform_kept(request, slug) -> Platform:
    platform = _platform_seen(request, slug)
    require(request.user, "meetings.keep_encounters", platform)
    return platform


def _encounter(request, platform, pk) -> Encounter:
    rows = Encounter.objects.visible_to(request.user).filter(platform=platform)
    return get_visible_or_404(rows.select_related("platform", "organisation"), pk=pk)


def _address(platform) -> str:
    return reverse("meetings:encounters", args=[platform.slug])


def _asked_meeting(platform, text):
    """Return the meeting in the address; None when there is none that could be recorded."""
    try:
        asked = uuid.UUID(text)
    except ValueError:
        return None
    offered = meetings_offered(platform).select_related("platform", "venue__site")
    return offered.filter(uuid=asked).first()


def _asked(address) -> dict:
    """Return what the address begins the form with: an organisation, a kind."""
    asked = {}
    if _is_key(address.get("organisme", "")):
        asked["organisations"] = [int(address["organisme"])]
    if address.get("nature") in EncounterKind.values:
        asked["kind"] = address["nature"]
    return asked


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
