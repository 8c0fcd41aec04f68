"""Publishing a version: from then on its text is what people sign, for ever."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core import log, rich_text
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.directory.models import Person, Platform

from ..evidence import text_sha256
from ..models import CharterVersion
from .chains import lock_chain, scope_filter
from .drafts import current_of, draft_of, fingerprint

log.declare_actions(charter_published=gettext_noop("Charter published"))


@dataclass(frozen=True)
class Consequences:
    """What publishing a draft today changes: ``grace_until`` is the first day without cover for who has not signed."""

    first: bool
    grace_until: date
    signers_expected: int


def consequences(draft: CharterVersion, on: date | None = None) -> Consequences:
    """Return what publishing ``draft`` on the day ``on`` (today when not given) would change."""
    on = on or timezone.localdate()
    scope = draft.charter.scope
    expected = 0
    if isinstance(scope, Platform):
        people = Person.objects.delegates_of(scope, on=on) | Person.objects.team_of(scope, on=on)
        expected = people.distinct().count()
    return Consequences(
        first=not draft.charter.versions.published().exists(),
        grace_until=on + timedelta(days=draft.grace_days),
        signers_expected=expected,
    )


@transaction.atomic
def publish(*, scope, seen: str, by: Actor, at: datetime | None = None) -> CharterVersion:
    """Publish the draft of the scope's confidentiality charter and return the version; nobody is told by mail.

    ``seen`` is the ``fingerprint`` of the draft that was confirmed; ``at`` the instant, now when not given (the
    demonstration has a past). Raises ``DomainError``: "nothing" (no draft), "stale" (another text than the one
    confirmed), "empty", "unchanged" (same text and terms as the current version).
    """
    draft = draft_of(scope)
    if draft is None:
        raise DomainError(_("There is no draft to publish."), code="nothing")
    lock_chain(draft.charter_id)
    # Read again under the lock: another window may have saved or published meanwhile.
    draft = draft_of(scope)
    if draft is None:
        raise DomainError(_("There is no draft to publish."), code="nothing")
    if fingerprint(draft) != seen:
        raise DomainError(_("The draft changed after you read it. Read it again before publishing."), code="stale")
    if rich_text.is_blank(draft.text):
        raise DomainError(_("The charter has no text."), code="empty", field="text")
    current = current_of(scope)
    if current is not None and (current.text, current.valid_months) == (draft.text, draft.valid_months):
        raise DomainError(
            _("This draft says what the version in force says: publishing it would make everybody sign again."),
            code="unchanged",
        )
    draft.sha256 = text_sha256(draft.text)
    draft.published_at = at or timezone.now()
    draft.save()
    log.record(draft, "charter_published", by=by, number=draft.number, sha256=draft.sha256, **scope_filter(scope))
    return draft
