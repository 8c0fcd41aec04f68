"""Fill the portal with the demonstration: invented people, dates that follow today."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.desk.demo.clear import clear
from portal.desk.demo.seed import seed
from portal.directory.models import Platform


class Command(BaseCommand):
    """Fill an empty portal with demonstration data; refuses anywhere but in demo mode."""

    help = "Fill an empty portal with demonstration data (demo mode only)."

    def add_arguments(self, parser):
        """Add the two ways to meet data that is already there."""
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is data already")
        parser.add_argument("--fresh", action="store_true", help="remove all data of the network first")

    def handle(self, *args, **options):
        """Seed, unless there is data that nobody said to remove."""
        if not settings.DEMO:
            raise CommandError("Demonstration data can only be written in demo mode (settings.DEMO).")
        if Platform.objects.exists():
            if options["if_empty"]:
                return
            if not options["fresh"]:
                raise CommandError("There is data already. Start again with --fresh, which removes it.")
            clear()
        say = self.stdout.write if options["verbosity"] else (lambda text: None)
        world = seed(say=say)
        say(f"Demonstration ready: {len(world.platforms)} platforms, {len(world.organisations)} organisations.")
