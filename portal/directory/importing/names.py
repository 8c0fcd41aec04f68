"""Names of organisations and people as sets of words, so that two ways of writing one name are equal."""

import re
from difflib import SequenceMatcher
from functools import lru_cache

from portal.core.fold import fold

from .vocabulary import CIVILITIES, EMPTY_WORDS, SHORT_FORMS

_ORDINAL = re.compile(r"\b(\d+)(?:er|ere|e|eme|nd|nde)\b")
_PHRASES = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, SHORT_FORMS), key=len, reverse=True)) + r")\b",
)
_CLOSE = 0.75

Signature = frozenset[str]


@lru_cache(maxsize=65_536)
def signature(name: str) -> Signature:
    """Return the words that make out an organisation: short forms in full, without articles, legal forms, plurals."""
    text = _ORDINAL.sub(r"\1", fold(re.sub(r"[&+]", " ", name)))
    text = _PHRASES.sub(lambda match: SHORT_FORMS[match[0]], text)
    words = {_singular(word) for word in text.split() if word not in EMPTY_WORDS}
    return frozenset(words) or frozenset(text.split())


@lru_cache(maxsize=65_536)
def phrase(text: str) -> str:
    """Return ``text`` folded, without articles and plurals, in its order: for looking for a phrase within."""
    return " ".join(_singular(word) for word in fold(text).split() if word not in EMPTY_WORDS)


def one_word_apart(first: Signature, second: Signature) -> bool:
    """Return whether the names differ by one word alone that is misspelt, or that one of them leaves out."""
    left, right = first - second, second - first
    if len(left) > 1 or len(right) > 1 or not first & second:
        return False
    if not left or not right:
        extra = next(iter(left or right), "")
        return len(first & second) > 1 and not extra.isdigit()
    one, other = next(iter(left)), next(iter(right))
    if one.isdigit() or other.isdigit():
        return False
    return is_close(one, other)


def is_close(one: str, other: str) -> bool:
    """Return whether two words are probably one, misspelt or cut short."""
    if min(len(one), len(other)) > 2 and (one.startswith(other) or other.startswith(one)):
        return True
    return min(len(one), len(other)) > 3 and SequenceMatcher(None, one, other).ratio() >= _CLOSE


@lru_cache(maxsize=65_536)
def person_key(first_name: str, last_name: str) -> Signature:
    """Return the words of a person's name in no order: "DUPONT Marie" is "Marie Dupont"."""
    return frozenset(word for word in fold(f"{first_name} {last_name}").split() if word not in CIVILITIES)


def is_like_person(first: Signature, second: Signature) -> bool:
    """Return whether two names of people differ by a slip of the pen alone."""
    return first != second and one_word_apart(first, second)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word
