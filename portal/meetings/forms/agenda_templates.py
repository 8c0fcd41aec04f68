"""Form of an agenda to start from: rows that are typed, moved, added and left empty, saved all at once."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.nominative import NominativeGuardMixin
from portal.core.text import clean_line
from portal.directory.models import Platform

from ..agenda_templates import ItemTemplate, Outline
from ..enums import AgendaItemKind
from ..known_names import platform_names
from ..services.agenda_templates import LONGEST_MINUTES, LONGEST_TITLE, MAX_TEMPLATE_ITEMS

PREFIX = "item"
#: Empty rows that a page begins with, for what one adds.
SPARE_ROWS = 1


class TemplateItemForm(NominativeGuardMixin, forms.Form):
    """One row; a row left empty is no item."""

    nominative_fields = ("title",)
    marks_optional = False

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE)
    minutes = forms.IntegerField(label=_("Duration (minutes)"), min_value=1, max_value=LONGEST_MINUTES)
    kind = forms.ChoiceField(
        label=_("Sort of item"), choices=AgendaItemKind.choices, initial=AgendaItemKind.TOPIC.value
    )

    def __init__(self, *args, known=(), **kwargs):
        self.known = known
        super().__init__(*args, empty_permitted=True, use_required_attribute=False, **kwargs)

    def get_known_names(self):
        """Return the names of the place's directory."""
        return self.known

    def clean_title(self):
        """Keep the title on one line."""
        return clean_line(self.cleaned_data["title"])


class TemplateRows:
    """The rows of the page: of what is stored, or of what was typed (``data``)."""

    def __init__(self, place, *, outline: Outline | None = None, data: Mapping | None = None):
        self.known = platform_names(place) if data is not None and isinstance(place, Platform) else ()
        if data is None:
            rows = [{"title": one.title, "minutes": one.minutes, "kind": str(one.kind)} for one in outline.items]
            self.forms = self._unbound(rows + [{}] * SPARE_ROWS)
        else:
            self.forms = [self._bound(data, index) for index in range(_count(data))]

    @property
    def count(self) -> int:
        """Return how many rows there are, for the page to send back."""
        return len(self.forms)

    @property
    def is_full(self) -> bool:
        """Tell whether no row can be added."""
        return self.count >= MAX_TEMPLATE_ITEMS

    def is_valid(self) -> bool:
        """Check every row, so that all errors show at once."""
        answers = [row.is_valid() for row in self.forms]
        return all(answers)

    @property
    def items(self) -> list[ItemTemplate]:
        """Return what was typed, without the rows left empty; only of valid rows."""
        cleaned = [row.cleaned_data for row in self.forms if row.has_changed()]
        return [ItemTemplate(one["title"], one["minutes"], AgendaItemKind(one["kind"])) for one in cleaned]

    def rearranged(self, data: Mapping) -> bool:
        """Move a row or add one, as the pressed button says, keeping all that was typed; False for another button."""
        typed = [{name: row.data.get(row.add_prefix(name), "") for name in row.fields} for row in self.forms]
        for name, step in (("up", -1), ("down", 1)):
            index = _number(data.get(name))
            if index is not None:
                target = index + step
                if index < len(typed) and 0 <= target < len(typed):
                    typed[index], typed[target] = typed[target], typed[index]
                self.forms = self._unbound(typed)
                return True
        index = _number(data.get("drop"))
        if index is not None:
            self.forms = self._unbound(typed[:index] + typed[index + 1 :])
            return True
        if "add" in data:
            self.forms = self._unbound((typed + [{}])[:MAX_TEMPLATE_ITEMS])
            return True
        return False

    def _unbound(self, rows: list[dict]) -> list[TemplateItemForm]:
        # What was typed stands in the fields as it is, even where it will not do: saving says so.
        return [
            TemplateItemForm(prefix=f"{PREFIX}-{index}", initial={"kind": AgendaItemKind.TOPIC.value, **row})
            for index, row in enumerate(rows)
        ]

    def _bound(self, data: Mapping, index: int) -> TemplateItemForm:
        return TemplateItemForm(data, prefix=f"{PREFIX}-{index}", known=self.known)


def _count(data: Mapping) -> int:
    return min(_number(data.get("rows")) or 0, MAX_TEMPLATE_ITEMS)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 4 else None
