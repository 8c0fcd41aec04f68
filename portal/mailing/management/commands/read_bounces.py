"""``manage.py read_bounces``: what came back, read from the mailbox of ``BOUNCES_URL``."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ...mailboxes import MailboxError
from ...services.bounces import read_bounces


class Command(BaseCommand):
    """Read returned mail."""

    help = "Read returned mail from the mailbox of BOUNCES_URL, and note which mails and addresses it is about."

    def add_arguments(self, parser):
        parser.add_argument(
            "--delete", action="store_true", default=None, help="remove what was understood instead of marking it read"
        )

    def handle(self, *args, **options):
        if not settings.BOUNCES_URL:
            self.stdout.write("BOUNCES_URL is not set: returned mail is not read.")
            return
        try:
            tally = read_bounces(settings.BOUNCES_URL, delete=options["delete"])
        except MailboxError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{tally.read} read: {tally.returned} came back, {tally.known} known or still on the way, "
            f"{tally.foreign} about mails that were never sent, {tally.others} no returned mail, "
            f"{tally.unreadable} unreadable."
        )
