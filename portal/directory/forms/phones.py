"""Telephone numbers as they are typed and shown."""

from django import forms

from portal.core.errors import DomainError
from portal.core.phones import clean_phone, format_phone

#: Signs of a number typed with dots, brackets and a country code.
MAX_TYPED = 40
#: From so many digits on, a number says itself where it rings.
WHOLE = 10


class PhoneField(forms.CharField):
    """A number, shown grouped, given on as it is kept where it is whole; the service reads the rest with its place.

    Shorter numbers of the overseas (six digits in New Caledonia) need the place, which only the service knows.
    """

    def __init__(self, **options):
        options.setdefault("max_length", MAX_TYPED)
        options.setdefault("widget", forms.TextInput(attrs={"type": "tel"}))
        super().__init__(**options)

    def prepare_value(self, value):
        """Show a kept number grouped, and what was typed as it is where it is no number."""
        return format_phone(value) if isinstance(value, str) else value

    def clean(self, value):
        """Return a whole number as it is kept, so that both versions of a stale save compare."""
        typed = super().clean(value)
        if sum(character.isdigit() for character in typed) < WHOLE:
            return typed
        try:
            return clean_phone(typed)
        except DomainError:
            return typed
