"""Telephone numbers of France and overseas: kept as E.164, shown grouped as the French read them."""

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

from .errors import DomainError

#: France, then the territories with a country code of their own; the first that finds a valid number wins.
REGIONS = ("FR", "RE", "GP", "MQ", "GF", "YT", "PM", "BL", "MF")
#: Blocks of the national numbering plan that are overseas and have a country code of their own (Arcep).
OVERSEAS_BLOCKS = {
    **dict.fromkeys(("0590", "0690", "0691"), "GP"),
    **dict.fromkeys(("0594", "0694"), "GF"),
    **dict.fromkeys(("0596", "0696", "0697"), "MQ"),
    **dict.fromkeys(("0262", "0263", "0692", "0693"), "RE"),
    **dict.fromkeys(("0269", "0639"), "YT"),
}
MAX_TYPED = 40
#: Digits of a number written in the national form.
FULL_LENGTH = 10


def clean_phone(text: str, *, region: str = "FR", field: str = "phone") -> str:
    """Return the number typed in ``text`` as E.164 (``+33491001020``), or an empty text for none.

    ``region`` (ISO 3166 code) is tried first. Short numbers (3 digits and more, such as 119 or 3949) are kept as they
    are: they have no international form. Raises ``DomainError`` for what is no number.
    """
    text = text.strip()
    if not text:
        return ""
    number = _parsed(text, region)
    if number is not None:
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    digits = "".join(character for character in text if character.isdigit())
    if digits.isascii() and len(digits) in (2, 3, 4) and len(digits) >= len(text.replace(" ", "")):
        return digits
    raise DomainError(
        _("“%(text)s” is not a phone number: ten digits, or the international form that begins with +.")
        % {"text": text[:MAX_TYPED]},
        code="phone",
        field=field,
    )


def format_phone(text: str) -> str:
    """Return a kept number as the French read it: pairs for France and overseas, international form for others.

    What is no number is returned as it is: rows older than the rule stay readable.
    """
    try:
        number = phonenumbers.parse(text, None)
    except NumberParseException:
        return text
    region = phonenumbers.region_code_for_number(number)
    style = PhoneNumberFormat.NATIONAL if region in REGIONS else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def _parsed(text: str, region: str) -> PhoneNumber | None:
    if len(text) > MAX_TYPED:
        return None
    digits = "".join(character for character in text if character.isdigit())
    block = OVERSEAS_BLOCKS.get(digits[:4]) if len(digits) == FULL_LENGTH else None
    # Six digits ring somewhere in Saint-Pierre-et-Miquelon too: only the place itself says so, no guess does.
    others = REGIONS if len(digits) >= FULL_LENGTH - 1 else ()
    for candidate in dict.fromkeys(filter(None, (block, region, *others))):
        try:
            number = phonenumbers.parse(text, candidate)
        except NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return number
    return None
