"""Note who took what out of the directory: a file goes where no right follows it."""

from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.log import declare_actions, record

from ..models import Platform

declare_actions(
    directory_exported=gettext_noop("Directory exported"),
    members_exported=gettext_noop("Members exported"),
)


def note_directory_export(*, file_format: str, lines: int, filters: dict[str, str], by: Actor) -> None:
    """Note an export of the directory of the network, with what it was filtered by. ``by`` has an account."""
    record(by.user, "directory_exported", by=by, format=file_format, lines=lines, filters=filters)


def note_members_export(
    platform: Platform, *, file_format: str, lines: int, filters: dict[str, str], by: Actor
) -> None:
    """Note an export of the members of ``platform`` with the people who represent them."""
    record(platform, "members_exported", by=by, platform=platform, format=file_format, lines=lines, filters=filters)
