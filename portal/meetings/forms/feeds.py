"""Choice of a calendar to subscribe to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..enums import FeedScope


class FeedForm(forms.Form):
    """One choice among the calendars open to the person: mine, a platform's, whole or by circle, or a territory's.

    ``scopes`` is what ``services.feeds.open_scopes`` returned; after validation, ``scope`` and ``target`` say which.
    """

    subscription = forms.ChoiceField(label=_("Calendar"))

    def __init__(self, *args, scopes, **kwargs):
        super().__init__(*args, **kwargs)
        self._targets = {}
        choices, territories = [(FeedScope.PERSONAL.value, FeedScope.PERSONAL.label)], []
        for found in scopes:
            options = []
            for name in found.scopes:
                key = f"{name}:{found.target.pk}"
                self._targets[key] = found.target
                options.append((key, FeedScope(name).label))
            if found.scopes == (FeedScope.TERRITORY,):
                territories += [(key, found.target.name) for key, _label in options]
            else:
                choices.append((found.target.name, options))
        if territories:
            choices.append((FeedScope.TERRITORY.label, territories))
        self.fields["subscription"].choices = choices

    @property
    def scope(self) -> str:
        """Return the chosen scope."""
        return self.cleaned_data["subscription"].partition(":")[0]

    @property
    def target(self):
        """Return the chosen platform or territory, None for the personal calendar."""
        return self._targets.get(self.cleaned_data["subscription"])
