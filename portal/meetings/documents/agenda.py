"""Data of the printed agenda."""

from datetime import timedelta

from django.utils.translation import gettext as _

from portal.core.french_dates import format_duration, format_range, format_time, to_local
from portal.core.printing import document

from ..carry_over import open_actions_for
from ..enums import AgendaItemKind
from ..events import place_of

TEMPLATE = "meetings/agenda.typ"


def data_of(meeting) -> dict:
    """Return what the template prints: items with hour, length, presenter and text, and open actions."""
    zone = meeting.timezone_name
    items = list(meeting.agenda_items.select_related("presenter"))
    start = to_local(meeting.starts_at, zone)
    rows, at = [], meeting.starts_at
    for number, item in enumerate(items, start=1):
        rows.append(
            {
                "number": str(number),
                "hour": format_time(to_local(at, zone)),
                "title": item.title,
                "duration": format_duration(item.minutes),
                "presenter": str(item.presenter or ""),
                "text": _text(item),
                "actions": _actions(meeting, item),
            }
        )
        at += timedelta(minutes=item.minutes)
    return {
        "document": document(
            title=meeting.title,
            subtitle=_("Agenda"),
            day=start.date(),
            platform=str(meeting.platform or meeting.territory),
            facts=[
                (_("Date"), format_range(meeting.starts_at, meeting.ends_at, zone)),
                (_("Place"), place_of(meeting) or _("to be confirmed")),
                *([(_("Total length"), format_duration(sum(item.minutes for item in items)))] if items else ()),
            ],
        ),
        "labels": {
            "number": _("No."),
            "hour": _("Hour"),
            "item": _("Item"),
            "duration": _("Duration"),
            "empty": _("The agenda is not written yet."),
        },
        "items": rows,
    }


def _text(item) -> str:
    if item.kind == AgendaItemKind.SITUATIONS:
        if item.situation_count is None:
            return ""
        return _("Number of situations: %(count)d") % {"count": item.situation_count}
    return item.description


def _actions(meeting, item) -> list[str]:
    if item.kind != AgendaItemKind.OPEN_ACTIONS:
        return []
    return [_action_line(action) for action in open_actions_for(meeting)]


def _action_line(action) -> str:
    who = action.owner or action.owner_organisation
    return " – ".join(part for part in (action.text, str(who or "")) if part)
