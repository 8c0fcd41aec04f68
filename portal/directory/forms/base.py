"""The base of forms over one row: they read its columns, never write it, and show what others saved meanwhile."""

from django import forms
from django.db import models
from django.utils.text import capfirst

from portal.core.phones import format_phone

from ..services.checks import StaleSave, version_of
from .phones import PhoneField

#: Longer texts are documents, not entries of a directory; a paste of a megabyte is refused with a message.
MAX_TEXT = 5_000


def field_of(column, **options):
    """Return the form field of a column: texts are bounded, addresses of the web begin with https."""
    if isinstance(column, models.URLField):
        options["assume_scheme"] = "https"
    elif isinstance(column, models.TextField):
        options.setdefault("max_length", MAX_TEXT)
        options.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
    elif column.name == "phone":
        return PhoneField(label=capfirst(column.verbose_name), required=not column.blank)
    return column.formfield(**options)


class DetailsForm(forms.ModelForm):
    """A form over the columns of ``instance`` that leaves the row alone; ``details_class`` is what a service takes.

    With ``versioned`` it carries the version of what was shown, and ``show_stored`` puts the other's values beside the
    typed ones.
    """

    details_class: type
    versioned = True

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        #: Pairs of label and value that somebody else saved meanwhile.
        self.stored: list[tuple[str, object]] = []
        if self.versioned and self.instance.pk:
            self.fields["version"] = forms.CharField(
                required=False, max_length=32, widget=forms.HiddenInput, initial=self._version_of(self.instance)
            )

    def _version_of(self, row) -> str:
        return version_of(row, list(self.details_class.__dataclass_fields__))

    def _post_clean(self):
        """Leave the row alone: what a service refuses must not have been written on it."""

    def save(self, commit=True):
        """Never: services write."""
        raise TypeError("A service writes what this form read.")

    def details(self):
        """Return what was typed, as the service takes it."""
        names = self.details_class.__dataclass_fields__
        return self.details_class(**{name: self.cleaned_data[name] for name in names if name in self.cleaned_data})

    @property
    def version(self) -> str:
        """Return the version that was on the screen."""
        return self.cleaned_data.get("version", "")

    def refuse(self, error) -> None:
        """Show the refusal of a service; after a stale save the next one is a choice between both versions."""
        if isinstance(error, StaleSave):
            for name in self.details_class.__dataclass_fields__:
                value = getattr(error.stored, name)
                if name in self.fields and value != self.cleaned_data.get(name):
                    label = self.fields[name].label or capfirst(error.stored._meta.get_field(name).verbose_name)
                    if isinstance(self.fields[name], PhoneField):
                        value = format_phone(value)
                    self.stored.append((label, value if value not in ("", None) else "–"))
            self.data = self.data.copy()
            self.data[self.add_prefix("version")] = self._version_of(error.stored)
        error.add_to(self)
