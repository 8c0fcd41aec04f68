"""The charter of a platform: read by its people, written and published by its leads."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import require
from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..forms import CharterForm
from ..models import CharterVersion
from ..register import register_of
from ..services.drafts import current_of, draft_of, drop_draft, fingerprint, proposed_text, save_draft, template_for
from ..services.publishing import consequences, publish
from .scopes import platform_and_state


@require_safe
def platform_charters(request, slug):
    """Show the version in force, the former ones and, to the team, the draft and who signed."""
    platform, gate = platform_and_state(request, slug)
    user = request.user
    current = current_of(platform)
    context = {
        "platform": platform,
        "gate": gate,
        "current": current,
        "former": _former_versions(platform, current),
        "may_publish": user.has_perm("charters.publish_charter", platform),
        "may_read_register": user.has_perm("charters.view_register", platform),
        "draft": None,
        "signed_count": 0,
        "people_count": 0,
    }
    if context["may_publish"]:
        context["draft"] = draft_of(platform)
    if current is not None and context["may_read_register"]:
        rows = register_of(platform)
        context["people_count"] = len(rows)
        context["signed_count"] = sum(row.state.signature_id is not None for row in rows)
    return render(request, "charters/platform_charters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def charter_edit(request, slug):
    """Write the draft of the next version; the first one starts from a proposed text."""
    platform, _gate = platform_and_state(request, slug)
    require(request.user, "charters.publish_charter", platform)
    draft = draft_of(platform)
    theirs, status = None, 200
    form = CharterForm(request.POST or None, initial=_initial(platform, draft))
    if request.method == "POST" and form.is_valid():
        try:
            save_draft(
                scope=platform,
                text=form.cleaned_data["text"],
                valid_months=form.cleaned_data["valid_months"],
                grace_days=form.cleaned_data["grace_days"],
                seen=form.cleaned_data["seen"],
                by=Actor.of_request(request),
            )
        except DomainError as error:
            error.add_to(form)
            if error.code == "stale":
                theirs, status = draft_of(platform), 409
                # Both texts are on the screen now: the next save is a choice between them.
                form.data = form.data.copy()
                form.data["seen"] = fingerprint(theirs)
        else:
            if "publish" in request.POST:
                return redirect("charters:charter_publish", slug=platform.slug)
            messages.success(request, _("The draft is saved. Only the leads see it."))
            return redirect("charters:platform_charters", slug=platform.slug)
    context = {
        "platform": platform,
        "form": form,
        "draft": draft,
        "theirs": theirs,
        "current": current_of(platform),
        "template": template_for(platform) if draft is None else None,
    }
    return render(request, "charters/charter_edit.html", context, status=status)


@require_POST
def charter_drop(request, slug):
    """Drop the draft."""
    platform, _gate = platform_and_state(request, slug)
    require(request.user, "charters.publish_charter", platform)
    drop_draft(scope=platform, by=Actor.of_request(request))
    messages.success(request, _("The draft is dropped. What was published stays."))
    return redirect("charters:platform_charters", slug=platform.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def charter_publish(request, slug):
    """Show the draft and what publishing it changes, and publish it once confirmed."""
    platform, _gate = platform_and_state(request, slug)
    require(request.user, "charters.publish_charter", platform)
    refusal, status = "", 200
    if request.method == "POST":
        try:
            version = publish(scope=platform, seen=request.POST.get("seen", ""), by=Actor.of_request(request))
        except DomainError as error:
            refusal, status = error.message, 409
        else:
            messages.success(
                request, _("Version %(number)s is published. You can sign it now.") % {"number": version.number}
            )
            return redirect("charters:platform_charters", slug=platform.slug)
    draft = draft_of(platform)
    if draft is None:
        messages.info(request, refusal or _("There is no draft to publish."))
        return redirect("charters:platform_charters", slug=platform.slug)
    context = {
        "platform": platform,
        "draft": draft,
        "seen": fingerprint(draft),
        "consequences": consequences(draft),
        "refusal": refusal,
    }
    return render(request, "charters/charter_publish.html", context, status=status)


def _former_versions(platform, current):
    versions = CharterVersion.objects.published().filter(charter__platform=platform).defer("text").order_by("-number")
    return versions.exclude(pk=current.pk) if current else versions.none()


def _initial(platform, draft) -> dict:
    if draft is None:
        return {"text": proposed_text(platform), "seen": fingerprint(None)}
    return {
        "text": draft.text,
        "valid_months": str(draft.valid_months or 0),
        "grace_days": draft.grace_days,
        "seen": fingerprint(draft),
    }
