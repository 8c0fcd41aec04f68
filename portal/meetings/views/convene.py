"""Convene a meeting: whom, how many, what is missing, then one act."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.directory.enums import Circle

from ..enums import MeetingStatus
from ..news import feed_alone, is_near
from ..services import convene as services
from ..venue_warnings import venue_warnings
from .lookup import managed_meeting


@require_http_methods(["GET", "HEAD", "POST"])
def convene(request, uuid):
    """Show whom the act invites and what is missing; convene on POST."""
    meeting = managed_meeting(request, uuid)
    by_hand = services.is_chosen_by_hand(meeting)
    chosen = {int(pk) for pk in request.POST.getlist("person") if pk.isdecimal() and len(pk) < 19}
    if request.method == "POST":
        try:
            done = services.convene(meeting, by=Actor.of_request(request), person_ids=chosen)
        except DomainError as refusal:
            if refusal.code != "nobody":
                messages.warning(request, refusal.message)
                return redirect("meetings:meeting", meeting.uuid)
            messages.error(request, _("Choose at least one person to invite.") if by_hand else refusal.message)
        else:
            _say_done(request, done)
            return redirect("meetings:meeting", meeting.uuid)
    if meeting.status in (MeetingStatus.CONVENED, MeetingStatus.HELD, MeetingStatus.CANCELLED):
        messages.info(request, _("This meeting is not to be convened any more."))
        return redirect("meetings:meeting", meeting.uuid)
    people = services.candidates(meeting)
    if by_hand and request.method != "POST":
        chosen = {candidate.person.pk for candidate in people if candidate.is_expected}
    context = {
        "meeting": meeting,
        "groups": _groups(people, meeting),
        "count": len(people),
        "by_hand": by_hand,
        "chosen": chosen,
        "missing": services.missing_for(meeting, people),
        # Who is chosen by hand is not counted before it is known.
        "place_warnings": venue_warnings(meeting, people=0 if by_hand else len(people)),
        "by_calendar": _by_calendar(meeting, people),
        "is_late": meeting.starts_at <= timezone.now(),
        "submit": _("Convene the people chosen") if by_hand else _submit(len(people)),
    }
    return render(request, "meetings/convene.html", context)


def _submit(count: int) -> str:
    return ngettext("Convene %(count)d person", "Convene %(count)d people", count) % {"count": count}


def _by_calendar(meeting, people) -> int:
    """Return how many of ``people`` get no mail, as they follow by their calendar alone; none for a near meeting."""
    if is_near(meeting.starts_at, now=timezone.now()):
        return 0
    return len(feed_alone([candidate.person for candidate in people]))


def _groups(people, meeting) -> list[dict]:
    """Return the candidates by circle, then the team, leaving out what is empty."""
    group = [one for one in people if one.in_group]
    team = _("Team of the platform") if meeting.platform else _("Leads and coordinators of the territory")
    groups = [
        {"title": _("Working group"), "circle": "", "people": group},
        {"title": Circle.FIRST.label, "circle": "1", "people": [one for one in people if one.circle == Circle.FIRST]},
        {"title": Circle.SECOND.label, "circle": "2", "people": [one for one in people if one.circle == Circle.SECOND]},
        {"title": team, "circle": "", "people": [one for one in people if one.is_team]},
    ]
    return [group for group in groups if group["people"]]


def _say_done(request, done) -> None:
    invited = ngettext("%(count)d person is convened.", "%(count)d people are convened.", len(done.invitees))
    messages.success(request, invited % {"count": len(done.invitees)})
    if done.by_calendar:
        text = ngettext(
            "%(count)d person gets no mail, as they chose: their calendar shows it.",
            "%(count)d people get no mail, as they chose: their calendar shows it.",
            done.by_calendar,
        )
        messages.info(request, text % {"count": done.by_calendar})
    if done.unreached:
        names = ", ".join(invitee.name for invitee in done.unreached)
        messages.warning(request, _("No mail reaches: %(names)s. Tell them yourself.") % {"names": names})
