"""Models of charters. Order of import: charters ← signatures."""

from .charters import Charter, CharterVersion
from .signatures import Refusal, Signature, SignatureChain, SignerIdentity, Withdrawal

__all__ = [
    "Charter",
    "CharterVersion",
    "Refusal",
    "Signature",
    "SignatureChain",
    "SignerIdentity",
    "Withdrawal",
]
