"""Choice of a calendar to subscribe to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..enums import FeedScope


class FeedForm(forms.Form):
    """One choice among the calendars open to the person: mine, or a platform's, whole or by circle.

    ``scopes`` is what ``services.feeds.open_scopes`` returned; after validation, ``scope`` and ``platform`` say which.
    """

    subscription = forms.ChoiceField(label=_("Calendar"))

    def __init__(self, *args, scopes, **kwargs):
        super().__init__(*args, **kwargs)
        self._platforms = {str(platform.pk): platform for platform, _scopes in scopes}
        choices = [(FeedScope.PERSONAL.value, FeedScope.PERSONAL.label)]
        for platform, names in scopes:
            options = [(f"{name}:{platform.pk}", FeedScope(name).label) for name in names]
            choices.append((platform.name, options))
        self.fields["subscription"].choices = choices

    @property
    def scope(self) -> str:
        """Return the chosen scope."""
        return self.cleaned_data["subscription"].partition(":")[0]

    @property
    def platform(self):
        """Return the chosen platform, None for the personal calendar."""
        return self._platforms.get(self.cleaned_data["subscription"].partition(":")[2])
