"""An action said to be done by the link of a mail, without account (MISSION B11, SECURITY D-42)."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.links import LinkError, read_link
from portal.directory.addressees import addressee_of
from portal.directory.models import Person

from ..action_mails import ACTION_DONE, source_of
from ..action_sight import actions_seen_by
from ..enums import ActionState
from ..models import ActionItem
from ..services.action_follow_up import stop_reminders
from ..services.actions import set_action_state


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def action_link(request, signed):
    """Say that it is done, that it is not, or ask for no more reminders: GET shows, POST acts.

    The page holds no word of a confidential action, whatever its owner signed: links are forwarded.
    """
    try:
        action = _action_of(signed)
    except LinkError as error:
        status = 410 if error.code == "expired" else 404
        return _private(render(request, "meetings/answer_link_error.html", {"error": error}, status=status))
    by, refusal = Actor.of_link(action.owner), ""
    if request.method == "POST":
        try:
            _act(action, request.POST.get("act", ""), by)
        except DomainError as error:
            refusal = error.message
        action = _stored(action.pk)
    context = {
        "action": action,
        "source": source_of(action),
        "words": action.text if _may_show(request, action) else "",
        "refusal": refusal,
    }
    return _private(render(request, "meetings/action_link.html", context))


def _act(action: ActionItem, act: str, by: Actor) -> None:
    if act == "silence":
        stop_reminders(action, by=by)
    elif act == "open" and action.state == ActionState.DONE:
        set_action_state(action, ActionState.OPEN, by=by)
    elif act == "done" and action.state == ActionState.OPEN:
        set_action_state(action, ActionState.DONE, by=by)


def _may_show(request, action: ActionItem) -> bool:
    """Tell whether the words stand in the page: behind no charter, or its reader is signed in and may read them."""
    if action.meeting is not None and not action.meeting.confidential:
        return True
    return request.user.is_authenticated and actions_seen_by(request.user).filter(pk=action.pk).exists()


def _action_of(signed: str) -> ActionItem:
    """Return the action of a link. Raises LinkError for what opens nothing, or nothing any more (D-07)."""
    payload = read_link(signed, ACTION_DONE)
    person = addressee_of(payload)
    action = _stored(payload.get("action"))
    if (
        person is None
        or action is None
        or action.owner_id != person.pk
        or Person.objects.gone_from(action.platform).filter(pk=person.pk).exists()
    ):
        raise LinkError(_("This link is not valid. Check that the whole address was copied."), code="invalid")
    return action


def _stored(pk) -> ActionItem | None:
    return ActionItem.objects.select_related("platform", "meeting", "owner").filter(pk=pk).first()


def _private(response):
    """Keep the address, which is the whole secret, out of Referer headers and of search engines (D-33)."""
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
