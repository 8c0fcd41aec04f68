"""Data of the printed minutes: from the same content as the page."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.french_dates import format_date, format_duration, format_range, to_local
from portal.core.printing import document, rich

from ..enums import ActionState, AgendaItemKind, MinutesState, Presence
from ..minutes_content import for_reading
from ..models import Addendum, Minutes

TEMPLATE = "meetings/minutes.typ"


def data_of(
    content: Mapping, minutes: Minutes, *, addenda: Sequence[Addendum] = (), is_shareable: bool = False
) -> dict:
    """Return what the template prints of ``content`` (``minutes_content``), marked as a draft until validated.

    ``addenda`` stand below the validated text. ``is_shareable`` is for ``minutes_content.shareable_content``: a word
    says that it is an extract, organisations stand without people, and addenda are named by their day alone.
    """
    content = for_reading(content)
    zone = content["timezone"]
    is_final = minutes.state == MinutesState.VALIDATED
    return {
        "document": document(
            title=content["title"],
            subtitle=_("Minutes"),
            day=to_local(content["starts_at"], zone).date(),
            platform=content["scope"],
            facts=[
                (_("Date"), format_range(content["starts_at"], content["ends_at"], zone)),
                (_("Place"), content["place"] or (_("By video") if content["by_video"] else "–")),
                (_("State"), _state(minutes, is_final)),
            ],
        ),
        "mark": "" if is_final else _("Draft – not validated"),
        "word": _shareable_word(addenda, zone) if is_shareable else "",
        "organisations": [group["organisation"] for group in content["attendance"]] if is_shareable else [],
        "labels": {
            "attendance": _("Organisations represented") if is_shareable else _("Attendance"),
            "addenda": _("Addenda"),
            "organisation": _("Organisation"),
            "person": _("Person"),
            "presence": _("Presence"),
            "nobody": _("Attendance is not recorded.") if is_shareable else _("Nobody was invited."),
            "items": _("Items"),
            "decisions": _("Decisions"),
            "actions": _("Actions"),
            "carried": _("Open actions of the last meetings"),
            "action": _("Action"),
            "who": _("Who"),
            "due": _("For when"),
            "state": _("State"),
            "nothing": _("Nothing is noted under this item."),
        },
        "attendance": [
            {
                "organisation": group["organisation"] or "–",
                "people": [[person["name"], _presence(person)] for person in group["people"]],
            }
            for group in content["attendance"]
            if group["people"]
        ],
        "items": [_item(number, item) for number, item in enumerate(content["items"], start=1)],
        "addenda": [] if is_shareable else [_addendum(addendum, zone) for addendum in addenda],
        # An extract is not the text that was validated: its fingerprint would match nothing.
        "fingerprint": _fingerprint(minutes) if is_final and not is_shareable else "",
    }


def _shareable_word(addenda: Sequence[Addendum], zone: str) -> str:
    word = _(
        "Extract to hand on: the names of those present and what is kept among the partners who signed the charter are "
        "left out."
    )
    if not addenda:
        return word
    day = format_date(to_local(addenda[-1].written_at, zone).date(), weekday=False)
    completed = _("The full minutes were completed on %(day)s.") % {"day": day}
    return f"{word} {completed}"


def _addendum(addendum: Addendum, zone: str) -> dict:
    day = format_date(to_local(addendum.written_at, zone).date(), weekday=False)
    return {"title": _("Addendum of %(day)s") % {"day": day}, "text": rich(addendum.html), "sha256": addendum.sha256}


def _state(minutes: Minutes, is_final: bool) -> str:
    if is_final:
        return _("Validated on %(day)s") % {"day": format_date(to_day(minutes), weekday=False)}
    if minutes.state == MinutesState.IN_REVIEW:
        return _("In review by those invited")
    return _("Draft")


def _fingerprint(minutes: Minutes) -> str:
    return _("Fingerprint of the validated text (SHA-256): %(hash)s") % {"hash": minutes.sha256}


def to_day(minutes: Minutes):
    """Return the local day on which the minutes were validated, in the zone of the meeting."""
    return to_local(minutes.validated_at, minutes.meeting.timezone_name).date()


def _presence(person: Mapping) -> str:
    label = str(Presence(person["presence"]).label)
    if person["represented_by"]:
        return _("%(presence)s (replacement: %(name)s)") % {"presence": label, "name": person["represented_by"]}
    return label


def _item(number: int, item: Mapping) -> dict:
    facts = [format_duration(item["minutes"])] if item["minutes"] else []
    if item["presenter"]:
        facts.append(item["presenter"])
    situations = ""
    if item["kind"] == AgendaItemKind.SITUATIONS and item["situation_count"] is not None:
        count = item["situation_count"]
        situations = ngettext("%(count)d situation worked on.", "%(count)d situations worked on.", count) % {
            "count": count
        }
    return {
        "title": f"{number}. {item['title']}".rstrip(),
        "facts": " · ".join(facts),
        "situations": situations,
        "text": rich(item["html"]),
        "decisions": list(item["decisions"]),
        "actions": [[action["text"], _who(action), _due(action)] for action in item["actions"]],
        "carried": [
            [action["text"], _who(action), _due(action), str(ActionState(action["state"]).label)]
            for action in item["carried"]
        ],
    }


def _who(action: Mapping) -> str:
    return ", ".join(part for part in (action["owner"], action["organisation"]) if part) or "–"


def _due(action: Mapping) -> str:
    return format_date(action["due"], weekday=False) if action["due"] else "–"
