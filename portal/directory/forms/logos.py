"""The logo of an organisation."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LogoForm(forms.Form):
    """A file; the service reads and judges it."""

    logo = forms.FileField(
        label=_("Image file"),
        help_text=_("PNG or JPEG, 3 MB at most. What the file holds beside the image (place, author) is not kept."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )
