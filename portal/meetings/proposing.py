"""Who may propose items for an agenda, until when, and which proposals a meeting has before it (MISSION B6)."""

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.directory.models import Person

from .enums import MeetingStatus, ProposalState
from .models import AgendaProposal, Meeting
from .series import earlier_meetings

#: What waits for an answer of the team.
OPEN_STATES = (ProposalState.PROPOSED, ProposalState.POSTPONED)


def why_no_proposal(meeting: Meeting) -> str:
    """Return why nothing can be proposed any more, or nothing when it can."""
    if meeting.status == MeetingStatus.CANCELLED:
        return _("This meeting is cancelled: nothing can be proposed for it any more.")
    if meeting.status not in (MeetingStatus.PROPOSED, MeetingStatus.CONVENED) or meeting.starts_at <= timezone.now():
        return _("Items are proposed before the meeting begins.")
    return ""


def is_expected(person: Person | None, meeting: Meeting) -> bool:
    """Tell whether ``person`` is convened to ``meeting``, or will be: of its circles, its group, its team."""
    if person is None:
        return False
    if person.invitations.filter(meeting=meeting.pk).exists():
        return True
    if meeting.working_group_id and person.group_memberships.active().filter(group=meeting.working_group_id).exists():
        return True
    if meeting.platform is None:
        return False
    if Person.objects.team_of(meeting.platform).filter(pk=person.pk).exists():
        return True
    circles = meeting.circles_invited
    return bool(circles) and Person.objects.delegates_of(meeting.platform, circles).filter(pk=person.pk).exists()


def proposals_before(meeting: Meeting) -> QuerySet:
    """Return the proposals that the team of ``meeting`` has to look at, in order of arrival, with their meetings.

    Its own, whatever became of them, save those taken back; and those of earlier meetings of the circle that were kept
    for later or that nobody answered.
    """
    earlier = earlier_meetings(meeting).filter(
        Q(status__in=(MeetingStatus.HELD, MeetingStatus.CANCELLED)) | Q(starts_at__lt=timezone.now())
    )
    kept = Q(state=ProposalState.POSTPONED, meeting__in=earlier_meetings(meeting).order_by().values("pk"))
    unanswered = Q(state=ProposalState.PROPOSED, meeting__in=earlier.order_by().values("pk"))
    rows = AgendaProposal.objects.filter(Q(meeting=meeting.pk) | kept | unanswered)
    rows = rows.exclude(state=ProposalState.WITHDRAWN).select_related("meeting", "organisation", "person", "item")
    return rows.order_by("created_at", "pk")


def own_proposals(meeting: Meeting, person: Person | None) -> list[AgendaProposal]:
    """Return what ``person`` proposed for ``meeting`` or what of theirs it has before it, in order of arrival."""
    if person is None:
        return []
    before = proposals_before(meeting).order_by().values("pk")
    rows = AgendaProposal.objects.filter(Q(meeting=meeting.pk) | Q(pk__in=before) | Q(item__meeting=meeting.pk))
    return list(rows.filter(person=person.pk).select_related("meeting").order_by("created_at", "pk"))
