"""Note who took what out of the map: a file goes where no right follows it."""

from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.log import declare_actions, record

declare_actions(solutions_exported=gettext_noop("Solutions exported"))


def note_solutions_export(*, file_format: str, lines: int, filters: dict[str, list[str]], by: Actor) -> None:
    """Note an export of the map as a professional sees it, with what it was filtered by. ``by`` has an account."""
    record(by.user, "solutions_exported", by=by, format=file_format, lines=lines, filters=filters)
