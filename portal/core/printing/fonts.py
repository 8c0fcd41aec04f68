"""The fonts of printed documents: six faces of one package, nothing of the system, and what they can show."""

import struct
import tempfile
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path

import typst

FAMILY = "Source Sans Pro"
FACES = ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt")
#: Shown for what no face can show: an emoji, another script.
REPLACEMENT = "\u25c6"
# Signs that word processors put in by themselves and that the faces lack.
_PLAIN = {"\u2010": "-", "\u2011": "-", "\u2043": "-", "\u25cf": "\u2022", "\u25aa": "\u2022", "\uf0b7": "\u2022"}


class MissingFontError(RuntimeError):
    """A face is absent from its package: a document in another font is never made instead."""


@cache
def printing_fonts() -> typst.Fonts:
    """Return the six faces, ready for the compiler, loaded once a process. Raises MissingFontError."""
    paths = [_face_path(face) for face in FACES]
    # The package holds each face in two formats, and typst would take whichever its directory lists first. A directory
    # of links with one format fixes the choice; the faces are read while it exists, then stay in memory.
    with tempfile.TemporaryDirectory(prefix="concerto-fonts-") as folder:
        for path in paths:
            (Path(folder) / path.name).symlink_to(path)
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
        loaded = {(font.family, font.style, font.weight) for font in fonts.fonts()}
        expected = {(FAMILY, style, weight) for style in ("normal", "italic") for weight in (400, 600, 700)}
        if loaded != expected:
            raise MissingFontError(f"Faces of {FAMILY} found: {sorted(loaded)}")
        every_face = "".join(f'#text(weight: {weight}, style: "{style}")[x]' for _, style, weight in sorted(expected))
        typst.compile(f'#set text(font: "{FAMILY}")\n{every_face}'.encode(), font_paths=fonts, format="pdf")
    return fonts


def printable(text: str) -> str:
    """Return ``text`` in characters that every face can show, others by their plain form or by one black lozenge."""
    text = unicodedata.normalize("NFC", text)
    if text.isascii():
        return text
    covered = _covered()
    shown: list[str] = []
    for char in text:
        char = _PLAIN.get(char, char)
        if char in "\n\t" or ord(char) in covered:
            shown.append(char)
        elif not _ignorable(char):
            plain = unicodedata.normalize("NFKC", char)
            bare = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
            usable = next((form for form in (plain, bare) if form and all(ord(part) in covered for part in form)), None)
            if usable is None and shown[-1:] != [REPLACEMENT]:
                usable = REPLACEMENT
            if usable:
                shown.append(usable)
    return "".join(shown)


def _ignorable(char: str) -> bool:
    return (
        unicodedata.category(char) in {"Cf", "Cc", "Cs"}
        or 0xFE00 <= ord(char) <= 0xFE0F
        or bool(unicodedata.combining(char))
    )


def _face_path(face: str) -> Path:
    path = Path(str(files("font_source_sans_pro"))) / "files" / f"SourceSansPro-{face}.ttf"
    if not path.is_file():
        raise MissingFontError(f"{path.name} is not in the package font-source-sans-pro")
    return path


@cache
def _covered() -> frozenset[int]:
    """Code points that all six faces map to a glyph."""
    return frozenset.intersection(*(frozenset(_code_points(_face_path(face).read_bytes())) for face in FACES))


def _code_points(font: bytes) -> set[int]:
    """Code points of the ``cmap`` table of a TrueType font, subtables of format 4 and 12 (OpenType specification)."""
    (count,) = struct.unpack_from(">H", font, 4)
    tables = (struct.unpack_from(">4sIII", font, 12 + 16 * index) for index in range(count))
    start = next(offset for tag, _checksum, offset, _length in tables if tag == b"cmap")
    (subtables,) = struct.unpack_from(">H", font, start + 2)
    found: set[int] = set()
    for index in range(subtables):
        _platform, _encoding, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * index)
        (form,) = struct.unpack_from(">H", font, start + offset)
        if form == 4:
            found |= _format_4(font, start + offset)
        elif form == 12:
            (groups,) = struct.unpack_from(">I", font, start + offset + 12)
            for group in range(groups):
                first, last, _glyph = struct.unpack_from(">III", font, start + offset + 16 + 12 * group)
                found.update(range(first, last + 1))
    return found


def _format_4(font: bytes, start: int) -> set[int]:
    (double,) = struct.unpack_from(">H", font, start + 6)
    segments = double // 2
    ends = struct.unpack_from(f">{segments}H", font, start + 14)
    starts = struct.unpack_from(f">{segments}H", font, start + 16 + double)
    deltas = struct.unpack_from(f">{segments}H", font, start + 16 + 2 * double)
    ranges_at = start + 16 + 3 * double
    ranges = struct.unpack_from(f">{segments}H", font, ranges_at)
    found = set()
    for segment in range(segments):
        for code in range(starts[segment], min(ends[segment], 0xFFFE) + 1):
            if ranges[segment] == 0:
                glyph = (code + deltas[segment]) & 0xFFFF
            else:
                at = ranges_at + 2 * segment + ranges[segment] + 2 * (code - starts[segment])
                (glyph,) = struct.unpack_from(">H", font, at)
            if glyph:
                found.add(code)
    return found
