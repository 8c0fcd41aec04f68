"""The presentation sheet and the sites."""

from functools import partial
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.errors import DomainError
from portal.core.fold import fold
from portal.core.nominative import NominativeGuardMixin
from portal.core.phones import clean_phone, format_phone

from ..identifiers import clean_siret, clean_uai
from ..models import ActorType, Commune, Organisation, Site
from ..phone_regions import region_of_organisation
from ..services.organisations import PLACE_FIELDS, SHEET_FIELDS, Place, Sheet
from .base import DetailsForm, field_of
from .pins import PinMixin

#: Shown when a name fits several communes.
MAX_NAMED = 5


#: The texts of the sheet in the order in which a partner reads them.
_PRESENTATION = (
    "missions",
    "public_served",
    "territory_served",
    "offers",
    "ways_of_working",
    "confidentiality_limits",
)


class _BySector(ModelChoiceIterator):
    """The types of the catalogue under the names of their sectors."""

    def __iter__(self):
        yield "", _("Choose a type")
        types = self.queryset.order_by("sector__order", "sector__pk", "name", "pk")
        for sector, group in groupby(types, key=lambda actor_type: actor_type.sector):
            yield sector.name, [self.choice(actor_type) for actor_type in group]


class ActorTypeField(forms.ModelChoiceField):
    """A type of the catalogue, grouped by sector."""

    iterator = _BySector

    def __init__(self, **options):
        super().__init__(queryset=ActorType.objects.select_related("sector"), **options)


class CommuneField(forms.CharField):
    """A commune by name or by name and postcode; ``postcode`` of the form settles which of the same name."""

    def __init__(self, **options):
        super().__init__(max_length=80, **options)

    def prepare_value(self, value):
        """Show the name of a commune whose key is given."""
        if isinstance(value, int):
            return Commune.objects.filter(pk=value).values_list("name", flat=True).first() or ""
        return value


class PlaceMixin:
    """Turns the typed commune and postcode into one commune."""

    def resolve_commune(self, cleaned: dict) -> None:
        """Replace ``commune`` by the row; an unknown name or one that fits several is an error beside the field."""
        name, postcode = cleaned.get("commune") or "", cleaned.get("postcode") or ""
        if postcode and not (postcode.isdigit() and len(postcode) == 5):
            self.add_error("postcode", _("A postcode has five digits."))
            postcode = ""
        cleaned["commune"] = None
        if not name:
            if postcode:
                alone = list(Commune.objects.filter(postcodes__postcode=postcode)[:2])
                cleaned["commune"] = alone[0] if len(alone) == 1 else None
            return
        found = Commune.objects.filter(name_folded=fold(name)).select_related("department")
        exact = found.filter(postcodes__postcode=postcode) if postcode else found
        communes = list((exact if exact.exists() else found)[: MAX_NAMED + 1])
        if len(communes) == 1:
            cleaned["commune"] = communes[0]
        elif not communes:
            self.add_error("commune", _("No commune has this name. Check how it is written."))
        else:
            named = ", ".join(f"{one.name} ({one.department.name})" for one in communes[:MAX_NAMED])
            self.add_error(
                "commune",
                _("Several communes have this name: %(names)s. Enter the postcode too.") % {"names": named},
            )


class SheetForm(NominativeGuardMixin, PlaceMixin, DetailsForm):
    """The presentation sheet; with ``with_place`` (a new organisation) the first site too."""

    marks_optional = False
    details_class = Sheet
    nominative_fields = _PRESENTATION
    actor_type = ActorTypeField(
        label=gettext_lazy("Type"), help_text=gettext_lazy("The usual circle and the sector come from the type.")
    )

    class Meta:
        model = Organisation
        fields = SHEET_FIELDS
        formfield_callback = field_of
        help_texts = {
            "short_name": gettext_lazy("As people say it: “ML Nord”, “CIO Aubagne”."),
            "siret": gettext_lazy("14 digits."),
            "uai": gettext_lazy("For schools and services of education: 7 digits and a letter."),
            "email": gettext_lazy("The address of the organisation, not of a person."),
            "missions": gettext_lazy("What it does for young people who left school, in a few sentences."),
            "public_served": gettext_lazy("Ages, situations, conditions of entry."),
            "confidentiality_limits": gettext_lazy("What it can share with partners, and what it cannot."),
            "how_to_reach": gettext_lazy("Who to ask for, when, by what way."),
            "territory_served": gettext_lazy("Communes, districts, the whole department…"),
            "offers": gettext_lazy("What a young person can get there: interviews, workshops, training, places."),
            "ways_of_working": gettext_lazy("With or without appointment, one by one or in groups, how long."),
        }

    def __init__(self, *args, with_place=False, **options):
        super().__init__(*args, **options)
        self.fields["website"].validators = [URLValidator(schemes=["http", "https"])]
        if self.instance.pk and "phone" in self.initial:
            self.initial["phone"] = format_phone(self.initial["phone"])
        self.with_place = with_place
        if with_place:
            for name, field in SiteForm().fields.items():
                if name in ("address", "postcode", "commune"):
                    self.fields[name] = field

    @property
    def sections(self) -> list[tuple[str, list]]:
        """Return the visible fields under the titles that a page shows; what has no title of its own comes last."""
        named = [
            (_("What it does"), _PRESENTATION),
            (_("How to reach it"), ("how_to_reach", "phone", "email", "website")),
            (_("The organisation"), ("name", "short_name", "actor_type", "siret", "uai")),
        ]
        placed = {name for _title, names in named for name in names}
        rest = [field for field in self.visible_fields() if field.name not in placed]
        found = [(title, [self[name] for name in names]) for title, names in named]
        return [*found, *([("", rest)] if rest else [])]

    def clean_phone(self):
        """Return the number in the form in which it is kept; one that was there before is not refused."""
        typed = self.cleaned_data["phone"]
        if typed in (self.instance.phone, format_phone(self.instance.phone)):
            return self.instance.phone
        return _cleaned(partial(clean_phone, region=region_of_organisation(self.instance)), typed)

    def clean_siret(self):
        """Return the digits alone."""
        return _cleaned(clean_siret, self.cleaned_data["siret"])

    def clean_uai(self):
        """Return the UAI in capitals."""
        return _cleaned(clean_uai, self.cleaned_data["uai"])

    def clean(self):
        """Settle the commune of a new organisation."""
        cleaned = super().clean()
        if self.with_place:
            self.resolve_commune(cleaned)
        return cleaned

    def place(self) -> Place:
        """Return the first site of a new organisation."""
        return Place(**{name: self.cleaned_data[name] for name in ("address", "postcode", "commune")})


class SiteForm(PinMixin, PlaceMixin, DetailsForm):
    """A site of an organisation, and where it stands on the map."""

    details_class = Place
    commune = CommuneField(label=gettext_lazy("Commune"), required=False)

    class Meta:
        model = Site
        fields = PLACE_FIELDS
        formfield_callback = field_of
        help_texts = {
            "name": gettext_lazy("Where there are several: “Antenne Nord”, “Siège”."),
            "access": gettext_lazy("Bus, parking, access for wheelchairs, room."),
        }

    def clean(self):
        """Settle the commune and the point."""
        cleaned = super().clean()
        self.resolve_commune(cleaned)
        self.read_pin(cleaned)
        return cleaned

    @property
    def place_fields(self) -> list:
        """Return the fields of the place; those of its point stand apart, beside the map."""
        return [self[name] for name in PLACE_FIELDS]


def _cleaned(clean, value: str) -> str:
    try:
        return clean(value)
    except DomainError as error:
        raise ValidationError(error.message, code=error.code) from error
