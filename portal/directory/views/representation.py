"""Who is missing in a platform, and the roll-up of a territory."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..enums import Landscape, ParticipationStatus
from ..models import ActorType, Organisation, Territory
from ..representation.check import check_platform
from ..representation.matrix import matrix_of
from ..services.expectations import describe_landscape, expect_again, set_aside
from ..services.members import add_member
from .scopes import platform_acted_on

PER_PAGE = 50


@require_safe
def representation(request, slug):
    """Show which sectors and usual actors are there, come no more, or are missing."""
    platform = platform_acted_on(request, slug, "directory.view_mobilisation")
    check = check_platform(platform, request.user)
    context = {
        "platform": platform,
        "check": check,
        "department": check.departments[0].pk if len(check.departments) == 1 else "",
        "landscapes": Landscape.choices,
        "may_manage": request.user.has_perm("directory.manage_members", platform),
    }
    return render(request, "directory/representation.html", context)


@require_POST
def approach(request, slug):
    """Note an organisation of the directory as one to approach."""
    platform = platform_acted_on(request, slug)
    chosen = get_visible_or_404(Organisation.objects.visible_to(request.user), pk=request.POST.get("organisation"))
    try:
        row = add_member(platform, chosen, status=ParticipationStatus.TO_APPROACH, by=Actor.of_request(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        message = format_html(
            '{} <a href="{}">{}</a>',
            _("“%(name)s” is noted as one to approach.") % {"name": chosen.name},
            reverse("directory:mobilisation_step", args=[slug, row.pk]),
            _("Say who calls them, and when"),
        )
        messages.success(request, message)
    return redirect("directory:representation", slug=slug)


@require_POST
def type_set_aside(request, slug, pk):
    """Say that a type of actor does not exist in the territory."""
    platform = platform_acted_on(request, slug)
    actor_type = get_visible_or_404(ActorType.objects, pk=pk)
    try:
        set_aside(platform, actor_type, by=Actor.of_request(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("“%(name)s” is not asked for any more.") % {"name": actor_type.name})
    return redirect("directory:representation", slug=slug)


@require_POST
def type_expect(request, slug, pk):
    """Let the check ask for a type of actor again."""
    platform = platform_acted_on(request, slug)
    actor_type = get_visible_or_404(ActorType.objects, pk=pk)
    expect_again(platform, actor_type, by=Actor.of_request(request))
    messages.success(request, _("“%(name)s” is expected again.") % {"name": actor_type.name})
    return redirect("directory:representation", slug=slug)


@require_POST
def landscape(request, slug):
    """Say what the territory of the platform is like."""
    platform = platform_acted_on(request, slug)
    try:
        describe_landscape(platform, request.POST.get("landscape", ""), by=Actor.of_request(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The check now looks for the usual actors of such a territory."))
    return redirect("directory:representation", slug=slug)


@require_safe
def territory_representation(request, slug):
    """Show the platforms of a territory by sector, to those who coordinate it: 404 for others, 403 for members."""
    if not request.user.has_perm("directory.view_network"):
        raise Http404
    shown = get_visible_or_404(Territory.objects.select_related("parent"), slug=slug)
    require(request.user, "directory.view_roll_up", shown)
    matrix = matrix_of(shown, request.user)
    context = {
        "territory": shown,
        "matrix": matrix,
        "page": Paginator(matrix.rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "directory/territory_representation.html", context)
