"""The server of the maps' background, as the content policy names it. Pure: the settings read it."""

from urllib.parse import urlsplit

#: Leaflet's placeholder of the letter of a server, such as ``https://{s}.tile.example/{z}/{x}/{y}.png``.
_LETTER = "{s}."


def tile_sources(url: str) -> list[str]:
    """Return the hosts that the policy must allow for tiles of ``url``: one, or none for an empty or local address.

    Raises ``ValueError`` for an address that is not https, except on this machine: pages over https would not show it.
    """
    if not url or url.startswith("/"):
        return []
    parts = urlsplit(url.replace(_LETTER, "letter-of-a-server."))
    host = parts.netloc
    if not host or "@" in host or not (parts.scheme == "https" or parts.hostname in {"127.0.0.1", "localhost"}):
        raise ValueError("MAP_TILE_URL must begin with https:// and name a host.")
    return [f"{parts.scheme}://{host.replace('letter-of-a-server.', '*.')}"]
