"""What a team does between planning a meeting and holding it: call for items, tell, remind, invite, put off."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.french_dates import format_date

from ..delays import delays_for, last_day_for_items
from ..display.delays import sentences_of
from ..events import place_of
from ..forms.meeting import PostponeForm
from ..models import Meeting
from ..services import change_notices
from ..services.calls import call_for_items as call
from ..services.calls import to_ask, why_not_called
from ..services.convene import expected
from ..services.meetings import StaleMeeting, version_of, would_tell
from ..services.newcomers import invite_arrivals
from ..services.postponement import postpone_meeting
from ..services.reminders import remind as remind_silent
from .lookup import managed_meeting


@require_http_methods(["GET", "HEAD", "POST"])
def call_for_items(request, uuid):
    """Show whom the call asks and until when; send it on POST."""
    meeting = managed_meeting(request, uuid)
    if request.method == "POST":
        try:
            done = call(meeting, by=Actor.of_request(request))
        except DomainError as refusal:
            messages.warning(request, refusal.message)
        else:
            text = ngettext(
                "%(count)d person is asked for agenda items.",
                "%(count)d people are asked for agenda items.",
                done.mailed,
            )
            messages.success(request, text % {"count": done.mailed})
            if done.unreached:
                names = ", ".join(invitee.name for invitee in done.unreached)
                messages.warning(request, _("No mail reaches: %(names)s. Tell them yourself.") % {"names": names})
        return redirect("meetings:meeting", meeting.uuid)
    delays = delays_for(meeting)
    refusal = why_not_called(meeting, delays)
    if refusal is not None:
        messages.info(request, refusal.message)
        return redirect("meetings:meeting", meeting.uuid)
    asked = to_ask(meeting)
    everybody = meeting.invitees.count() or len(expected(meeting))
    context = {
        "meeting": meeting,
        "asked": asked,
        "by_calendar": max(everybody - len(asked), 0),
        "until": format_date(last_day_for_items(meeting, delays)),
        "sentence": sentences_of(delays)[0],
        "submit": ngettext("Ask %(count)d person", "Ask %(count)d people", len(asked)) % {"count": len(asked)},
    }
    return render(request, "meetings/call_for_items.html", context)


@require_POST
def change_tell(request, uuid):
    """Tell the change that waits, now."""
    return _do(request, uuid, change_notices.tell_now, lambda _done: _("Those convened are told by mail."))


@require_POST
def change_keep_silent(request, uuid):
    """Do not tell the change that waits."""
    return _do(
        request,
        uuid,
        change_notices.keep_silent,
        lambda _done: _("Nobody is told. The next change that you tell will hold this one too."),
    )


@require_POST
def remind(request, uuid):
    """Remind those who did not answer."""
    return _do(request, uuid, remind_silent, _reminded)


@require_POST
def invite_missing(request, uuid):
    """Invite those expected who are not invited yet."""
    return _do(request, uuid, invite_arrivals, _invited)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_postpone(request, uuid):
    """Put a meeting off to another date, telling those convened both; a stale save shows both versions."""
    meeting = managed_meeting(request, uuid)
    form = PostponeForm(request.POST or None, platform=meeting.platform, meeting=meeting)
    stale = None
    if request.method == "POST" and form.is_valid():
        try:
            new = postpone_meeting(
                meeting,
                form.details,
                reason=form.cleaned_data["reason"],
                version=form.cleaned_data["version"],
                by=Actor.of_request(request),
            )
        except StaleMeeting as refusal:
            refusal.add_to(form)
            stale = refusal.current
            form.data = form.data.copy()
            # Sending again from this page is a choice made with both versions in sight.
            form.data[form.add_prefix("version")] = version_of(stale)
        except DomainError as refusal:
            if refusal.code == "status":
                messages.warning(request, refusal.message)
                return redirect("meetings:meeting", meeting.uuid)
            refusal.add_to(form)
        else:
            messages.success(request, _("The meeting is put off: this is the new one, with agenda and documents."))
            return redirect("meetings:meeting", new.uuid)
    told = would_tell(meeting, always=True)
    submit = _("Put off")
    if told:
        submit = ngettext("Put off and tell %(count)d person", "Put off and tell %(count)d people", told) % {
            "count": told
        }
    context = {
        "form": form,
        "meeting": meeting,
        "stale": stale,
        "stale_place": place_of(stale) if stale else "",
        "told": told,
        "submit": submit,
    }
    return render(request, "meetings/meeting_postpone.html", context, status=422 if form.errors else 200)


def _reminded(count: int) -> str:
    return ngettext("%(count)d person is reminded.", "%(count)d people are reminded.", count) % {"count": count}


def _invited(count: int) -> str:
    return ngettext("%(count)d more person is invited.", "%(count)d more people are invited.", count) % {"count": count}


def _do(request, uuid, verb, done):
    meeting: Meeting = managed_meeting(request, uuid)
    try:
        result = verb(meeting, by=Actor.of_request(request))
    except DomainError as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, done(result))
    return redirect("meetings:meeting", meeting.uuid)
