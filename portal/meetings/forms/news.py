"""How I hear of meetings."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.directory.enums import MeetingNews


class NewsForm(forms.Form):
    """By mail, or by calendar alone."""

    news = forms.ChoiceField(
        label=_("How I hear of meetings"),
        choices=[
            (MeetingNews.MAIL, _("By mail: calls for items, convocations, reminders, changes")),
            (MeetingNews.FEED, _("In my calendar only: mails for cancellations and last-minute news alone")),
        ],
        widget=forms.RadioSelect,
    )
