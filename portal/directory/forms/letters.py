"""The mission letter of somebody of a team."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.forms import DateField
from portal.core.uploads import LETTER, UploadValidator

from ..models import PlatformRole
from ..services.checks import version_of
from ..services.letters import LETTER_FIELDS, LetterDates
from .base import DetailsForm


class LetterForm(DetailsForm):
    """The file and the dates; with a letter there already, the file may stay."""

    details_class = LetterDates
    upload = forms.FileField(
        label=_("File of the letter"),
        help_text=_("PDF, PNG or JPEG, 10 MB at most."),
        validators=[UploadValidator(LETTER)],
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )
    letter_from = DateField(label=_("In force from"))
    letter_to = DateField(
        label=_("In force until"),
        required=False,
        help_text=_("The last day that the letter states; empty when it states none."),
    )
    field_order = ("upload", "letter_from", "letter_to")

    class Meta:
        model = PlatformRole
        fields = ("letter_from", "letter_to")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.instance.letter:
            self.fields["upload"].required = False
            self.fields["upload"].label = _("New letter")
            self.fields["upload"].help_text = _(
                "PDF, PNG or JPEG, 10 MB at most. Without one, the present letter stays and only its dates change; "
                "with one, the present letter goes to the history."
            )

    def _version_of(self, row) -> str:
        return version_of(row, LETTER_FIELDS)

    def clean(self):
        """Refuse an end before the beginning beside its field."""
        cleaned = super().clean()
        first, last = cleaned.get("letter_from"), cleaned.get("letter_to")
        if first and last and last < first:
            self.add_error("letter_to", _("The letter ends before it begins."))
        return cleaned
