"""Makes the scratch database once; a later run finds it."""

import time

from django.core.management import CommandError, call_command
from django.db import connection

from portal.desk.scale.own import Holding, holding
from portal.desk.scale.world import Size
from portal.directory.models import Organisation, Person, Platform
from portal.solutions_map.models import Solution


def prepare(*, organisations: int, people: int, platforms: int, seed: int) -> None:
    """Migrate and seed where that was not done yet; refuse a database that holds something else."""
    begun = time.monotonic()
    call_command("migrate", verbosity=0)
    wanted = (organisations, people, platforms, Size(organisations, people, platforms).solutions)
    found = holding()
    if (
        found == Holding.OURS
        and tuple(one.objects.count() for one in (Organisation, Person, Platform, Solution)) == wanted
    ):
        return
    try:
        call_command(
            "seed_scale",
            organisations=organisations,
            people=people,
            platforms=platforms,
            seed=seed,
            fresh=found == Holding.OURS,
        )
    except CommandError as error:
        raise SystemExit(str(error)) from error
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # The server would do so by itself within a minute.
            cursor.execute("ANALYZE")
    print(f"The scratch database is ready after {time.monotonic() - begun:.0f} s.")
