"""The choices of a list, written at once: a template that loops took a tenth of a second for five hundred."""

from itertools import groupby

from django import template
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join

register = template.Library()


@register.filter
def options(groups):
    """Return the ``<option>`` elements of ``groups``, as a select widget gives them to its template.

    A group is its name (None for a choice that stands alone), its choices as dictionaries, and its place.
    """
    # Choices that stand alone come as groups of one: taken together, a long list is one join.
    parts = []
    for is_alone, run in groupby(groups, key=lambda group: not group[0]):
        if is_alone:
            parts.append(_written(one for _name, choices, _place in run for one in choices))
        else:
            parts += [
                format_html('<optgroup label="{}">{}</optgroup>', name, _written(choices))
                for name, choices, _place in run
            ]
    return format_html_join("\n", "{}", ((part,) for part in parts))


def _written(choices):
    rows = ((str(one["value"]), flatatt(one["attrs"]) if one["attrs"] else "", one["label"]) for one in choices)
    return format_html_join("\n", '<option value="{}"{}>{}</option>', rows)
