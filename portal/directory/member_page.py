"""What the page of a member shows: its history, its delegates and whether they have an account."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from portal.accounts.enums import InvitationState

from .enums import DelegateKind
from .models import Delegate, InvitationGrant, Participation, Person


@dataclass(frozen=True)
class DelegateRow:
    """A delegate with what the team may do. ``invitation`` is the last one sent, ``expired`` whether it is over."""

    delegate: Delegate
    starts_later: bool
    may_edit: bool
    invitation: object | None
    expired: bool

    @property
    def person(self):
        """Return the person."""
        return self.delegate.person


def elsewhere(participation: Participation, viewer) -> list[Participation]:
    """Return where else the organisation takes part today, as far as ``viewer`` may know (D-04)."""
    rows = Participation.objects.visible_to(viewer).active().exclude(platform=participation.platform_id)
    rows = rows.filter(organisation=participation.organisation_id).select_related("platform")
    return list(rows.order_by("platform__name_folded", "pk"))


def delegates_shown(participation: Participation, user, *, may_manage: bool) -> list[DelegateRow]:
    """Return the delegates of today and later, the fixed one first; invitations are for the team alone."""
    today = timezone.localdate()
    delegates = list(
        participation.delegates.filter(Q(until__isnull=True) | Q(until__gt=today)).select_related("person")
    )
    delegates.sort(key=lambda row: (row.kind != DelegateKind.FIXED, row.since, row.pk))
    people = [row.person_id for row in delegates] if may_manage else []
    invitations = last_invitations(people)
    correctable = set(Person.objects.correctable_by(user).filter(pk__in=people).values_list("pk", flat=True))
    return [
        DelegateRow(
            delegate=row,
            starts_later=row.since > today,
            may_edit=row.person_id in correctable,
            invitation=invitations.get(row.person_id),
            expired=is_expired(invitations.get(row.person_id)),
        )
        for row in delegates
    ]


def last_invitations(people: list[int]) -> dict[int, object]:
    """Return the last invitation still meant of each person, by the person's key."""
    grants = InvitationGrant.objects.filter(person__in=people, invitation__state=InvitationState.SENT)
    return {grant.person_id: grant.invitation for grant in grants.select_related("invitation").order_by("pk")}


def is_expired(invitation) -> bool:
    """Tell whether an invitation can no longer be accepted."""
    return invitation is not None and invitation.expires_at <= timezone.now()
