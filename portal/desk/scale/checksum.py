"""One number for a data set, so that two of the same seed can be told to be the same, on either database."""

import hashlib

from portal.accounts.models import User
from portal.directory.models import (
    Coordination,
    Delegate,
    Editorship,
    Network,
    Organisation,
    Participation,
    Person,
    Platform,
    PlatformRole,
    Site,
    TerritoryActor,
)
from portal.solutions_map.models import RecordedNeed, SeatReport, Session, Solution

#: What is read, in what order: nothing that a database numbers itself, no password.
_READ = (
    (Platform, ("slug", "name", "email", "phone", "landscape", "territories__slug")),
    (
        Organisation,
        ("siret", "uai", "name", "email", "phone", "actor_type__code", "missions", "offers", "search_text")
        + ("content_changed_at", "confirmed_at"),
    ),
    (Site, ("organisation__name", "name", "address", "commune__insee", "latitude", "longitude", "closed_at")),
    (TerritoryActor, ("territory__slug", "organisation__name", "since", "until")),
    (Participation, ("platform__slug", "organisation__name", "status", "circle", "next_step_on", "since", "until")),
    (Person, ("email", "first_name", "last_name", "phone", "function", "organisation__name")),
    (Delegate, ("participation__platform__slug", "person__email", "kind", "since", "until")),
    (Editorship, ("organisation__name", "person__email", "since")),
    (PlatformRole, ("platform__slug", "person__email", "kind", "since")),
    (Coordination, ("territory__slug", "person__email", "since")),
    (Network, ("name", "members__name")),
    (User, ("email", "is_superuser")),
    (Solution, ("name", "solution_type__code", "state", "search_text", "published_at", "closed_at", "platform__slug")),
    (Solution, ("name", "needs__code", "audiences__code", "levels__code", "funders__code")),
    (Solution, ("name", "providers__name", "prescribers__name", "sites__address")),
    (Session, ("solution__name", "entry", "start", "end", "deadline", "capacity", "cancelled_at", "site__address")),
    (SeatReport, ("session__solution__name", "for_start", "capacity", "free", "reported_at", "by__email")),
    (RecordedNeed, ("platform__slug", "need__code", "area__slug", "first_month", "last_month", "settled_on")),
)


def checksum() -> str:
    """Return the hash of all rows of the data set."""
    digest = hashlib.sha256()
    for model, columns in _READ:
        # Sorted here, not by the database: collations differ.
        for line in sorted(repr(row) for row in model.objects.order_by().values_list(*columns)):
            digest.update(line.encode())
            digest.update(b"\n")
    return digest.hexdigest()
