"""The page of a meeting, and the changes of the meeting itself."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.charters import gate
from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.directory.models import Platform
from portal.directory.querysets import person_of

from ..acquaintance import is_recordable
from ..agenda_marks import MARK_RELATED
from ..carry_over import open_actions_for
from ..display.acts import acts_for, record_url
from ..display.agenda_panel import dress_items, proposing_panel
from ..display.delays import preparation_of
from ..display.representation import representation_of
from ..enums import Answer, MeetingKind, MeetingStatus, Presence
from ..events import place_of
from ..forms.answer import AnswerForm
from ..forms.meeting import CancelForm, MeetingForm
from ..models import Meeting, WorkingGroup
from ..places import has_places, places_for
from ..presentations import ABOUT_ACTORS, is_presentation
from ..services import answers, attendance, meetings
from ..services.change_notices import waiting_notice
from ..services.guests import can_be_uninvited
from ..venue_warnings import venue_warnings
from .lookup import managed_meeting, visible_meeting


@require_safe
def meeting(request, uuid):
    """Show what, when, where, and above the gate agenda, answers and documents (DESIGN §4)."""
    return render(request, "meetings/meeting.html", page_context(request, visible_meeting(request, uuid)))


def page_context(request, meeting, answer_form=None) -> dict:
    """Return what the page of ``meeting`` shows to the viewer; ``answer_form`` is a refused one to show again."""
    user = request.user
    manages = user.has_perm("meetings.manage", meeting)
    details = manages or user.has_perm("meetings.view_details", meeting)
    context = {
        "meeting": meeting,
        "scope": meeting.platform or meeting.territory,
        "preparation": preparation_of(meeting) if manages else None,
        "manages": manages,
        "details": details,
        "name": meeting.title if details else meeting.get_kind_display(),
        "place": place_of(meeting),
        "place_warnings": venue_warnings(meeting) if manages and _is_to_come(meeting) else [],
        "acts": acts_for(meeting, manages=manages),
        "gate": None if details else gate.state(user, meeting.platform or meeting.territory),
        "invitee": None,
        "answer_form": None,
        "answers_closed": answers.why_closed(meeting),
        "is_past": meeting.is_over,
        "replacement": _replacement_seen(meeting, user),
    }
    person = person_of(user)
    mine = person and meeting.invitees.select_related("replaced_by").filter(person=person).first()
    if mine:
        context["invitee"] = mine
        if not context["answers_closed"]:
            context["answer_form"] = answer_form or AnswerForm(invitee=mine)
    context |= proposing_panel(meeting, person)
    if details:
        items = list(meeting.agenda_items.select_related("presenter", *MARK_RELATED))
        context |= {
            "items": items,
            "files": dress_items(meeting, items, manages=manages),
            "total_minutes": sum(item.minutes for item in items),
            "open_actions": list(open_actions_for(meeting)) if any(i.kind == "open_actions" for i in items) else [],
            "places": places_for(meeting, user) if has_places(items) else None,
            "reads_minutes": user.has_perm("meetings.read_minutes", meeting),
            "sees_people": manages or may_see_people(user, meeting),
            **_invited(meeting, manages=manages),
            **_encounters(meeting, items, manages=manages),
        }
    return context


def _replacement_seen(meeting, user) -> Meeting | None:
    """Return the meeting that replaces this one; None where the viewer came for this date alone (DESIGN §4)."""
    if meeting.replaced_by_id is None:
        return None
    return Meeting.objects.visible_to(user).filter(pk=meeting.replaced_by_id).first()


def _is_to_come(meeting) -> bool:
    return not meeting.is_over and meeting.status not in (MeetingStatus.HELD, MeetingStatus.CANCELLED)


def may_see_people(user, meeting) -> bool:
    """Tell whether the viewer may know who takes part: not a guest of one meeting (DESIGN §4)."""
    if meeting.platform is None:
        return True
    return user.has_perm("directory.view_members", meeting.platform)


def _invited(meeting, *, manages: bool) -> dict:
    invitees = list(meeting.invitees.select_related("replaced_by"))
    return {
        "invitees": invitees,
        "present_count": sum(one.answer == Answer.PRESENT for one in invitees),
        "excused_count": sum(one.answer == Answer.EXCUSED for one in invitees),
        "silent_count": sum(one.answer == Answer.NONE for one in invitees),
        "was_held": meeting.status == MeetingStatus.HELD,
        "attended": sum(one.presence == Presence.PRESENT for one in invitees),
        "organisations": attendance.organisations_represented(invitees),
        "removable": [one.pk for one in invitees if can_be_uninvited(one, meeting)] if manages else [],
        "representation": representation_of(meeting, invitees) if manages else None,
    }


def _encounters(meeting, items, *, manages: bool) -> dict:
    """Return who was met there, and where the team records it when the meeting was about that."""
    if not is_recordable(meeting):
        return {"encounters": [], "record_url": ""}
    asked = meeting.kind in ABOUT_ACTORS or any(is_presentation(item) for item in items)
    met = list(meeting.encounters.select_related("organisation"))
    return {"encounters": met, "record_url": record_url(meeting) if manages and (asked or met) else ""}


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_add(request, slug):
    """Create a one-off meeting of a platform, as a draft."""
    platform = get_visible_or_404(Platform.objects.in_network_of(request.user), slug=slug)
    require(request.user, "meetings.plan", platform)
    form = MeetingForm(request.POST or None, platform=platform, initial=_asked_group(request, platform))
    if request.method == "POST" and form.is_valid():
        try:
            made = meetings.create_meeting(platform, form.details, by=Actor.of_request(request))
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            messages.success(
                request, _("The meeting is a draft: only the team sees it until you put it in the calendar.")
            )
            return redirect("meetings:meeting", made.uuid)
    return render(request, "meetings/meeting_add.html", {"form": form, "platform": platform})


def _asked_group(request, platform) -> dict:
    """Return what ``?groupe=`` begins the form with: the page of a working group leads here."""
    asked = request.GET.get("groupe", "")
    if not asked.isascii() or not asked.isdigit() or len(asked) > 18:
        return {}
    group = WorkingGroup.objects.visible_to(request.user).filter(platform=platform, pk=asked).first()
    return {"kind": MeetingKind.WORKING_GROUP, "working_group": group.pk} if group else {}


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_edit(request, uuid):
    """Change a meeting: silently, or telling those convened; a stale save shows both versions."""
    meeting = managed_meeting(request, uuid)
    if meeting.status in (MeetingStatus.HELD, MeetingStatus.CANCELLED):
        messages.warning(request, _("This meeting does not change any more."))
        return redirect("meetings:meeting", meeting.uuid)
    form = MeetingForm(request.POST or None, platform=meeting.platform, meeting=meeting)
    stale = None
    if request.method == "POST" and form.is_valid():
        tell = "tell" in request.POST
        try:
            changed = meetings.change_meeting(
                meeting,
                form.details,
                version=form.cleaned_data["version"],
                tell=tell,
                by=Actor.of_request(request),
            )
        except meetings.StaleMeeting as refusal:
            refusal.add_to(form)
            stale = refusal.current
            form.data = form.data.copy()
            # Saving again from this page is a choice made with both versions in sight.
            form.data[form.add_prefix("version")] = meetings.version_of(stale)
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            _say_saved(request, changed, tell=tell)
            return redirect("meetings:meeting", changed.uuid)
    context = {
        "form": form,
        "meeting": meeting,
        "stale": stale,
        "stale_place": place_of(stale) if stale else "",
        "tell_label": _tell_label(meetings.would_tell(meeting)),
    }
    return render(request, "meetings/meeting_edit.html", context)


def _tell_label(count: int) -> str:
    if not count:
        return ""
    return ngettext("Save and tell %(count)d person", "Save and tell %(count)d people", count) % {"count": count}


def _say_saved(request, meeting, *, tell: bool) -> None:
    count = meetings.would_tell(meeting) if tell else 0
    if count and waiting_notice(meeting):
        text = ngettext(
            "Saved; %(count)d person is told by one mail in ten minutes, with what you change until then.",
            "Saved; %(count)d people are told by one mail each in ten minutes, with what you change until then.",
            count,
        )
        messages.success(request, text % {"count": count})
    elif count:
        text = ngettext("Saved; %(count)d person is told by mail.", "Saved; %(count)d people are told by mail.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.success(request, _("Saved; nobody is told by mail."))


@require_POST
def meeting_propose(request, uuid):
    """Put a draft in the calendar."""
    done = _("The meeting is in the calendar; nobody is told by mail.")
    return _do(request, uuid, meetings.propose_meeting, done)


@require_POST
def meeting_restore(request, uuid):
    """Take a cancellation back."""
    return _do(request, uuid, meetings.restore_meeting, _("The meeting is restored; those convened are told by mail."))


@require_POST
def meeting_delete(request, uuid):
    """Delete a draft."""
    meeting = managed_meeting(request, uuid)
    try:
        meetings.delete_draft(meeting, by=Actor.of_request(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("meetings:meeting", meeting.uuid)
    messages.success(request, _("The draft is deleted."))
    if meeting.platform is None:
        return redirect("meetings:territory_meetings", meeting.territory.slug)
    return redirect("meetings:platform_meetings", meeting.platform.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_cancel(request, uuid):
    """Ask why, say how many are told, then cancel."""
    meeting = managed_meeting(request, uuid)
    form = CancelForm(request.POST or None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            meetings.cancel_meeting(meeting, reason=form.cleaned_data["reason"], by=Actor.of_request(request))
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            messages.success(request, _("The meeting is cancelled."))
            return redirect("meetings:meeting", meeting.uuid)
    told = 0 if meeting.is_over else meetings.would_tell(meeting, always=True)
    submit = _("Cancel the meeting")
    if told:
        submit = ngettext(
            "Cancel the meeting and tell %(count)d person", "Cancel the meeting and tell %(count)d people", told
        ) % {"count": told}
    return render(
        request, "meetings/meeting_cancel.html", {"form": form, "meeting": meeting, "told": told, "submit": submit}
    )


def _do(request, uuid, verb, done: str):
    meeting = managed_meeting(request, uuid)
    try:
        verb(meeting, by=Actor.of_request(request))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect(reverse("meetings:meeting", args=[meeting.uuid]))
