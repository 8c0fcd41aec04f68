"""The form of a solution, for its keeper and for the editors of its providers, signed in or by a link."""

from dataclasses import dataclass

from django import forms
from django.core.validators import URLValidator
from django.forms.utils import ErrorDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.text import clean_line
from portal.directory.forms.base import DetailsForm, field_of
from portal.directory.forms.members import NetworkGuardMixin
from portal.directory.forms.phones import PhoneField
from portal.directory.models import Organisation, Platform, Site
from portal.directory.services.checks import StaleSave

from ..enums import Cost, Format, SolutionState
from ..models import Solution
from ..services.solutions import DETAIL_FIELDS, SolutionDetails, version_of_solution
from ..solution_content import LISTS, content_of, content_of_details, differences
from .choices import OrganisationsField, RowsField, SolutionTypeField, as_keys, found_organisations

#: Fields chosen in the directory, and where the words looked for are typed.
SEARCHED = {"providers": "provider_words", "prescribers": "prescriber_words"}
_FREE_TEXT = (
    "name",
    "summary",
    "description",
    "conditions",
    "duration",
    "cost_details",
    "how_to_orient",
    "public_text",
    "next_steps",
)


@dataclass(frozen=True)
class Group:
    """Some fields under one title; a closed one opens with a click, or where something is to be mended."""

    key: str
    title: str
    hint: str
    fields: list
    is_open: bool


def solution_field_of(column, **options):
    """Return the form field of a column of a solution."""
    if column.name == "contact_phone":
        return PhoneField(label=capfirst(column.verbose_name), required=False, **options)
    if column.many_to_many:
        return column.formfield(form_class=RowsField, **options)
    return field_of(column, **options)


