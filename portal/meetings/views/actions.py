"""Actions: mine across platforms, and those of my platforms for their teams."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_tables2 import RequestConfig

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.tables import PER_PAGE
from portal.directory.models import Platform
from portal.directory.querysets import person_of

from ..enums import ActionState
from ..forms.actions import TEAM, ActionFilterForm, in_state
from ..models import ActionItem
from ..services.actions import set_action_state
from ..tables_actions import ActionTable


@require_safe
def my_actions(request):
    """List the actions by whose, state and platform."""
    person = person_of(request.user)
    visible = ActionItem.objects.visible_to(request.user)
    platforms = Platform.objects.filter(pk__in=visible.values("platform"))
    is_team = Platform.objects.with_team_member(person).exists()
    form = ActionFilterForm(request.GET, team=is_team, platforms=platforms)
    chosen = form.chosen
    actions = visible.select_related("platform", "meeting", "owner", "owner_organisation")
    if chosen["whose"] != TEAM:
        actions = actions.filter(owner=person)
    if chosen["platform"]:
        actions = actions.filter(platform=chosen["platform"])
    actions = in_state(actions, chosen["state"], timezone.localdate())
    table = ActionTable(actions, whose=chosen["whose"], back=request.get_full_path())
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    hidden = 0
    if person is not None:
        hidden = person.actions.open().exclude(pk__in=visible.values("pk")).count()
    context = {"form": form, "table": table, "is_team": is_team, "hidden": hidden}
    return render(request, "meetings/my_actions.html", context)


@require_POST
def action_state(request, pk):
    """Mark an action done, dropped or open again, by its owner or the platform's team."""
    action = get_visible_or_404(ActionItem.objects.visible_to(request.user).select_related("platform"), pk=pk)
    require(request.user, "meetings.edit_action", action)
    try:
        action = set_action_state(action, request.POST.get("state", ""), by=Actor.of_request(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        said = {
            ActionState.OPEN: _("The action is open again."),
            ActionState.DONE: _("The action is done."),
            ActionState.DROPPED: _("The action is dropped."),
        }
        messages.success(request, said[ActionState(action.state)])
    return redirect(_back(request))


def _back(request) -> str:
    """Return the page of ours that sent the act, with its filters; the list of actions for anything else."""
    target = request.POST.get("next", "")
    if target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return target
    return reverse("meetings:my_actions")
