"""``manage.py tick``: what is to be done every minute; ``--loop`` goes on until it is stopped."""

import time

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from portal.core import ticking

PERIOD_SECONDS = 60


class Command(BaseCommand):
    """Run the minute jobs of all apps."""

    help = "Do what is due now: mails to send or to send again, reminders. Run it every minute, or with --loop."

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="go on, once a minute, until stopped")

    def handle(self, *args, **options):
        if not options["loop"]:
            failed = ticking.run_all()
            if failed:
                raise CommandError(f"Failed: {', '.join(failed)}")
            return
        while True:
            began = time.monotonic()
            close_old_connections()
            ticking.run_all()
            time.sleep(max(0.0, PERIOD_SECONDS - (time.monotonic() - began)))
