"""Note who took figures out of the portal: a file goes where no right follows it."""

from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.log import declare_actions, record
from portal.directory.models import Platform

declare_actions(figures_exported=gettext_noop("Figures of meetings exported"))


def note_figures_export(scope, *, table: str, file_format: str, school_year: int, by: Actor) -> None:
    """Note an export of the figures of ``scope``, a platform or a territory."""
    is_platform = isinstance(scope, Platform)
    record(
        scope,
        "figures_exported",
        by=by,
        platform=scope if is_platform else None,
        territory=None if is_platform else scope,
        table=table,
        format=file_format,
        year=school_year,
    )
