"""Who belongs to a working group: somebody joins, leads its work, leaves."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from portal.core.access import get_visible_or_404
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import format_date

from ..forms.group_members import GroupMemberEndForm, GroupMemberForm
from ..services.group_members import add_group_member, end_group_member, name_convenor
from .working_groups import planned_group


@require_http_methods(["GET", "HEAD", "POST"])
def group_member_add(request, slug, pk):
    """Let somebody join the group."""
    platform, group = planned_group(request, slug, pk)
    form = GroupMemberForm(request.POST if request.method == "POST" else None, group=group)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            added = add_group_member(
                group,
                form.who(),
                organisation=data["organisation"],
                is_convenor=data["is_convenor"],
                invite=data.get("invite", False),
                by=Actor.of_request(request),
            )
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            text = _("%(person)s belongs to the group.") % {"person": added.member.person}
            if added.invited:
                more = ngettext("Invited to %(count)d meeting.", "Invited to %(count)d meetings.", added.invited)
                text += " " + more % {"count": added.invited}
            messages.success(request, text)
            return redirect("meetings:working_group", slug, pk)
    return render(request, "meetings/group_member_add.html", {"platform": platform, "group": group, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def group_member_end(request, slug, pk, member):
    """Say from which day somebody no longer belongs to the group."""
    platform, group, row = _member(request, slug, pk, member)
    form = GroupMemberEndForm(request.POST if request.method == "POST" else None, group=group)
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        try:
            ended = end_group_member(row, on=until, by=Actor.of_request(request))
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            words = {"person": row.person, "day": format_date(ended.member.until, weekday=False)}
            text = _("%(person)s no longer belongs to the group from %(day)s on.") % words
            if ended.taken_off:
                more = ngettext(
                    "Taken off %(count)d convened meeting, and told by mail.",
                    "Taken off %(count)d convened meetings, and told by mail.",
                    ended.taken_off,
                )
                text += " " + more % {"count": ended.taken_off}
            messages.success(request, text)
            return redirect("meetings:working_group", slug, pk)
    context = {"platform": platform, "group": group, "member": row, "form": form}
    return render(request, "meetings/group_member_end.html", context)


@require_POST
def group_member_convenor(request, slug, pk, member):
    """Name somebody convenor of the group (``pilote=1``), or release them."""
    _platform, _group, row = _member(request, slug, pk, member)
    name_convenor(row, request.POST.get("pilote") == "1", by=Actor.of_request(request))
    return redirect("meetings:working_group", slug, pk)


def _member(request, slug, pk, member):
    platform, group = planned_group(request, slug, pk)
    return platform, group, get_visible_or_404(group.members.select_related("person", "group"), pk=member)
