"""Forms of the app."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from .models import User


def _rules() -> str:
    return " ".join(str(text) for text in password_validators_help_texts())


class ChoosePasswordForm(forms.Form):
    """Asks the invited person for a password, twice."""

    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=lazy(_rules, str)(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=256,
    )
    password2 = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=256,
    )

    def __init__(self, *args, user: User, **kwargs):
        """Take ``user``, not saved, so that a password like the address or the name is refused."""
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password1(self):
        """Refuse what the deployment's rules refuse."""
        password = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password

    def clean(self):
        """Refuse two different passwords."""
        data = super().clean()
        if "password1" in data and "password2" in data and data["password1"] != data["password2"]:
            self.add_error("password2", ValidationError(_("The two passwords differ."), code="mismatch"))
        return data


class AddKeyForm(AddWebAuthnForm):
    """allauth's form, whose name has no label of its own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")


class EditKeyForm(EditWebAuthnForm):
    """The same for renaming."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")
