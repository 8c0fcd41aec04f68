"""Rows read some at a time, so that a national directory never stands in memory whole."""

from collections.abc import Iterator

from django.db.models import QuerySet

#: Rows read at once, with what is prefetched of them.
CHUNK = 2_000


def in_chunks(queryset: QuerySet) -> Iterator:
    """Return the rows of ``queryset`` in its order, a few queries for each ``CHUNK`` of them."""
    return queryset.iterator(chunk_size=CHUNK)
