"""How somebody wants to hear of meetings: by mail, or in their calendar alone (DESIGN §6.11)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.directory.enums import MeetingNews
from portal.directory.models import Person

from ..enums import FeedScope, MeetingStatus
from ..models import Invitee, Meeting
from ..notifications import answer_link

declare_actions(meeting_news_chosen=gettext_noop("Way to hear of meetings chosen"))


def has_open_calendar(person: Person) -> bool:
    """Tell whether a personal calendar of ``person`` has an open address."""
    return person.feed_tokens.filter(scope=FeedScope.PERSONAL, revoked_at=None).exists()


def open_invitations(person: Person) -> list[tuple[Invitee, str]]:
    """Return the convened meetings to come that ``person`` is invited to, each with the signed part of its answer."""
    rows = person.invitations.filter(
        meeting__status=MeetingStatus.CONVENED,
        meeting__in=Meeting.objects.visible_to(person).filter(starts_at__gt=timezone.now()).values("pk"),
    ).select_related("person", "meeting__platform", "meeting__territory")
    return [(invitee, answer_link(invitee)) for invitee in rows.order_by("meeting__starts_at", "pk")]


@transaction.atomic
def choose_news(person: Person, choice: str, *, by: Actor) -> Person:
    """Keep how ``person`` hears of meetings and return the person.

    Raises DomainError: "choice" for no such way, "no_calendar" for the calendar alone without one that is open.
    """
    if choice not in MeetingNews.values:
        raise DomainError(_("Choose one of the two ways."), code="choice", field="news")
    stored = Person.objects.select_for_update().get(pk=person.pk)
    if choice == MeetingNews.FEED and not has_open_calendar(stored):
        raise DomainError(
            _("Put your meetings in your calendar first: without it you would hear of nothing."),
            code="no_calendar",
            field="news",
        )
    if stored.meeting_news != choice:
        stored.meeting_news = choice
        stored.save(update_fields=["meeting_news"])
        record(stored, "meeting_news_chosen", by=by, choice=str(choice))
    return stored
