"""Invitations: the only way to an account. A door opened once, for one address (SECURITY D-64)."""

import hashlib
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor, Via
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.mailing.addresses import single_address

from . import registry
from .enums import InvitationState
from .models import Invitation, User

VALIDITY = timedelta(days=14)
#: More than a lead needs to invite a whole network in one go; less than a flood (SECURITY D-41).
MAX_PER_HOUR = 200
#: One address gets no more than this, whoever invites: an invitation is easily sent again and again.
MAX_PER_ADDRESS = 5

declare_actions(
    invitation_sent=gettext_noop("Invitation sent"),
    invitation_revoked=gettext_noop("Invitation revoked"),
    invitation_accepted=gettext_noop("Invitation accepted"),
)


class InvitationError(DomainError):
    """An invitation that opens nothing; ``code``: invalid, expired, revoked, accepted, other_account, has_account."""


@transaction.atomic
def invite(email: str, *, by: Actor) -> tuple[Invitation, str]:
    """Open a door for ``email`` and return it with the raw token, which is kept nowhere.

    Raises ``DomainError`` for a bad address, and when ``by`` has invited too many people or this address was invited
    too often within the hour.
    """
    email = single_address(email).lower()
    recent = Invitation.objects.filter(created_at__gt=timezone.now() - timedelta(hours=1))
    by_sender = by.user is not None and recent.filter(invited_by=by.user).count() >= MAX_PER_HOUR
    if by_sender or recent.filter(email=email).count() >= MAX_PER_ADDRESS:
        raise DomainError(_("You have sent many invitations within an hour. Try again later."), code="flood")
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        token_hash=_hash(token),
        invited_by=by.user,
        expires_at=timezone.now() + VALIDITY,
    )
    record(invitation, "invitation_sent", by=by)
    return invitation, token


@transaction.atomic
def revoke(invitation: Invitation, *, by: Actor) -> bool:
    """Close the door; False when it was accepted or closed already."""
    revoked = Invitation.objects.filter(pk=invitation.pk, state=InvitationState.SENT).update(
        state=InvitationState.REVOKED
    )
    if revoked:
        record(invitation, "invitation_revoked", by=by)
    return bool(revoked)


def find(token: str) -> Invitation:
    """Return the invitation of ``token`` when it can still be accepted; raises ``InvitationError`` otherwise."""
    invitation = Invitation.objects.select_related("invited_by").filter(token_hash=_hash(token)).first()
    if invitation is None:
        raise InvitationError(
            _("This invitation is not valid. Check that the whole address was copied."), code="invalid"
        )
    if invitation.state == InvitationState.ACCEPTED:
        raise InvitationError(_("This invitation was already used: you can sign in."), code="accepted")
    if invitation.state == InvitationState.REVOKED:
        raise InvitationError(
            _("This invitation was withdrawn or replaced by a newer one. Look for the last mail that you received."),
            code="revoked",
        )
    if invitation.expires_at <= timezone.now():
        raise InvitationError(
            _("This invitation has expired. Ask the person who invited you for another."), code="expired"
        )
    return invitation


def has_account(invitation: Invitation) -> bool:
    """Tell whether the invited address has an account already: its owner accepts by signing in."""
    return User.objects.filter(email__iexact=invitation.email).exists()


def accept_as_new(token: str, password: str) -> User:
    """Make the account of the invited address, its address verified by the mail itself, and give it what waits.

    ``password`` must have been validated. Raises ``InvitationError``; two acceptances at once make one account.
    """
    try:
        with transaction.atomic():
            invitation = find(token)
            facts = registry.facts_of(invitation)
            _close(invitation)
            user = User.objects.create_user(
                invitation.email, password, first_name=facts.first_name, last_name=facts.last_name
            )
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            return _finish(invitation, user)
    except IntegrityError as error:
        raise InvitationError(
            _("There is already an account for this address: sign in, then open the invitation again."),
            code="has_account",
        ) from error


@transaction.atomic
def accept_as_user(token: str, user: User) -> User:
    """Give the signed-in ``user`` what the invitation opens; raises ``InvitationError`` for another address."""
    invitation = find(token)
    if user.email.lower() != invitation.email.lower():
        raise InvitationError(
            _("This invitation is for another address than the one you are signed in with."), code="other_account"
        )
    _close(invitation)
    return _finish(invitation, user)


def _close(invitation: Invitation) -> None:
    now = timezone.now()
    if (
        not Invitation.objects.open(now)
        .filter(pk=invitation.pk)
        .update(state=InvitationState.ACCEPTED, accepted_at=now)
    ):
        raise InvitationError(_("This invitation was already used: you can sign in."), code="accepted")


def _finish(invitation: Invitation, user: User) -> User:
    by = Actor(user=user, via=Via.LINK)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=user)
    registry.apply_acceptance(invitation, user, by=by)
    record(invitation, "invitation_accepted", by=by)
    return user


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
