"""The arithmetic of the evidence, pure: fingerprints, commitments and links of the chain.

Anyone who holds the record can do it again: SHA-256 of canonical JSON (UTF-8, keys sorted, no spaces). The format is
part of the evidence: change it only by adding a new ``FORMAT``.
"""

import hashlib
import hmac
import json
import secrets
from datetime import UTC, datetime

FORMAT = 1


def text_sha256(text: str) -> str:
    """Return the fingerprint of a charter's text, of its very characters as stored."""
    return hashlib.sha256(text.encode()).hexdigest()


def new_salt() -> str:
    """Return 32 random bytes in hexadecimal: without them a commitment tells nothing about who signed."""
    return secrets.token_hex(32)


def commitment(*, salt: str, person_id: int, name: str, typed_name: str) -> str:
    """Return the salted commitment of an identity: binding as long as the salt exists, silent once it is erased."""
    identity = {"name": name, "person": person_id, "typed_name": typed_name}
    return hmac.new(bytes.fromhex(salt), _canonical(identity), hashlib.sha256).hexdigest()


def signature_hash(signature) -> str:
    """Return the link of ``signature`` (a ``Signature`` with its version): all that it says, and the link before it."""
    version = signature.version
    return hashlib.sha256(
        _canonical(
            {
                "format": FORMAT,
                "charter": version.charter_id,
                "position": signature.position,
                "previous": signature.previous_hash,
                "version": {
                    "number": version.number,
                    "sha256": version.sha256,
                    "published_at": _instant(version.published_at),
                    "valid_months": version.valid_months,
                    "grace_days": version.grace_days,
                },
                "commitment": signature.commitment,
                "organisation": signature.organisation_id,
                "organisation_name": signature.organisation_name,
                "function": signature.function,
                "circle": signature.circle,
                "on_behalf": signature.on_behalf,
                "evidence_sha256": signature.evidence_sha256,
                "renews": signature.renews_id,
                "signed_at": _instant(signature.signed_at),
            }
        )
    ).hexdigest()


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _canonical(value: dict) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
