"""Note who took the actions of a platform out of the portal: a file goes where no right follows it."""

from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.log import declare_actions, record
from portal.directory.models import Platform

declare_actions(actions_exported=gettext_noop("Actions exported"))


def note_actions_export(
    platform: Platform, *, file_format: str, lines: int, filters: dict[str, str], by: Actor
) -> None:
    """Note an export of ``lines`` actions of ``platform``, with what it was filtered by."""
    record(platform, "actions_exported", by=by, platform=platform, format=file_format, lines=lines, filters=filters)
