"""The French catalogue: extraction, merge, check and compilation, with Babel only, so that no system gettext is needed.

The catalogue is one file, sorted, without line numbers nor dates: the same sources give the same bytes.
"""

import ast
import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
CATALOGUE = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
COMPILED = CATALOGUE.with_suffix(".mo")

#: Which arguments of which calls hold messages, in Babel's notation; "c" marks a context.
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
#: Separates a context from its message in the files given to ``merge``, as gettext itself does.
CONTEXT_SEPARATOR = "\u0004"

_LITERAL = r"""u?(?:\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_TEMPLATE_CALL = re.compile(
    rf"(?<![\w])(_|gettext|ngettext|pgettext|npgettext)\(\s*({_LITERAL}(?:\s*,\s*{_LITERAL})*)\s*(?:,\s*count)?\s*\)",
    re.DOTALL,
)
_PLACEHOLDERS = re.compile(r"%\(\w+\)[sd]|(?<!%)%[sd]|\{\w*\}")
#: An ordinary or wide no-break space where French typography wants the narrow one.
_WIDE_BEFORE = re.compile(r"[ \u00a0](?=[;:!?»](?!\w))")
_WIDE_AFTER = re.compile(r"(?<=«)[ \u00a0]")
_STRAIGHT_APOSTROPHE = re.compile(r"(?<=[A-Za-zÀ-ÿ])'(?=[A-Za-zÀ-ÿ%{«])")


class CatalogueError(Exception):
    """A source or a file of translations that cannot be read; the message names it."""


def key_of(message: Message) -> tuple[str | None, str]:
    """Return what identifies a message: its context and its (singular) text."""
    return message.context, message.id[0] if isinstance(message.id, (list, tuple)) else message.id


def typeset(french: str) -> str:
    """Return ``french`` with a narrow no-break space before ; : ! ? and inside « », and typographic apostrophes."""
    return _STRAIGHT_APOSTROPHE.sub("’", _WIDE_AFTER.sub("\u202f", _WIDE_BEFORE.sub("\u202f", french)))


@contextmanager
def locked() -> Iterator[None]:
    """Hold the catalogue alone while it is read and written."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(CATALOGUE.parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def extract_all() -> Catalog:
    """Return the messages of all sources, untranslated. A template that does not parse raises ``CatalogueError``."""
    catalogue = _empty()
    for path in sorted((ROOT / "portal").rglob("*.py")):
        if "migrations" in path.parts:
            continue
        with path.open("rb") as source:
            for _line, message, comments, context in extract("python", source, keywords=KEYWORDS):
                _add(catalogue, path, message, context, comments)
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in {".html", ".txt", ".xml"}:
            for message, context in _template_messages(path):
                _add(catalogue, path, message, context)
    return catalogue


def read() -> Catalog:
    """Return the stored catalogue, obsolete messages included; empty when there is none yet."""
    if not CATALOGUE.exists():
        return _empty()
    with CATALOGUE.open("rb") as source:
        return read_po(source, locale="fr")


def updated(stored: Catalog, fresh: Catalog, translations: dict | None = None, *, keep: bool = False) -> Catalog:
    """Return ``fresh`` with the French of ``stored`` and then of ``translations``, which wins.

    ``translations`` maps a message, after its context and U+0004 if it has one, to its French, or to the list of
    singular and plural. With ``keep``, French for messages that no source holds stays as obsolete entries.
    """
    known = {key_of(message): message.string for message in [*stored, *stored.obsolete.values()] if message.id}
    for name, french in (translations or {}).items():
        context, _separator, text = name.rpartition(CONTEXT_SEPARATOR)
        forms = [typeset(form) for form in french] if isinstance(french, list) else typeset(french)
        known[context or None, text] = forms if isinstance(forms, str) else tuple(forms)
    for message in fresh:
        if message.id and key_of(message) in known:
            _set_french(message, known.pop(key_of(message)))
    if keep:
        for (context, text), french in sorted(known.items(), key=lambda item: (item[0][1], item[0][0] or "")):
            if french and any(french):
                identity = (text, text) if isinstance(french, tuple) else text
                fresh.obsolete[(text, context)] = Message(identity, string=french, context=context)
    return fresh


