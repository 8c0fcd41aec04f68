"""The file of an import, the table in it, and what its columns mean."""

from collections import Counter
from itertools import groupby

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..importing.kinds import ImportKind
from ..models import ImportBatch


class ImportFileForm(forms.Form):
    """A spreadsheet to import."""

    file = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        help_text=gettext_lazy("Excel (.xlsx), LibreOffice (.ods) or CSV; 10 MB and 5,000 rows at most."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv,.txt,.tsv"}),
        error_messages={"required": gettext_lazy("Choose a file."), "empty": gettext_lazy("This file is empty.")},
    )


class ImportTableForm(forms.Form):
    """Where the list stands in the file."""

    sheet = forms.TypedChoiceField(label=gettext_lazy("Sheet"), coerce=int)
    header_row = forms.IntegerField(
        label=gettext_lazy("Row of the headers"),
        required=False,
        min_value=0,
        max_value=100_000,
        help_text=gettext_lazy("0 when the columns have no headers; empty to have it found."),
    )

    def __init__(self, *args, batch: ImportBatch, **options):
        kept = batch.mapping
        initial = {"sheet": kept["sheet"], "header_row": kept["header_row"]}
        super().__init__(*args, initial=initial, **options)
        self.fields["sheet"].choices = list(enumerate(kept["sheets"]))
        if len(kept["sheets"]) == 1:
            self.fields["sheet"].widget = forms.HiddenInput()


class ImportColumnsForm(forms.Form):
    """What each column means, and what to do where the rows say nothing."""

    def __init__(self, *args, batch: ImportBatch, kind: ImportKind, **options):
        super().__init__(*args, **options)
        self.batch, self.kind = batch, kind
        choices = [("", _("Do not import")), *_grouped(kind)]
        for index, letters in enumerate(batch.mapping["letters"]):
            if not batch.mapping["samples"][index] and not batch.mapping["headers"][index]:
                continue
            self.fields[f"column_{index}"] = forms.ChoiceField(
                label=batch.mapping["headers"][index] or _("Column %(letters)s") % {"letters": letters},
                choices=choices,
                required=False,
                initial=batch.mapping["columns"].get(str(index), ""),
            )
        for question in kind.questions:
            self.fields[question.name] = forms.ChoiceField(
                label=question.label,
                help_text=question.help_text,
                choices=question.choices,
                initial=batch.mapping["answers"].get(question.name, question.default),
                widget=forms.RadioSelect,
            )

    def column_rows(self) -> list[dict]:
        """Return what the page shows of each column: its letters, some of its values, its field."""
        kept = self.batch.mapping
        return [
            {"letters": kept["letters"][index], "samples": kept["samples"][index], "field": self[f"column_{index}"]}
            for index in self._indexes()
        ]

    def question_fields(self) -> list:
        """Return the fields that stand below the columns."""
        return [self[question.name] for question in self.kind.questions]

    def columns(self) -> dict[int, str]:
        """Return the index of each column to the name of a field, "" for one that is not imported."""
        return {index: self.cleaned_data[f"column_{index}"] for index in self._indexes()}

    def answers(self) -> dict[str, str]:
        """Return the name of each question to its answer."""
        return {question.name: self.cleaned_data[question.name] for question in self.kind.questions}

    def _indexes(self) -> list[int]:
        return [int(name.removeprefix("column_")) for name in self.fields if name.startswith("column_")]


def _grouped(kind: ImportKind) -> list:
    """Return the fields by group; a label that stands in several groups says which, as a closed list shows no group."""
    fields = kind.fields()
    labels = Counter(str(field.label) for field in fields)

    def words(field) -> str:
        return f"{field.label} – {field.group}" if labels[str(field.label)] > 1 and field.group else str(field.label)

    groups = groupby(fields, key=lambda field: str(field.group))
    return [(group, [(field.name, words(field)) for field in members]) for group, members in groups]
