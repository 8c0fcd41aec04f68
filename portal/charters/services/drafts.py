"""Writing the next version of a charter."""

import hashlib
from importlib.resources import files

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core import html as core_html
from portal.core import log, rich_text
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.directory.models import Platform

from ..enums import CharterKind
from ..models import Charter, CharterVersion
from .chains import charter_of, lock_chain, scope_filter

#: A signature holds for a year unless the lead says otherwise: the charter is read again every year (issue of C1).
DEFAULT_VALID_MONTHS = 12
DEFAULT_GRACE_DAYS = 30
#: The longest grace that a lead may choose.
MAX_GRACE_DAYS = 90

log.declare_actions(
    charter_draft_saved=gettext_noop("Draft of the charter saved"),
    charter_draft_dropped=gettext_noop("Draft of the charter dropped"),
)


def draft_of(scope, kind=CharterKind.CONFIDENTIALITY) -> CharterVersion | None:
    """Return the draft of the scope's charter, or None."""
    lookup = {f"charter__{name}": value for name, value in scope_filter(scope).items()}
    return CharterVersion.objects.drafts().select_related("charter").filter(charter__kind=kind, **lookup).first()


def current_of(scope, kind=CharterKind.CONFIDENTIALITY) -> CharterVersion | None:
    """Return the last published version of the scope's charter, or None."""
    lookup = {f"charter__{name}": value for name, value in scope_filter(scope).items()}
    versions = CharterVersion.objects.published().select_related("charter__platform", "charter__territory")
    return versions.filter(charter__kind=kind, **lookup).order_by("-number").first()


def template_for(platform: Platform) -> CharterVersion | None:
    """Return the published charter of the nearest territory of ``platform`` that has one, or None."""
    nearest = Platform.objects.filter(pk=platform.pk).territories_around()
    versions = (
        CharterVersion.objects.published()
        .select_related("charter__territory")
        .filter(charter__kind=CharterKind.CONFIDENTIALITY, charter__territory__in=nearest)
        .order_by("number")
    )
    # Later versions of the same territory replace the earlier ones.
    latest = {version.charter.territory_id: version for version in versions}
    return next((latest[pk] for pk in nearest if pk in latest), None)


def proposed_text(scope) -> str:
    """Return the text proposed for a first draft: the current one, the territory's, or our default, with the name."""
    current = current_of(scope)
    if current is not None:
        return current.text
    template = template_for(scope) if isinstance(scope, Platform) else None
    if template is not None:
        return template.text
    text = files("portal.charters").joinpath("texts", "confidentiality_fr.html").read_text(encoding="utf-8")
    return core_html.clean(text.replace("[[scope]]", escape(scope.name)))


def fingerprint(draft: CharterVersion | None) -> str:
    """Return what an open form remembers of the draft it shows; empty when there was none."""
    if draft is None:
        return ""
    seen = f"{draft.number}\n{draft.valid_months}\n{draft.grace_days}\n{draft.text}"
    return hashlib.sha256(seen.encode()).hexdigest()


@transaction.atomic
def save_draft(*, scope, text: str, valid_months: int | None, grace_days: int, seen: str, by: Actor) -> CharterVersion:
    """Save the draft of the scope's confidentiality charter and return it; nobody is told.

    ``text`` is HTML, cleaned here; ``seen`` the ``fingerprint`` of the draft that the author had before them. Raises
    ``DomainError``: "empty", "too_long", "stale" (somebody saved another text meanwhile).
    """
    try:
        text = core_html.clean(text)
    except core_html.HtmlRefused as error:
        raise DomainError(" ".join(error.messages), code="too_long", field="text") from error
    if rich_text.is_blank(text):
        raise DomainError(_("The charter has no text."), code="empty", field="text")
    charter = charter_of(scope, CharterKind.CONFIDENTIALITY)
    lock_chain(charter.pk)
    draft = CharterVersion.objects.drafts().filter(charter=charter).first()
    if fingerprint(draft) != seen:
        raise DomainError(
            _("Somebody else changed this draft while you were writing. Yours is below, theirs beside it."),
            code="stale",
            field="text",
        )
    if draft is None:
        last = charter.versions.aggregate(last=Max("number"))["last"] or 0
        draft = CharterVersion(charter=charter, number=last + 1)
        if last == 0:
            _remember_template(charter)
    draft.text, draft.valid_months, draft.grace_days = text, valid_months, grace_days
    draft.edited_at = timezone.now()
    draft.save()
    log.record(draft, "charter_draft_saved", by=by, number=draft.number, **scope_filter(scope))
    return draft


@transaction.atomic
def drop_draft(*, scope, by: Actor) -> None:
    """Drop the draft of the scope's charter; nothing happens when there is none. What was published stays."""
    draft = draft_of(scope)
    if draft is None:
        return
    lock_chain(draft.charter_id)
    log.record(draft, "charter_draft_dropped", by=by, number=draft.number, **scope_filter(scope))
    draft.delete()


def _remember_template(charter: Charter) -> None:
    """Note the territory's charter that a platform's first draft starts from: its coordinators' signature counts."""
    template = template_for(charter.platform) if charter.platform_id else None
    if template is not None:
        charter.template = template.charter
        charter.save(update_fields=["template"])
