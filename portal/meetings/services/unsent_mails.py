"""Mails about a meeting that have not left when something new is decided: nobody is to hear what is no more.

A mail server that is gone for a day holds convocations back: the meeting may be moved or cancelled meanwhile.
"""

from portal.core.errors import DomainError
from portal.mailing.services.waiting import hurry, never_left, rewrite, take_back

from ..enums import MeetingStatus
from ..models import Meeting
from ..notifications import (
    CallForItems,
    Convocation,
    ConvocationInstead,
    ConvocationReminder,
    MeetingCancelled,
    MeetingChanged,
    MeetingMail,
    MeetingPostponed,
    MeetingRestored,
)
from ..permissions import readers_of_details

#: Those that ask to come to the meeting as it is: they say its date, and a later state overtakes them.
_ASKING = (Convocation, ConvocationInstead, MeetingRestored)
_ABOUT = (*_ASKING, MeetingChanged, ConvocationReminder)


def take_back_unsent(meeting: Meeting) -> int:
    """Drop the mails about ``meeting`` that have not left, as it is cancelled or put off; return how many."""
    pks = [pk for pk, _kind, _invitee in _unsent(meeting, _ABOUT)]
    calls = never_left().filter(dedup_key__startswith=f"{CallForItems.kind}:{meeting.pk}:")
    _retell_putting_off(meeting)
    return take_back([*pks, *calls.values_list("pk", flat=True)])


def take_back_cancellations(meeting: Meeting) -> int:
    """Drop the cancellations of ``meeting`` that have not left, as it takes place after all; return how many."""
    _retell_putting_off(meeting)
    return take_back(pk for pk, _kind, _invitee in _unsent(meeting, (MeetingCancelled, MeetingPostponed)))


def bring_up_to_date(meeting: Meeting) -> set[int]:
    """Let convocations to ``meeting`` that have not left say what it is now; return the keys of those invitees.

    They hear of no change: what reaches them is the meeting as it stands.
    """
    _retell_putting_off(meeting)
    return _write_anew(meeting, _ASKING, {ConvocationInstead: {"former": meeting.replaces.order_by("pk").last()}})


def _retell_putting_off(meeting: Meeting) -> None:
    """Let what says that others were put off to ``meeting`` name its date of now, or no date when it is cancelled.

    The former dates have to leave calendars whatever becomes of the new one: these mails are never taken back with it.
    """
    for former in meeting.replaces.filter(status=MeetingStatus.CANCELLED):
        former.replaced_by = meeting
        _write_anew(former, (MeetingPostponed,), {})
        _retell_putting_off(former)


def _write_anew(meeting: Meeting, classes: tuple[type[MeetingMail], ...], extra: dict) -> set[int]:
    """Compose again the mails of ``classes`` to those invited to ``meeting`` that have not left; return their keys.

    ``extra`` gives, by class, what its mails are made with beside the invitee.
    """
    by_kind = {notification.kind: notification for notification in classes}
    rows = {}
    for pk, kind, invitee in _unsent(meeting, classes):
        rows[invitee] = pk, by_kind[kind]
    if not rows:
        return set()
    invitees = list(meeting.invitees.select_related("person", "organisation").filter(pk__in=rows))
    readers = readers_of_details(meeting, [invitee.person for invitee in invitees if invitee.person])
    agenda = list(meeting.agenda_items.select_related("presenter"))
    done = set()
    for invitee in invitees:
        pk, notification = rows[invitee.pk]
        invitee.meeting = meeting
        details = not meeting.confidential or invitee.person_id in readers
        try:
            mail = notification(invitee, details=details, agenda=agenda, **extra.get(notification, {})).compose()
        except DomainError:
            continue
        if rewrite(pk, mail):
            done.add(invitee.pk)
    return done


def hurry_unsent(meeting: Meeting) -> int:
    """Let what has not left about ``meeting`` keep its place before an urgent mail about it; return how many."""
    return hurry(pk for pk, _kind, _invitee in _unsent(meeting, _ABOUT))


def _unsent(meeting: Meeting, classes: tuple[type[MeetingMail], ...]) -> list[tuple[int, str, int]]:
    """Return key, kind and invitee's key of the mails of ``classes`` to invitees of ``meeting`` that have not left."""
    kinds = [notification.kind for notification in classes]
    invitees = set(meeting.invitees.values_list("pk", flat=True))
    rows = never_left().filter(kind__in=kinds).order_by("pk").values_list("pk", "kind", "dedup_key")
    found = []
    for pk, kind, key in rows:
        number = key.removeprefix(f"{kind}:").partition(":")[0]
        if number.isdigit() and int(number) in invitees:
            found.append((pk, kind, int(number)))
    return found
