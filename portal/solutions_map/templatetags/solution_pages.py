"""The pieces of the form of a solution."""

from django import template

from ..forms.solutions import SEARCHED

register = template.Library()


@register.simple_tag
def searched(form, name: str) -> dict:
    """Return what was looked for in the field ``name``: words, how many were found, more than shown, choices."""
    words, count, more = form.looked.get(name, ("", 0, False))
    words_name = SEARCHED.get(name)
    bound = form[words_name] if words_name else None
    return {
        "words": words,
        "count": count,
        "more": more,
        "name": bound.html_name if bound else "",
        "id": bound.id_for_label if bound else "",
        "has_choices": bool(list(form.fields[name].choices)),
    }
