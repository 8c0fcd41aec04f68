"""The agendas that meetings of a platform or a territory start from (MISSION B5)."""

import hashlib
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.core.text import clean_line
from portal.directory.models import Platform, Territory

from ..agenda_templates import ItemTemplate, usual_outline
from ..enums import AgendaItemKind, MeetingKind
from ..models import AgendaTemplate

declare_actions(
    agenda_template_saved=gettext_noop("Agenda template saved"),
    agenda_template_reset=gettext_noop("Agenda template given up for the original one"),
)

#: More than this is no agenda that a meeting could start from.
MAX_TEMPLATE_ITEMS = 20
LONGEST_TITLE, LONGEST_MINUTES = 160, 480


class StaleTemplate(DomainError):
    """Somebody else saved the template since the form was opened; ``current`` is what is stored, or None."""

    def __init__(self, current: AgendaTemplate | None):
        super().__init__(
            _("Somebody else changed this agenda while you were writing. Both versions are shown below."), code="stale"
        )
        self.current = current


def own_template(place: Platform | Territory, kind: str) -> AgendaTemplate | None:
    """Return the template of ``kind`` that ``place`` has of its own."""
    return place.agenda_templates.filter(kind=kind).first()


def version_of(template: AgendaTemplate | None) -> str:
    """Return a short text that changes with the items, for the form to send back; that of none is its own."""
    return hashlib.sha256(repr(None if template is None else template.items).encode()).hexdigest()[:16]


@transaction.atomic
def save_template(
    place: Platform | Territory, kind: str, items: Sequence[ItemTemplate], *, version: str, by: Actor
) -> AgendaTemplate:
    """Write the agenda that new meetings of ``kind`` start from in ``place``; those that exist keep theirs.

    Raises StaleTemplate when it changed since ``version``, and DomainError: without any item or with too many, an item
    without title, a length out of bounds.
    """
    stored = _locked(place, MeetingKind(kind), version)
    written = [_checked(item, kind) for item in items]
    if not written:
        raise DomainError(_("An agenda to start from has at least one item."), code="empty")
    if len(written) > MAX_TEMPLATE_ITEMS:
        raise DomainError(
            _("An agenda to start from holds at most %(count)d items.") % {"count": MAX_TEMPLATE_ITEMS}, code="full"
        )
    if stored is None:
        stored = AgendaTemplate(**{_name_of(place): place}, kind=kind, version=0)
    elif stored.items == written:
        return stored
    stored.items = written
    stored.version += 1
    stored.modified_at = timezone.now()
    stored.save()
    record(stored, "agenda_template_saved", by=by, **{_name_of(place): place})
    return stored


@transaction.atomic
def reset_template(place: Platform | Territory, kind: str, *, version: str, by: Actor) -> None:
    """Give up the template of ``place``: what is above it holds again; nothing happens where there is none.

    Raises StaleTemplate when it changed since ``version``.
    """
    stored = own_template(place, kind)
    if stored is None:
        return
    stored = _locked(place, MeetingKind(kind), version)
    if stored is not None:
        record(stored, "agenda_template_reset", by=by, **{_name_of(place): place})
        stored.delete()


def _locked(place, kind: MeetingKind, version: str) -> AgendaTemplate | None:
    # The place is held: there may be no row yet that could be.
    type(place).objects.select_for_update().get(pk=place.pk)
    stored = own_template(place, kind)
    if version_of(stored) != version:
        raise StaleTemplate(stored)
    return stored


def _name_of(place) -> str:
    return "platform" if isinstance(place, Platform) else "territory"


def _checked(item: ItemTemplate, kind: str) -> dict:
    title = clean_line(item.title)
    if item.kind == AgendaItemKind.SITUATIONS:
        title = _situations_title(title, kind)
    if not title or len(title) > LONGEST_TITLE:
        raise DomainError(_("Give each item a title of at most %(count)d characters.") % {"count": LONGEST_TITLE})
    if not 1 <= item.minutes <= LONGEST_MINUTES:
        raise DomainError(_("An item lasts from 1 to %(count)d minutes.") % {"count": LONGEST_MINUTES})
    return {"title": title, "minutes": item.minutes, "kind": str(AgendaItemKind(item.kind))}


def _situations_title(title: str, kind: str) -> str:
    """Return a title of ours: "situations" hold a count and a length, and nobody's words (MISSION B6)."""
    ours = [one.title for one in usual_outline(kind).items if one.kind == AgendaItemKind.SITUATIONS]
    usual = _("Situations to work on together (in RIO Suivi)")
    return title if title in ours else (ours or [usual])[0]
