"""The portal's components: small pieces of a page with declared arguments, all shown on ``/composants/``.

A component is a function whose signature declares its arguments and which returns the context of the template of the
same name in ``templates/components/``. A typo in a name or an argument fails when its template is compiled.
"""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path

from django.conf import settings
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select
from django.template import TemplateSyntaxError
from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .french_dates import format_date, format_range, format_time, to_local

SPRITE = Path(settings.BASE_DIR) / "static" / "portal" / "icons.svg"


class ComponentError(TemplateSyntaxError):
    """A component that does not exist, an argument that it does not declare, or a value that it does not know."""


@dataclass(frozen=True)
class Component:
    """One component: its name and the function that declares its arguments and builds its context."""

    name: str
    build: Callable[..., dict]

    @cached_property
    def parameters(self) -> dict[str, inspect.Parameter]:
        """Return the declared arguments by name."""
        return dict(inspect.signature(self.build).parameters)

    @property
    def template_name(self) -> str:
        """Return the address of its template."""
        return f"components/{self.name}.html"

    def check(self, given: set[str]) -> None:
        """Raise ``ComponentError`` unless ``given`` are declared arguments and none that is required is missing."""
        unknown = given - set(self.parameters)
        if unknown:
            raise ComponentError(
                f"Component “{self.name}” has no argument {', '.join(sorted(unknown))}; "
                f"it takes {', '.join(self.parameters)}."
            )
        required = {name for name, item in self.parameters.items() if item.default is inspect.Parameter.empty}
        if required - given:
            raise ComponentError(f"Component “{self.name}” needs {', '.join(sorted(required - given))}.")


_components: dict[str, Component] = {}


def component(build: Callable[..., dict]) -> Callable[..., dict]:
    """Declare the component named like the function ``build``."""
    _components[build.__name__] = Component(build.__name__, build)
    return build


def get(name: str) -> Component:
    """Return the component ``name`` or raise ``ComponentError``."""
    try:
        return _components[name]
    except KeyError:
        raise ComponentError(f"There is no component “{name}”; there are {', '.join(sorted(_components))}.") from None


def names() -> list[str]:
    """Return the names of all components."""
    return sorted(_components)


def render(name: str, **arguments) -> SafeString:
    """Return the HTML of a component from Python, as a table's column needs it; no request, so none that posts."""
    item = get(name)
    item.check(set(arguments))
    return get_template(item.template_name).render(item.build(**arguments))


@cache
def icon_names() -> frozenset[str]:
    """Return the names of the icons that the sprite holds."""
    return frozenset(re.findall(r'<symbol id="([a-z-]+)"', SPRITE.read_text(encoding="utf-8")))


def _known_icon(name: str) -> str:
    if name and name not in icon_names():
        raise ComponentError(f"There is no icon “{name}”; there are {', '.join(sorted(icon_names()))}.")
    return name


#: Words, colour and icon of each status, by what it is the status of; colour never says anything alone.
STATUSES: dict[str, dict[str, tuple]] = {
    "meeting": {
        "draft": (pgettext_lazy("meeting", "Draft"), "neutral", "pencil"),
        "proposed": (pgettext_lazy("meeting", "Proposed"), "info", "calendar"),
        "convened": (pgettext_lazy("meeting", "Convened"), "primary", "mail"),
        "held": (pgettext_lazy("meeting", "Held"), "success", "check"),
        "cancelled": (pgettext_lazy("meeting", "Cancelled"), "danger", "close"),
    },
    "minutes": {
        "": (pgettext_lazy("minutes", "To write"), "warning", "pencil"),
        "draft": (pgettext_lazy("minutes", "Draft"), "neutral", "pencil"),
        "in_review": (pgettext_lazy("minutes", "In review"), "info", "eye"),
        "validated": (pgettext_lazy("minutes", "Validated"), "success", "lock"),
    },
    "answer": {
        "": (pgettext_lazy("answer", "No answer"), "warning", "clock"),
        "present": (pgettext_lazy("answer", "Will be present"), "success", "check"),
        "excused": (pgettext_lazy("answer", "Excused"), "neutral", "close"),
    },
    "presence": {
        "": (pgettext_lazy("presence", "Not recorded"), "warning", "clock"),
        "present": (pgettext_lazy("presence", "Present"), "success", "check"),
        "excused": (pgettext_lazy("presence", "Excused"), "neutral", "close"),
        "absent": (pgettext_lazy("presence", "Absent"), "danger", "close"),
        "represented": (pgettext_lazy("presence", "Represented"), "info", "people"),
    },
    "action": {
        "open": (pgettext_lazy("action", "Open"), "primary", "clock"),
        "done": (pgettext_lazy("action", "Done"), "success", "check"),
        "dropped": (pgettext_lazy("action", "Dropped"), "neutral", "close"),
        "late": (pgettext_lazy("action", "Late"), "danger", "warning"),
    },
    "charter": {
        "draft": (pgettext_lazy("charter", "Draft"), "neutral", "pencil"),
        "published": (pgettext_lazy("charter", "Published"), "success", "check"),
        "replaced": (pgettext_lazy("charter", "Replaced"), "neutral", "close"),
        "signed": (pgettext_lazy("charter", "Signed"), "success", "check"),
        "to_sign": (pgettext_lazy("charter", "To sign"), "warning", "pencil"),
        "grace": (pgettext_lazy("charter", "To sign soon"), "warning", "clock"),
        "to_renew": (pgettext_lazy("charter", "To sign again"), "warning", "refresh"),
        "refused": (pgettext_lazy("charter", "Refused"), "danger", "close"),
        "none": (pgettext_lazy("charter", "No charter"), "neutral", "info"),
    },
    "mail": {
        "queued": (pgettext_lazy("mail", "Waiting"), "info", "clock"),
        "sending": (pgettext_lazy("mail", "Being sent"), "info", "refresh"),
        "sent": (pgettext_lazy("mail", "Sent"), "success", "check"),
        "failed": (pgettext_lazy("mail", "Failed"), "danger", "warning"),
    },
}

