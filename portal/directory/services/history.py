"""Keep what a sheet was: part of every verb that changes a sheet or its sites (MISSION A3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.core.actors import SYSTEM, Actor

from ..models import Organisation, SheetRevision, Site
from ..sheet_content import content_of


@dataclass(frozen=True)
class Before:
    """A sheet before a verb writes it, and since when it was so."""

    content: dict
    changed_at: datetime


def remember(organisation: Organisation) -> Before:
    """Return the state of ``organisation`` as it is stored; to be called before anything is written."""
    return Before(content_of(organisation), organisation.content_changed_at)


def keep_revision(organisation: Organisation, before: Before | None, *, by: Actor) -> SheetRevision | None:
    """Keep the state of ``organisation`` after a verb; return None when nothing differs from ``before``.

    A row that is older than the history, or that was written past it, has its state before the change kept too, so
    that every change can be read and undone. ``before`` is None for a new organisation.
    """
    content = content_of(organisation)
    if before is not None:
        if before.content == content:
            return None
        last = organisation.revisions.first()
        if last is None or last.content != before.content:
            made_at = max(before.changed_at, last.made_at) if last else before.changed_at
            _keep(organisation, before.content, SYSTEM, made_at)
    return _keep(organisation, content, by, None)


def first_revision(organisation: Organisation, sites: Sequence[Site], *, by: Actor) -> SheetRevision:
    """Return the revision (not saved) of a new organisation whose places are ``sites``; for many that begin at once."""
    content = content_of(organisation, sites)
    return SheetRevision(organisation=organisation, content=content, via=by.via, person=by.person, user=by.user)


def _keep(organisation, content: dict, by: Actor, made_at: datetime | None) -> SheetRevision:
    kept = SheetRevision.objects.create(
        organisation=organisation, content=content, via=by.via, person=by.person, user=by.user
    )
    if made_at is not None:
        SheetRevision.objects.filter(pk=kept.pk).update(made_at=made_at)
        kept.made_at = made_at
    return kept
