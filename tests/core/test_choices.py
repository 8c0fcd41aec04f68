"""Lists of choices are written by us, and read as Django writes them."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.test.html import parse_html
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

GROUPED = [("", "Tous"), ("Métropole", [("01", "Ain"), ("2A", "Corse-du-Sud")]), ("Outre-mer", [(974, "La Réunion")])]
HOSTILE = [('"><script>', "<b>L’Ain & l’Isère</b>"), (None, gettext_lazy("All")), (1, format_html("<i>{}</i>", "&"))]


class Marked(forms.Select):
    """A list whose choices have attributes of their own."""

    def create_option(self, *args, **options):
        option = super().create_option(*args, **options)
        option["attrs"] |= {"data-zone": "B & C", "disabled": option["value"] == "01", "hidden": False}
        return option


class OwnTemplate(forms.Select):
    """A list whose choices are written by a template of their own."""

    option_template_name = "django/forms/widgets/checkbox_option.html"


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.Select(choices=GROUPED), "2A"),
        (forms.Select(choices=HOSTILE, attrs={"id": "x", "required": True}), 1),
        (forms.SelectMultiple(choices=GROUPED), ["01", "974"]),
        (Marked(choices=GROUPED), "974"),
        (OwnTemplate(choices=GROUPED[:1]), ""),
        (forms.Select(choices=[]), None),
        (forms.NullBooleanSelect(), True),
    ],
    ids=["groups", "hostile", "several", "attributes", "own template", "empty", "yes or no"],
)
def test_a_list_of_choices_reads_as_django_writes_it(widget, value):
    ours, theirs = (widget.render("choix", value, renderer=one()) for one in (TemplatesSetting, DjangoTemplates))
    assert parse_html(ours) == parse_html(theirs)
