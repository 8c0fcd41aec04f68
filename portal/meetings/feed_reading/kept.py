"""Bytes that are kept in the process until they are not asked for any more, by what they were made from."""

import threading
from collections import OrderedDict
from collections.abc import Hashable


class Kept:
    """The bytes asked for last, ``limit`` bytes of them; several threads may use it."""

    def __init__(self, limit: int):
        self.limit = limit
        self._held: OrderedDict[Hashable, bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> bytes | None:
        """Return what is kept under ``key``."""
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
            return found

    def put(self, key: Hashable, value: bytes) -> None:
        """Keep ``value`` and drop what was asked for longest ago; what is larger than the limit is not kept."""
        with self._lock:
            self._size += len(value) - len(self._held.pop(key, b""))
            self._held[key] = value
            while self._size > self.limit:
                _key, dropped = self._held.popitem(last=False)
                self._size -= len(dropped)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._held.clear()
            self._size = 0
