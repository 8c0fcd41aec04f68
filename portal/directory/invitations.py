"""Inviting a person of the directory to open an account, and what the account then is."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.enums import InvitationState
from portal.accounts.invitations import invite, revoke
from portal.accounts.models import Invitation
from portal.accounts.notifications import InvitationMail
from portal.accounts.registry import InvitationFacts
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.models import active_q
from portal.mailing.audience import scope_of

from .enums import PlatformRoleKind
from .models import InvitationGrant, Person, Platform
from .querysets import person_of


@dataclass(frozen=True)
class Round:
    """What became of a round of invitations: who is invited, and why others are not, by reason."""

    invited: list[Person] = field(default_factory=list)
    refused: dict[str, list[Person]] = field(default_factory=dict)


@transaction.atomic
def invite_person(person: Person, platform: Platform | None, *, by: Actor) -> Invitation:
    """Send ``person`` the invitation to open their account, in the name of ``platform``; earlier ones are withdrawn.

    Raises ``DomainError``: no address (field "email"), an account already, no part in the network, too many at once.
    """
    # Locked: of two windows that invite at once, one withdraws what the other sent, and one door stays open.
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.user_id:
        raise DomainError(_("This person already has an account."), code="has_account")
    if not person.email:
        raise DomainError(_("Enter this person’s work e-mail first."), code="no_email", field="email")
    if not takes_part(person):
        raise DomainError(_("This person has no part in the network any more."), code="no_part")
    earlier = Invitation.objects.filter(grant__person=person, state=InvitationState.SENT)
    for invitation in earlier:
        revoke(invitation, by=by)
    invitation, token = invite(person.email, by=by)
    InvitationGrant.objects.create(invitation=invitation, person=person, platform=platform)
    InvitationMail(
        invitation,
        token,
        from_name=platform.name if platform else "",
        reply_to=platform.email if platform else "",
        scope=scope_of(platform),
    ).send(by=by)
    return invitation


def invite_people(people: Iterable[Person], platform: Platform, *, by: Actor) -> Round:
    """Invite each of ``people`` in the name of ``platform`` and return what became of it.

    Each is a transaction of its own: a bad address, or the cap of the hour, stops nobody else (D-41).
    """
    outcome = Round()
    for person in people:
        try:
            invite_person(person, platform, by=by)
        except DomainError as error:
            outcome.refused.setdefault(str(error.message), []).append(person)
        else:
            outcome.invited.append(person)
    return outcome


@transaction.atomic
def withdraw_invitation(person: Person, platform: Platform, *, by: Actor) -> int:
    """Withdraw the invitations of ``person`` that ``platform`` sent and return how many were open.

    Raises ``DomainError`` when none is: it was accepted meanwhile, withdrawn, or another platform sent it.
    """
    sent = Invitation.objects.filter(grant__person=person, grant__platform=platform, state=InvitationState.SENT)
    withdrawn = sum(revoke(invitation, by=by) for invitation in sent)
    if not withdrawn:
        raise DomainError(_("There is no invitation of this platform to withdraw any more."), code="none")
    return withdrawn


def takes_part(person: Person) -> bool:
    """Tell whether ``person`` has, or will have, a role, a delegation, a coordination or an editorship."""
    not_over = Q(until__isnull=True) | Q(until__gt=timezone.localdate())
    delegation_not_over = Q(participation__until__isnull=True) | Q(participation__until__gt=timezone.localdate())
    return (
        person.platform_roles.filter(not_over).exists()
        or person.delegations.filter(not_over, delegation_not_over).exists()
        or person.coordinations.filter(not_over).exists()
        or person.editorships.filter(not_over).exists()
    )


def link_person(invitation: Invitation, user, *, by: Actor) -> None:
    """Make ``user`` the account of the person whom ``invitation`` was for; given to the registry of accounts.

    Raises ``DomainError`` when the person left meanwhile, has another account, or the account another person.
    """
    grant = InvitationGrant.objects.select_related("person").filter(invitation=invitation).first()
    if grant is None:
        return
    if grant.person.email.lower() != invitation.email.lower():
        # The address was corrected: whoever received the mail at the former one is not this person (D-64).
        raise DomainError(
            _("This invitation was withdrawn or replaced by a newer one. Look for the last mail that you received."),
            code="revoked",
        )
    if not takes_part(grant.person):
        raise DomainError(_("This invitation is no longer valid: your part in the network has ended."), code="no_part")
    if Person.objects.filter(user=user).exclude(pk=grant.person_id).exists():
        raise DomainError(_("Your account already belongs to another person of the directory."), code="other_person")
    if not Person.objects.filter(Q(user__isnull=True) | Q(user=user), pk=grant.person_id).update(user=user):
        raise DomainError(_("This person already has an account."), code="has_account")


def facts_of(invitation: Invitation) -> InvitationFacts | None:
    """Return the names of the invited person and of the platform; given to the registry of accounts."""
    grant = InvitationGrant.objects.select_related("person", "platform").filter(invitation=invitation).first()
    if grant is None:
        return None
    return InvitationFacts(
        first_name=grant.person.first_name,
        last_name=grant.person.last_name,
        platform_name=grant.platform.name if grant.platform else "",
    )


def manages(user) -> bool:
    """Tell whether ``user`` leads a platform or coordinates a territory today; given to the registry of accounts."""
    person = person_of(user)
    if person is None:
        return False
    active = active_q(timezone.localdate())
    return (
        person.platform_roles.filter(active, kind=PlatformRoleKind.LEAD).exists()
        or person.coordinations.filter(active).exists()
    )
