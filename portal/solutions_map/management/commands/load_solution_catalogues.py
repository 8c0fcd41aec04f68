"""Add to the catalogues of the map what the files of the project have and the portal has not."""

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, transaction

from portal.solutions_map.reference.loaders import load_catalogues


class Command(BaseCommand):
    """Run after an upgrade that brings new entries; a second run changes nothing."""

    help = "Load types of solutions, needs, audiences, levels and sources of funding; keep what was edited by hand."

    def add_arguments(self, parser):
        """Declare the options."""
        parser.add_argument("--database", default=DEFAULT_DB_ALIAS)

    def handle(self, *args, database, **options):
        """Load everything in one transaction; say what changed."""
        with transaction.atomic(using=database):
            changes = load_catalogues(apps, database)
        for name, loaded in changes.items():
            self.stdout.write(f"{name}: {loaded.created} created, {loaded.updated} updated")
