"""Who of a platform has an account, who was invited and what became of it: for the page of invitations."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone

from portal.accounts.enums import InvitationState
from portal.accounts.models import Invitation

from .models import InvitationGrant, Person, Platform


class AccountState(StrEnum):
    """Where somebody stands on the way to an account; the words are in the component ``status``, of "invitation"."""

    ACCOUNT = "account"
    SENT = "sent"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    OTHER_ADDRESS = "other_address"
    NEVER = "never"
    NO_ADDRESS = "no_address"


#: Those whom a round to "everybody" invites: no account and no door that is open.
TO_INVITE = (AccountState.NEVER, AccountState.EXPIRED, AccountState.WITHDRAWN, AccountState.OTHER_ADDRESS)


@dataclass(frozen=True)
class AccountRow:
    """Somebody of the platform, with the last invitation that went to them, whoever sent it."""

    person: Person
    state: AccountState
    invitation: Invitation | None
    #: Whether this platform sent the invitation, and so may withdraw it.
    ours: bool

    @property
    def may_invite(self) -> bool:
        """Tell whether an invitation can go out; a second one replaces the first."""
        return self.state not in (AccountState.ACCOUNT, AccountState.NO_ADDRESS)

    @property
    def may_withdraw(self) -> bool:
        """Tell whether there is an open door of ours to close."""
        return self.ours and self.state == AccountState.SENT


def account_rows(platform: Platform, at: dt.datetime | None = None) -> list[AccountRow]:
    """Return everybody who is known in ``platform``, by name, in two queries."""
    at = at or timezone.now()
    people = list(Person.objects.known_in(platform).select_related("organisation").order_by("search_text", "pk"))
    grants = InvitationGrant.objects.filter(person__in=[person.pk for person in people]).select_related("invitation")
    last = {grant.person_id: grant for grant in grants.order_by("pk")}
    return [_row(person, last.get(person.pk), platform, at) for person in people]


def _row(person: Person, grant: InvitationGrant | None, platform: Platform, at: dt.datetime) -> AccountRow:
    invitation = grant.invitation if grant else None
    return AccountRow(
        person=person,
        state=_state(person, invitation, at),
        invitation=invitation,
        ours=grant is not None and grant.platform_id == platform.pk,
    )


def _state(person: Person, invitation: Invitation | None, at: dt.datetime) -> AccountState:
    if person.user_id:
        return AccountState.ACCOUNT
    if not person.email:
        return AccountState.NO_ADDRESS
    if invitation is None or invitation.state == InvitationState.ACCEPTED:
        # Accepted and yet without account: the account was deleted since.
        return AccountState.NEVER
    if invitation.state == InvitationState.REVOKED:
        return AccountState.WITHDRAWN
    if invitation.expires_at <= at:
        return AccountState.EXPIRED
    if invitation.email.lower() != person.email.lower():
        # It opens nothing any more: whoever receives it at the former address is not this person (D-64).
        return AccountState.OTHER_ADDRESS
    return AccountState.SENT
