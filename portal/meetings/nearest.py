"""Where what "a platform or a territory" keeps for its meetings may come from: the nearest scope first (DESIGN §3)."""

from collections.abc import Iterable

from portal.directory.models import Platform, Territory
from portal.directory.querysets import TERRITORY_LINKS

from .models import Meeting

#: From a territory itself to all that hold it, the nearest first: what ``TERRITORY_LINKS`` says, seen from there.
_LINKS_ABOVE = ("pk", *(link.removeprefix("territories__") for link in TERRITORY_LINKS[1:]))

#: "platform" or "territory", and its primary key.
Scope = tuple[str, int]


def scope_of(row) -> Scope:
    """Return the scope of a row with a platform or a territory, such as a meeting."""
    return ("platform", row.platform_id) if row.platform_id else ("territory", row.territory_id)


def scopes_around(meetings: Iterable[Meeting]) -> dict[Scope, list[Scope]]:
    """Return, for the scope of each meeting, the scopes that may hold something for it, itself first; two queries."""
    meetings = list(meetings)
    platforms = {meeting.platform_id for meeting in meetings} - {None}
    territories = {meeting.territory_id for meeting in meetings} - {None}
    chains: dict[Scope, list[Scope]] = {}
    if platforms:
        rows = list(Platform.objects.filter(pk__in=platforms).order_by("pk").values_list("pk", *TERRITORY_LINKS))
        for platform in platforms:
            own = [row[1:] for row in rows if row[0] == platform]
            chains["platform", platform] = [("platform", platform), *_nearest_first(own)]
    if territories:
        for row in Territory.objects.filter(pk__in=territories).values_list(*_LINKS_ABOVE):
            chains["territory", row[0]] = _nearest_first([row])
    return chains


def _nearest_first(rows: list[tuple]) -> list[Scope]:
    found = (row[distance] for distance in range(len(rows[0]) if rows else 0) for row in rows)
    return [("territory", key) for key in dict.fromkeys(found) if key is not None]
