"""What minutes say, as plain data: what is shown, hashed, approved and frozen is one and the same (SECURITY D-92)."""

import datetime as dt
import hashlib
import json

from django.utils.dateparse import parse_date, parse_datetime

from .carry_over import reviewed_actions_for
from .enums import AgendaItemKind, MinutesState, Presence
from .models import ActionItem, Addendum, AgendaItem, Decision, Invitee, Meeting, Minutes

#: Rises when the shape of the data changes, so that what was frozen before can still be read.
SCHEMA = 1


def content_of(meeting: Meeting) -> dict:
    """Return the minutes of ``meeting`` as they stand, as JSON data in a fixed order, in at most six queries.

    It depends on stored rows only, never on the clock or on the reader's language.
    """
    return {
        "schema": SCHEMA,
        "title": meeting.title,
        "kind": str(meeting.kind),
        "scope": str(meeting.platform or meeting.territory),
        "starts_at": meeting.starts_at.astimezone(dt.UTC).isoformat(),
        "minutes": int(meeting.duration.total_seconds() // 60),
        "timezone": meeting.timezone_name,
        "place": meeting.venue.full_address if meeting.venue else "",
        "by_video": bool(meeting.video_link and not meeting.venue),
        "attendance": _attendance(meeting),
        "items": _items(meeting),
    }


def shown_content(meeting: Meeting, minutes: Minutes) -> dict:
    """Return what readers see: the frozen copy of validated minutes, what stands in the tables before."""
    if minutes.state == MinutesState.VALIDATED and minutes.frozen is not None:
        return minutes.frozen
    return content_of(meeting)


def digest(content: dict) -> str:
    """Return the SHA-256, in hexadecimal, of the canonical JSON of ``content``: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def is_intact(minutes: Minutes) -> bool:
    """Tell whether the frozen copy is the text that was approved; true before there is one."""
    return minutes.state != MinutesState.VALIDATED or digest(minutes.frozen or {}) == minutes.sha256


def addendum_digest(html: str, written_at: dt.datetime, follows: str) -> str:
    """Return the hash of an addendum: of its text, its instant and the hash that it follows."""
    return digest({"html": html, "written_at": written_at.astimezone(dt.UTC).isoformat(), "follows": follows})


def last_digest(minutes: Minutes, last: Addendum | None) -> str:
    """Return the hash that the next addendum follows: that of the ``last`` one, else of the validated text."""
    return last.sha256 if last is not None else minutes.sha256


def addenda_are_intact(minutes: Minutes, addenda: list[Addendum]) -> bool:
    """Tell whether ``addenda``, in order, are what was added, each after the one before."""
    follows = minutes.sha256
    for addendum in addenda:
        if addendum.sha256 != addendum_digest(addendum.html, addendum.written_at, follows):
            return False
        follows = addendum.sha256
    return True


def shareable_content(meeting: Meeting, minutes: Minutes) -> dict:
    """Return what the team may hand on of the minutes, with the choices of today for each item."""
    shared = set(meeting.agenda_items.filter(shareable=True).values_list("pk", flat=True))
    content = shown_content(meeting, minutes)
    return shareable(content | {"items": [one | {"shareable": one["id"] in shared} for one in content["items"]]})


def shareable(content: dict) -> dict:
    """Return ``content`` without what stays among those above the gate (MISSION B10).

    Left out are the items not marked ``shareable`` (``shareable_content`` marks them), all that stands under
    "situations" but their number, actions of earlier meetings, and the names of people: organisations stay. A name in a
    sentence stays too: the team reads the text before it hands it on.
    """
    present = {str(Presence.PRESENT), str(Presence.REPRESENTED)}
    came = [
        group["organisation"]
        for group in content["attendance"]
        if group["organisation"] and any(person["presence"] in present for person in group["people"])
    ]
    return content | {
        "attendance": [{"organisation": organisation, "people": []} for organisation in came],
        "items": [_shareable_item(item) for item in content["items"] if item.get("shareable")],
    }


def _shareable_item(item: dict) -> dict:
    situations = item["kind"] == AgendaItemKind.SITUATIONS
    return item | {
        "presenter": "",
        "html": "" if situations else item["html"],
        "decisions": [] if situations else item["decisions"],
        "actions": [] if situations else [action | {"owner": ""} for action in item["actions"]],
        "carried": [],
    }


def is_empty(content: dict) -> bool:
    """Tell whether nothing was written under any item."""
    return not any(
        item["html"] or item["decisions"] or item["actions"] or item["situation_count"] is not None
        for item in content["items"]
    )


def for_reading(content: dict) -> dict:
    """Return ``content`` with dates as dates, for pages and documents; what it is made of stays as it is."""
    starts_at = parse_datetime(content["starts_at"])
    return content | {
        "starts_at": starts_at,
        "ends_at": starts_at + dt.timedelta(minutes=content["minutes"]),
        "items": [
            item
            | {
                "actions": [_with_date(action) for action in item["actions"]],
                "carried": [_with_date(action) for action in item["carried"]],
            }
            for item in content["items"]
        ],
    }


def _with_date(action: dict) -> dict:
    return action | {"due": parse_date(action["due"]) if action["due"] else None}


def _attendance(meeting: Meeting) -> list[dict]:
    """People by organisation, those without one last; organisations and people in order of name."""
    groups: dict[str, list[dict]] = {}
    for invitee in Invitee.objects.filter(meeting=meeting.pk).select_related("replaced_by"):
        person = {
            "name": invitee.name,
            "presence": str(invitee.presence),
            "represented_by": invitee.replaced_by.name if invitee.replaced_by else "",
        }
        groups.setdefault(invitee.organisation_name, []).append(person)
    names = sorted(groups, key=lambda name: (not name, name))
    return [{"organisation": name, "people": groups[name]} for name in names]


def _items(meeting: Meeting) -> list[dict]:
    decisions: dict[int | None, list[str]] = {}
    for item_id, text in Decision.objects.filter(meeting=meeting.pk).values_list("item", "text"):
        decisions.setdefault(item_id, []).append(text)
    actions: dict[int | None, list[dict]] = {}
    for action in ActionItem.objects.filter(meeting=meeting.pk).select_related("owner", "owner_organisation"):
        actions.setdefault(action.item_id, []).append(_action(action))
    items = list(meeting.agenda_items.select_related("presenter", "note"))
    carried = []
    if any(item.kind == AgendaItemKind.OPEN_ACTIONS for item in items):
        carried = [_action(action) | {"state": str(action.state)} for action in reviewed_actions_for(meeting)]
    found = [_item(item, decisions, actions, carried) for item in items]
    if None in decisions or None in actions:
        # Their item is gone: they are still part of what was agreed.
        found.append(_item(AgendaItem(minutes=0), decisions, actions, carried))
    return found


def _item(item: AgendaItem, decisions: dict, actions: dict, carried: list[dict]) -> dict:
    situations = item.kind == AgendaItemKind.SITUATIONS
    note = getattr(item, "note", None) if item.pk else None
    return {
        "id": item.pk,
        "kind": str(item.kind),
        "title": item.title,
        "minutes": item.minutes,
        "presenter": str(item.presenter or ""),
        "situation_count": item.situation_count if situations else None,
        "html": note.html if note and not situations else "",
        "decisions": decisions.get(item.pk, []),
        "actions": actions.get(item.pk, []),
        "carried": carried if item.kind == AgendaItemKind.OPEN_ACTIONS else [],
    }


def _action(action: ActionItem) -> dict:
    return {
        "id": action.pk,
        "text": action.text,
        "owner": str(action.owner or ""),
        "organisation": str(action.owner_organisation or ""),
        "due": action.due.isoformat() if action.due else "",
    }
