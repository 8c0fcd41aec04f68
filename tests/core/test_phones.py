"""Telephone numbers: kept in one form, shown in the French one."""

import pytest

from portal.core.errors import DomainError
from portal.core.phones import clean_phone, format_phone


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("04 91 00 10 20", "+33491001020", "04 91 00 10 20"),
        ("04.91.00.10.20", "+33491001020", "04 91 00 10 20"),
        ("0491001020", "+33491001020", "04 91 00 10 20"),
        ("+33 (0)4 91 00 10 20", "+33491001020", "04 91 00 10 20"),
        ("0033491001020", "+33491001020", "04 91 00 10 20"),
        ("tél. 06 12 34 56 78", "+33612345678", "06 12 34 56 78"),
        ("0262 45 67 89", "+262262456789", "0262 45 67 89"),
        ("0692 45 67 89", "+262692456789", "0692 45 67 89"),
        ("0590 20 30 40", "+590590203040", "0590 20 30 40"),
        ("0596 60 30 40", "+596596603040", "0596 60 30 40"),
        ("0594 30 30 40", "+594594303040", "0594 30 30 40"),
        ("0269 61 30 40", "+262269613040", "0269 61 30 40"),
        ("+687 25 30 40", "+687253040", "+687 25.30.40"),
        ("+32 2 555 12 12", "+3225551212", "+32 2 555 12 12"),
        ("119", "119", "119"),
        ("39 49", "3949", "3949"),
        ("", "", ""),
        ("   ", "", ""),
    ],
)
def test_a_number_is_kept_in_one_form_and_shown_grouped(typed, kept, shown):
    assert clean_phone(typed) == kept
    assert format_phone(kept) == shown


def test_the_region_of_the_platform_is_tried_first():
    assert clean_phone("25 30 40", region="NC") == "+687253040"


@pytest.mark.parametrize(
    "typed", ["04 91 00 10", "27 20 20", "poste 12", "00 00 00 00 00", "a" * 5000, "1" * 5000, "٠٤٩١", "4949494949494"]
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(DomainError) as refused:
        clean_phone(typed, field="office")
    assert (refused.value.code, refused.value.field) == ("phone", "office")


def test_an_old_row_stays_readable():
    assert format_phone("poste 12") == "poste 12"
