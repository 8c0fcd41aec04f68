"""Names of young persons in a text, and what the directory knows."""

import re
from bisect import bisect_left
from collections.abc import Iterable

from ..fold import fold
from .words import CIVILITIES, FIRST_NAMES, NOT_NAMES, PLACE_WORDS

#: How far, in characters, a word such as « jeune » colours what stands around it.
NEAR = 80

YOUTH = re.compile(
    r"\b(?:jeunes?|[ée]l[eè]ves?|mineure?s?|d[ée]crocheu(?:r|se)s?|lyc[ée]en(?:ne)?s?|coll[ée]gien(?:ne)?s?"
    r"|adolescente?s?|ados?|apprentie?s?|gamine?s?)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+){0,4}")
_AGE_AFTER_NAME = re.compile(r"[ ,(]{1,3}(?:a |qui a |[âa]g[ée]e? de )?(?:1[3-9]|2\d) ans")


class Known:
    """What the directory knows: a person's words pass together, so that two half-known people do not make one."""

    def __init__(self, known: Iterable[str]):
        self.exact: set[str] = set()
        self.names_by_word: dict[str, set[int]] = {}
        for index, name in enumerate(known):
            lowered = name.strip().lower()
            number = digits(lowered)
            self.exact.add(number if len(number) >= 9 else lowered)
            for word in fold(name).split():
                self.names_by_word.setdefault(word, set()).add(index)

    def has_name(self, words: Iterable[str]) -> bool:
        named = [self.names_by_word.get(word, set()) for word in fold(" ".join(words)).split() if len(word) > 1]
        return bool(named) and bool(set.intersection(*named))


class Neighbourhood:
    """Sorted places of a kind, asked whether one lies near."""

    def __init__(self, places: Iterable[int]):
        self.places = sorted(places)

    def has(self, start: int, end: int, distance: int = NEAR) -> bool:
        index = bisect_left(self.places, start - distance)
        return index < len(self.places) and self.places[index] <= end + distance


def find_people(text: str, near_youth: Neighbourhood, known: Known) -> list[tuple[int, int]]:
    """Return start and end of each run of capitalised words that looks like the name of a young person."""
    words = list(_WORD.finditer(text))
    found = []
    index = 0
    while index < len(words):
        run = _capital_run(text, words, index)
        if run:
            start, end = words[index].start(), words[index + run - 1].end()
            follows = _follows_one_youth(text, words, index)
            aged = _AGE_AFTER_NAME.match(text, end) is not None
            if (follows or aged or near_youth.has(start, end, 60)) and _is_person(words, index, run, follows, known):
                found.append((start, end))
        index += run or 1
    return found


def _capital_run(text: str, words: list[re.Match], index: int) -> int:
    """How many words from ``index`` are capitalised and follow each other, three at most."""
    run = 0
    while run < 3 and index + run < len(words) and words[index + run].group()[0].isupper():
        if run and text[words[index + run - 1].end() : words[index + run].start()] != " ":
            break
        run += 1
    return run


def _is_person(words: list[re.Match], index: int, run: int, follows_youth: bool, known: Known) -> bool:
    names = [word.group() for word in words[index : index + run]]
    folded = [fold(name) for name in names]
    before = [fold(word.group()) for word in words[max(index - 2, 0) : index]]
    if PLACE_WORDS.intersection(before) or CIVILITIES.intersection(before[-1:]):
        return False
    if folded[0] in CIVILITIES or folded[0] in PLACE_WORDS:
        return False
    if known.has_name(names) or known.has_name(names[:2]):
        return False
    if folded[0].split()[0] in FIRST_NAMES or folded[1:2] and folded[1].split()[0] in FIRST_NAMES:
        return True
    return follows_youth and _could_be_name(names, folded)


def _follows_one_youth(text: str, words: list[re.Match], index: int) -> bool:
    """Whether the word just before is « jeune », « élève » … in the singular, in the same clause."""
    if not index:
        return False
    previous = words[index - 1]
    between = text[previous.end() : words[index].start()]
    singular = YOUTH.fullmatch(previous.group()) and not previous.group().endswith("s")
    return bool(singular) and between.strip(" :") == "" and len(between) <= 3


def _could_be_name(names: list[str], folded: list[str]) -> bool:
    if any(word in NOT_NAMES for part in folded for word in part.split()):
        return False
    return len(names) > 1 or not names[0].isupper() or len(names[0]) > 5


def digits(text: str) -> str:
    """Return the digits of a French telephone number in its national form, or of any other text as they are."""
    found = re.sub(r"\D", "", text.replace("(0)", ""))
    international = found.startswith(("33", "0033")) and len(found) >= 11
    return "0" + found.removeprefix("00").removeprefix("33") if international else found
