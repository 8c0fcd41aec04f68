"""One cell to one value: as leads write it, to the form in which the directory stores it."""

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from portal.core.errors import DomainError
from portal.core.fold import fold
from portal.core.phones import clean_phone
from portal.core.text import clean_line

from ..enums import Circle, ParticipationStatus
from ..identifiers import clean_siret, clean_uai

#: What is written where there is nothing to write.
_NOTHING = {
    "",
    "na",
    "n a",
    "nc",
    "n c",
    "neant",
    "aucun",
    "aucune",
    "inconnu",
    "non communique",
    "sans objet",
    "so",
    "vide",
}
_DITTO = {'"', "''", "″", "〃", "idem", "Idem", "IDEM", "id.", "//"}
_EMAIL = re.compile(r"[^\s@;,<>()/|]+@[^\s@;,<>()/|]+")
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,2}", re.IGNORECASE)
_POSTCODE = re.compile(r"(?:F[- ]?)?(\d{2} ?\d{3}|\d{4})", re.IGNORECASE)
_TOWN = re.compile(
    r"(?:^|[\s,–-])(?:F[- ]?)?((?:0[1-9]|[1-8]\d|9[0-8])\d{3})\s+([^\d,;]{2,60}?(?:\s+cedex(?:\s+\d{1,2})?)?)\s*$", re.I
)
_CEDEX = re.compile(r"\s+cedex\b.*$", re.IGNORECASE)
_MONTHS = {
    "janv": 1, "jan": 1, "fev": 2, "fevr": 2, "mars": 3, "avr": 4, "mai": 5, "juin": 6, "juil": 7, "aout": 8, "sept": 9,
    "sep": 9, "oct": 10, "nov": 11, "dec": 12,
    "janvier": 1, "fevrier": 2, "avril": 4, "juillet": 7, "septembre": 9, "octobre": 10, "novembre": 11, "decembre": 12,
}  # fmt: skip
_EARLIEST_YEAR = 2000
_STATUSES = (
    (ParticipationStatus.DECLINED, r"refus\w*|decline\w*|non|ne souhaite pas|pas interesse\w*"),
    (
        ParticipationStatus.TO_APPROACH,
        r"a (?:contacter|mobiliser|rencontrer|solliciter|relancer|voir|faire|associer|approcher)",
    ),
    (
        ParticipationStatus.APPROACHED,
        r"contacte\w*|sollicite\w*|en cours|rencontre\w*|relance\w*|attente|approche\w*|rdv|rendez vous",
    ),
    (
        ParticipationStatus.AGREED,
        r"accord|oui|ok|mobilise\w*|membres?|engage\w*|acti(?:f|ve)s?|adhere\w*|signe\w*|participe\w*|valide\w*|accepte\w*",
    ),
)


def is_nothing(text: str) -> bool:
    """Return whether ``text`` stands for an empty cell: "néant", "-", "N/A"."""
    return fold(text) in _NOTHING


def is_ditto(text: str) -> bool:
    """Return whether ``text`` says "as above"."""
    return text.strip() in _DITTO


def read_siret(text: str) -> str:
    """Return a SIRET. A zero that a spreadsheet took away comes back. Raises ``DomainError``."""
    if _SHORTENED.fullmatch(text.replace(" ", "")):
        raise DomainError(
            _("The spreadsheet shortened this number: give the column the format “Text” and type the SIRET again."),
            code="siret",
        )
    digits = re.sub(r"\D", "", text)
    return clean_siret(digits.zfill(14) if len(digits) == 13 else text)


def read_uai(text: str) -> str:
    """Return a UAI. Raises ``DomainError``."""
    bare = re.sub(r"\W", "", text)
    return clean_uai(bare.zfill(8) if re.fullmatch(r"\d{6}[A-Za-z]", bare) else text)


def read_phone(text: str, *, region: str = "FR") -> str:
    """Return the first phone of ``text`` in its stored form. Raises ``DomainError`` when none is one."""
    parts = [
        part for part in re.split(r"[;\n|]|\s/\s|/(?=\s*0\d)|\bou\b|\bet\b|,|\((?!0\))", text) if re.search(r"\d", part)
    ]
    problem = None
    for part in parts:
        number = re.sub(r"^[^\d+(]+|[^\d]+$", "", part)
        digits = re.sub(r"\D", "", number)
        if len(digits) == 9 and digits[0] != "0":  # the first zero went with the format "number"
            number = f"0{digits}"
        number = re.sub(r"^(\+33|0033)\s*\(0\)", r"\1", number)
        try:
            return clean_phone(number.replace("/", " "), region=region)
        except DomainError as error:
            problem = problem or error
    if problem:
        raise problem
    raise DomainError(_("“%(text)s” is not a phone number.") % {"text": text[:40]}, code="phone")


