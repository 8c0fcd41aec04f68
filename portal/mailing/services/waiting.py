"""Mails that have not left yet and that are overtaken: taken back, written anew, or hurried.

Whoever decides something new about a thing looks here first, so that nobody hears of a state that is no more. A mail
that a worker holds is left alone: it is as good as gone.
"""

from ..enums import MailState
from ..models import OutgoingMail

#: The server never took these; held and failed ones may be sent again by somebody, and would be as stale.
NEVER_LEFT = (MailState.QUEUED, MailState.HELD, MailState.FAILED)
_REWRITTEN = ("dedup_key", "subject", "text", "html", "calendar", "calendar_method", "urgent")


def never_left():
    """Return the mails that no server took yet: a queryset."""
    return OutgoingMail.objects.filter(state__in=NEVER_LEFT)


def take_back(pks) -> int:
    """Drop those of the mails ``pks`` that have not left; return how many. Part of a verb: inside its transaction."""
    # One statement, so that no worker claims a mail between its being read and its being dropped.
    rows = never_left().filter(pk__in=list(pks))
    return rows._raw_delete(rows.db)


def rewrite(pk: int, mail: OutgoingMail) -> bool:
    """Let the mail ``pk`` say what ``mail`` (composed, not saved) does; False when it has left meanwhile.

    It keeps its recipient, its place in the queue and its Message-ID.
    """
    values = {name: getattr(mail, name) for name in _REWRITTEN}
    return bool(never_left().filter(pk=pk, recipient=mail.recipient).update(**values))


def hurry(pks) -> int:
    """Let the mails ``pks`` that wait go with the urgent ones, so that a later urgent mail does not overtake them."""
    return never_left().filter(pk__in=list(pks), urgent=False).update(urgent=True)
