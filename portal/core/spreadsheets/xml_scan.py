"""Read an XML part once, before the real reader does: no document type, no entity, no more elements than a list has."""

from collections.abc import Iterable, Iterator
from xml.parsers import expat

from .limits import MAX_ELEMENTS, damaged, too_heavy


class Scan:
    """A pass over one XML part. Subclasses count in ``start``, ``end`` and ``text`` and raise ``SpreadsheetError``."""

    def __init__(self):
        # The encoding is forced: what declares another one would be read differently by the reader that follows.
        self._parser = expat.ParserCreate(encoding="utf-8")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.ProcessingInstructionHandler = None
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self.end
        self._parser.CharacterDataHandler = self.text
        self._elements = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""

    def end(self, name: str) -> None:
        """Take its end."""

    def text(self, data: str) -> None:
        """Take a piece of text."""

    def through(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield ``chunks`` after having looked at each. Raises ``SpreadsheetError``."""
        try:
            for chunk in chunks:
                self._parser.Parse(chunk, False)
                yield chunk
            self._parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, OverflowError):
            raise damaged() from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise too_heavy()
        self.start(name, attributes)

    def _refuse(self, *_declaration) -> None:
        raise damaged()
