"""Accepting an invitation."""

from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.core.errors import DomainError

from .. import invitations, registry
from ..forms import ChoosePasswordForm
from ..models import User

#: What a refused invitation answers: gone for what existed, forbidden for somebody else's, unknown for the rest.
STATUS = {"invalid": 404, "expired": 410, "revoked": 410, "accepted": 410, "other_account": 403, "has_account": 409}


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request, token):
    """Show who invites whom, and make the account; nothing happens on GET (link scanners follow it)."""
    try:
        invitation = invitations.find(token)
        if request.user.is_authenticated:
            return _accept_signed_in(request, invitation, token)
        if invitations.has_account(invitation):
            return _page(request, invitation, "sign_in")
        return _accept_new(request, invitation, token)
    except DomainError as error:
        return render(
            request,
            "accounts/invitation_refused.html",
            {"message": error.message, "code": error.code},
            status=STATUS.get(error.code, 409),
        )


def _accept_signed_in(request, invitation, token):
    if request.user.email.lower() != invitation.email.lower():
        return _page(request, invitation, "other_account", status=403 if request.method == "POST" else 200)
    if request.method == "POST":
        invitations.accept_as_user(token, request.user)
        return redirect("desk:dashboard")
    return _page(request, invitation, "confirm")


def _accept_new(request, invitation, token):
    facts = registry.facts_of(invitation)
    candidate = User(email=invitation.email, first_name=facts.first_name, last_name=facts.last_name)
    form = ChoosePasswordForm(request.POST or None, user=candidate)
    if request.method == "POST" and form.is_valid():
        user = invitations.accept_as_new(token, form.cleaned_data["password1"])
        return perform_login(request, user, email_verification="none")
    return _page(request, invitation, "new", form=form)


def _page(request, invitation, state, status=200, form=None):
    context = {"invitation": invitation, "facts": registry.facts_of(invitation), "state": state, "form": form}
    return render(request, "accounts/invitation_accept.html", context, status=status)
