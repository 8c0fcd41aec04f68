"""Signing a version: one more link of the charter's chain."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core import log
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.fold import fold
from portal.core.text import clean_line
from portal.directory.models import Organisation, Person, Platform

from ..evidence import commitment, new_salt, signature_hash
from ..evidence_rows import load_evidence
from ..judgement import judge
from ..models import CharterVersion, Signature, SignatureChain, SignerIdentity
from ..standing import Standing, standings_of
from .chains import lock_chain, scope_filter

log.declare_actions(charter_signed=gettext_noop("Charter signed"))


@dataclass(frozen=True)
class Capacity:
    """In whose name somebody may sign: an organisation and its circle, or as team, coordinator or guest (no circle)."""

    organisation: Organisation | None
    circle: str


def capacities(person: Person, scope, on: date | None = None) -> list[Capacity]:
    """Return in whose name ``person`` may sign for ``scope`` on the day ``on`` (today); none for a stranger.

    A delegate signs for an organisation represented; only one who represents none signs as team, coordinator or guest,
    with the organisation of the directory.
    """
    standing = _standing(person, scope, on)
    if standing is None:
        return []
    if standing.represents:
        organisations = Organisation.objects.in_bulk(list(standing.represents))
        return [Capacity(organisations[pk], circle) for pk, circle in standing.represents.items()]
    return [Capacity(person.organisation, "")]


def is_same_name(typed: str, name: str) -> bool:
    """Tell whether ``typed`` is ``name``, whatever the case, the accents and the order of first and last name."""
    return sorted(fold(typed).split()) == sorted(fold(name).split())


@transaction.atomic
def sign(
    *,
    version: CharterVersion,
    person: Person,
    typed_name: str,
    organisation: Organisation | None = None,
    name_confirmed: bool = False,
    by: Actor,
    at: datetime | None = None,
) -> Signature:
    """Sign ``version`` in the name of ``person`` and return the signature; the one in force when there is one already.

    ``organisation`` chooses among the person's capacities when there are several. ``name_confirmed`` says that a name
    other than the directory's was asked about and confirmed; ``at`` is the instant, now when not given. Raises
    ``DomainError``: "not_published", "superseded" (SECURITY D-52), "no_capacity", "organisation", "name",
    "other_name".
    """
    typed_name = clean_line(typed_name)
    chain = lock_chain(version.charter_id)
    # Read once the lock is held: an instant taken before would precede a signature that another window has just made.
    at = at or timezone.now()
    _check_version(version)
    scope = version.charter.scope
    capacity = _choose(capacities(person, scope, timezone.localtime(at).date()), organisation)
    _check_name(typed_name, str(person), name_confirmed)

    former = _last_signature(version, person, capacity.organisation)
    if former is not None and not _is_due_again(former, version, person, scope, at):
        return former
    signature = _append(chain, version, person, capacity, typed_name, former, at)
    log.record(
        version,
        "charter_signed",
        by=by,
        position=signature.position,
        number=version.number,
        **scope_filter(scope),
    )
    return signature


def _standing(person: Person, scope, on: date | None) -> Standing | None:
    if isinstance(scope, Platform):
        return standings_of(person, on, platform_id=scope.pk).platforms.get(scope.pk)
    return standings_of(person, on).territories.get(scope.pk)


def _check_version(version: CharterVersion) -> None:
    """Refuse what is not the charter's current version; called under the chain's lock."""
    published = CharterVersion.objects.published().filter(charter=version.charter_id)
    current = published.order_by("-number").values_list("pk", flat=True).first()
    if not published.filter(pk=version.pk).exists():
        raise DomainError(_("This charter is not published."), code="not_published")
    if current != version.pk:
        raise DomainError(
            _("A new version of this charter was published. Read it: it is the one to sign."), code="superseded"
        )


def _choose(possible: list[Capacity], organisation: Organisation | None) -> Capacity:
    if not possible:
        raise DomainError(_("You take no part in this network today: there is nothing to sign."), code="no_capacity")
    if organisation is None and len(possible) == 1:
        return possible[0]
    for capacity in possible:
        if organisation is not None and capacity.organisation == organisation:
            return capacity
    raise DomainError(_("Choose the organisation that you sign for."), code="organisation", field="organisation")


def _check_name(typed_name: str, name: str, confirmed: bool) -> None:
    if not typed_name:
        raise DomainError(_("Type your first and last name."), code="name", field="typed_name")
    if len(typed_name) > SignerIdentity._meta.get_field("typed_name").max_length:
        raise DomainError(_("This name is too long."), code="name", field="typed_name")
    if not confirmed and not is_same_name(typed_name, name):
        raise DomainError(
            _("The directory knows you as %(name)s. Correct the name, or confirm that it is yours.") % {"name": name},
            code="other_name",
            field="typed_name",
        )


def _last_signature(version, person, organisation) -> Signature | None:
    return (
        Signature.objects.filter(
            identity__person=person, identity__version=version, identity__organisation=organisation
        )
        .order_by("position")
        .last()
    )


def _is_due_again(former: Signature, version: CharterVersion, person: Person, scope, at: datetime) -> bool:
    """Tell whether ``former`` covers no longer, or so shortly that it may be renewed."""
    platforms, territories = ([scope.pk], []) if isinstance(scope, Platform) else ([], [scope.pk])
    file = load_evidence([person.pk], platforms, territories, version.charter.kind).of_charter(version.charter_id)
    alone = [signed for signed in file.signatures[person.pk] if signed.pk == former.pk]
    at = max(at, former.signed_at)  # a clock set back must not make a second row (SECURITY D-57)
    day = timezone.localtime(at).date()
    verdict = judge(
        file.versions,
        alone,
        file.refusals.get(person.pk),
        _standing(person, scope, day),
        at,
        day,
    )
    return verdict.signature is None or verdict.to_sign is not None


def _append(
    chain: SignatureChain,
    version: CharterVersion,
    person: Person,
    capacity: Capacity,
    typed_name: str,
    renews: Signature | None,
    at: datetime,
) -> Signature:
    salt, name = new_salt(), str(person)
    signature = Signature(
        chain=chain,
        position=chain.length + 1,
        version=version,
        commitment=commitment(salt=salt, person_id=person.pk, name=name, typed_name=typed_name),
        organisation=capacity.organisation,
        organisation_name=str(capacity.organisation or ""),
        function=person.function,
        circle=capacity.circle,
        renews=renews,
        signed_at=at,
        previous_hash=chain.head,
    )
    signature.hash = signature_hash(signature)
    signature.save()
    SignerIdentity.objects.create(
        signature=signature,
        person=person,
        version=version,
        organisation=capacity.organisation,
        is_renewal=renews is not None,
        name=name,
        typed_name=typed_name,
        salt=salt,
    )
    chain.length, chain.head = signature.position, signature.hash
    chain.save(update_fields=["length", "head"])
    return signature
