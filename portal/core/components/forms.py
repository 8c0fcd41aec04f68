"""Forms: one field, the errors, a whole form, the filters of a list, and what goes on while one types or sorts."""

from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.utils.translation import gettext_lazy as _

from .registry import component


@component
def field(field):
    """Show one field of a form: label, help, the widget, the errors beside it.

    A form whose ``marks_optional`` is false does not say "(optional)": where nearly all is, the word is noise.
    """
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
        "optional": not field.field.required and not checkbox and getattr(field.form, "marks_optional", True),
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
def filter_form(form, count=None, submit="", first=0):
    """Show the filters of a list in a row; they stay in the address.

    Those after the ``first`` so many wait behind "More filters", which is open while one of them is in use.
    """
    fields = list(form)
    first = first or len(fields)
    more = fields[first:]
    return {
        "fields": fields[:first],
        "more": more,
        "more_used": any(form.data.get(item.html_name) for item in more),
        "submit": submit or _("Filter"),
        "count": count,
        "used": _is_used(form),
    }


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


def _widget_class(widget) -> str:
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    if isinstance(widget, Select) and not isinstance(widget, RadioSelect):
        return "form-select"
    return "form-control"
