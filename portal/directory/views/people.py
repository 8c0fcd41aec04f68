"""Delegates of a member, and the people of a platform."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.core.access import require
from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..enums import DelegateKind
from ..forms import DelegateForm, EndForm, PersonForm
from ..invitations import invite_person
from ..models import Delegate, Person
from ..services.delegates import add_delegate, end_delegate
from ..services.people import change_person
from .scopes import delegate_of, participation_of, person_of_platform, platform_acted_on, way_back


@require_http_methods(["GET", "HEAD", "POST"])
def delegate_add(request, slug, pk):
    """Let somebody represent the organisation."""
    platform = platform_acted_on(request, slug)
    participation = participation_of(platform, request, pk)
    has_fixed = Delegate.objects.active().filter(participation=participation, kind=DelegateKind.FIXED).exists()
    form = DelegateForm(
        request.POST or None,
        people=Person.objects.of_organisation_here(participation),
        initial={"kind": DelegateKind.SUBSTITUTE if has_fixed else DelegateKind.FIXED},
    )
    if request.method == "POST" and form.is_valid():
        by = Actor.of_request(request)
        try:
            cleaned = form.cleaned_data
            added = add_delegate(participation, form.who(), kind=cleaned["kind"], since=cleaned["since"], by=by)
        except DomainError as error:
            error.add_to(form)
        else:
            messages.success(request, _("%(person)s represents the organisation.") % {"person": added.person})
            return redirect("directory:member", slug=slug, pk=pk)
    context = {"platform": platform, "participation": participation, "form": form}
    return render(request, "directory/delegate_add.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def delegate_end(request, slug, pk, delegate):
    """End a delegation."""
    platform = platform_acted_on(request, slug)
    participation = participation_of(platform, request, pk)
    ended = delegate_of(participation, delegate)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_delegate(ended, until=form.cleaned_data["until"], by=Actor.of_request(request))
        except DomainError as error:
            error.add_to(form)
        else:
            messages.success(request, _("The delegation of %(person)s ends.") % {"person": ended.person})
            return redirect("directory:member", slug=slug, pk=pk)
    context = {"platform": platform, "participation": participation, "delegate": ended, "form": form}
    return render(request, "directory/delegate_end.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request, slug, pk):
    """Correct the details of a person whom no other platform relies on."""
    platform = platform_acted_on(request, slug)
    person = person_of_platform(platform, pk)
    require(request.user, "directory.edit_person", person)
    may_change_email = request.user.has_perm("directory.change_address", person)
    form = PersonForm(request.POST or None, instance=person, may_change_email=may_change_email)
    if request.method == "POST" and form.is_valid():
        try:
            change_person(person, form.details(), version=form.version, platform=platform, by=Actor.of_request(request))
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The details of %(person)s are saved.") % {"person": person})
            return redirect(_back(request, platform))
    context = {"platform": platform, "person": person, "form": form, "back": _back(request, platform)}
    return render(request, "directory/person_edit.html", context, status=409 if form.stored else 200)


@require_POST
def invite(request, slug, pk):
    """Send somebody the invitation to open their account."""
    platform = platform_acted_on(request, slug, "directory.invite")
    person = person_of_platform(platform, pk)
    try:
        invite_person(person, platform, by=Actor.of_request(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(
            request,
            _("The invitation leaves for %(person)s, %(email)s.") % {"person": person, "email": person.email},
        )
    return redirect(_back(request, platform))


def _back(request, platform) -> str:
    return way_back(request, reverse("directory:members", args=[platform.slug]))
