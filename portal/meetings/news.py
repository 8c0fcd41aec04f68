"""How people hear of meetings: by mail, or by their own calendar alone (DESIGN §6.11)."""

import datetime as dt

from portal.directory.enums import MeetingNews
from portal.directory.models import Person

from .calendar.changes import SHORT_NOTICE
from .enums import FeedScope


def feed_alone(people) -> set[int]:
    """Return the primary keys of those of ``people`` (persons or keys) who follow by their calendar alone.

    The choice holds as long as their personal calendar has an open address: who closed them all would hear nothing
    any more, and gets mails again. One query.
    """
    chosen = Person.objects.filter(pk__in=[getattr(one, "pk", one) for one in people], meeting_news=MeetingNews.FEED)
    return set(
        chosen.filter(feed_tokens__scope=FeedScope.PERSONAL, feed_tokens__revoked_at__isnull=True).values_list(
            "pk", flat=True
        )
    )


def is_near(*starts: dt.datetime, now: dt.datetime) -> bool:
    """Tell whether one of ``starts`` is less than 72 hours away: calendars would show a change there too late."""
    return any(now < start < now + SHORT_NOTICE for start in starts)
