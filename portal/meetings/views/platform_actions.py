"""The actions of a platform: table and boards, taken away as a file, given to somebody else; the page of one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.spreadsheets.writing import WRITERS
from portal.directory.models import Organisation, Person, Platform
from portal.directory.platform_calendar import local_today
from portal.directory.querysets import person_of
from portal.directory.views.exports import export_menu

from .. import exporting_actions
from ..action_sight import actions_seen_by, late_first, to_reassign
from ..carry_over import with_times_carried
from ..display import action_board
from ..display.action_history import history_of
from ..display.action_tabs import action_tabs
from ..forms.actions import (
    BY_DUE,
    BY_ORGANISATION,
    BY_STATE,
    LATE,
    TABLE,
    FollowUpForm,
    PlatformActionFilter,
    ReassignForm,
)
from ..models import ActionItem, Meeting, Objective
from ..services import action_follow_up as follow_up
from ..services.action_exports import note_actions_export
from ..services.actions import owners_of, people_of
from ..tables_actions import PlatformActionTable

RELATED = ("platform", "meeting", "owner__organisation", "owner_organisation", "objective")


@require_safe
def platform_actions(request, slug):
    """List the actions of a platform that the reader may see: a table, late ones first, or a board."""
    platform = _platform(request, slug)
    listed = _Listed(request, platform)
    actions = listed.actions.select_related(*RELATED)
    context = {
        "platform": platform,
        "tabs": action_tabs(platform, "meetings:platform_actions"),
        "filters": listed.filters,
        "team": listed.team,
        "views": _views(listed.filters),
        "late": listed.seen.late(listed.today).count(),
        "late_url": f"?etat={LATE}",
        "exports": export_menu(request, "meetings:platform_actions_export", WRITERS, slug=slug),
        "any": listed.seen.exists(),
        "left": _left(platform, people_of(platform)) if listed.team else [],
        "hidden": _hidden(listed.person, platform, listed.seen),
    }
    if listed.filters.view == TABLE:
        table = PlatformActionTable(
            with_times_carried(actions),
            person=listed.person,
            team=listed.team,
            gone=listed.gone,
            back=request.get_full_path(),
        )
        RequestConfig(request).configure(table)
        context |= {"table": table, "count": table.paginator.count}
    else:
        rows = list(actions)
        build = {
            BY_ORGANISATION: lambda: action_board.by_organisation(rows),
            BY_DUE: lambda: action_board.by_due(rows, listed.today),
            BY_STATE: lambda: action_board.by_state(rows, listed.today),
        }
        context |= {"columns": build[listed.filters.view](), "count": len(rows)}
    return render(request, "meetings/platform_actions.html", context)


@require_POST
def platform_actions_export(request, slug, file_format):
    """Give the actions of the list, filtered as the address says; it is noted who took them."""
    platform = _platform(request, slug)
    if file_format not in WRITERS:
        raise Http404
    listed = _Listed(request, platform)
    actions = with_times_carried(listed.actions.select_related(*RELATED))
    write, content_type = WRITERS[file_format]
    named = {} if file_format == "csv" else {"sheet": _("Actions")}
    content = write(exporting_actions.columns(), exporting_actions.rows(actions), **named)
    note_actions_export(
        platform,
        file_format=file_format,
        lines=len(actions),
        filters=listed.filters.chosen,
        by=Actor.of_request(request),
    )
    response = HttpResponse(content, content_type=content_type)
    name = slugify(f"{_('Actions')} {platform.slug}")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{listed.today.isoformat()}.{file_format}"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_POST
def actions_reassign(request, slug):
    """Give all open actions of somebody who left to somebody else, in one act."""
    platform = _platform(request, slug)
    require(request.user, "meetings.plan", platform)
    form = ReassignForm(request.POST, people=people_of(platform))
    if form.is_valid():
        former = get_visible_or_404(Person.objects.gone_from(platform), pk=form.cleaned_data["former"])
        try:
            count = follow_up.reassign_actions(platform, former, form.successor, by=Actor.of_request(request))
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            words = ngettext(
                "%(count)d action now belongs to %(name)s.", "%(count)d actions now belong to %(name)s.", count
            )
            messages.success(request, words % {"count": count, "name": form.successor})
    else:
        messages.error(request, _("Choose who takes these actions."))
    return redirect("meetings:platform_actions", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def action(request, pk):
    """Show an action with its history; the team gives it another owner, day or objective."""
    shown = get_visible_or_404(
        actions_seen_by(request.user).select_related("platform", "meeting__platform", *RELATED[2:]), pk=pk
    )
    platform = shown.platform
    team = request.user.has_perm("meetings.plan", platform)
    if request.method == "POST":
        require(request.user, "meetings.plan", platform)
    form = None
    if team and shown.state == "open":
        form = FollowUpForm(request.POST if request.method == "POST" else None, action=shown, people=owners_of(shown))
    if request.method == "POST":
        if form is None:
            messages.error(request, _("This action is closed: open it again first."))
            return redirect("meetings:action", pk)
        if form.is_valid() and _follow(request, shown, form):
            messages.success(request, _("The action is saved."))
            return redirect("meetings:action", pk)
    visible = Meeting.objects.visible_to(request.user)
    in_network = Platform.objects.in_network_of(request.user).filter(pk=platform.pk).exists()
    context = {
        "action": shown,
        "platform": platform,
        "form": form,
        "may_act": request.user.has_perm("meetings.edit_action", shown),
        "has_left": team and _is_gone(shown),
        "meeting_seen": shown.meeting is not None and visible.filter(pk=shown.meeting_id).exists(),
        "stay": {"next": request.path},
        "lines": history_of(shown, request.user, visible),
        "in_network": in_network,
        "back": reverse("meetings:platform_actions", args=[platform.slug])
        if in_network
        else reverse("meetings:my_actions"),
    }
    return render(request, "meetings/action.html", context, status=422 if form is not None and form.errors else 200)


def _follow(request, shown: ActionItem, form: FollowUpForm) -> bool:
    """Save what the form holds; a refusal stands in the form, with what is stored for the next attempt."""
    try:
        follow_up.follow_action(shown, form.wanted, version=form.cleaned_data["version"], by=Actor.of_request(request))
    except DomainError as refusal:
        refusal.add_to(form)
        if refusal.code == "stale":
            stored = ActionItem.objects.get(pk=shown.pk)
            form.data = form.data.copy()
            form.data[form.add_prefix("version")] = follow_up.follow_up_version(stored)
        return False
    return True


class _Listed:
    """The actions of a platform that a request asks for."""

    def __init__(self, request, platform: Platform):
        self.person = person_of(request.user)
        self.today = local_today(platform)
        self.team = request.user.has_perm("meetings.plan", platform)
        self.gone = set(Person.objects.gone_from(platform).values_list("pk", flat=True)) if self.team else set()
        # By their keys: the rights are read once, and SQLite cannot parse them inside other conditions.
        keys = actions_seen_by(request.user).filter(platform=platform).order_by().values_list("pk", flat=True)
        self.seen = ActionItem.objects.filter(pk__in=list(keys))
        organisations = Organisation.objects.filter(pk__in=self.seen.values("owner_organisation")).order_by(
            "search_text"
        )
        objectives = Objective.objects.filter(pk__in=self.seen.values("objective"))
        self.filters = PlatformActionFilter(
            request.GET, team=self.team, organisations=list(organisations), objectives=list(objectives)
        )
        found = self.filters.apply(self.seen, person=self.person, platform=platform, today=self.today)
        self.actions = late_first(found, self.today)


def _views(filters: PlatformActionFilter) -> list[dict]:
    """Return the ways to look at the list, with the same filters."""
    query = "&".join(f"{name}={value}" for name, value in filters.chosen.items() if name != "vue")
    labels = (
        (TABLE, _("Table")),
        (BY_DUE, _("By due day")),
        (BY_ORGANISATION, _("By organisation")),
        (BY_STATE, _("By state")),
    )
    return [
        {
            "label": label,
            "url": f"?vue={name}" + (f"&{query}" if query else ""),
            "current": filters.view == name,
        }
        for name, label in labels
    ]


def _left(platform: Platform, people) -> list[dict]:
    """Return those who left with open actions: how many they have, and the form that gives them to somebody else."""
    theirs: dict[int, dict] = {}
    for one in to_reassign(platform).select_related("owner"):
        row = theirs.setdefault(one.owner_id, {"person": one.owner, "count": 0})
        row["count"] += 1
    people = list(people) if theirs else []
    for key, row in theirs.items():
        row["form"] = ReassignForm(initial={"former": key}, people=people, auto_id=f"id_{key}_%s")
    return sorted(theirs.values(), key=lambda row: str(row["person"]))


def _hidden(person, platform: Platform, seen) -> int:
    """Return how many open actions of one's own stand behind a charter that one did not sign."""
    if person is None:
        return 0
    return person.actions.open().filter(platform=platform).exclude(pk__in=seen.values("pk")).count()


def _is_gone(action: ActionItem) -> bool:
    return (
        action.owner_id is not None
        and Person.objects.gone_from(action.platform, on=timezone.localdate()).filter(pk=action.owner_id).exists()
    )


def _platform(request, slug) -> Platform:
    return get_visible_or_404(Platform.objects.in_network_of(request.user), slug=slug)
