"""The team of a platform."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..enums import PlatformRoleKind
from ..forms import AppointForm, EndForm
from ..member_page import is_expired, last_invitations
from ..models import Coordination, Organisation, Person, Platform, PlatformRole
from ..permissions import appoint_permission
from ..services.teams import appoint, end_role
from ..team_state import team_states
from .scopes import platform_seen

#: How many people of former teams the page shows.
MAX_FORMER = 20


@require_safe
def team(request, slug):
    """Show who leads the platform and helps, and who coordinates it from above."""
    platform = platform_seen(request, slug)
    today = timezone.localdate()
    state = team_states([platform], today)[0]
    kinds = _kinds_appointed_by(request.user, platform)
    may_invite = request.user.has_perm("directory.invite", platform)
    may_read_letters = request.user.has_perm("directory.view_letter", platform)
    people = [one.role.person_id for one in state.members]
    invitations = last_invitations(people) if may_invite else {}
    context = {
        "platform": platform,
        "rows": [
            {
                "role": one.role,
                "letter": one.letter.value,
                "signalled": one.signalled,
                "starts_later": one.starts_later,
                "may_end": one.role.kind in kinds,
                "invitation": invitations.get(one.role.person_id),
                "expired": is_expired(invitations.get(one.role.person_id)),
            }
            for one in state.members
        ],
        "former": list(
            platform.roles.filter(until__lte=today).select_related("person").order_by("-until", "pk")[:MAX_FORMER]
        ),
        "coordinators": _coordinators(platform),
        "has_lead": bool(state.leads),
        "expected": state.expected,
        "vacancies": state.vacancies,
        "letters": len(state.letters),
        "may_read_letters": may_read_letters,
        "may_appoint": bool(kinds),
        "may_invite": may_invite,
    }
    return render(request, "directory/team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def role_add(request, slug):
    """Appoint somebody."""
    platform = platform_seen(request, slug)
    kinds = _kinds_appointed_by(request.user, platform)
    if not kinds:
        require(request.user, appoint_permission(PlatformRoleKind.ASSISTANT), platform)
    form = AppointForm(
        request.POST or None,
        kinds=kinds,
        people=Person.objects.known_in(platform),
        organisations=Organisation.objects.filter(
            pk__in=platform.participations.active().values("organisation")
        ).order_by("search_text", "pk"),
    )
    if request.method == "POST" and form.is_valid():
        cleaned, by = form.cleaned_data, Actor.of_request(request)
        try:
            role = appoint(
                platform,
                form.who(),
                kind=cleaned["kind"],
                since=cleaned["since"],
                organisation=cleaned["organisation"],
                by=by,
            )
        except DomainError as error:
            error.add_to(form)
        else:
            messages.success(request, _("%(person)s is in the team.") % {"person": role.person})
            return redirect("directory:team", slug=slug)
    return render(request, "directory/role_add.html", {"platform": platform, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def role_end(request, slug, pk):
    """End a role."""
    platform = platform_seen(request, slug)
    role = get_visible_or_404(PlatformRole.objects.filter(platform=platform).select_related("person"), pk=pk)
    require(request.user, appoint_permission(role.kind), platform)
    if role.until is not None and role.until <= timezone.localdate():
        raise Http404
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_role(role, until=form.cleaned_data["until"], by=Actor.of_request(request))
        except DomainError as error:
            error.add_to(form)
        else:
            messages.success(request, _("The role of %(person)s ends.") % {"person": role.person})
            return redirect("directory:team", slug=slug)
    return render(request, "directory/role_end.html", {"platform": platform, "role": role, "form": form})


def _kinds_appointed_by(user, platform: Platform) -> list[str]:
    """Return the roles that ``user`` may give and end in ``platform``."""
    return [kind for kind in PlatformRoleKind if user.has_perm(appoint_permission(kind), platform)]


def _coordinators(platform: Platform) -> list[Coordination]:
    """Return who coordinates a territory of the platform today, the nearest first."""
    around = Platform.objects.filter(pk=platform.pk).territories_around()
    rows = Coordination.objects.active().filter(territory__in=around).select_related("person", "territory")
    return sorted(rows, key=lambda row: (around[row.territory_id], row.pk))
