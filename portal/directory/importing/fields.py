"""The fields of the directory's import, and the headers under which leads write them."""

from .columns import ImportField


def directory_fields() -> tuple[ImportField, ...]:
    """Return the fields of an organisation, its participation and its people, in the order of the select."""
    raise NotImplementedError
