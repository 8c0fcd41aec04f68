"""What a page is built of: its head, panels, ways to go on, acts."""

from django.utils import timezone

from .looks import KIND_ICONS, known_icon, known_kind
from .registry import component


@component
def page_head(title, eyebrow="", eyebrow_url="", text="", chips="", acts=""):
    """Head a page: what stands above the title, the title, facts (slot ``chips``) and acts at the right (slot)."""
    return {
        "title": title,
        "eyebrow": eyebrow,
        "eyebrow_url": eyebrow_url,
        "text": text,
        "chips": chips,
        "acts": acts,
    }


@component
def breadcrumb(items):
    """Show the way from the second level: ``items`` are pairs of words and address; the last needs no address."""
    return {"items": [(label, url) for label, url in items]}


@component
def tabs(items, label, quiet=False):
    """Show the pages of one thing: ``items`` are mappings of label, url, current and perhaps count.

    ``quiet`` is for the ways to look at one of these pages, below its tabs.
    """
    return {"items": [{"current": False, "count": None, **item} for item in items], "label": label, "quiet": quiet}


@component
def alert(kind="info", title="", content="", live=False):
    """Tell something about the page: info, success, warning or danger; ``live`` has it read aloud when it appears."""
    return {"kind": known_kind(kind), "icon": KIND_ICONS[kind], "title": title, "content": content, "live": live}


@component
def empty_state(title, text="", act_label="", act_url="", icon="info"):
    """Say, where nothing is there yet, what the page is for, and offer the next act."""
    return {"title": title, "text": text, "act_label": act_label, "act_url": act_url, "icon": known_icon(icon)}


@component
def panel(content, title="", acts="", level=2, id=""):
    """Hold one subject of a page in a white panel."""
    return {"content": content, "title": title, "acts": acts, "level": int(level), "id": id}


@component
def menu(label, content, icon="more", quiet=True):
    """Hold the other acts of a page behind a button that opens without script; ``content`` is a list of items."""
    return {"label": label, "content": content, "icon": known_icon(icon), "quiet": quiet}


@component
def post_button(url, label, kind="secondary", icon="", name="", value="", fields=None, small=False, item=False):
    """Post to ``url`` with one button; ``fields`` are hidden values, ``item`` makes it an item of a menu."""
    return {
        "url": url,
        "label": label,
        "kind": kind,
        "icon": known_icon(icon),
        "name": name,
        "value": value,
        "fields": (fields or {}).items(),
        "small": small,
        "item": item,
    }


@component
def waiting_item(item, on=None):
    """Show one thing that awaits the reader (``core.waiting.Waiting``) with its act."""
    today = on or timezone.localdate()
    return {"item": item, "late": bool(item.due and item.due < today)}


@component
def pagination(page, label, parameter="page"):
    """Lead to the other pages of a list that is no table; the filters in the address stay."""
    return {"page": page, "label": label, "parameter": parameter, "ellipsis": page.paginator.ELLIPSIS}


@component
def copy_text(value, label, id):
    """Show a text to copy, such as a calendar's address, with a button that copies it."""
    return {"value": value, "label": label, "id": id}
