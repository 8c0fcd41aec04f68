"""Choosing from the catalogues, and from a directory that is too long for a list."""

from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext as _

from portal.directory.models import Organisation, Participation, Platform
from portal.directory.search import matching

from ..enums import CatalogueFamily
from ..models import SolutionType
from ..services.solutions import territories_of

#: More finds than that ask for another word.
MAX_FOUND = 12


def as_keys(typed) -> list[int]:
    """Return what may be keys of rows among ``typed`` texts or numbers; longer than any key, SQLite would raise."""
    texts = (str(key) for key in typed)
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 16]


class _ByFamily(ModelChoiceIterator):
    """The types of the catalogue under the names of their families, in the order of the families."""

    def __iter__(self):
        yield "", _("Choose a type")
        rank = {family: place for place, family in enumerate(CatalogueFamily.values)}
        types = sorted(self.queryset, key=lambda row: rank[row.family])
        for family, group in groupby(types, key=lambda row: row.family):
            yield CatalogueFamily(family).label, [self.choice(row) for row in group]


class SolutionTypeField(forms.ModelChoiceField):
    """A type of the national catalogue, or one of the territories around the keeper, grouped by family."""

    iterator = _ByFamily

    def __init__(self, **options):
        super().__init__(queryset=SolutionType.objects.none(), **options)

    def offer(self, keeper, current: SolutionType | None = None) -> None:
        """Offer the types that ``keeper`` may use; ``current`` stays, whoever it belongs to."""
        own = Q(territory__isnull=True) | Q(territory__in=territories_of(keeper))
        self.queryset = SolutionType.objects.filter(own | Q(pk=current.pk if current else None))


class RowsField(forms.ModelMultipleChoiceField):
    """Boxes for rows; keys that no row can have are refused as any other that is not offered."""

    widget = forms.CheckboxSelectMultiple

    def _check_values(self, value):
        wrong = next((key for key in value if not as_keys([key])), None) if isinstance(value, list | tuple) else None
        if wrong is not None:
            raise ValidationError(
                self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": str(wrong)[:40]}
            )
        return super()._check_values(value)


class OrganisationsField(RowsField):
    """Organisations of the directory: boxes for those that are chosen or were just found, never for all."""

    def __init__(self, **options):
        super().__init__(queryset=Organisation.objects.none(), required=False, **options)

    def label_from_instance(self, organisation):
        """Return the name, its type, and the communes where it is: the directory has many missions locales."""
        communes = dict.fromkeys(
            str(site.commune) for site in organisation.sites.all() if site.commune and site.closed_at is None
        )
        return " · ".join([organisation.name, organisation.actor_type.name, *list(communes)[:2]])

    def offer(self, keys, found=()) -> None:
        """Show the organisations of ``keys`` (as texts or numbers) first, then those ``found``."""
        rows = list(_with_places(self.queryset.filter(pk__in=as_keys(keys))).order_by("search_text", "pk"))
        rows += [row for row in found if row.pk not in {one.pk for one in rows}]
        self.choices = [(row.pk, self.label_from_instance(row)) for row in rows]


def found_organisations(viewer, words: str, keeper) -> tuple[list[Organisation], bool]:
    """Return the organisations of the directory that hold ``words``, and whether there are more than shown.

    Those that take part in the keeping platform come first.
    """
    rows = matching(Organisation.objects.visible_to(viewer), words)
    if isinstance(keeper, Platform):
        here = Participation.objects.active().filter(platform=keeper, organisation=OuterRef("pk"))
        rows = rows.annotate(is_here=Exists(here)).order_by("-is_here", "search_text", "pk")
    else:
        rows = rows.order_by("search_text", "pk")
    found = list(_with_places(rows)[: MAX_FOUND + 1])
    return found[:MAX_FOUND], len(found) > MAX_FOUND


def _with_places(rows):
    return rows.select_related("actor_type").prefetch_related("sites__commune")
