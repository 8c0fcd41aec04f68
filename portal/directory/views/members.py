"""Members of a platform: the list, one of them, what the team changes."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..enums import Circle, ParticipationStatus
from ..forms import MemberEndForm, MoveForm, RoleForm
from ..listing import members_listed, members_table
from ..member_page import delegates_shown, elsewhere
from ..member_panels import panels_of
from ..models import Participation
from ..movements import history_of
from ..services.members import describe_member, end_member, place_member
from ..tables import STATUS_KINDS
from .exports import MEMBER_FORMATS, export_menu
from .scopes import configured, participation_of, platform_acted_on, platform_seen, way_back


@require_safe
def members(request, slug):
    """List the organisations of the platform, today."""
    platform = platform_seen(request, slug)
    filtered = members_listed(platform, request.user, request.GET)
    reads_mobilisation = request.user.has_perm("directory.view_mobilisation", platform)
    table = configured(request, members_table(filtered, reads_mobilisation=reads_mobilisation))
    context = {
        "platform": platform,
        "filter": filtered,
        "table": table,
        "is_empty": not table.rows and not any(request.GET.get(name) for name in filtered.filters),
        "may_manage": request.user.has_perm("directory.manage_members", platform),
        "exports": export_menu(request, "directory:members_export", MEMBER_FORMATS, slug=slug),
    }
    return render(request, "directory/members.html", context)


@require_safe
def member(request, slug, pk):
    """Show one organisation in the platform: circle with history, role in the four steps, delegates."""
    platform = platform_seen(request, slug)
    participation = participation_of(platform, request, pk)
    user = request.user
    may_manage = user.has_perm("directory.manage_members", platform)
    context = {
        "platform": platform,
        "participation": participation,
        "organisation": participation.organisation,
        "status_kind": STATUS_KINDS[participation.status],
        "is_open": participation.until is None,
        "is_over": participation.until is not None and participation.until <= timezone.localdate(),
        "history": history_of(participation, with_authors=may_manage),
        "elsewhere": elsewhere(participation, user),
        "delegates": delegates_shown(participation, user, may_manage=may_manage),
        "roles": [
            (_("1. Finding"), participation.role_finding),
            (_("2. Contact and follow-up"), participation.role_contact),
            (_("3. Diagnosis"), participation.role_diagnosis),
            (_("4. Pathway and solution"), participation.role_solution),
        ],
        "has_roles": any(
            (
                participation.role_finding,
                participation.role_contact,
                participation.role_diagnosis,
                participation.role_solution,
            )
        ),
        "panels": panels_of(participation, user),
        "may_manage": may_manage,
        # Why and what next is the work of those who win members over; partners read each other's pages.
        "reads_mobilisation": user.has_perm("directory.view_mobilisation", platform),
        "may_invite": user.has_perm("directory.invite", platform),
    }
    return render(request, "directory/member.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def member_edit(request, slug, pk):
    """Change the next step and the role in the four steps."""
    platform = platform_acted_on(request, slug)
    participation = participation_of(platform, request, pk)
    form = RoleForm(request.POST or None, instance=participation)
    if request.method == "POST" and form.is_valid():
        try:
            describe_member(participation, form.details(), version=form.version, by=Actor.of_request(request))
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The role of the organisation is saved."))
            return redirect("directory:member", slug=slug, pk=pk)
    return _form_page(request, "directory/member_edit.html", participation, form)


@require_http_methods(["GET", "HEAD", "POST"])
def member_place(request, slug, pk):
    """Change mobilisation or circle from a day on; a card of the board asks for the circle to begin with."""
    platform = platform_acted_on(request, slug)
    participation = participation_of(platform, request, pk)
    circle = request.GET.get("cercle", "")
    initial = {"status": ParticipationStatus.AGREED, "circle": circle} if circle in Circle.values else None
    form = MoveForm(request.POST or None, platform=platform, participation=participation, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            placed = place_member(participation, **form.place(), by=Actor.of_request(request))
        except DomainError as error:
            form.refuse(error, participation)
        else:
            messages.success(request, _("Mobilisation and circle are saved."))
            return redirect(way_back(request, reverse("directory:member", args=[slug, placed.pk])))
    return _form_page(request, "directory/member_place.html", participation, form)


@require_http_methods(["GET", "HEAD", "POST"])
def member_end(request, slug, pk):
    """End the participation."""
    platform = platform_acted_on(request, slug)
    participation = participation_of(platform, request, pk)
    form = MemberEndForm(request.POST or None, platform=platform)
    if request.method == "POST" and form.is_valid():
        try:
            until, reason = form.cleaned_data["until"], form.cleaned_data["reason"]
            end_member(participation, until=until, reason=reason, by=Actor.of_request(request))
        except DomainError as error:
            error.add_to(form)
        else:
            messages.success(
                request, _("The participation of “%(name)s” ends.") % {"name": participation.organisation.name}
            )
            return redirect("directory:members", slug=slug)
    return _form_page(request, "directory/member_end.html", participation, form)


def _form_page(request, template: str, participation: Participation, form):
    context = {
        "platform": participation.platform,
        "participation": participation,
        "organisation": participation.organisation,
        "form": form,
        "back": way_back(request, reverse("directory:member", args=[participation.platform.slug, participation.pk])),
    }
    return render(request, template, context, status=409 if getattr(form, "stored", None) else 200)
