"""Fill the portal with a national data set, to measure how it behaves at the size of the country."""

import datetime as dt
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.desk.demo.clear import clear
from portal.desk.scale.own import Holding, holding
from portal.desk.scale.seed import seed
from portal.desk.scale.world import ScaleWorld, Size


class Command(BaseCommand):
    """Fill an empty portal with as many invented rows as the country has; refuses where it could do harm."""

    help = (
        "Fill an empty portal with a national data set, invented, the same for the same seed and day (demo mode only). "
        "Refuses a portal that holds anything but such a set."
    )

    def add_arguments(self, parser):
        """Add how much, which one, and what to do with an earlier set."""
        default = Size()
        parser.add_argument("--organisations", type=int, default=default.organisations)
        parser.add_argument("--people", type=int, default=default.people)
        parser.add_argument("--platforms", type=int, default=default.platforms)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--day", type=dt.date.fromisoformat, help="the day that dates lie before (today)")
        parser.add_argument("--fresh", action="store_true", help="remove an earlier national data set first")

    def handle(self, *args, **options):
        """Seed, unless there is data that is not ours to remove."""
        if not settings.DEMO:
            raise CommandError("A national data set can only be written in demo mode (settings.DEMO).")
        size = Size(options["organisations"], options["people"], options["platforms"])
        if size.problem():
            raise CommandError(size.problem())
        found = holding()
        if found == Holding.OTHER:
            raise CommandError("This portal holds other data, which this command neither mixes with nor removes.")
        if found == Holding.OURS:
            if not options["fresh"]:
                raise CommandError("There is a national data set already. Start again with --fresh, which removes it.")
            clear()
        say = self.stdout.write if options["verbosity"] else (lambda text: None)
        begun = time.monotonic()
        world = seed(ScaleWorld(size, options["seed"], options["day"] or timezone.localdate()), say=say)
        say(
            f"Ready in {time.monotonic() - begun:.0f} s: {len(world.platforms)} platforms, "
            f"{len(world.organisations)} organisations, {len(world.people)} people, "
            f"{len(world.participations)} participations."
        )
