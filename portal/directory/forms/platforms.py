"""What a platform says of itself."""

from django.utils.translation import gettext_lazy as _

from portal.core.nominative import NominativeGuardMixin

from ..models import Platform
from ..services.platforms import PUBLIC_FIELDS, PublicFacts
from .base import DetailsForm, field_of


class PublicFactsForm(NominativeGuardMixin, DetailsForm):
    """The public text and the functional contact."""

    details_class = PublicFacts
    nominative_fields = ("public_text",)

    class Meta:
        model = Platform
        fields = PUBLIC_FIELDS
        formfield_callback = field_of
        help_texts = {
            "public_text": _("For young people, families and professionals: what the platform does, whom to ask."),
            "email": _("Shown to all, and the address from which convocations come: a shared mailbox, not a person's."),
        }
