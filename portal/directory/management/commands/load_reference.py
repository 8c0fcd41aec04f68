"""Bring the reference data up to date with the files of the project, or add an official school calendar."""

from pathlib import Path

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, transaction

from portal.directory.reference.loaders import load_reference, merge_periods
from portal.directory.reference.school_calendar import read_official_calendar


class Command(BaseCommand):
    """Run after an upgrade that brings a new vintage; a second run changes nothing."""

    help = (
        "Load territories, communes, the catalogue of actors and school holidays from the project's files: adds what "
        "is missing, corrects what differs, keeps what was entered by hand. With --school-calendar, load a CSV of the "
        "data set fr-en-calendrier-scolaire instead."
    )

    def add_arguments(self, parser):
        """Declare the options."""
        parser.add_argument("--school-calendar", metavar="FILE", type=Path, help="official school calendar to add")
        parser.add_argument("--database", default=DEFAULT_DB_ALIAS)

    def handle(self, *args, school_calendar, database, **options):
        """Load everything, or the calendar, in one transaction; say what changed."""
        with transaction.atomic(using=database):
            if school_calendar is None:
                changes = load_reference(apps, database)
            else:
                changes = {"school_holidays": self.load_calendar(school_calendar, database)}
        for name, loaded in changes.items():
            self.stdout.write(f"{name}: {loaded.created} added, {loaded.updated} corrected, {loaded.deleted} removed")

    def load_calendar(self, path, database):
        """Merge the periods of a file; rows that cannot be read are listed, a file that holds none is refused."""
        try:
            calendar = read_official_calendar(path.read_bytes(), path.name)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        for problem in calendar.problems:
            self.stderr.write(f"{path}:{problem.row}: {problem.message}")
        if not calendar.periods:
            raise CommandError(f"{path}: no school holiday found")
        return merge_periods(apps.get_model("directory", "CalendarPeriod"), calendar.periods, database)
