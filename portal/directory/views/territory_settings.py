"""What is set for a territory: leads expected, who coordinates it, the campaigns of its platforms."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.core.access import get_visible_or_404
from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..forms import CampaignForm, CoordinatorForm, EndForm, TerritoryForm
from ..invitations import invite_person
from ..member_page import is_expired, last_invitations
from ..models import Coordination, ListCampaign, Person, Platform, PlatformRole, Territory
from ..services.campaigns import add_campaign, change_campaign, remove_campaign
from ..services.territories import appoint_coordinator, change_territory, end_coordination
from .scopes import territory_acted_on


@require_http_methods(["GET", "HEAD", "POST"])
def territory_edit(request, slug):
    """Change the settings of a territory; show its coordinators and campaigns, which have forms of their own."""
    territory = territory_acted_on(request, slug, "directory.edit_territory")
    form = TerritoryForm(request.POST or None, instance=territory)
    if request.method == "POST" and form.is_valid():
        try:
            change_territory(territory, form.details(), version=form.version, by=Actor.of_request(request))
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The settings of the territory are saved."))
            return redirect("directory:territory_edit", slug=slug)
    today = timezone.localdate()
    coordinations = list(
        territory.coordinations.filter(Q(until__isnull=True) | Q(until__gt=today))
        .select_related("person__organisation")
        .order_by("since", "pk")
    )
    invitations = last_invitations([row.person_id for row in coordinations])
    campaigns = territory.campaigns.order_by("-start")[:20]
    context = {
        "territory": territory,
        "form": form,
        "coordinations": [
            {
                "row": row,
                "starts_later": row.since > today,
                "invitation": invitations.get(row.person_id),
                "expired": is_expired(invitations.get(row.person_id)),
            }
            for row in coordinations
        ],
        "campaigns": [{"row": row, "is_now": row.start <= today <= row.end} for row in campaigns],
        "may_appoint": request.user.has_perm("directory.appoint_coordinator", territory),
    }
    return render(request, "directory/territory_edit.html", context, status=409 if form.stored else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def coordination_add(request, slug):
    """Let somebody coordinate the territory."""
    territory = territory_acted_on(request, slug, "directory.appoint_coordinator")
    form = CoordinatorForm(request.POST or None, people=_people_of(territory))
    if request.method == "POST" and form.is_valid():
        by = Actor.of_request(request)
        try:
            added = appoint_coordinator(territory, form.who(), since=form.cleaned_data["since"], by=by)
        except DomainError as error:
            error.add_to(form)
        else:
            messages.success(request, _("%(person)s coordinates the territory.") % {"person": added.person})
            return redirect("directory:territory_edit", slug=slug)
    return render(request, "directory/coordination_add.html", {"territory": territory, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def coordination_end(request, slug, pk):
    """End a coordination."""
    territory = territory_acted_on(request, slug, "directory.appoint_coordinator")
    coordination = _coordination(territory, pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_coordination(coordination, until=form.cleaned_data["until"], by=Actor.of_request(request))
        except DomainError as error:
            error.add_to(form)
        else:
            messages.success(request, _("The coordination of %(person)s ends.") % {"person": coordination.person})
            return redirect("directory:territory_edit", slug=slug)
    context = {"territory": territory, "coordination": coordination, "form": form}
    return render(request, "directory/coordination_end.html", context)


@require_POST
def coordination_invite(request, slug, pk):
    """Send a coordinator the invitation to open their account."""
    territory = territory_acted_on(request, slug, "directory.appoint_coordinator")
    person = _coordination(territory, pk).person
    try:
        invite_person(person, None, by=Actor.of_request(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(
            request,
            _("The invitation leaves for %(person)s, %(email)s.") % {"person": person, "email": person.email},
        )
    return redirect("directory:territory_edit", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
def territory_campaign_add(request, slug):
    """Add a campaign for the platforms of the territory that have none of their own."""
    territory = territory_acted_on(request, slug, "directory.edit_territory")
    form = CampaignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            campaign = add_campaign(territory, form.period(), by=Actor.of_request(request))
        except DomainError as error:
            error.add_to(form)
        else:
            messages.success(request, _("The campaign “%(label)s” is saved.") % {"label": campaign.label})
            return redirect("directory:territory_edit", slug=slug)
    context = {"territory": territory, "campaign": None, "form": form}
    return render(request, "directory/territory_campaign_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def territory_campaign_edit(request, slug, pk):
    """Change a campaign of the territory."""
    territory = territory_acted_on(request, slug, "directory.edit_territory")
    campaign = _campaign(territory, pk)
    initial = {name: getattr(campaign, name) for name in ("label", "checks_from", "start", "end")}
    form = CampaignForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_campaign(campaign, form.period(), by=Actor.of_request(request))
        except DomainError as error:
            error.add_to(form)
        else:
            messages.success(request, _("The campaign “%(label)s” is saved.") % {"label": form.cleaned_data["label"]})
            return redirect("directory:territory_edit", slug=slug)
    context = {"territory": territory, "campaign": campaign, "form": form}
    return render(request, "directory/territory_campaign_edit.html", context)


@require_POST
def territory_campaign_remove(request, slug, pk):
    """Remove a campaign of the territory."""
    territory = territory_acted_on(request, slug, "directory.edit_territory")
    remove_campaign(_campaign(territory, pk), by=Actor.of_request(request))
    messages.success(request, _("The campaign is removed. Meetings already planned stay as they are."))
    return redirect("directory:territory_edit", slug=slug)


def _coordination(territory: Territory, pk: int) -> Coordination:
    """Return a coordination of ``territory`` that is not over, or raise ``Http404``."""
    coordination = get_visible_or_404(territory.coordinations.select_related("person", "territory"), pk=pk)
    if coordination.until is not None and coordination.until <= timezone.localdate():
        raise Http404
    return coordination


def _campaign(territory: Territory, pk: int) -> ListCampaign:
    return get_visible_or_404(territory.campaigns.select_related("platform", "territory"), pk=pk)


def _people_of(territory: Territory):
    """Return who works in ``territory`` already: teams of its platforms, coordinators inside it; no other contact."""
    roles = PlatformRole.objects.active().filter(platform__in=Platform.objects.lying_in([territory.pk]))
    inside = Coordination.objects.active().filter(territory__in=Territory.objects.within(territory).values("pk"))
    return Person.objects.filter(Q(pk__in=roles.values("person")) | Q(pk__in=inside.values("person"))).order_by(
        "search_text", "pk"
    )
