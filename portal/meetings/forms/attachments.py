"""Form of a document of a meeting."""

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.core.nominative import NominativeGuardMixin
from portal.core.text import clean_line
from portal.core.uploads import ATTACHMENT, UploadValidator, safe_name

from ..known_names import known_names
from ..models import AgendaItem, Meeting
from ..services.attachments import LONGEST_NAME


def _limits() -> str:
    limit = filesizeformat(ATTACHMENT.max_bytes)
    return gettext("PDF, image, text document, sheet or slides; at most %(limit)s.") % {"limit": limit}


class AttachmentForm(NominativeGuardMixin, forms.Form):
    """A file, what it is called, and the agenda item that it belongs to."""

    nominative_fields = ("name",)

    upload = forms.FileField(
        label=_("File"), validators=[UploadValidator(ATTACHMENT)], help_text=lazy(_limits, str)(), max_length=None
    )
    name = forms.CharField(
        label=_("Called"), max_length=LONGEST_NAME, required=False, help_text=_("Else by the name of the file.")
    )
    item = forms.ModelChoiceField(
        label=_("Belongs to"), queryset=AgendaItem.objects.none(), required=False, empty_label=_("The whole meeting")
    )

    def __init__(self, *args, meeting: Meeting, **kwargs):
        self.meeting = meeting
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = meeting.agenda_items.all()

    def get_known_names(self):
        """Return the names of the platform's directory."""
        return known_names(self.meeting)

    def clean_name(self):
        """Return what the file is called, so that the guard reads the name that will be shown."""
        upload = self.cleaned_data.get("upload")
        return clean_line(self.cleaned_data["name"]) or (safe_name(upload.name or "") if upload else "")
