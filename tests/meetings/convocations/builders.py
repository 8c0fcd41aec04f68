"""Convened meetings and what lies around them."""

import datetime as dt

from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.directory.enums import MeetingNews
from portal.mailing.enums import MailState
from portal.mailing.models import OutgoingMail
from portal.meetings.enums import FeedScope, MeetingStatus
from portal.meetings.models import FeedToken, Meeting
from portal.meetings.services import meetings as services
from portal.meetings.services.meetings import MeetingDetails, version_of
from tests.factories import make_invitee, make_meeting, make_member


def in_days(days, hour=9):
    return (timezone.localtime() + dt.timedelta(days=days)).replace(hour=hour, minute=30, second=0, microsecond=0)


def convened(platform, people=2, days=20, **fields):
    """Return a convened meeting with that many members invited, their convocations long gone."""
    meeting = make_meeting(platform, status=MeetingStatus.CONVENED, starts_at=in_days(days), sequence=1, **fields)
    for _index in range(people):
        make_invitee(meeting, make_member(platform))
    return meeting


def details_of(meeting, **changes):
    names = ("kind", "starts_at", "duration", "title", "venue", "video_link")
    return MeetingDetails(**{**{name: getattr(meeting, name) for name in names}, **changes})


def change(meeting, *, tell=True, by=SYSTEM, **changes):
    meeting = Meeting.objects.get(pk=meeting.pk)
    return services.change_meeting(
        meeting, details_of(meeting, **changes), version=version_of(meeting), tell=tell, by=by
    )


def follow_by_calendar(person, *, with_address=True):
    person.meeting_news = MeetingNews.FEED
    person.save(update_fields=["meeting_news"])
    if with_address:
        FeedToken.objects.create(person=person, scope=FeedScope.PERSONAL, token_hash=f"essai-{person.pk}")
    return person


def all_sent():
    """Let every mail so far have left."""
    OutgoingMail.objects.update(state=MailState.SENT, sent_at=timezone.now())


def kinds():
    return sorted(OutgoingMail.objects.values_list("kind", flat=True))
