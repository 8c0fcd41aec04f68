"""Who keeps an organisation's sheet: fixed representatives get it with their delegation (DESIGN §3)."""

from django.db.models import Q

from ..enums import DelegateKind
from ..models import Delegate, Editorship


def open_editorship(delegate: Delegate) -> None:
    """Let a fixed representative keep the sheet of their organisation; part of the verbs that make one."""
    if delegate.kind != DelegateKind.FIXED:
        return
    Editorship.objects.get_or_create(
        organisation=delegate.participation.organisation,
        person=delegate.person,
        until=None,
        defaults={"since": delegate.since},
    )


def close_editorship(delegate: Delegate) -> None:
    """End what ``open_editorship`` gave, unless another delegation of the person in the organisation still gives it."""
    if delegate.kind != DelegateKind.FIXED or delegate.until is None:
        return
    organisation = delegate.participation.organisation
    others = Delegate.objects.filter(
        Q(until__isnull=True) | Q(until__gt=delegate.until),
        Q(participation__until__isnull=True) | Q(participation__until__gt=delegate.until),
        person=delegate.person,
        kind=DelegateKind.FIXED,
        participation__organisation=organisation,
    ).exclude(pk=delegate.pk)
    if others.exists():
        return
    for editorship in Editorship.objects.filter(organisation=organisation, person=delegate.person, until=None):
        editorship.until = max(delegate.until, editorship.since)
        editorship.save(update_fields=["until"])