class SolutionForm(NetworkGuardMixin, DetailsForm):
    """Everything that is written about a solution, in groups.

    ``viewer`` (a user, or the person of a link) says which organisations can be found. The editor of a provider does
    not choose who provides it (``choose_providers``): the keeper does.
    """

    details_class = SolutionDetails
    nominative_fields = _FREE_TEXT
    solution_type = SolutionTypeField(label=gettext_lazy("Type"))
    providers = OrganisationsField(
        label=gettext_lazy("Provided by"), help_text=gettext_lazy("Who runs it and keeps its seats up to date.")
    )
    prescribers = OrganisationsField(
        label=gettext_lazy("Prescribed by"),
        help_text=gettext_lazy("Who decides or signs the entry. Nobody here: anybody may send a young person."),
    )
    provider_words = forms.CharField(required=False, max_length=100)
    prescriber_words = forms.CharField(required=False, max_length=100)

    class Meta:
        model = Solution
        fields = DETAIL_FIELDS
        formfield_callback = solution_field_of
        help_texts = {
            "name": gettext_lazy("As people of the network say it."),
            "summary": gettext_lazy("What a young person does there, in one sentence."),
            "state": gettext_lazy(
                "To create, to optimise: read by the network of its keeper alone, with the next steps."
            ),
            "needs": gettext_lazy("The way into the map: with none, nobody finds it by the need."),
            "conditions": gettext_lazy("What is asked at entry, what keeps one out."),
            "how_to_orient": gettext_lazy(
                "Who to call, which form, what happens next. Mandatory before it stands on the map."
            ),
            "contact_phone": gettext_lazy("The number of the service, not of a person: it may be public."),
            "contact_email": gettext_lazy("The address of the service, not of a person."),
            "duration": gettext_lazy("“6 months”, “two days a week”."),
            "cost_details": gettext_lazy("The amount, who pays, what is paid back."),
            "sites": gettext_lazy("Places of those who provide it; add missing ones on their sheets."),
            "public": gettext_lazy("The provider agrees. Contact and words below are then public, with the seats."),
            "public_text": gettext_lazy(
                "Short sentences, without abbreviations. Empty: the one sentence above is read."
            ),
            "next_steps": gettext_lazy("Who does what next for it to open, or to work better."),
            "funders": gettext_lazy("Who could support it."),
        }

    def __init__(self, *args, keeper, viewer, choose_providers=True, **options):
        self.keeper, self.viewer = keeper, viewer
        self.platform = keeper if isinstance(keeper, Platform) else None
        super().__init__(*args, **options)
        self.fields["website"].validators = [URLValidator(schemes=["http", "https"])]
        self.fields["name"].required = True
        for name in ("state", "format", "cost"):
            self.fields[name].required = True
        current = self.instance.solution_type if self.instance.pk else None
        self.fields["solution_type"].offer(keeper, current)
        self.choose_providers = choose_providers
        #: Words looked for, and whether there are more finds than shown, by field.
        self.looked: dict[str, tuple[str, int, bool]] = {}
        if not choose_providers:
            del self.fields["providers"], self.fields["provider_words"]
        self._offer_organisations()
        self._offer_sites()

    def _version_of(self, row) -> str:
        return version_of_solution(row)

    # -- organisations and places --

    def _offer_organisations(self) -> None:
        for name, words_name in SEARCHED.items():
            if name not in self.fields:
                continue
            self.fields[name].queryset = Organisation.objects.visible_to(self.viewer)
            words = clean_line(self.data.get(self.add_prefix(words_name), ""))[:100] if self.is_bound else ""
            found = []
            if words:
                found, more = found_organisations(self.viewer, words, self.keeper)
                self.looked[name] = (words, len(found), more)
            self.fields[name].offer(self._keys(name), found)

    def _offer_sites(self) -> None:
        chosen = self._keys("providers") if self.choose_providers else self._kept("providers")
        keys = as_keys(chosen)
        # A closed place that is still named stays until it is taken away.
        shown = Site.objects.filter(organisation__in=keys).select_related("organisation", "commune")
        shown = (shown.filter(closed_at__isnull=True) | shown.filter(pk__in=self._kept("sites"))).distinct()
        field = self.fields["sites"]
        field.queryset = shown.order_by("organisation__search_text", "pk")
        several = len(keys) > 1
        field.label_from_instance = lambda site: _place_label(site, several)

    def _keys(self, name: str) -> list:
        """Return the keys that are chosen in ``name``: as typed, else as they were given or are stored."""
        if self.is_bound:
            data = self.data
            return data.getlist(self.add_prefix(name)) if hasattr(data, "getlist") else data.get(name, [])
        return self._kept(name) or [getattr(row, "pk", row) for row in self.initial.get(name, ())]

    def _kept(self, name: str) -> list:
        return list(getattr(self.instance, name).values_list("pk", flat=True)) if self.instance.pk else []

    @property
    def looks(self) -> bool:
        """Tell whether the author looks for an organisation, or for its places: nothing is saved then."""
        return self.is_bound and (bool(self.looked) or "look" in self.data)

    def show_finds(self) -> None:
        """Show what was typed as it is, without errors, with what was found: the form was not sent to be saved."""
        self.data = self.data.copy()
        for words_name in SEARCHED.values():
            self.data[self.add_prefix(words_name)] = ""
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = {}

    # -- what is read --

    def details(self) -> SolutionDetails:
        """Return what was typed, as the service takes it; what the form does not offer stays as it is."""
        typed = {name: self.cleaned_data[name] for name in DETAIL_FIELDS if name in self.cleaned_data}
        typed |= {name: tuple(typed[name]) for name in LISTS if name in typed}
        if not self.choose_providers:
            typed["providers"] = tuple(self.instance.providers.all())
        return SolutionDetails(**typed)

    def refuse(self, error) -> None:
        """Show the refusal of a service; after a stale save the next one is a choice between both versions."""
        if isinstance(error, StaleSave):
            found = differences(content_of_details(self.details()), content_of(error.stored))
            self.stored = [(difference.label, difference.new or "–") for difference in found]
            self.data = self.data.copy()
            self.data[self.add_prefix("version")] = self._version_of(error.stored)
        error.add_to(self)

    # -- what is shown --

    @property
    def groups(self) -> list[Group]:
        """Return the fields under the titles of a page."""
        state = self["state"].value()
        later = state in (SolutionState.TO_CREATE, SolutionState.TO_OPTIMISE)
        new = not self.instance.pk
        named = [
            ("what", _("What it is"), "", ("name", "solution_type", "summary", "description", "format", "state"), True),
            (
                "for_whom",
                _("For whom"),
                _("Needs, ages, audiences, levels, conditions"),
                ("needs", "age_min", "age_max", "audiences", "levels", "conditions"),
                new,
            ),
            (
                "how",
                _("How to get in"),
                _("How to orient, whom to call, who prescribes"),
                ("how_to_orient", "contact_phone", "contact_email", "website", "prescribers"),
                True,
            ),
            ("who", _("Who and where"), _("Who provides it, in which places"), ("providers", "sites"), new),
            (
                "terms",
                _("Duration and cost"),
                _("How long, for free or paid"),
                ("duration", "cost", "cost_details"),
                False,
            ),
            (
                "public",
                _("For young people and families"),
                _("Shown to the public or not"),
                ("public", "public_text"),
                False,
            ),
            (
                "later",
                _("To make it happen"),
                _("Next steps and possible funding"),
                ("next_steps", "funders"),
                later,
            ),
        ]
        groups = []
        for key, title, hint, names, is_open in named:
            shown = [self[name] for name in names if name in self.fields]
            is_open = is_open or any(field.errors for field in shown) or any(name in self.looked for name in names)
            groups.append(Group(key, title, hint, shown, is_open or (key == "who" and self.looks)))
        return groups


def initial_of_new(**given) -> dict:
    """Return what a new form begins with; ``given`` are values by field, lists of rows for the lists."""
    return {"state": SolutionState.EXISTING, "format": Format.INDIVIDUAL, "cost": Cost.FREE, **given}


def _place_label(site: Site, several: bool) -> str:
    words = [site.organisation.name] if several else []
    words += [word for word in (site.name, site.full_address) if word]
    return ", ".join(words) or str(site)
