"""Data of the printed agenda."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.french_dates import format_date, format_duration, format_range, format_time, to_local
from portal.core.printing import document

from ..agenda_marks import MARK_RELATED, marks_of
from ..carry_over import open_actions_for
from ..enums import AgendaItemKind
from ..events import place_of
from ..places import places_for

TEMPLATE = "meetings/agenda.typ"


def data_of(meeting, viewer=None) -> dict:
    """Return what the template prints: items with hour, presenter, marks and text, open actions, places, documents.

    Places are those that ``viewer`` may see; the public ones without.
    """
    zone = meeting.timezone_name
    items = list(meeting.agenda_items.select_related("presenter", *MARK_RELATED))
    marks = marks_of(meeting, items)
    files = list(meeting.attachments.filter(removed_at=None))
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
                "marks": ", ".join(marks[item.pk].words),
                "files": [one.name for one in files if one.item_id == item.pk],
                "text": _text(item),
                "lines": _lines(meeting, item, viewer),
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
            "files": _("Documents"),
            "attached": _("Document:"),
            "where": _("They are read on the page of the meeting in Concerto, by those who signed the charter.")
            if meeting.confidential
            else _("They are read on the page of the meeting in Concerto."),
        },
        "files": [one.name for one in files],
        "items": rows,
    }


def _text(item) -> str:
    if item.kind == AgendaItemKind.SITUATIONS:
        if item.situation_count is None:
            return ""
        return _("Number of situations: %(count)d") % {"count": item.situation_count}
    return item.description


def _lines(meeting, item, viewer) -> list[str]:
    """Return what an item that fills itself lists."""
    if item.kind == AgendaItemKind.OPEN_ACTIONS:
        return [_action_line(action) for action in open_actions_for(meeting)]
    if item.kind == AgendaItemKind.PLACES:
        return _place_lines(places_for(meeting, viewer))
    return []


def _place_lines(found) -> list[str]:
    lines = [
        _("%(label)s: %(words)s") % {"label": f"{place.solution} – {place.label}", "words": place.seats}
        for place in found.places
    ]
    if not lines:
        day = format_date(found.until, weekday=False)
        lines.append(_("Nobody has reported a free place for an entry until %(day)s.") % {"day": day})
    if found.more:
        text = ngettext("%(counter)s more is on the map.", "%(counter)s more are on the map.", found.more)
        lines.append(text % {"counter": found.more})
    if found.unreported:
        text = ngettext(
            "%(counter)s session is open, but nobody reported its seats.",
            "%(counter)s sessions are open, but nobody reported their seats.",
            found.unreported,
        )
        lines.append(text % {"counter": found.unreported})
    return lines


def _action_line(action) -> str:
    who = action.owner or action.owner_organisation
    return " – ".join(part for part in (action.text, str(who or "")) if part)
