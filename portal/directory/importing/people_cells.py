"""People as they are written in cells: two in one, civility and function around the name."""

import re
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from portal.core.fold import fold

from .vocabulary import CIVILITIES, FUNCTIONS, PARTICLES, USUAL_FIRST_NAMES

_EMAIL = re.compile(r"[^\s@;,<>()/|:]+@[^\s@;,<>()/|]+\.[A-Za-z]{2,24}")
_PHONE = re.compile(r"(?:\+\d{1,3}|00\d{1,3}|0)[\d\s.()-]{7,20}\d")
_SEPARATOR = re.compile(r"\s*(?:[;\n/|+]|\bet\b|\bou\b|&|(?:^|\s)-\s)\s*", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_AFTER = re.compile(r"\s*(?:,|:|\s[–—-]\s)\s*")
#: What stands where nobody is named yet, or where a function is named alone.
_NOBODY = re.compile(
    r"(?:poste )?(?:a )?(?:designer|definir|nommer|preciser|confirmer|completer|voir|venir|pourvoir|vacante?|"
    r"en cours.*)|neant|aucune?|inconnue?|idem|nc|n c|na|x+|direction|secretariat|accueil|standard|equipe|"
    r"(?:le |la |l )?(?:directeur|directrice|proviseure?|principale?|presidente?|chef|responsable|maire)"
    r"(?: adjointe?)?|"
)
_MAX_PEOPLE = 8


@dataclass(frozen=True)
class PersonCell:
    """A person as read; ``doubt`` says what could not be understood ("" for nothing)."""

    first_name: str
    last_name: str
    email: str = ""
    phone: str = ""
    function: str = ""
    doubt: str = ""


def read_people(names: str, *, emails: str = "", phones: str = "", function: str = "") -> list[PersonCell]:
    """Return the people of a cell of ``names``, with mails, phones and functions of the cells beside, in their order.

    Mails go to whom they name, else in their order; phones in their order; one function goes to all. Phones are as
    they were written.
    """
    found_emails = _EMAIL.findall(f"{emails} {names}")
    found_phones = _phones(phones) or [match.strip() for match in _PHONE.findall(names)]
    bare = _PHONE.sub(" ", _EMAIL.sub(" ", names))
    people = [person for part in _parts(bare)[:_MAX_PEOPLE] if (person := read_person(part)) is not None]
    return _with_phones(_with_emails(_with_functions(people, function), found_emails), found_phones)


def people_of_columns(
    first_names: str, last_names: str, *, emails: str = "", phones: str = "", function: str = ""
) -> list[PersonCell]:
    """Return the people of a row whose first and last names stand in two cells, two people a cell at times."""
    firsts, lasts = ([part for part in re.split(r"\s*[;/\n]\s*", text) if part] for text in (first_names, last_names))
    if len(firsts) != len(lasts):
        firsts, lasts = [" ".join(firsts)], [" ".join(lasts)]
    people = [PersonCell(tidy_name(first), tidy_name(last)) for first, last in zip(firsts, lasts, strict=True)]
    people = _with_functions(people[:_MAX_PEOPLE], function)
    return _with_phones(_with_emails(people, _EMAIL.findall(emails)), _phones(phones))


def read_person(text: str) -> PersonCell | None:
    """Return the one person that ``text`` names, None for no name at all or a function alone."""
    if _NOBODY.fullmatch(" ".join(word for word in fold(text).split() if word not in CIVILITIES)):
        return None
    functions = [inside.strip() for inside in _BRACKETS.findall(text) if inside.strip()]
    bare = _BRACKETS.sub(" ", text)
    name, *after = [part for part in _AFTER.split(bare) if part.strip()] or [""]
    if after and _is_function(name) and not _is_function(after[0]):  # "Directrice : Marie Dupont"
        name, after = after[0], [name, *after[1:]]
    elif len(after) == 1 and _is_bare_name(name) and _is_bare_name(after[0]):  # "DUPONT, Marie"
        name, after = f"{name} {after[0]}", []
    words = [word for word in name.split() if fold(word)]
    while words and _is_civility(words[0]):
        words = words[1:]
    while len(words) > 1 and _is_civility(words[-1]):
        words = words[:-1]
    words, said = _without_function(words)
    while words and _is_civility(words[0]):
        words = words[1:]
    function = ", ".join([*after, *functions, *said])
    if not words:
        return None
    first, last = _first_and_last(words)
    doubt = ""
    if not first:
        doubt = _("“%(text)s”: only one name was found, not a first and a last name.")
    elif len(words) > 5 or any(letter.isdigit() for letter in name):
        doubt = _("“%(text)s” is not clearly the name of a person.")
    return PersonCell(first, last, function=function, doubt=doubt and doubt % {"text": text.strip()[:60]})


def tidy_name(text: str) -> str:
    """Return a name typed in capitals or without any as it is usually written; other names as they are."""
    if not (text.isupper() or text.islower()):
        return text
    words = re.split(r"([\s'’-]+)", text)
    tidied = [
        part.lower() if index and fold(part) in ("de", "du", "des", "d", "la", "le", "les") else part.capitalize()
        for index, part in enumerate(words)
    ]
    return "".join(tidied)


def _parts(text: str) -> list[str]:
    """Return the pieces of ``text`` that name one person each."""
    parts = [part for part in _SEPARATOR.split(_protected(text)) if fold(part)]
    by_civility = [piece for part in parts for piece in _before_civilities(part)]
    pieces = [piece for part in by_civility for piece in _by_commas(part)]
    # "Marie et Paul MARTIN" is a family name for two; "Direction / M. Martin" keeps its first part as a function.
    merged: list[str] = []
    for piece in pieces:
        if merged and _is_function(piece) and not _has_name(piece):
            merged[-1] = f"{merged[-1]} ({piece.replace(_HIDDEN, ' et ').strip()})"
        else:
            merged.append(piece)
    merged = [piece.replace(_HIDDEN, " et ") for piece in merged]
    if len(merged) == 2 and len(_bare_words(merged[0])) == 1 and len(_bare_words(merged[1])) == 2:
        only, (first, last) = _bare_words(merged[0])[0], _bare_words(merged[1])
        if {fold(only), fold(first)} <= USUAL_FIRST_NAMES:
            merged[0] = f"{only} {last}"
    return merged


_HIDDEN = "\ue000"


def _protected(text: str) -> str:
    """Hide the "et" of functions in brackets ("chargée d’accueil et d’orientation")."""
    return _BRACKETS.sub(lambda match: re.sub(r"\s+et\s+|\s*[/;]\s*", _HIDDEN, match[0]), text)


def _before_civilities(text: str) -> list[str]:
    """Split "Mme Dupont M. Martin", where only civilities tell the people apart."""
    words, pieces = text.split(), [[]]
    for word in words:
        if _is_civility(word) and len([known for known in pieces[-1] if not _is_civility(known)]) > 1:
            pieces.append([])
        pieces[-1].append(word)
    return [" ".join(piece) for piece in pieces]


def _by_commas(text: str) -> list[str]:
    """Split "Marie Dupont, Paul Martin" into people, but leave "DUPONT, Marie" and "Dupont Marie, directrice" whole."""
    pieces = [piece for piece in text.split(",") if fold(piece)]
    if len(pieces) > 1 and all(len(_bare_words(piece)) > 1 and not _is_function(piece) for piece in pieces):
        return pieces
    return [text]


def _first_and_last(words: list[str]) -> tuple[str, str]:
    """Return the names in their order: capitals tell the last name, then usual first names, then the French order."""
    capitals = [len(word) > 1 and word.isupper() and "." not in word for word in words]
    if len(words) == 1:
        return "", tidy_name(words[0])
    if any(capitals) and not all(capitals):
        last = [word for word, capital in zip(words, capitals, strict=True) if capital]
        first = [word for word, capital in zip(words, capitals, strict=True) if not capital]
        # "de La TOUR": particles in small letters belong to the name that follows.
        while len(first) > 1 and fold(first[-1]) in PARTICLES:
            last.insert(0, first.pop())
        return _tidied(first), _tidied(last)
    usual = [_is_first_name(word) for word in words]
    if usual[-1] and not usual[0]:  # "Dupont Marie"
        start = len(words) - 1
        while start > 1 and usual[start - 1]:
            start -= 1
        return _tidied(words[start:]), _tidied(words[:start])
    end = 1
    while end < len(words) - 1 and usual[0] and usual[end] and fold(words[end]) not in PARTICLES:
        end += 1
    return _tidied(words[:end]), _tidied(words[end:])


def _tidied(words: list[str]) -> str:
    return " ".join(tidy_name(word) if word.isupper() else word for word in words) if words else ""


def _is_first_name(word: str) -> bool:
    return fold(word).split()[:1] != [] and all(part in USUAL_FIRST_NAMES for part in fold(word).split())


def _without_function(words: list[str]) -> tuple[list[str], list[str]]:
    """Return the words of the name, and the function that stands before or after it without any sign."""
    places = [place for place, word in enumerate(words) if fold(word) in FUNCTIONS and not word.isupper()]
    if not places:
        return words, []
    if places[0] >= 2:
        return words[: places[0]], [" ".join(words[places[0] :])]
    if places[0] == 0 and len(words) - places[-1] - 1 >= 2:
        return words[places[-1] + 1 :], [" ".join(words[: places[-1] + 1])]
    return ([], [" ".join(words)]) if places[0] == 0 else (words, [])


def _with_functions(people: list[PersonCell], text: str) -> list[PersonCell]:
    text = text.strip()
    if not text:
        return people
    parts = [part.strip() for part in re.split(r"\s*[;/\n]\s*", text) if part.strip()]
    if len(parts) != len(people) or len(people) == 1:
        parts = [" / ".join(text.split("\n"))] * len(people)
    return [
        replace(person, function=", ".join(dict.fromkeys(filter(None, (part, person.function)))))
        for person, part in zip(people, parts, strict=True)
    ]


def _with_emails(people: list[PersonCell], emails: list[str]) -> list[PersonCell]:
    emails = list(dict.fromkeys(email.strip(".").lower() for email in emails))
    owners: dict[int, str] = {}
    for email in list(emails):
        local = fold(email.partition("@")[0])
        named = [place for place, person in enumerate(people) if _is_named(person, local)]
        if len(named) == 1 and named[0] not in owners:
            owners[named[0]] = email
            emails.remove(email)
    rest = [place for place in range(len(people)) if place not in owners]
    owners.update(zip(rest, emails, strict=False))
    return [replace(person, email=owners.get(place, "")) for place, person in enumerate(people)]


def _is_named(person: PersonCell, local: str) -> bool:
    parts = fold(person.last_name).split()
    return bool(parts) and len("".join(parts)) > 2 and "".join(parts) in local.replace(" ", "")


def _with_phones(people: list[PersonCell], phones: list[str]) -> list[PersonCell]:
    if len(people) == 1:
        return [replace(people[0], phone=phones[0] if phones else "")]
    return [replace(person, phone=phones[place] if place < len(phones) else "") for place, person in enumerate(people)]


def _phones(text: str) -> list[str]:
    parts = [part.strip() for part in re.split(r"[;\n|]|\s/\s|/(?=\s*0)|\bou\b|\bet\b|,", text) if part.strip()]
    return [part for part in parts if any(map(str.isdigit, part))]


def _is_civility(word: str) -> bool:
    return fold(word) in CIVILITIES and (fold(word) not in ("m", "me", "dr", "mr") or len(word) <= 3)


def _is_function(text: str) -> bool:
    words = fold(text).split()
    return bool(words) and words[0] in FUNCTIONS


def _is_bare_name(text: str) -> bool:
    return len(_bare_words(text)) in (1, 2) and not _is_function(text) and not any(map(str.isdigit, text))


def _has_name(text: str) -> bool:
    words = _bare_words(text)
    return any(_is_first_name(word) for word in words) or any(word.isupper() and len(word) > 3 for word in words)


def _bare_words(text: str) -> list[str]:
    return [word for word in text.split() if fold(word) and not _is_civility(word)]
