"""Add and change a venue of a platform."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.nominative import NominativeGuardMixin
from portal.core.text import clean_line, clean_text
from portal.directory.models import Organisation, Platform

from ..known_names import platform_names
from ..models import Venue
from ..planning_answers import PlaceAnswer
from ..services.planning_places import hosts_of, sites_of
from ..services.venues import LONGEST_ACCESS, LONGEST_ROOM, MOST_SEATS, VenueDetails, venue_version
from .planning_parts import LineField

_TYPED = ("place_host", "place_name", "place_address", "place_postcode", "place_town")
_STEP_FREE = [("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))]
_AS_STORED = {"yes": True, "no": False, "": None}


class OrganisationField(forms.ModelChoiceField):
    """An organisation; a key that no row can have is refused like others, not with an error of the database."""

    def to_python(self, value):
        """Return the organisation."""
        if len(str(value or "")) > 18:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class VenueForm(NominativeGuardMixin, forms.Form):
    """What a team writes about a venue it has already; where it stands is changed in the directory."""

    nominative_fields = ("room", "access")
    marks_optional = False

    room = forms.CharField(
        label=_("Room"), max_length=LONGEST_ROOM, required=False, help_text=_("Left empty: the place as a whole.")
    )
    capacity = forms.IntegerField(
        label=_("Number of seats"),
        min_value=1,
        max_value=MOST_SEATS,
        required=False,
        help_text=_("The planner suggests venues that are large enough for those invited."),
        error_messages={
            "min_value": _("There is at least one seat; leave it empty when you do not know."),
            "max_value": _("No venue has so many seats: %(limit_value)s at most."),
        },
    )
    step_free = forms.ChoiceField(label=_("Step-free access"), choices=_STEP_FREE, required=False)
    access = forms.CharField(
        label=_("How to get there"),
        max_length=LONGEST_ACCESS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stop, car park, entrance, whom to ask for at the desk. All those invited read it."),
    )
    in_rotation = forms.BooleanField(
        label=_("Takes its turn as a host"),
        required=False,
        help_text=_("Unticked, it is never suggested; you can still choose it."),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, platform: Platform, venue: Venue | None = None, initial=None, **options):
        self.platform = platform
        super().__init__(*args, initial={**self._stored(venue), **(initial or {})}, **options)

    def _stored(self, venue: Venue | None) -> dict:
        if venue is None:
            return {"in_rotation": True}
        return {
            "room": venue.room,
            "capacity": venue.capacity,
            "step_free": {True: "yes", False: "no", None: ""}[venue.step_free],
            "access": venue.access,
            "in_rotation": venue.in_rotation,
            "version": venue_version(venue),
        }

    def get_known_names(self):
        """Return the names of the platform's directory."""
        return platform_names(self.platform)

    def clean_room(self):
        """Keep the room on one line."""
        return clean_line(self.cleaned_data["room"])

    def clean_access(self):
        """Take out what no text holds; its lines stay."""
        return clean_text(self.cleaned_data["access"]).strip()

    @property
    def details(self) -> VenueDetails:
        """Return what was typed, for the service; only of a valid form."""
        data = self.cleaned_data
        return VenueDetails(
            room=data["room"],
            capacity=data["capacity"],
            step_free=_AS_STORED[data["step_free"]],
            access=data["access"],
            in_rotation=data["in_rotation"],
        )


class VenueAddForm(VenueForm):
    """A new venue: one of the network's places, or another one of an organisation of the network."""

    place = forms.ChoiceField(label=_("Place"), required=False)
    place_host = OrganisationField(
        label=_("Organisation that receives you"), queryset=Organisation.objects.none(), required=False
    )
    place_name = LineField(label=_("Name of the place"), max_length=120, required=False)
    place_address = LineField(label=_("Number and street"), max_length=120, required=False)
    place_postcode = forms.RegexField(
        label=_("Postcode"),
        regex=r"^[0-9]{5}\Z",
        required=False,
        error_messages={"invalid": _("A postcode has five digits.")},
    )
    place_town = LineField(label=_("Town"), max_length=60, required=False)
    field_order = ("place", *_TYPED)

    def __init__(self, *args, platform: Platform, host: int | None = None, **options):
        """`host` is the organisation that the team comes from, which begins the form when it is of the network."""
        super().__init__(*args, platform=platform, **options)
        hosts = hosts_of(platform).order_by("name", "pk")
        self.fields["place_host"].queryset = hosts
        self._offer_places(sites_of(platform), host)
        self.host = hosts.filter(pk=host).first() if host else None
        if self.host and "place" not in self.initial:
            self.initial["place_host"] = self.host.pk

    def _offer_places(self, sites, host: int | None) -> None:
        groups: dict[str, list] = {}
        for site in sites:
            name = ", ".join(part for part in (site.name, site.full_address) if part)
            groups.setdefault(str(site.organisation), []).append((f"{site.pk}", name or str(site.organisation)))
            if site.organisation_id == host:
                self.initial.setdefault("place", f"{site.pk}")
        self.fields["place"].choices = [("", _("Choose")), *groups.items()]

    def clean(self):
        """Ask for one place, and for what a typed one needs."""
        cleaned = super().clean()
        if self.has_typed_place:
            if not cleaned.get("place_host") and "place_host" not in self.errors:
                self.add_error("place_host", _("Say which organisation of the network receives you there."))
            unnamed = not cleaned.get("place_name") and not cleaned.get("place_address")
            if unnamed and not {"place_name", "place_address"} & set(self.errors):
                self.add_error("place_address", _("Give the address, or at least the name of the place."))
        elif not cleaned.get("place") and "place" not in self.errors:
            self.add_error("place", _("Choose a place, or type another one below."))
        return cleaned

    @property
    def has_typed_place(self) -> bool:
        """Whether a place was typed; it then replaces the chosen one. The organisation alone may be the form's own."""
        return any((self.data.get(self.add_prefix(name)) or "").strip() for name in _TYPED[1:])

    @property
    def shows_typed_place(self) -> bool:
        """Whether the part for another place stands open: something is typed there, wrong, or nothing else is known."""
        known = self.host is not None and not self.initial.get("place")
        return self.has_typed_place or known or any(name in self.errors for name in _TYPED)

    @property
    def place_answer(self) -> PlaceAnswer:
        """Return where the venue is; only of a valid form."""
        data = self.cleaned_data
        if not self.has_typed_place:
            return PlaceAnswer(site=int(data["place"]))
        return PlaceAnswer(
            host=data["place_host"].pk,
            name=data["place_name"],
            address=data["place_address"],
            postcode=data["place_postcode"],
            town=data["place_town"],
        )

    @property
    def room_fields(self) -> list:
        """The fields that are no place, in their order; the box that confirms a text too."""
        return [field for field in self.visible_fields() if field.name not in ("place", *_TYPED)]
