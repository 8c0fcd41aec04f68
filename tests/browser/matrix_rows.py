"""The rows of the access matrix on a running portal: an address of every page of ours, with somebody who may read it.

Whatever address is added has to be listed in the matrix, with a row: so it is walked in a browser too, be it linked
from the demonstration's pages or not.
"""

import json

from django.conf import settings
from django.urls import reverse

from tests.access_matrix.expectations import EXPECTATIONS
from tests.access_matrix.policies import Got, Role
from tests.access_matrix.world import build

#: Whose view of a page is tried first: those who see most of it.
READERS = (Role.LEAD, Role.COORDINATOR, Role.ADMINISTRATOR, *Role)


def rows_as_json() -> str:
    """Build the rows and return, for each address that answers GET: its name, its path, and its reader's session."""
    world = build()
    found = {}
    for expectation in EXPECTATIONS:
        if expectation.get is None or expectation.name in found:
            continue
        reader = next((role for role in READERS if expectation.get.own(role) == Got.OK), None)
        if reader is not None:
            cookie = world.clients[reader].cookies.get(settings.SESSION_COOKIE_NAME)
            address = reverse(expectation.name, kwargs=expectation.of(world.own))
            found[expectation.name] = [address, cookie.value if cookie else ""]
    return json.dumps(found)
