"""Nothing about individual young people has a place to stand (MISSION G4, D-80)."""

import re

import pytest
from django.apps import apps
from django.utils import translation

#: Names and labels of fields that would hold what a person under care is known by.
FORBIDDEN = re.compile(
    r"birth|naissance|\bdob\b|\bddn\b|pupil|eleve|élève|student|minor\b|mineur|youth|jeune|\bnir\b|\bine\b|social_sec"
    r"|former_school|school_attended|scolaris|last_diploma|guardian|parent_name|legal_rep",
    re.IGNORECASE,
)
#: Words of ours about calendars, not people.
ALLOWED = {"school_zone", "school_year"}
OURS = [model for model in apps.get_models() if model.__module__.startswith("portal.")]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_d80_no_field_names_a_young_person(model):
    named = []
    for field in model._meta.get_fields():
        if field.name in ALLOWED:
            continue
        for language in ("en", "fr"):
            with translation.override(language):
                words = f"{field.name} {getattr(field, 'verbose_name', '')}"
            if FORBIDDEN.search(words):
                named.append(words)
    assert named == []


def test_the_words_looked_for_would_be_found():
    assert all(FORBIDDEN.search(word) for word in ("birth_date", "date de naissance", "pupil", "NIR", "INE number"))
