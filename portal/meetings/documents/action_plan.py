"""Data of the printed plan of a school year."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.french_dates import format_date, format_datetime, school_year_bounds, school_year_label, to_local
from portal.core.printing import document

TEMPLATE = "meetings/action_plan.typ"


def data_of(platform, year: int, lines, loose: int) -> dict:
    """Return what the template prints; ``lines`` are the objectives with what the reader sees of each.

    The date of the document is that of the last change of an objective, and the first day of the school year where
    there is none.
    """
    changed = max((line.objective.modified_at for line in lines), default=None)
    day = to_local(changed, platform.timezone).date() if changed else school_year_bounds(year)[0]
    return {
        "document": document(
            title=_("Action plan %(year)s") % {"year": school_year_label(year)},
            day=day,
            platform=platform.name,
        ),
        "labels": {
            "action": _("Action"),
            "owner": _("Who"),
            "due": _("For when"),
            "state": _("State"),
            "empty": _("No objective is written for this school year yet."),
            "no_actions": _("No action yet."),
        },
        "objectives": [_objective(number, line, platform) for number, line in enumerate(lines, start=1)],
        "note": ngettext(
            "%(count)d more one-off action for young people stands in the calendar.",
            "%(count)d more one-off actions for young people stand in the calendar.",
            loose,
        )
        % {"count": loose}
        if loose
        else "",
    }


def _objective(number: int, line, platform) -> dict:
    objective = line.objective
    return {
        "title": f"{number}. {objective.title}",
        "state": objective.get_state_display(),
        "description": objective.description,
        "facts": [
            [label, value]
            for label, value in ((_("How we shall know"), objective.target), (_("What came of it"), objective.outcome))
            if value
        ],
        "actions": [_action(action) for action in line.actions],
        "one_offs": [f"{one.title} – {format_datetime(one.starts_at, platform.timezone)}" for one in line.one_offs],
    }


def _action(action) -> list[str]:
    return [
        action.text,
        ", ".join(str(one) for one in (action.owner, action.owner_organisation) if one) or "–",
        format_date(action.due, weekday=False) if action.due else "–",
        _("Late") if action.is_late else action.get_state_display(),
    ]