KINDS = frozenset({"neutral", "primary", "circle-2", "info", "success", "warning", "danger"})
_KIND_ICONS = {"info": "info", "success": "check", "warning": "warning", "danger": "warning", "neutral": "info"}


def _known_kind(kind: str) -> str:
    if kind not in KINDS:
        raise ComponentError(f"There is no kind “{kind}”; there are {', '.join(sorted(KINDS))}.")
    return kind


@component
def icon(name, size="1", label=""):
    """Show an icon of the sprite; ``label`` only where no words stand beside it."""
    return {"name": _known_icon(name), "size": size, "label": label}


@component
def chip(label, kind="neutral", icon="", url=""):
    """Show a short fact in the head of a page or a row."""
    return {"label": label, "kind": _known_kind(kind), "icon": _known_icon(icon), "url": url}


@component
def status(value, of="meeting"):
    """Show a status; ``of`` says of what: meeting, minutes, answer, presence, action, charter, mail."""
    try:
        label, kind, icon_name = STATUSES[of][str(value)]
    except KeyError:
        raise ComponentError(f"“{value}” is no status of “{of}”.") from None
    return {"label": label, "kind": kind, "icon": icon_name, "url": ""}


@component
def circle(value, long=False):
    """Show a circle as "C1" or "C2" in its colour; ``value`` is "1", "2", "circle_1", "occasional" or empty."""
    names_of = {
        "1": ("C1", _("Circle 1"), "primary"),
        "2": ("C2", _("Circle 2"), "circle-2"),
        "occasional": ("", _("Occasional actor"), "neutral"),
        "": ("", "", "neutral"),
    }
    short, name, kind = names_of.get(str(value or "").removeprefix("circle_"), names_of[""])
    return {"short": short, "name": name, "kind": kind, "long": long or not short}


@component
def freshness(confirmed_on, stale_after=365, on=None):
    """Say when a fact was last confirmed and, ``stale_after`` days later, that it has to be confirmed again."""
    today = on or timezone.localdate()
    day = _as_date(confirmed_on)
    stale = day is None or (today - day).days > stale_after
    return {"day": format_date(day, weekday=False) if day else "", "stale": stale}


@component
def seats(free, capacity=None, reported_on=None, stale_after=60, on=None):
    """Show free seats, never without the date of the report; ``free`` is None where nothing was reported."""
    return {"free": free, "capacity": capacity, **freshness(reported_on, stale_after, on)}


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
def tabs(items, label):
    """Show the pages of one thing: ``items`` are mappings of label, url, current and perhaps count."""
    return {"items": [{"current": False, "count": None, **item} for item in items], "label": label}


@component
def alert(kind="info", title="", content="", live=False):
    """Tell something about the page: info, success, warning or danger; ``live`` has it read aloud when it appears."""
    return {"kind": _known_kind(kind), "icon": _KIND_ICONS[kind], "title": title, "content": content, "live": live}


@component
def empty_state(title, text="", act_label="", act_url="", icon="info"):
    """Say, where nothing is there yet, what the page is for, and offer the next act."""
    return {"title": title, "text": text, "act_label": act_label, "act_url": act_url, "icon": _known_icon(icon)}


@component
def panel(content, title="", acts="", level=2, id=""):
    """Hold one subject of a page in a white panel."""
    return {"content": content, "title": title, "acts": acts, "level": int(level), "id": id}


@component
def menu(label, content, icon="more", quiet=True):
    """Hold the other acts of a page behind a button that opens without script; ``content`` is a list of items."""
    return {"label": label, "content": content, "icon": _known_icon(icon), "quiet": quiet}


