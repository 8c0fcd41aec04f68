"""What the login page shows in the demonstration."""

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
