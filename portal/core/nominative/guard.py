"""The scans: one generator a sign, each yielding whether it is strong, the sign, and what was seen."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .. import rich_text
from .people import YOUTH, Known, Neighbourhood, digits, find_people
from .signs import Finding, Findings, Sign
from .words import PERSONAL_MAIL

#: Findings beyond this number are not listed: one is enough to refuse.
MAX_FINDINGS = 50

_Scan = Iterator[tuple[bool, Sign, str]]

_INE = re.compile(r"(?<!\w)(?:\d{9}[a-z]{2}|\d{10}[a-z])(?!\w)", re.IGNORECASE)
_INE_WORD = re.compile(r"\b(?:INE|BEA)\b[^\w\n]{0,10}((?:[0-9A-Z][ .-]?){11})(?!\w)")
_NIR = re.compile(
    r"(?<![\w])(?<!\d[ .-])([1-478])[ .-]?(\d\d)[ .-]?(\d\d)[ .-]?(\d\d|2[AB])[ .-]?(\d{3})"
    r"[ .-]?(\d{3})(?:[ .-]?(\d\d))?(?![ .-]?\d)(?!\w)",
    re.IGNORECASE,
)
_NIR_WORD = re.compile(r"\b(?:NIR|NSS|s[ée]cu(?:rit[ée] sociale)?)\b", re.IGNORECASE)
_MONTHS = "janv|f[ée]v|mars|avr|mai|juin|juil|ao[uû]t|sept|oct|nov|d[ée]c"
_DATE = (
    r"(?:(?:0?[1-9]|[12]\d|3[01])(?:er)?[ ./-]{1,3}(?:0?[1-9]|1[0-2]|(?:" + _MONTHS + r")[a-zéû]{0,6}\.?)[ ./-]{1,3}"
    r"(?:(?:19|20)\d\d|\d\d)(?!\d)|(?:19|20)\d\d-\d\d-\d\d)"
)
_BIRTH_DATE = re.compile(
    r"\b(?:n[ée]e?s?\(?e?\)?(?:\.e)? {1,3}(?:le|:) {0,3}|n[ée]e? {1,3}|naissance {0,3}[:=(]? {0,3}(?:le )?"
    r"|ddn {0,3}[:=(]? {0,3}|n[ée]e?\(e\) {0,3})(" + _DATE + ")",
    re.IGNORECASE,
)
_BIRTH_YEAR = re.compile(r"\b(?:n[ée]e?|n[ée]\(e\)|n[ée]\.e) en (?:[a-zéû]{3,9} )?((?:19|20)\d\d)\b", re.IGNORECASE)
_MOBILE = re.compile(
    r"(?<![\w+])(?<!\d[ .-])(?:(?:\+|00)\d{2,3}[ .-]?(?:\(0\))?[ .-]?|0)[67](?:[ .-]?\d\d){4}(?![ .-]?\d)"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@([\w-]{1,60}(?:\.[\w-]{1,60}){1,5})")
_AGE = re.compile(
    r"\b(?:(?:il|elle) (?:a|avait|aura|vient d'avoir|n'a que)|[âa]g[ée]e? de) (?:1[3-9]|2\d) ans\b", re.IGNORECASE
)


@dataclass
class _Reading:
    """What every scan starts from: the normalised text, the people seen in it, and what the directory knows."""

    text: str
    known: Known

    def __post_init__(self) -> None:
        near_youth = Neighbourhood(match.start() for match in YOUTH.finditer(self.text))
        self.people = find_people(self.text, near_youth, self.known)
        self.near_people = Neighbourhood(start for start, _end in self.people)


def check_text(text: str, known_names: Iterable[str] = ()) -> Findings:
    """Return the strong and weak signs in plain ``text``.

    ``known_names`` are names ("Marie Dupont"), addresses and numbers that stand in the directory: they pass.
    """
    reading = _Reading(_normalised(text), Known(known_names))
    findings = Findings()
    for scan in (_numbers, _birth_dates, _phones, _emails, _names, _ages):
        for strong, sign, seen in scan(reading):
            target = findings.strong if strong else findings.weak
            finding = Finding(sign, _masked(seen))
            if finding not in target and len(target) < MAX_FINDINGS:
                target.append(finding)
    return findings


def check_html(html: str, known_names: Iterable[str] = ()) -> Findings:
    """Return the signs in rich text: markup inside a word hides nothing."""
    return check_text(rich_text.to_plain(html), known_names)


def _numbers(reading: _Reading) -> _Scan:
    for match in _INE.finditer(reading.text):
        yield True, Sign.INE, match.group()
    for match in _INE_WORD.finditer(reading.text):
        if sum(char.isdigit() for char in match.group(1)) >= 6:
            yield True, Sign.INE, match.group(1)
    near_word = Neighbourhood(match.start() for match in _NIR_WORD.finditer(reading.text))
    for match in _NIR.finditer(reading.text):
        *parts, key = match.groups()
        certain = near_word.has(match.start(), match.end(), 40) or (key is not None and _nir_key(parts) == int(key))
        if certain or _is_nir_month(int(parts[2])):
            yield certain, Sign.NIR, match.group()


def _nir_key(parts: list[str]) -> int:
    """Key of INSEE: 97 less the number modulo 97, Corsica's letters counted as 19 and 18."""
    number = "".join(parts[:3]) + {"2A": "19", "2B": "18"}.get(parts[3].upper(), parts[3]) + "".join(parts[4:])
    return 97 - int(number) % 97


def _is_nir_month(month: int) -> bool:
    return 1 <= month <= 12 or 20 <= month <= 42 or month >= 50


def _birth_dates(reading: _Reading) -> _Scan:
    for match in _BIRTH_DATE.finditer(reading.text):
        yield True, Sign.BIRTH_DATE, match.group(1)
    for match in _BIRTH_YEAR.finditer(reading.text):
        yield False, Sign.BIRTH_DATE, match.group()


def _phones(reading: _Reading) -> _Scan:
    for match in _MOBILE.finditer(reading.text):
        if digits(match.group()) not in reading.known.exact:
            yield reading.near_people.has(match.start(), match.end()), Sign.PHONE, match.group()


def _emails(reading: _Reading) -> _Scan:
    for match in _EMAIL.finditer(reading.text):
        address = match.group().lower()
        if match.group(1).lower().rstrip(".") in PERSONAL_MAIL and address not in reading.known.exact:
            yield reading.near_people.has(match.start(), match.end()), Sign.EMAIL, address


def _names(reading: _Reading) -> _Scan:
    for start, end in reading.people:
        yield False, Sign.NAME, reading.text[start:end]


def _ages(reading: _Reading) -> _Scan:
    for match in _AGE.finditer(reading.text):
        yield False, Sign.AGE, match.group()


def _normalised(text: str) -> str:
    """One form of spaces, digits and apostrophes, nothing invisible: the shapes below are written for it."""
    text = unicodedata.normalize("NFKC", text)
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return re.sub(r"[^\S\n]", " ", text).replace("\u2019", "'").replace("\u2011", "-")


def _masked(seen: str) -> str:
    return seen.strip()[:3] + "…"
