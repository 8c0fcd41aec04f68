"""SIRET and UAI with their keys."""

import pytest

from portal.core.errors import DomainError
from portal.directory.identifiers import clean_siret, clean_uai


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("732 829 320 00074", "73282932000074"),
        ("35600000000048", "35600000000048"),  # the head office of La Poste keeps the usual key
        ("356000000 49837", "35600000049837"),  # an office of La Poste: multiple of 5
        ("", ""),
        ("   ", ""),
    ],
)
def test_a_siret_is_kept_without_its_spaces(typed, stored):
    assert clean_siret(typed) == stored


@pytest.mark.parametrize(
    "typed", ["73282932000075", "7328293200007", "732829320000744", "7328293200007a", "٧٣٢٨٢٩٣٢٠٠٠٠٧٤"]
)
def test_a_wrong_siret_is_refused_beside_its_field(typed):
    with pytest.raises(DomainError) as refused:
        clean_siret(typed)
    assert (refused.value.code, refused.value.field) == ("siret", "siret")


@pytest.mark.parametrize(("typed", "stored"), [("0750655e", "0750655E"), ("075 0655 E", "0750655E"), ("", "")])
def test_a_uai_is_kept_in_capitals(typed, stored):
    assert clean_uai(typed) == stored


@pytest.mark.parametrize("typed", ["0750655F", "075065E", "0750655I", "abcdefgh"])
def test_a_wrong_uai_is_refused_beside_its_field(typed):
    with pytest.raises(DomainError) as refused:
        clean_uai(typed)
    assert (refused.value.code, refused.value.field) == ("uai", "uai")
