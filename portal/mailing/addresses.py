"""One mail address and one display name, made safe for headers.

Django sends to both addresses of an unchecked ``a@b.example, evil@x.example`` (SECURITY D-38).
"""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from portal.core.errors import DomainError
from portal.core.text import clean_line

# Quoted local parts are legal, never met in a directory, and hide separators.
_FORBIDDEN = re.compile(r"[\s,;:<>\"()\[\]\\]")


def single_address(email: str) -> str:
    """Return ``email`` stripped when it is exactly one address.

    Raises ``DomainError`` (field "email") for anything else: several addresses, a line break, a quoted local part.
    """
    email = email.strip(" ")
    try:
        if _FORBIDDEN.search(email):
            raise ValidationError("separator")
        validate_email(email)
    except ValidationError:
        raise DomainError(
            _("This is not a single, valid e-mail address."), code="invalid_address", field="email"
        ) from None
    return email


def display_name(name: str) -> str:
    """Return ``name`` on one line, without what could be read as another address: angle brackets and quotes."""
    return clean_line(name).translate(str.maketrans({'"': "'", "<": "(", ">": ")", "\\": "/"}))[:150]
