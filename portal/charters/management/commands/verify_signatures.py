"""``manage.py verify_signatures``: the proof, or the place where it breaks."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.charters.services.verification import verify_all

#: A line of progress every so many signatures of one chain.
STEP = 1000


class Command(BaseCommand):
    """Check every chain of signatures; exit code 1 when one is broken."""

    help = "Check every chain of charter signatures and the published texts; exit code 1 when something was altered."

    def handle(self, *args, **options):
        """Walk all charters, say each result, and fail at the end if any chain is broken."""
        broken = 0
        for report in verify_all(self._progress if options["verbosity"] > 0 else lambda checked: None):
            if not report.problem:
                whole = ngettext("%(count)s signature, whole", "%(count)s signatures, whole", report.checked)
                self.stdout.write(f"{report.charter}: {whole % {'count': report.checked}}")
                continue
            broken += 1
            place = "" if report.position is None else f" #{report.position}"
            self.stderr.write(f"{report.charter}{place}: {report.problem}")
        if broken:
            raise CommandError(
                ngettext("%(count)s broken chain.", "%(count)s broken chains.", broken) % {"count": broken}
            )
        self.stdout.write(_("All chains are whole."))

    def _progress(self, checked: int) -> None:
        if checked % STEP == 0:
            self.stdout.write(f"… {checked}")
