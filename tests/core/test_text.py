import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.text import clean_line, clean_text

BREAKS = ["\r\n", "\r", "\n", "\v", "\f", "\x85", "\u2028", "\u2029"]
ANY_TEXT = st.text(st.characters(), max_size=60)  # lone surrogates included


@pytest.mark.parametrize("line_break", BREAKS)
def test_a_line_break_of_any_kind_is_one_newline_in_a_text_and_one_space_in_a_line(line_break):
    assert clean_text(f"a{line_break}b") == "a\nb"
    assert clean_line(f"a{line_break}b") == "a b"


@pytest.mark.parametrize(
    "removed",
    [
        "\0",
        "\a",
        "\b",
        "\x1b",
        "\x1c",
        "\x7f",
        "\x9b",
        "\u202a",
        "\u202e",
        "\u2066",
        "\u2069",
        "\ufeff",
        "\ud800",
        "\uffff",
    ],
)
def test_d37_control_characters_and_bidirectional_overrides_disappear(removed):
    assert clean_text(f"a{removed}b") == "ab"
    assert clean_line(f"a{removed}b") == "ab"


def test_a_control_character_inside_a_crlf_does_not_make_two_breaks():
    assert clean_text("a\r\0\nb") == "a\nb"


@pytest.mark.parametrize(
    "kept", ["Où\u202f? À 9\u00a0h", "👩\u200d🏫", "l’Œuvre — «\u202fok\u202f»", "שלום\u200f", "😀"]
)
def test_french_typography_emoji_and_other_scripts_stay(kept):
    assert clean_text(kept) == kept
    assert clean_line(kept) == kept


def test_a_line_is_stripped_and_its_runs_of_blanks_are_one_space():
    assert clean_line(" \t Cercle 1\t\t \n\n bis ") == "Cercle 1 bis"


def test_a_text_keeps_its_tabs_and_empty_lines():
    assert clean_text("a\n\n\tb ") == "a\n\n\tb "


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing(text):
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@given(ANY_TEXT)
def test_what_is_left_can_be_encoded_and_holds_no_control_character(text):
    line, clean = clean_line(text), clean_text(text)
    clean.encode()
    assert [c for c in clean if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") and c not in "\n\t"] == []
    assert [c for c in line if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")] == []
    assert line.splitlines() in ([], [line])
