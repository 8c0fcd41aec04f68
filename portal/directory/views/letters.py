"""Mission letters of the team: read, put in, replaced, taken away (MISSION A8)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.private_files import private_file_response

from ..forms import LetterForm
from ..models import Platform, PlatformRole
from ..services.letters import remove_former_letter, remove_letter, save_letter
from ..team_state import letter_code
from .scopes import platform_seen


@require_safe
def role_letter(request, slug, pk):
    """Give out the letter of somebody of the team."""
    _platform, role = _role(request, slug, pk)
    return private_file_response(role.letter, role.letter_name)


@require_safe
def former_letter(request, slug, pk, letter):
    """Give out a letter that a newer one replaced."""
    _platform, role = _role(request, slug, pk)
    former = get_visible_or_404(role.former_letters, pk=letter)
    return private_file_response(former.letter, former.letter_name)


@require_http_methods(["GET", "HEAD", "POST"])
def role_letter_edit(request, slug, pk):
    """Put in a letter or correct its dates; show those that were before."""
    platform, role = _role(request, slug, pk)
    require(request.user, "directory.keep_letter", platform)
    form = LetterForm(request.POST or None, request.FILES or None, instance=role)
    if request.method == "POST" and form.is_valid():
        try:
            save_letter(
                role,
                form.details(),
                upload=form.cleaned_data["upload"],
                version=form.version,
                by=Actor.of_request(request),
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The mission letter of %(person)s is saved.") % {"person": role.person})
            return redirect("directory:team", slug=slug)
    context = {
        "platform": platform,
        "role": role,
        "form": form,
        "code": letter_code(role, timezone.localdate()).value,
        "former": list(role.former_letters.all()),
    }
    return render(request, "directory/role_letter_edit.html", context, status=409 if form.stored else 200)


@require_POST
def role_letter_remove(request, slug, pk):
    """Take away the letter of somebody of the team."""
    platform, role = _role(request, slug, pk)
    require(request.user, "directory.keep_letter", platform)
    try:
        remove_letter(role, by=Actor.of_request(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The letter is removed."))
    return redirect("directory:role_letter_edit", slug=slug, pk=pk)


@require_POST
def former_letter_remove(request, slug, pk, letter):
    """Take away a letter that a newer one replaced."""
    platform, role = _role(request, slug, pk)
    require(request.user, "directory.keep_letter", platform)
    former = get_visible_or_404(role.former_letters.select_related("role__platform"), pk=letter)
    remove_former_letter(former, by=Actor.of_request(request))
    messages.success(request, _("The letter is removed."))
    return redirect("directory:role_letter_edit", slug=slug, pk=pk)


def _role(request, slug: str, pk: int) -> tuple[Platform, PlatformRole]:
    """Return the platform and one of its roles for those who read its letters; for anybody else there are none."""
    platform = platform_seen(request, slug)
    if not request.user.has_perm("directory.view_letter", platform):
        raise Http404
    roles = PlatformRole.objects.filter(platform=platform).select_related("person", "platform")
    return platform, get_visible_or_404(roles, pk=pk)
