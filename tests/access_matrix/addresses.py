"""What the URLconf holds: every named address with the parameters it takes."""

from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

#: Name spaces of ours: each of their addresses stands in ``expectations.py``.
OURS = {
    "core",
    "mailing",
    "accounts",
    "directory",
    "charters",
    "solutions_map",
    "pages",
    "meetings",
    "indicators",
    "desk",
}


@dataclass(frozen=True)
class Address:
    """One named address: ``name`` with its name spaces, and the names of its parameters."""

    name: str
    parameters: tuple[str, ...]

    @property
    def namespace(self) -> str:
        """Return the outermost name space, "" for none."""
        return self.name.partition(":")[0] if ":" in self.name else ""

    @property
    def is_ours(self) -> bool:
        """Tell whether one of our apps answers it."""
        return self.namespace in OURS


def all_addresses() -> list[Address]:
    """Return every address of the portal that has a name; raise ``AssertionError`` for one of ours that has none."""
    return sorted(set(_walk(get_resolver(), "", ())), key=lambda address: address.name)


def _walk(resolver: URLResolver, prefix: str, parameters: tuple[str, ...]):
    for entry in resolver.url_patterns:
        taken = parameters + tuple(entry.pattern.regex.groupindex)
        if isinstance(entry, URLPattern):
            if entry.name is None:
                module = getattr(entry.callback, "__module__", "")
                assert not module.startswith("portal."), f"An address of ours has no name: {entry}"
                continue
            yield Address(prefix + entry.name, taken)
        else:
            inner = prefix + (f"{entry.namespace}:" if entry.namespace else "")
            yield from _walk(entry, inner, taken)
