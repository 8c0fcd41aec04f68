"""Replace a delegate: who follows, then what becomes of the convocations and actions that are open."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.directory.models import Person
from portal.directory.views.scopes import delegate_of, participation_of, platform_acted_on

from ..enums import MeetingStatus
from ..forms.replacement import ReplaceForm
from ..models import ActionItem, Meeting
from ..services.replacement import OpenWork, Replaced, open_work_of, replace_delegate


@require_http_methods(["GET", "HEAD", "POST"])
def delegate_replace(request, slug, pk, delegate):
    """Let somebody follow a delegate, and hand on what is open."""
    platform = platform_acted_on(request, slug)
    participation = participation_of(platform, request, pk)
    replaced = delegate_of(participation, delegate)
    replaced.participation = participation
    people = Person.objects.of_organisation_here(participation).exclude(pk=replaced.person_id)
    work = open_work_of(replaced)
    form = ReplaceForm(
        request.POST or None,
        people=people,
        invitations=len(work.invitations),
        actions=len(work.actions),
        initial={"since": max(replaced.until or timezone.localdate(), timezone.localdate())},
    )
    if request.method == "POST" and form.is_valid():
        try:
            done = replace_delegate(
                replaced,
                form.who(),
                since=form.cleaned_data["since"],
                tell="tell" in request.POST,
                by=Actor.of_request(request),
                **form.asked(),
            )
        except DomainError as error:
            error.add_to(form)
        else:
            _say_done(request, done)
            return redirect("directory:member", slug=slug, pk=pk)
    context = {
        "platform": platform,
        "participation": participation,
        "replaced": replaced,
        "form": form,
        "work": _readable(work, request.user),
        "hidden": bool(work) and not Meeting.objects.visible_to(request.user).filter(platform=platform).exists(),
        "may_tell": any(one.meeting.status == MeetingStatus.CONVENED for one in work.invitations),
    }
    return render(request, "meetings/delegate_replace.html", context)


def _readable(work: OpenWork, user) -> OpenWork:
    """Return what of ``work`` the reader may read: an administrator gets the numbers alone."""
    meetings = Meeting.objects.visible_to(user).filter(pk__in=[one.meeting_id for one in work.invitations])
    actions = ActionItem.objects.visible_to(user).filter(pk__in=[one.pk for one in work.actions])
    readable, owned = set(meetings.values_list("pk", flat=True)), set(actions.values_list("pk", flat=True))
    return OpenWork(
        [one for one in work.invitations if one.meeting_id in readable],
        [one for one in work.actions if one.pk in owned],
    )


def _say_done(request, done: Replaced) -> None:
    messages.success(request, _("%(person)s represents the organisation.") % {"person": done.delegate.person})
    if done.invitations:
        text = ngettext(
            "%(count)d convocation is handed on.", "%(count)d convocations are handed on.", len(done.invitations)
        )
        messages.success(request, text % {"count": len(done.invitations)})
    if done.actions:
        text = ngettext("%(count)d action is handed on.", "%(count)d actions are handed on.", done.actions)
        messages.success(request, text % {"count": done.actions})
    if done.kept:
        messages.info(
            request, _("The person replaced stays invited: they still belong to the platform in another quality.")
        )
    if done.unreached:
        messages.warning(
            request,
            _("No mail reaches: %(names)s. Tell them yourself.") % {"names": done.delegate.person},
        )
