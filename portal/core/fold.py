"""One folding of text for search and sort, so that no collation or database extension is needed."""

import re
import unicodedata

# Letters that Unicode does not decompose but that readers type without their sign.
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ʼ": " "})
_SEPARATORS = re.compile(r"[\s'’‘‛´`ʹʻ′_\-‐‑‒–—―−/.,;:!?()\[\]{}«»“”„\"…·•]+")


def fold(text: str) -> str:
    """Return ``text`` without case, accents, ligatures and punctuation, words separated by single spaces. Idempotent.

    ``fold("L’Isle-d’Abeau")`` is ``"l isle d abeau"``; ``fold("Cœur d'Hérault")`` is ``"coeur d herault"``. The full
    stops of acronyms go without a space, so that "C.I.O." is found as "cio". ``@`` and ``+`` stay: mail addresses.
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char) and _visible(char))
    bare = re.sub(r"(?<![^\W\d_]{2})(?<=[^\W\d_])\.(?=[^\W\d_](?![^\W\d_]))", "", bare.translate(_LETTERS))
    return _SEPARATORS.sub(" ", bare).strip()


def _visible(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) not in {"Cc", "Cf", "Cs"}
