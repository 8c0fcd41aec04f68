"""SIRET and UAI with their keys."""

import pytest
from django.template import Context, Template
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.core.errors import DomainError
from portal.directory.identifiers import clean_siret, clean_uai, format_siret, uai_letter

DIGITS = "0123456789"
LA_POSTE = "356000000"


def with_key(digits: str) -> str:
    """Return the SIRET of thirteen digits: what the Luhn key adds, counted here from the right as its rule says."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value // 10 + value % 10
    return digits + str(-total % 10)


def is_refused(clean, typed) -> bool:
    try:
        clean(typed)
    except DomainError:
        return True
    return False


sirets = st.text(DIGITS, min_size=13, max_size=13).filter(lambda one: not one.startswith(LA_POSTE)).map(with_key)
places = st.integers(0, 13)


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


@given(sirets, places, st.sampled_from(DIGITS))
def test_one_wrong_digit_of_a_siret_is_always_caught(siret, place, digit):
    assert clean_siret(siret) == siret
    typed = siret[:place] + digit + siret[place + 1 :]
    assume(typed != siret and not typed.startswith(LA_POSTE))
    assert is_refused(clean_siret, typed)


@given(sirets, st.integers(0, 12))
def test_two_neighbours_changed_round_are_caught_but_for_0_and_9(siret, place):
    """The key of Luhn cannot tell 09 from 90."""
    pair = siret[place : place + 2]
    assume(pair[0] != pair[1] and set(pair) != {"0", "9"})
    typed = siret[:place] + pair[::-1] + siret[place + 2 :]
    assume(not typed.startswith(LA_POSTE))
    assert is_refused(clean_siret, typed)


@given(st.text(DIGITS, min_size=5, max_size=5))
def test_an_office_of_la_poste_has_either_key_and_another_establishment_the_usual_one_alone(office):
    """The exception (Insee): the digits of an office of La Poste add up to a multiple of 5."""
    siret = LA_POSTE + office
    kept = sum(map(int, siret)) % 5 == 0 or with_key(siret[:13]) == siret
    assert is_refused(clean_siret, siret) is not kept
    # The number of another company, one digit away, has no such favour.
    other = "356000018" + office
    assert is_refused(clean_siret, other) is not (with_key(other[:13]) == other)


@given(st.text(DIGITS, min_size=7, max_size=7), st.integers(0, 7), st.sampled_from(DIGITS + "ABCDEFGHJKLMNPRSTUVWXYZ"))
def test_one_wrong_sign_of_a_uai_is_always_caught(digits, place, sign):
    uai = digits + uai_letter(digits)
    assert clean_uai(uai) == uai
    typed = uai[:place] + sign + uai[place + 1 :]
    assume(typed != uai)
    assert is_refused(clean_uai, typed)


@given(st.text(max_size=30))
def test_whatever_is_typed_is_an_identifier_or_a_message(typed):
    for clean, length in ((clean_siret, 14), (clean_uai, 8)):
        if not is_refused(clean, typed):
            assert len(clean(typed)) in (0, length)


@pytest.mark.parametrize(
    ("kept", "shown"),
    [("73282932000074", "732\u00a0829\u00a0320\u00a000074"), ("", ""), ("7328", "7328"), ("abcdefghijklmn",) * 2],
)
def test_a_siret_is_shown_grouped_and_read_back(kept, shown):
    assert format_siret(kept) == shown
    assert Template("{% load sheets %}{{ x|siret }}").render(Context({"x": kept})) == shown
    if len(kept) == 14 and kept.isdigit():
        assert clean_siret(shown) == kept