def serialise(catalogue: Catalog) -> bytes:
    """Return the bytes of the catalogue: sorted, file names without lines, no dates."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=110, sort_output=True, include_lineno=False, omit_header=True)
    return _HEADER.encode() + buffer.getvalue()


def write(catalogue: Catalog) -> None:
    """Store ``catalogue`` and its compiled form; a reader sees the old or the new file, never a half."""
    _replace(CATALOGUE, serialise(catalogue))
    compile_catalogue()


def compile_catalogue() -> None:
    """Write the compiled form beside the catalogue."""
    buffer = BytesIO()
    write_mo(buffer, read())
    _replace(COMPILED, buffer.getvalue())


def compile_if_stale() -> None:
    """Compile when the compiled form is absent or older than the catalogue; a read-only disk is left alone."""
    if not CATALOGUE.exists():
        return
    if COMPILED.exists() and COMPILED.stat().st_mtime >= CATALOGUE.stat().st_mtime:
        return
    try:
        compile_catalogue()
    except PermissionError:
        return


def problems() -> list[str]:
    """Return what is wrong with the stored catalogue, one line each; empty when it is complete and current."""
    found = []
    expected = updated(read(), extract_all())
    if serialise(expected) != (CATALOGUE.read_bytes() if CATALOGUE.exists() else b""):
        found.append("the catalogue differs from a fresh extraction: run manage.py messages --prune")
    for message in expected:
        if message.id:
            found += [f"{problem}: {key_of(message)[1]!r} ({_places(message)})" for problem in _faults(message)]
    return found


def _faults(message: Message) -> Iterator[str]:
    source = [message.id] if isinstance(message.id, str) else list(message.id)
    french = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if message.fuzzy:
        yield "fuzzy"
    if not french or not all(french):
        yield "without French"
        return
    wanted = set(_PLACEHOLDERS.findall(source[-1]))
    # A singular may say "one" instead of the number, and name the one thing as the English singular does.
    allowed = wanted | set(_PLACEHOLDERS.findall(source[0]))
    if set(_PLACEHOLDERS.findall(french[-1])) != wanted or any(
        not set(_PLACEHOLDERS.findall(form)) <= allowed for form in french
    ):
        yield "other placeholders"
    if any(typeset(form) != form for form in french):
        yield "not typeset (merge it again)"


def _places(message: Message) -> str:
    return ", ".join(sorted({name for name, _line in message.locations})[:3])


def _template_messages(path: Path) -> Iterator[tuple]:
    try:
        code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    except SyntaxError as error:
        raise CatalogueError(str(error)) from error
    for name, literals in _TEMPLATE_CALL.findall(code):
        texts = [ast.literal_eval(literal.removeprefix("u")) for literal in re.findall(_LITERAL, literals, re.DOTALL)]
        context = texts.pop(0) if "pgettext" in name else None
        yield (tuple(texts[:2]) if name.startswith("n") else texts[0]), context


def _add(catalogue: Catalog, path: Path, message, context, comments=()) -> None:
    place = (path.relative_to(ROOT).as_posix(), None)
    if isinstance(message, tuple) and context is None:
        message = tuple(part for part in message if part)
    existing = catalogue.get(message, context)
    # "One" alone here and with its plural there are one message to gettext: the plural form wins.
    if existing is not None and existing.pluralizable:
        existing.locations = sorted({*existing.locations, place})
        return
    if existing is not None and isinstance(message, tuple):
        places = existing.locations
        catalogue.delete(existing.id, context)
        catalogue.add(message, locations=[*places, place], context=context)
        return
    catalogue.add(message, locations=[place], auto_comments=comments, context=context)


def _set_french(message: Message, french) -> None:
    if message.pluralizable:
        message.string = tuple(french) if isinstance(french, (tuple, list)) else (french, french)
    else:
        message.string = french if isinstance(french, str) else french[0]


def _empty() -> Catalog:
    return Catalog(locale="fr", fuzzy=False)


_HEADER = """# French catalogue of Concerto. Written by manage.py messages; translations come from --merge files.
msgid ""
msgstr ""
"Language: fr\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

"""


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(data)
    temporary.replace(path)
