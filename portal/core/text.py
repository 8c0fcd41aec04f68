"""The one place where control characters leave a text, for calendars, mail headers and file names.

Neither icalendar nor the mail library removes them all: icalendar writes NUL, BEL and VT as they are (SECURITY D-37).
"""

import re

# What splits a line somewhere: CRLF, CR, VT, FF, NEL and the two Unicode separators. Text pasted from a word processor
# holds VT and U+2028 where its author pressed Shift+Enter, so they become line breaks and the words stay apart.
_LINE_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")

_REMOVED = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1, save tab and what breaks a line
    "\u202a-\u202e\u2066-\u2069"  # bidirectional embeddings, overrides, isolates: they disguise what follows
    "\u206a-\u206f\ufff9-\ufffb\ufeff"  # deprecated format characters, interlinear marks, byte order mark
    "\ud800-\udfff"  # lone surrogates cannot be encoded
    "\ufdd0-\ufdef\ufffe\uffff"  # noncharacters, which XML and so typst and office files refuse
    "]"
)
_BLANKS = re.compile("[ \t\n]+")


def clean_text(text: str) -> str:
    """Return `text` with every line break as "\\n" and without control characters; tabs and joiners (emoji) stay."""
    # Removal comes first: CR NUL LF must become one line break, not two.
    return _LINE_BREAK.sub("\n", _REMOVED.sub("", text))


def clean_line(text: str) -> str:
    """Return `text` on one line, stripped: as clean_text, and each run of spaces, tabs and breaks becomes one space.

    No-break spaces of French typography stay inside the text.
    """
    return _BLANKS.sub(" ", clean_text(text)).strip()
