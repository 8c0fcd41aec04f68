"""Walking the chains: what was changed, removed, inserted or reordered by other ways is found and located."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import gettext as _

from ..evidence import commitment, signature_hash, text_sha256
from ..models import Charter, CharterVersion, Signature, SignatureChain


@dataclass(frozen=True)
class Report:
    """What the walk over one charter found: ``problem`` is empty when all is whole.

    ``position`` is that of the first broken link, None when the break is not in the chain (a published text).
    """

    charter: Charter
    checked: int
    problem: str = ""
    position: int | None = None


def verify_all(progress: Callable[[int], None] = lambda checked: None) -> Iterator[Report]:
    """Yield one report a charter; ``progress`` is told after every signature how many were checked in its chain."""
    for charter in Charter.objects.select_related("platform", "territory", "chain").order_by("pk"):
        yield verify(charter, progress)


def verify(charter: Charter, progress: Callable[[int], None] = lambda checked: None) -> Report:
    """Walk the chain of ``charter`` and check its published texts; return where it breaks first."""
    for version in CharterVersion.objects.published().filter(charter=charter).iterator():
        if text_sha256(version.text) != version.sha256:
            problem = _("the text of version %(number)s was changed") % {"number": version.number}
            return Report(charter, 0, problem)
    chain = getattr(charter, "chain", None)
    if chain is None:
        return Report(charter, 0, _("the head of the chain is missing"))
    return _walk(charter, chain, progress)


def _walk(charter: Charter, chain: SignatureChain, progress: Callable[[int], None]) -> Report:
    previous, checked = "", 0
    signatures = (
        Signature.objects.filter(chain=chain, position__lte=chain.length)
        .select_related("version", "identity")
        .defer("version__text")
        .order_by("position")
    )
    for signature in signatures.iterator(chunk_size=500):
        expected = checked + 1
        if signature.position != expected:
            problem = _("signature %(position)s is missing") % {"position": expected}
            return Report(charter, checked, problem, expected)
        problem = _problem_of(signature, previous)
        if problem:
            return Report(charter, checked, problem, signature.position)
        previous, checked = signature.hash, expected
        progress(checked)
    if checked < chain.length:
        return Report(charter, checked, _("the last signatures were removed"), checked + 1)
    if previous != chain.head:
        return Report(charter, checked, _("the chain does not end where its head says"), checked)
    # What was signed during the walk is beyond the head read at its start: the last row is read first, then the head.
    last = Signature.objects.filter(chain=chain).aggregate(last=Max("position"))["last"] or 0
    chain.refresh_from_db()
    if last > chain.length:
        return Report(charter, checked, _("signatures were inserted after the head"), chain.length + 1)
    return Report(charter, checked)


def _problem_of(signature: Signature, previous: str) -> str:
    """Return what is wrong with one link, or an empty string."""
    if signature.previous_hash != previous:
        return _("the link to the signature before it is broken")
    if signature_hash(signature) != signature.hash:
        return _("its content was changed")
    identity = getattr(signature, "identity", None)
    if identity is None:
        return ""  # erased: the commitment stays, the chain is whole
    opened = commitment(
        salt=identity.salt, person_id=identity.person_id, name=identity.name, typed_name=identity.typed_name
    )
    if opened != signature.commitment:
        return _("the identity beside it is not the one that signed")
    repeated = (identity.version_id, identity.organisation_id, identity.is_renewal)
    if repeated != (signature.version_id, signature.organisation_id, signature.renews_id is not None):
        return _("the identity beside it is not the one that signed")
    return ""
