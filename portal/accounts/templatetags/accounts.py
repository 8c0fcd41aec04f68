"""What the pages of the accounts need."""

from django import template

from portal.accounts import demo

register = template.Library()


@register.simple_tag
def demo_accounts():
    """Return the accounts to list: ``{% demo_accounts as accounts %}``."""
    return demo.demo_accounts()


@register.simple_tag
def demo_password():
    """Return the one password of the demonstration's accounts."""
    return demo.PASSWORD


@register.filter
def without_placeholders(form):
    """Return ``form`` with empty fields shown empty: allauth writes each label a second time inside its field."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return form