@component
def post_button(url, label, kind="secondary", icon="", name="", value="", fields=None, small=False, item=False):
    """Post to ``url`` with one button; ``fields`` are hidden values, ``item`` makes it an item of a menu."""
    return {
        "url": url,
        "label": label,
        "kind": kind,
        "icon": _known_icon(icon),
        "name": name,
        "value": value,
        "fields": (fields or {}).items(),
        "small": small,
        "item": item,
    }


@component
def definition_list(items):
    """Show facts: ``items`` are pairs of term and value; pairs without value are left out."""
    return {"items": [(term, value) for term, value in items if value not in (None, "")]}


@component
def date_block(start, end=None, tz="", cancelled=False):
    """Show when something is: day, month, and the words "mardi 14 octobre 2026, 9 h 30 – 11 h 30"."""
    zone = tz or timezone.get_current_timezone()
    if isinstance(start, datetime):
        day = to_local(start, zone).date()
        words = format_range(start, end, zone) if end else f"{format_date(day)}, {format_time(to_local(start, zone))}"
    else:
        day, words = start, format_date(start)
    return {"day": day, "words": words, "cancelled": cancelled}


@component
def calendar_month(month, empty_days=False):
    """Show one month as a grid and, on phones, as a list; ``month`` comes from ``core.month_grid.build``."""
    return {"month": month, "empty_days": empty_days}


@component
def calendar_legend(bands=True):
    """Explain the colours and signs of the calendar."""
    return {"bands": bands}


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
def field(field):
    """Show one field of a form: label, help, the widget, the errors beside it."""
    widget = field.field.widget
    attributes = {"class": " ".join(filter(None, [widget.attrs.get("class"), _widget_class(widget)]))}
    if field.errors:
        attributes["class"] += " is-invalid"
    group = isinstance(widget, (RadioSelect, CheckboxSelectMultiple))
    checkbox = isinstance(widget, CheckboxInput)
    return {
        "field": field,
        "group": group,
        "checkbox": checkbox,
        "control": "" if group else field.as_widget(attrs=attributes),
        "options": list(field) if group else [],
        "optional": not field.field.required and not checkbox,
        "described_by": field.aria_describedby or "" if group else "",
    }


@component
def form_errors(form):
    """Sum up the errors of a form with links to the fields."""
    fields = [(item, _target_of(item), item.errors) for item in form if item.errors]
    return {"form": form, "fields": fields, "own": form.non_field_errors()}


@component
def form(
    form,
    submit,
    action="",
    method="post",
    name="",
    cancel_url="",
    submit_kind="primary",
    second_submit="",
    second_name="",
    second_value="1",
    guard=True,
    autosave_url="",
    content="",
    id="",
):
    """Show a whole form in one column with its errors on top; ``submit`` says what the button does.

    ``name`` names the first button, ``second_submit`` adds another. ``guard`` asks before typed text is left behind.
    ``autosave_url`` saves as one types. ``content`` (the block's inside) stands between the fields and the buttons.
    """
    return {
        "form": form,
        "submit": submit,
        "action": action,
        "method": method,
        "name": name,
        "cancel_url": cancel_url,
        "submit_kind": submit_kind,
        "second_submit": second_submit,
        "second_name": second_name,
        "second_value": second_value,
        "guard": guard and method == "post",
        "autosave_url": autosave_url,
        "content": content,
        "id": id,
        "multipart": form.is_multipart(),
    }


@component
def filter_form(form, count=None, submit=""):
    """Show the filters of a list in a row; they stay in the address."""
    return {"form": form, "submit": submit or _("Filter"), "count": count, "used": _is_used(form)}


@component
def copy_text(value, label, id):
    """Show a text to copy, such as a calendar's address, with a button that copies it."""
    return {"value": value, "label": label, "id": id}


@component
def save_state(text=""):
    """Say whether what was typed is saved; ``data-autosave`` writes into it."""
    return {"text": text}


@component
def reorder_moves(value, label, form_id):
    """Move a row up or down with two buttons that post to the form ``form_id`` (names ``up`` and ``down``).

    The list around has ``data-reorder="<form id>"`` and its rows ``data-id``. With script, moving a row by the buttons,
    or by mouse from an element with ``data-handle``, posts the whole order as ``order`` (values joined by commas).
    """
    return {"value": value, "label": label, "form_id": form_id}


def _target_of(field) -> str:
    if field.is_hidden:
        return ""
    # A group of choices has no element of its own: its first choice takes the focus.
    return field.id_for_label or f"{field.auto_id}_0"


def _is_used(form) -> bool:
    return any(form.data.get(item.html_name) for item in form)


def _as_date(value) -> date | None:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _widget_class(widget) -> str:
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    if isinstance(widget, Select) and not isinstance(widget, RadioSelect):
        return "form-select"
    if isinstance(widget, FileInput):
        return "form-control"
    return "form-control"
