"""What the columns of a spreadsheet mean, guessed from their headers and from what they hold."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from portal.core.fold import fold

#: What a header says is believed from this score on.
_BELIEVED = 0.5
_TYPO = 0.86
_SAMPLES = 60
_LONGEST_SAMPLE = 200
_LONGEST_HEADER = 200
_MASCULINE_FEMININE = re.compile(r"[·.•(-]e(?:[·.•)-]?s)?\b\)?")

_SUBSTITUTE = re.compile(r"\b(?:suppl\w*|remplac\w*)\b")
_PERSON = re.compile(
    r"\b(?:contacts?|referent\w*|representant\w*|titulaires?|interlocut\w+|responsables?|personnes?|delegue\w*|"
    r"correspondant\w*|participant\w*|directeur|directrice|prenoms?|civilite|fonctions?)\b"
)
_SECOND = re.compile(r"(?:^|\D)2\b|\bbis\b|\b(?:second|seconde|deuxieme)\b")
_ORGANISATION = re.compile(
    r"\b(?:structures?|organismes?|etablissements?|institutions?|partenaires?|associations?|siege|standard|accueil|"
    r"generique|entites?)\b"
)
#: What a column to the right of a person is about when its header does not say: the person.
_OF_A_PERSON = re.compile(
    r"\b(?:m[ae]ils?|emails?|courriels?|tel\w*|portable|mobile|fixe|ligne directe|fonctions?|poste|qualite|"
    r"noms?|prenoms?|adresse (?:m[ae]l|mail|email|electronique|courriel))\b"
)


@dataclass(frozen=True)
class ImportField:
    """A value that a kind of import takes.

    ``label`` is shown in the select of a column and ``group`` is the heading it stands under. ``headers`` are usual
    headers, folded. ``looks_like`` tells a cell that is probably this (an address with @). ``scope`` is "organisation",
    "person", "person2" or "substitute" where several fields have the same headers, else "". ``beside`` are headers of
    which one stands in a neighbouring column wherever this field does.
    """

    name: str
    label: str
    group: str = ""
    headers: tuple[str, ...] = ()
    required: bool = False
    looks_like: Callable[[str], bool] | None = None
    scope: str = ""
    beside: tuple[str, ...] = ()


def guess(
    headers: Sequence[str],
    sample_rows: Sequence[Sequence[str]],
    fields: Sequence[ImportField],
    remembered: dict[int, str] | None = None,
) -> dict[int, str]:
    """Return column index to field name; a field is given to one column at most.

    ``remembered`` is what columns of these very headers meant the last time: it is taken as it is, and what it leaves
    out stays left out.
    """
    names = {field.name for field in fields}
    if remembered is not None:
        return {column: name for column, name in remembered.items() if name in names and 0 <= column < len(headers)}
    headers = [header[:_LONGEST_HEADER] for header in headers]
    folded = [_folded(header) for header in headers]
    cells = [
        [row[column][:_LONGEST_SAMPLE] for row in sample_rows[:_SAMPLES] if row[column]]
        for column in range(len(headers))
    ]
    shares = [_shares(fields, values) for values in cells]
    scopes = _scopes(headers, folded, {column for column, share in enumerate(shares) if share.get("person", 0) > 0.6})
    scores = []
    for column, header in enumerate(folded):
        if not header and not cells[column]:
            continue
        for order, field in enumerate(fields):
            score = _score(field, header, scopes[column], shares[column], _around(folded, column))
            if score >= _BELIEVED:
                scores.append((-score, order, column, field.name))
    found: dict[int, str] = {}
    for _minus, _order, column, name in sorted(scores):
        if column not in found and name not in found.values():
            found[column] = name
    for field in missing_fields(found, fields):
        column = _first_words(sample_rows, found, folded)
        if column is not None:
            found[column] = field.name
    return dict(sorted(found.items()))


def missing_fields(mapping: dict[int, str], fields: Sequence[ImportField]) -> list[ImportField]:
    """Return the required fields that no column gives."""
    return [field for field in fields if field.required and field.name not in mapping.values()]


def _shares(fields: Sequence[ImportField], values: list[str]) -> dict[str, float]:
    """Return the name of each field that knows its cells to the share of ``values`` that look like it."""
    if not values:
        return {}
    return {field.name: sum(map(field.looks_like, values)) / len(values) for field in fields if field.looks_like}


def _score(field: ImportField, header: str, scope: str, shares: dict[str, float], around: list[str]) -> float:
    by_name = _by_name(field, header)
    share = shares.get(field.name)
    if by_name:
        score = by_name
        if field.beside:
            score += 0.3 if any(word in field.beside for name in around for word in name.split()) else -0.6
        if share is not None:
            score += 0.1 * share
        if not share and max(shares.values(), default=0) > 0.8:
            score -= 0.7 if share == 0 else 0.2  # its cells are something else than its header says
    elif share is not None and share >= 0.6 and (share > 0.8 or not header):
        score = 0.55 + 0.1 * share
    else:
        return 0
    if scope and field.scope:
        # Without a header the column is about what its cells are, wherever it stands.
        score += 0.3 if scope == field.scope else -0.5 if header else 0
    elif field.scope == "organisation":
        score += 0.1
    elif field.scope in ("person2", "substitute"):
        score -= 0.2
    return score


def _by_name(field: ImportField, header: str) -> float:
    if not header:
        return 0
    if header in field.headers:
        return 1
    best = 0.0
    words = f" {header} "
    for usual in field.headers:
        if f" {usual} " in words:
            best = max(best, 0.6 + 0.3 * len(usual) / len(header))
        elif len(usual) > 3 and abs(len(usual) - len(header)) <= 2:
            ratio = SequenceMatcher(None, usual, header).ratio()
            if ratio >= _TYPO:
                best = max(best, ratio - 0.15)
    return best


def _scopes(headers: Sequence[str], folded: Sequence[str], people: set[int]) -> list[str]:
    """Return whom each column is about: by its own header or group, else by the columns to its left.

    ``people`` are the columns that hold names of people.
    """
    scopes: list[str] = []
    current = ""
    seen: set[tuple[str, str]] = set()
    for column, header in enumerate(folded):
        whole = fold(_MASCULINE_FEMININE.sub("", headers[column]))
        said = _said(whole)
        if said == "person" and _SECOND.search(whole):
            said = "person2"
        named = header in ("nom", "noms") and any("prenom" in name for name in _around(folded, column))
        if not said and (named or (not header and column in people)):
            said = "person"
        follows = not header or _OF_A_PERSON.search(header) is not None
        scope = said or (current if follows else "")
        again = (scope, header) in seen or (current == "person2" and ("person", header) in seen)
        if scope == "person" and header and again:
            scope = "person2"
        seen.add((scope, header))
        if scope or not follows:
            current = scope if scope in ("person", "person2", "substitute") else ""
        scopes.append(scope)
    return scopes


def _said(whole: str) -> str:
    if _SUBSTITUTE.search(whole):
        return "substitute"
    person, organisation = _PERSON.search(whole), _ORGANISATION.search(whole)
    if person and organisation:  # "contact de la structure": what comes first is what it is about
        return "person" if person.start() < organisation.start() else "organisation"
    return "person" if person else "organisation" if organisation else ""


def _around(folded: Sequence[str], column: int) -> list[str]:
    return [folded[place] for place in (column - 1, column + 1) if 0 <= place < len(folded)]


def _first_words(rows: Sequence[Sequence[str]], found: dict[int, str], folded: Sequence[str]) -> int | None:
    """Return the first column that no field has and whose cells are words of many kinds: where names usually stand."""
    for column in range(len(folded)):
        values = [row[column] for row in rows[:_SAMPLES] if row[column]]
        wordy = [value for value in values if any(map(str.isalpha, value)) and "@" not in value]
        if column not in found and not folded[column] and len(wordy) > len(rows[:_SAMPLES]) / 2:
            return column
    return None


def _folded(header: str) -> str:
    return fold(_MASCULINE_FEMININE.sub("", header.rpartition(" / ")[2]))
