"""How an organisation is known and what was exchanged with it, on its page (``directory.member_panels``)."""

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from portal.core.french_dates import format_date, to_local
from portal.directory.member_panels import MemberPanel
from portal.directory.models import Participation, Platform
from portal.directory.permissions import is_team

from ..acquaintance import acquaintance_of
from ..models import Invitee, Meeting
from ..permissions import DetailsGate

#: Exchanges that the page of a member names one by one, the latest first.
SHOWN_EXCHANGES = 5


def exchanges_panel(participation, viewer) -> MemberPanel | None:
    """Return the exchanges with the organisation that were noted, with what was agreed for the team.

    The team finds where to note one; others see those that they were part of, as far as they may read of them. A
    constant number of queries.
    """
    platform, organisation = participation.platform, participation.organisation
    team = is_team(viewer, platform)
    # The team sees all meetings of its platform: nothing is to be asked for that.
    meetings = Meeting.objects.all() if team else Meeting.objects.visible_to(viewer)
    seen = meetings.exchanges().filter(platform=platform)
    named = Invitee.objects.filter(organisation=organisation).values("meeting")
    rows = seen.filter(pk__in=named).select_related("platform").order_by("-starts_at")
    if team:
        rows = rows.prefetch_related("decisions")
    shown = list(rows[:SHOWN_EXCHANGES])
    if not shown and not team:
        return None
    gate = DetailsGate(viewer) if shown else None
    lines = [_exchange_line(meeting, opened=gate.opens(meeting), team=team) for meeting in shown]
    if team:
        url = reverse("meetings:exchange_note", args=[platform.slug]) + f"?organisme={organisation.pk}"
        return MemberPanel(_("Exchanges"), lines or [_("No exchange is noted yet.")], url, _("Note an exchange"))
    return MemberPanel(
        _("Exchanges"), lines, reverse("meetings:my_meetings") + "?periode=passees", _("My past meetings")
    )


def _exchange_line(meeting: Meeting, *, opened: bool, team: bool) -> str:
    day = format_date(to_local(meeting.starts_at, meeting.timezone_name), weekday=False)
    if not opened:
        return f"{day} – {meeting.get_kind_display()}"
    way = meeting.title.partition(" – ")[0]
    agreed = " ; ".join(decision.text for decision in meeting.decisions.all()) if team else ""
    return " – ".join(part for part in (day, way, Truncator(agreed).words(25)) if part)


def encounters_panel(participation, viewer) -> MemberPanel | None:
    """Return the days on which it presented itself, was visited, trained.

    None for who does not see the meetings of the platform, and about organisations that are no member, of which nothing
    is recorded. A constant number of queries.
    """
    platform = participation.platform
    if not Platform.objects.in_network_of(viewer).filter(pk=platform.pk).exists():
        return None
    known = acquaintance_of(participation, viewer)
    is_known = known.presented or known.visited or known.trained
    if not is_known and not Participation.objects.members().filter(pk=participation.pk).exists():
        return None
    lines = [
        _("Presented itself: %(day)s") % {"day": known.presented}
        if known.presented
        else _("Has not presented itself yet.")
    ]
    if known.visited:
        lines.append(_("Was visited: %(day)s") % {"day": known.visited})
    if known.trained:
        lines.append(_("Joint training: %(day)s") % {"day": known.trained})
    url = reverse("meetings:encounters", args=[platform.slug])
    label = _("Who knows whom in the network")
    if is_team(viewer, platform):
        url = reverse("meetings:encounter_add", args=[platform.slug]) + f"?organisme={participation.organisation_id}"
        label = _("Record a presentation or a visit")
    return MemberPanel(_("Getting to know each other"), lines, url, label)
