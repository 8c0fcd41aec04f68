"""Keep the French catalogue: ``messages``, ``messages --merge file.json``, ``--prune``, ``--check``, ``--compile``."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.core import catalogue


class Command(BaseCommand):
    """Without option: extract, keep the French there is, write and compile."""

    help = "Extract, merge, check or compile the French catalogue."
    requires_system_checks = ()

    def add_arguments(self, parser):
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--merge", nargs="+", metavar="FILE", help="JSON files: English message to French")
        choice.add_argument("--prune", action="store_true", help="drop the French of messages that no source holds")
        choice.add_argument("--check", action="store_true", help="fail on a stale or incomplete catalogue")
        choice.add_argument("--compile", action="store_true", help="only write the compiled catalogue")
        choice.add_argument("--missing", action="store_true", help="print the messages without French as JSON")

    def handle(self, *args, **options):
        try:
            with catalogue.locked():
                self._act(options)
        except catalogue.CatalogueError as error:
            raise CommandError(str(error)) from error

    def _act(self, options) -> None:
        if options["compile"]:
            catalogue.compile_catalogue()
        elif options["check"]:
            problems = catalogue.problems()
            if problems:
                raise CommandError("\n".join(problems))
            self.stdout.write("The catalogue is complete.")
        elif options["missing"]:
            whole = catalogue.updated(catalogue.read(), catalogue.extract_all())
            self.stdout.write(json.dumps(dict.fromkeys(_missing(whole), ""), ensure_ascii=False, indent=1))
        else:
            translations = _read_all(options["merge"] or ())
            fresh = catalogue.extract_all()
            whole = catalogue.updated(catalogue.read(), fresh, translations, keep=not options["prune"])
            catalogue.write(whole)
            missing = _missing(whole)
            self.stdout.write(f"{len(whole)} messages, {len(missing)} without French, {len(whole.obsolete)} unused.")


def _missing(whole) -> list[str]:
    names = []
    for message in whole:
        forms = [message.string] if isinstance(message.string, str) else message.string
        if message.id and not (forms and all(forms)):
            context, text = catalogue.key_of(message)
            names.append(f"{context}{catalogue.CONTEXT_SEPARATOR}{text}" if context else text)
    return names


def _read_all(paths) -> dict:
    translations = {}
    for path in paths:
        try:
            content = json.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(f"{path}: {error}") from error
        if not isinstance(content, dict) or not all(isinstance(french, (str, list)) for french in content.values()):
            raise CommandError(f"{path}: a JSON object of texts, or of lists [singular, plural], is expected.")
        translations |= content
    return translations