def read_email(text: str) -> str:
    """Return the first address of ``text`` in small letters. Raises ``DomainError``."""
    found = _EMAIL.search(text)
    address = found[0].strip(".'\"").lower() if found else text.strip()
    try:
        validate_email(address)
    except ValidationError:
        raise DomainError(_("“%(text)s” is not an e-mail address.") % {"text": text[:60]}, code="email") from None
    return address


def read_website(text: str) -> str:
    """Return an address with its scheme. Raises ``DomainError``."""
    address = text.split()[0] if text.split() else ""
    if not re.match(r"https?://", address, re.IGNORECASE):
        address = f"https://{address}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise DomainError(_("“%(text)s” is not the address of a web site.") % {"text": text[:60]}, code="url") from None
    return address


def read_postcode(text: str) -> str:
    """Return five digits; the zero of the first nine departments comes back. Raises ``DomainError``."""
    found = _POSTCODE.fullmatch(text.strip())
    if not found:
        raise DomainError(_("“%(text)s” is not a postcode: five digits.") % {"text": text[:20]}, code="postcode")
    return found[1].replace(" ", "").zfill(5)


def split_town(text: str) -> tuple[str, str, str]:
    """Return what stands before the postcode, the postcode and the commune of ``text``; "" for what is not there."""
    line = ", ".join(filter(None, (clean_line(part).strip(", ") for part in text.split("\n"))))
    found = _TOWN.search(line)
    if not found:
        return line, "", ""
    return line[: found.start()].strip(" ,–-"), found[1], bare_commune(found[2])


def bare_commune(text: str) -> str:
    """Return the name of a commune without "Cedex", its postcode or its arrondissement."""
    bare = re.sub(r"^\s*\d{5}\s+", "", _CEDEX.sub("", clean_line(text)))
    bare = re.sub(r"\s*\(\d{2,5}\)\s*$", "", bare)
    return re.sub(r"\s+\d{1,2}(?:er|e|ème|eme)?(?:\s+arr\w*\.?)?\s*$", "", bare, flags=re.IGNORECASE).strip()


def read_circle(text: str) -> str:
    """Return a circle. Raises ``DomainError`` for a text that names none, or two."""
    folded = fold(text)
    first = re.search(r"\b(?:1|1er|premier|premiere|i|noyau|c1|un)\b", folded)
    second = re.search(r"\b(?:2|2e|2eme|2nd|deuxieme|second|ii|elargi|c2|deux)\b", folded)
    occasional = re.search(r"\b(?:occasionnel\w*|ponctuel\w*|hors cercles?|3|3e|3eme|troisieme)\b", folded)
    found = [
        circle
        for circle, match in ((Circle.FIRST, first), (Circle.SECOND, second), (Circle.OCCASIONAL, occasional))
        if match
    ]
    if len(found) != 1:
        raise DomainError(
            _("“%(text)s” is not a circle: write 1, 2 or “occasional”.") % {"text": text[:40]}, code="circle"
        )
    return str(found[0])


def read_status(text: str) -> str:
    """Return how far the mobilisation has come, "" for what says something else."""
    folded = fold(text)
    exact = next((status for status in ParticipationStatus if folded in (status.value, fold(str(status.label)))), None)
    if exact is not None:
        return str(exact)
    return next((str(status) for status, pattern in _STATUSES if re.search(rf"\b(?:{pattern})\b", folded)), "")


def read_day(text: str) -> dt.date:
    """Return the day of "2024-03-01", "01/03/24", "mars 2024" or "2024". Raises ``DomainError``."""
    folded = fold(text)
    day = month = 1
    if found := re.match(r"(\d{4}) (\d{1,2}) (\d{1,2})(?: |$)", folded):
        year, month, day = map(int, found.groups())
    elif found := re.fullmatch(r"(\d{1,2})(?:er)? (\d{1,2}) (\d{4}|\d{2})", folded):
        day, month, year = map(int, found.groups())
    elif found := re.fullmatch(r"(?:(\d{1,2})(?:er)? )?([a-z]+) (\d{4}|\d{2})", folded):
        day, month, year = int(found[1] or 1), _MONTHS.get(found[2], 0), int(found[3])
    elif found := re.fullmatch(r"(?:(\d{1,2}) )?(\d{4})", folded):
        month, year = int(found[1] or 1), int(found[2])
    else:
        year = 0
    year += 2000 if 0 < year < 100 else 0
    try:
        result = dt.date(year, month, day)
    except (ValueError, OverflowError):
        result = None
    if result is None or result.year < _EARLIEST_YEAR:
        raise DomainError(_("“%(text)s” is not a date: write it as 31/12/2024.") % {"text": text[:30]}, code="day")
    return result
