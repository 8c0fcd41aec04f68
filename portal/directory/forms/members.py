"""Members of a platform, their delegates and the people behind."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.forms import DateField
from portal.core.nominative import NominativeGuardMixin

from ..enums import Circle, DelegateKind, ParticipationStatus, UsualCircle
from ..models import Participation, Person
from ..services.members import ROLE_FIELDS, Role, place_version
from ..services.people import CONTACT_FIELDS, Contact
from .base import DetailsForm, field_of
from .phones import PhoneField

#: The circle that is chosen at first for an organisation of a type.
CIRCLE_OF = {UsualCircle.FIRST: Circle.FIRST, UsualCircle.SECOND: Circle.SECOND}


class NetworkGuardMixin(NominativeGuardMixin):
    """The guard of nominative data, which lets the names of the platform's own people pass."""

    platform = None

    def get_known_names(self):
        """Return the names of those who take part in the platform."""
        return [str(person) for person in Person.objects.known_in(self.platform)] if self.platform else ()


class PlaceForm(NetworkGuardMixin, forms.Form):
    """Mobilisation and circle, from a day on, and why."""

    nominative_fields = ("reason",)
    status = forms.ChoiceField(
        label=_("Mobilisation"),
        choices=ParticipationStatus.choices,
        widget=forms.RadioSelect,
        help_text=_("Only an organisation that agreed is a member: its delegates then see the meetings of its circle."),
    )
    circle = forms.ChoiceField(
        label=_("Circle"),
        choices=[*Circle.choices, ("", _("Not decided yet"))],
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Circle 2 meetings include circle 1. An occasional actor comes when invited."),
    )
    since = DateField(label=_("Takes effect on"))
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=200,
        help_text=_("Kept in the history: “Opens a class for those who left school”, “No time before January”."),
    )

    def __init__(self, *args, platform, initial=None, **options):
        self.platform = platform
        super().__init__(*args, initial={"since": timezone.localdate(), **(initial or {})}, **options)

    def place(self) -> dict:
        """Return what was chosen, as ``place_member`` takes it."""
        return {name: self.cleaned_data[name] for name in ("status", "circle", "since", "reason")}


