"""SIRET and UAI: how they are written, and the keys that catch a slip of the finger."""

import re

from django.utils.translation import gettext as _

from portal.core.errors import DomainError

_SPACING = re.compile(r"[\s.\-\u00a0\u202f]+")
_SIRET = re.compile(r"\d{14}", re.ASCII)
_UAI = re.compile(r"\d{7}[A-Z]", re.ASCII)
#: La Poste numbers its offices by another key: the sum of their digits is a multiple of 5.
_LA_POSTE = "356000000"
#: The letters of the UAI's key, by the remainder of the seven digits divided by 23; I, O and Q are left out.
_UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def clean_siret(text: str) -> str:
    """Return the 14 digits of ``text``, or an empty text. Raises ``DomainError`` (field "siret") for a wrong number."""
    siret = _SPACING.sub("", text)
    if siret and not (_SIRET.fullmatch(siret) and _siret_key_holds(siret)):
        raise DomainError(_("This is not a SIRET: 14 digits, as on the official notice."), code="siret", field="siret")
    return siret


def format_siret(siret: str) -> str:
    """Return a kept SIRET as it is read: the SIREN by threes, then the number of the establishment."""
    if not _SIRET.fullmatch(siret):
        return siret
    return "\u00a0".join((siret[:3], siret[3:6], siret[6:9], siret[9:]))


def clean_uai(text: str) -> str:
    """Return the UAI in capitals, or an empty text. Raises ``DomainError`` (field "uai") for a wrong one."""
    uai = _SPACING.sub("", text).upper()
    if uai and not (_UAI.fullmatch(uai) and uai_letter(uai[:7]) == uai[7]):
        raise DomainError(_("This is not a UAI: 7 digits and a letter, such as 0750655E."), code="uai", field="uai")
    return uai


def uai_letter(digits: str) -> str:
    """Return the letter that ends a UAI of these seven digits."""
    return _UAI_LETTERS[int(digits) % 23]


def _siret_key_holds(siret: str) -> bool:
    if siret.startswith(_LA_POSTE) and sum(map(int, siret)) % 5 == 0:
        return True
    doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(siret))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
