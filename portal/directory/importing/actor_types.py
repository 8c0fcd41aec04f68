"""Which type of the catalogue a text or a name means."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from .known import KnownType
from .names import phrase, signature
from .outcomes import Candidate, Doubt

_MAX_OFFERED = 6


class ActorTypes:
    """The types of the catalogue, found by their names, former names and short forms."""

    def __init__(self, types: Iterable[KnownType]):
        self._types = {known.code: known for known in types}
        self._by_phrase = defaultdict(dict)
        self._by_words = defaultdict(dict)
        for known in self._types.values():
            for name in (known.name, *known.aliases):
                self._by_phrase[phrase(name)][known.code] = known
            for name in (known.code.replace("_", " "), known.name, *known.aliases):
                self._by_words[signature(name)][known.code] = known

    def __contains__(self, code: str) -> bool:
        return code in self._types

    def name_of(self, code: str) -> str:
        """Return the name of today of the type ``code``."""
        return self._types[code].name

    def named(self, text: str) -> list[KnownType]:
        """Return the types of which ``text`` is a name, none for a text that is none."""
        if not text:
            return []
        own = next((known for known in self._types.values() if phrase(known.name) == phrase(text)), None)
        if own is not None:
            return [own]
        return list((self._by_phrase.get(phrase(text)) or self._by_words.get(signature(text)) or {}).values())

    def within(self, name: str) -> list[KnownType]:
        """Return the types whose name stands in ``name``: the one at its beginning, else all that do."""
        words = phrase(name).split()
        found: dict[str, KnownType] = {}
        for start in range(len(words)):
            for end in range(min(len(words), start + 9), start, -1):
                matches = self._by_phrase.get(" ".join(words[start:end]))
                if matches:
                    if start == 0 and len(matches) == 1:
                        return list(matches.values())
                    found.update(matches)
                    break
        return list(found.values())

    def guess(self, type_text: str, section: str, name: str) -> list[KnownType]:
        """Return the types that a row may be of; one: it is certain.

        What the row says of its type comes first, then its name, then the section that it stands under.
        """
        for found in (self.named(type_text), self.within(type_text), self.within(name)):
            if len(found) == 1:
                return found
        for part in reversed(section.split(" / ")):
            if len(found := self.named(part)) == 1:
                return found
        return [*self.named(type_text), *self.within(type_text), *self.within(name)]

    def ask(self, found: list[KnownType], name: str) -> Doubt:
        """Return the question of which type ``name`` is; any other type of the catalogue may be answered too."""
        offered = tuple(Candidate(known.code, known.name) for known in dict.fromkeys(found[:_MAX_OFFERED]))
        return Doubt("actor_type", _("Which type of actor is “%(name)s”?") % {"name": name[:80]}, offered, "actor_type")