class MoveForm(PlaceForm):
    """The same for an organisation that is there: it carries the version of what was on the screen.

    Without ``participation`` it is empty, for a script to fill from the card that is moved.
    """

    version = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(self, *args, participation=None, initial=None, **options):
        shown = {}
        if participation is not None:
            shown = {name: getattr(participation, name) for name in ("status", "circle")}
            shown["version"] = place_version(participation)
        super().__init__(*args, initial={**shown, **(initial or {})}, **options)

    def place(self) -> dict:
        """Return what was chosen, as ``place_member`` takes it."""
        return {**super().place(), "version": self.cleaned_data["version"]}

    def refuse(self, error, participation) -> None:
        """Show the refusal of a move; after one that somebody else overtook, the next save is a choice."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = place_version(participation)
        error.add_to(self)


class MemberForm(PlaceForm):
    """An organisation that joins the platform, or shall be approached."""

    nominative_fields = ("reason", "next_step")
    next_step = forms.CharField(
        label=_("Next step"),
        required=False,
        max_length=200,
        help_text=_("Who does what to win them: “Call the director before the holidays”."),
    )
    next_step_on = DateField(label=_("Next step by"), required=False)

    def __init__(self, *args, actor_type=None, initial=None, **options):
        initial = {"status": ParticipationStatus.TO_APPROACH, "circle": "", **(initial or {})}
        if actor_type is not None:
            initial["circle"] = CIRCLE_OF.get(actor_type.usual_circle, "")
        super().__init__(*args, initial=initial, **options)


class RoleForm(NetworkGuardMixin, DetailsForm):
    """The next step and the role in the four steps."""

    details_class = Role
    nominative_fields = ROLE_FIELDS

    class Meta:
        model = Participation
        fields = ROLE_FIELDS
        formfield_callback = field_of
        field_classes = {"next_step_on": DateField}
        labels = {
            "role_finding": _("1. Finding"),
            "role_contact": _("2. Contact and follow-up"),
            "role_diagnosis": _("3. Diagnosis"),
            "role_solution": _("4. Pathway and solution"),
        }
        help_texts = {
            "role_finding": _("How it finds or signals young people who left school."),
            "role_contact": _("Whom it contacts, how, how often."),
            "role_diagnosis": _("What it brings to the understanding of a situation."),
            "role_solution": _("What it can open: places, pathways, support."),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.platform = self.instance.platform


class EndForm(forms.Form):
    """The first day without something."""

    until = DateField(
        label=_("Ends on"), help_text=_("The first day without: with today's date it takes effect at once.")
    )

    def __init__(self, *args, initial=None, **options):
        super().__init__(*args, initial={"until": timezone.localdate(), **(initial or {})}, **options)


class MemberEndForm(NetworkGuardMixin, EndForm):
    """The first day without an organisation, and why it leaves."""

    nominative_fields = ("reason",)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=200,
        help_text=_("Kept in the history: “Has closed its branch”, “Merged with the neighbouring one”."),
    )

    def __init__(self, *args, platform, **options):
        self.platform = platform
        super().__init__(*args, **options)


class PersonChoiceMixin(forms.Form):
    """Somebody whom the platform knows, or a new person; never somebody of another platform (D-03)."""

    # One of two ways is owed, which no mark on a single field can say.
    marks_optional = False
    person = forms.ModelChoiceField(
        label=_("Person"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("A new person, entered below"),
        help_text=_("Somebody whom the platform knows already; for a new person, fill in the fields below instead."),
    )
    first_name = forms.CharField(label=_("First name"), max_length=60, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    function = forms.CharField(label=_("Function"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("Work e-mail"), required=False, help_text=_("Convocations and the invitation to the portal go there.")
    )
    phone = PhoneField(label=_("Work phone"), required=False)

    def choose_among(self, people) -> None:
        """Offer ``people``; without any, only a new person can be entered."""
        if people.exists():
            self.fields["person"].queryset = people
            self.fields["person"].label_from_instance = _described
        else:
            del self.fields["person"]
            for name in ("first_name", "last_name"):
                self.fields[name].required = True

    def clean(self):
        """Ask for a name where nobody was chosen, and refuse both at once."""
        cleaned = super().clean()
        typed = any(cleaned.get(name) for name in CONTACT_FIELDS)
        if cleaned.get("person"):
            if typed:
                self.add_error("person", _("Choose somebody or enter a new person, not both."))
        elif "person" not in self.errors:
            for name, message in (("first_name", _("Enter the first name.")), ("last_name", _("Enter the last name."))):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, message)
        return cleaned

    def contact(self) -> Contact:
        """Return the new person that was entered."""
        return Contact(**{name: self.cleaned_data[name] for name in CONTACT_FIELDS})

    def who(self) -> Person | Contact:
        """Return the known person who was chosen, else the new one."""
        return self.cleaned_data.get("person") or self.contact()


class DelegateForm(PersonChoiceMixin):
    """Somebody who represents the organisation; without ``with_kind`` they follow somebody in the same kind."""

    field_order = ("kind", "person", "first_name", "last_name", "function", "email", "phone", "since")
    kind = forms.ChoiceField(
        label=_("Represents as"),
        choices=DelegateKind.choices,
        widget=forms.RadioSelect,
        help_text=_("The fixed representative also keeps the presentation sheet of the organisation."),
    )
    since = DateField(label=_("Takes effect on"))

    def __init__(self, *args, people, with_kind=True, initial=None, **options):
        super().__init__(*args, initial={"since": timezone.localdate(), **(initial or {})}, **options)
        if not with_kind:
            del self.fields["kind"]
        self.choose_among(people)


class PersonForm(DetailsForm):
    """The details of a person."""

    details_class = Contact

    class Meta:
        model = Person
        fields = CONTACT_FIELDS
        formfield_callback = field_of

    def __init__(self, *args, may_change_email=True, **options):
        super().__init__(*args, **options)
        if not may_change_email:
            self.fields["email"].disabled = True
            self.fields["email"].help_text = (
                _("This person has an account: only they or an administrator can change the address.")
                if self.instance.user_id
                else _("This person leads the platform: another lead or an administrator can change the address.")
            )


def _described(person) -> str:
    return f"{person} – {person.function}" if person.function else str(person)
