"""Corrections of validated minutes: added below, dated and chained, never written over (MISSION B10)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.html import HtmlRefused, clean
from portal.core.log import declare_actions, record
from portal.core.rich_text import to_plain

from ..enums import MinutesState
from ..minutes_content import addendum_digest, last_digest
from ..models import Addendum, Meeting, Minutes

declare_actions(minutes_addendum=gettext_noop("Addendum to minutes"))


class StaleAddendum(DomainError):
    """Somebody else added one since; ``stored`` is it."""

    def __init__(self, stored: Addendum):
        super().__init__(
            _("Somebody else added an addendum meanwhile: read it above, then add yours if it is still needed."),
            code="stale",
            field="html",
        )
        self.stored = stored


@transaction.atomic
def add_addendum(meeting: Meeting, html: str, *, follows: str, by: Actor) -> Addendum:
    """Add ``html`` below the validated minutes whose last hash is ``follows``, and return the addendum.

    The text that was just added is taken once, from wherever it comes. Raises StaleAddendum when another one was added
    since the form was shown, DomainError "state" before the validation, and for an empty or too long text.
    """
    stored = Meeting.objects.select_for_update().get(pk=meeting.pk)
    minutes = Minutes.objects.filter(meeting=stored).first()
    if minutes is None or minutes.state != MinutesState.VALIDATED:
        raise DomainError(_("These minutes are not validated yet: correct them instead."), code="state")
    try:
        html = clean(html)
    except HtmlRefused as refusal:
        raise DomainError(refusal.messages[0], code=refusal.code, field="html") from None
    if not to_plain(html).strip():
        raise DomainError(_("Write something first."), code="required", field="html")
    last = minutes.addenda.order_by("-pk").first()
    if last is not None and last.html == html:
        return last
    previous = last_digest(minutes, last)
    if follows != previous:
        raise StaleAddendum(last) if last else DomainError(_("Read the minutes again first."), code="stale")
    now = timezone.now()
    addendum = Addendum.objects.create(
        minutes=minutes,
        html=html,
        written_at=now,
        written_by=by.user,
        sha256=addendum_digest(html, now, previous),
    )
    record(
        stored,
        "minutes_addendum",
        by=by,
        platform=stored.platform,
        territory=stored.territory,
        addendum=addendum.pk,
        sha256=addendum.sha256,
    )
    return addendum
