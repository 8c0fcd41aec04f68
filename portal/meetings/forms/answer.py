"""Forms of answers: an invitee's own, and the team's confirmation of a substitute."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.nominative import NominativeGuardMixin
from portal.core.text import clean_line
from portal.directory.models import Person

from ..enums import Answer
from ..models import Invitee
from ..services.answers import Substitute, people_like_substitute


class AnswerForm(NominativeGuardMixin, forms.Form):
    """Present, or excused with who comes instead."""

    nominative_fields = ("substitute_name",)

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(Answer.PRESENT.value, _("I will be there")), (Answer.EXCUSED.value, _("I cannot come"))],
        widget=forms.RadioSelect,
    )
    substitute_name = forms.CharField(
        label=_("Who comes in your place"),
        max_length=160,
        required=False,
        help_text=_("A colleague of your organisation; the platform confirms and invites this person."),
    )
    substitute_email = forms.EmailField(label=_("E-mail address of this colleague"), required=False)

    def __init__(self, *args, invitee: Invitee, **kwargs):
        self.invitee = invitee
        initial = {
            "answer": invitee.answer or None,
            "substitute_name": invitee.substitute_name,
            "substitute_email": invitee.substitute_email,
        }
        super().__init__(*args, initial=initial, **kwargs)

    def clean_substitute_name(self):
        """Keep the name on one line."""
        return clean_line(self.cleaned_data["substitute_name"])

    @property
    def substitute(self) -> Substitute:
        """Return who was named, for the service; only of a valid form."""
        return Substitute(name=self.cleaned_data["substitute_name"], email=self.cleaned_data["substitute_email"])


class SubstituteForm(NominativeGuardMixin, forms.Form):
    """Who the announced substitute is: a person of the organisation, or a new one."""

    nominative_fields = ("first_name", "last_name")

    person = forms.ModelChoiceField(
        label=_("Person of the organisation"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Somebody who is not in the directory yet"),
    )
    first_name = forms.CharField(label=_("First name"), max_length=60, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False, help_text=_("The invitation is sent there."))

    def __init__(self, *args, invitee: Invitee, **kwargs):
        first, _space, last = invitee.substitute_name.rpartition(" ")
        like = people_like_substitute(invitee)
        named = {word.lower() for word in invitee.substitute_name.split()}
        same = [person for person in like if named == {word.lower() for word in str(person).split()}]
        initial = {
            "person": same[0].pk if same else None,
            "first_name": first,
            "last_name": last,
            "email": invitee.substitute_email,
        }
        super().__init__(*args, initial=initial, **kwargs)
        field = self.fields["person"]
        field.queryset = Person.objects.filter(pk__in=[person.pk for person in like])
        field.choices = [("", field.empty_label), *((person.pk, str(person)) for person in like)]

    def clean(self):
        """Ask for a name where nobody of the directory is chosen."""
        cleaned = super().clean()
        if not cleaned.get("person") and not cleaned.get("last_name") and "last_name" not in self.errors:
            self.add_error("last_name", _("Give the name of the person."))
        return cleaned
