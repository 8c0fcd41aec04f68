"""Signing, refusing, withdrawing, and the attestation that the signer keeps."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.directory.querysets import person_of

from ..forms import ReasonForm, SignForm
from ..gate import state
from ..models import Signature
from ..services.drafts import current_of
from ..services.leaving import refuse, withdraw
from ..services.signing import capacities, is_same_name, sign
from .versions import visible_versions

#: Refusals of the domain that are about the version, not about what was typed: 409 (SECURITY D-52).
GONE = ("superseded", "not_published")


@sensitive_post_parameters("typed_name")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_version(request, pk):
    """Show the whole text and the signature below it; sign in the name of whoever is signed in, and nobody else."""
    version = get_visible_or_404(visible_versions(request.user), pk=pk)
    require(request.user, "charters.sign", version)
    person, scope = person_of(request.user), version.charter.scope
    possible = capacities(person, scope)
    refusal = ""
    form = SignForm(possible, request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed_name = form.cleaned_data["typed_name"]
        try:
            signature = sign(
                version=version,
                person=person,
                typed_name=typed_name,
                organisation=form.chosen_organisation(),
                name_confirmed=form.name_is_confirmed(),
                by=Actor.of_request(request),
            )
        except DomainError as error:
            if error.code == "no_capacity":
                raise PermissionDenied from error
            if error.code in GONE:
                refusal = error.message
            else:
                error.add_to(form)
                if error.code == "other_name":
                    form.ask_about_name(typed_name)
        else:
            messages.success(request, _("Your signature is recorded. Here is its attestation."))
            return redirect("charters:attestation", pk=signature.pk)
    current = current_of(scope, version.charter.kind)
    context = {
        "version": version,
        "scope": scope,
        "form": form,
        "capacities": possible,
        "current": current,
        "superseded": current != version,
        "refusal": refusal,
        "gate": state(person, scope),
    }
    return render(request, "charters/sign.html", context, status=409 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def refuse_version(request, pk):
    """Say that one will not sign, and why."""
    version = get_visible_or_404(visible_versions(request.user), pk=pk)
    require(request.user, "charters.sign", version)
    form = ReasonForm(request.POST or None, required=True)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            refuse(
                version=version,
                person=person_of(request.user),
                reason=form.cleaned_data["reason"],
                by=Actor.of_request(request),
            )
        except DomainError as error:
            error.add_to(form)
            status = 409 if error.code in GONE else 200
        else:
            messages.success(request, _("Your refusal is recorded. You may sign later whenever you wish."))
            return redirect("charters:my_charters")
    context = {"version": version, "scope": version.charter.scope, "form": form}
    return render(request, "charters/refuse.html", context, status=status)


@require_safe
def attestation(request, pk):
    """Show the evidence of one's own signature."""
    signature = _own_signature(request, pk)
    scope = signature.version.charter.scope
    context = {
        "signature": signature,
        "identity": signature.identity,
        "name_differs": not is_same_name(signature.identity.typed_name, signature.identity.name),
        "scope": scope,
        "gate": state(request.user, scope),
        "withdrawal": getattr(signature, "withdrawal", None),
    }
    return render(request, "charters/attestation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_signature(request, pk):
    """Withdraw one's own signature, at once."""
    signature = _own_signature(request, pk)
    form = ReasonForm(request.POST or None, required=False)
    if request.method == "POST" and form.is_valid():
        withdraw(signature=signature, reason=form.cleaned_data["reason"], by=Actor.of_request(request))
        messages.success(request, _("Your signature is withdrawn. You may sign again whenever you wish."))
        return redirect("charters:my_charters")
    context = {"signature": signature, "scope": signature.version.charter.scope, "form": form}
    return render(request, "charters/withdraw.html", context)


def _own_signature(request, pk) -> Signature:
    signatures = Signature.objects.visible_to(request.user).select_related(
        "version__charter__platform", "version__charter__territory", "identity", "withdrawal"
    )
    return get_visible_or_404(signatures, pk=pk)
