"""A byte-level lint of iCalendar output that shares no code with the writer or with any parser."""

import re

FEED_PROPERTIES = {
    "VERSION",
    "PRODID",
    "CALSCALE",
    "NAME",
    "X-WR-CALNAME",
    "X-WR-TIMEZONE",
    "REFRESH-INTERVAL",
    "X-PUBLISHED-TTL",
}
EVENT_PROPERTIES = {
    "UID",
    "SEQUENCE",
    "DTSTAMP",
    "CREATED",
    "LAST-MODIFIED",
    "DTSTART",
    "DTEND",
    "STATUS",
    "SUMMARY",
    "TRANSP",
}
OPTIONAL = {"LOCATION", "DESCRIPTION", "URL", "CATEGORIES"}
INVITATION_PROPERTIES = {"VERSION", "PRODID", "CALSCALE", "METHOD"}
TEXTS = {"NAME", "X-WR-CALNAME", "SUMMARY", "LOCATION", "DESCRIPTION", "UID"}

_PARAM_VALUE = r'(?:"[^"]*"|[^",;:\\]*)'
_LINE = re.compile(rf"([A-Z0-9-]+)((?:;[A-Z0-9-]+={_PARAM_VALUE})*):(.*)", re.DOTALL)
_ESCAPED = re.compile(r"(?:[^\\;,]|\\[\\;,n])*")


def lint(body: bytes, *, events: int, invitation: bool = False) -> list[dict[str, str]]:
    """Check `body` byte by byte; return for each VEVENT its properties as they stand, unfolded and still escaped."""
    assert body.endswith(b"\r\n")
    physical = body.removesuffix(b"\r\n").split(b"\r\n")
    for line in physical:
        assert re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line) is None, line
        assert len(line) <= 75, line
        assert not re.search("[\x80-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", line.decode()), (
            line
        )  # whole characters
    lines = "\r\n".join(line.decode() for line in physical).replace("\r\n ", "").split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert lines.count("BEGIN:VCALENDAR") == lines.count("END:VCALENDAR") == 1
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == events

    blocks: list[list[tuple[str, str]]] = [[]]
    for line in lines[1:-1]:
        if line == "BEGIN:VEVENT":
            blocks.append([])
            continue
        if line == "END:VEVENT":
            continue
        match = _LINE.fullmatch(line)
        assert match, line
        name, params, value = match.groups()
        assert params == "" or name in {"REFRESH-INTERVAL", "ORGANIZER", "ATTENDEE"}, line
        if name in TEXTS:
            assert _ESCAPED.fullmatch(value), line
        blocks[-1].append((name, value))
    names = [sorted(name for name, _ in block) for block in blocks]
    assert names[0] == sorted(INVITATION_PROPERTIES if invitation else FEED_PROPERTIES)
    required = EVENT_PROPERTIES | ({"ORGANIZER", "ATTENDEE"} if invitation else set())
    for found in names[1:]:
        assert [name for name in found if name not in OPTIONAL] == sorted(required)
        assert len(found) == len(set(found))
    return [dict(block) for block in blocks[1:]]


def unescape(value: str) -> str:
    """Undo the escape of a TEXT value (RFC 5545 §3.3.11)."""
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], value)
