"""What is under way to win organisations, and the next step of each."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..forms import StepForm
from ..representation.mobilisation import sections_of
from ..services.mobilisation import advance
from ..tables import STATUS_KINDS
from .scopes import participation_of, platform_acted_on


@require_safe
def mobilisation(request, slug):
    """List what is under way, by state, with the late steps first."""
    platform = platform_acted_on(request, slug, "directory.view_mobilisation")
    sections = sections_of(platform)
    context = {
        "platform": platform,
        "sections": [section for section in sections if section.lines],
        "late": sum(section.late for section in sections),
        "kinds": STATUS_KINDS,
        "may_manage": request.user.has_perm("directory.manage_members", platform),
    }
    return render(request, "directory/mobilisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def mobilisation_step(request, slug, pk):
    """Note how far the mobilisation of an organisation has come, and what comes next."""
    platform = platform_acted_on(request, slug)
    participation = participation_of(platform, request, pk)
    form = StepForm(request.POST or None, instance=participation)
    if request.method == "POST" and form.is_valid():
        try:
            advance(participation, form.details(), version=form.version, by=Actor.of_request(request))
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(
                request, _("The next step with “%(name)s” is noted.") % {"name": participation.organisation.name}
            )
            return redirect("directory:mobilisation", slug=slug)
    context = {
        "platform": platform,
        "participation": participation,
        "organisation": participation.organisation,
        "status_kind": STATUS_KINDS[participation.status],
        "form": form,
    }
    return render(request, "directory/mobilisation_step.html", context, status=409 if form.stored else 200)
