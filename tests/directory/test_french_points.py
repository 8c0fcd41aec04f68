"""Points as people type them, and where they can lie."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.errors import DomainError
from portal.directory.french_points import Point, commune_of, department_of, in_department, middle_of, read_point

MARSEILLE = Point(43.2965, 5.3698)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("43.2965", "5.3698"),
        ("43,2965", "5,3698"),
        (" 43.2965° ", "+5.3698°"),
        ("43.29650000", "5.36980000001"),
        ("43.2965, 5.3698", ""),
        ("43,2965 5,3698", ""),
        ("43,2965 ; 5,3698", " "),
        ("43.2965;5.3698", ""),
    ],
)
def test_a_point_is_read_as_people_and_maps_write_it(latitude, longitude):
    assert read_point(latitude, longitude) == MARSEILLE


def test_two_empty_fields_are_no_point():
    assert read_point(" ", "") is None


def test_a_minus_sign_is_a_minus():
    assert read_point("−20.8789", "55.4481") == Point(-20.8789, 55.4481)
    assert read_point("48.1173", "-1.6778") == Point(48.1173, -1.6778)


@pytest.mark.parametrize(
    ("latitude", "longitude", "field", "code"),
    [
        ("200", "5.3698", "latitude", "bounds"),
        ("-90.1", "5.3698", "latitude", "bounds"),
        ("43.2965", "181", "longitude", "bounds"),
        ("43.2965", "", "longitude", "half"),
        ("", "5.3698", "latitude", "half"),
        ("43,29", "", "longitude", "half"),
        ("nord", "5.3698", "latitude", "number"),
        ("43.29.65", "5.3698", "latitude", "number"),
        ("nan", "5.3698", "latitude", "number"),
        ("1e1", "5.3698", "latitude", "number"),
        ("٤٣", "5.3698", "latitude", "number"),
        ("43.2965", "=1+1", "longitude", "number"),
        ("43." + "1" * 200, "5.3698", "latitude", "number"),
        # Latitude and longitude the wrong way round; Naples.
        ("5.3698", "43.2965", "latitude", "abroad"),
        ("40.85", "14.25", "latitude", "abroad"),
        ("0", "0", "latitude", "abroad"),
    ],
)
def test_what_is_no_point_is_refused_beside_its_field(latitude, longitude, field, code):
    with pytest.raises(DomainError) as refused:
        read_point(latitude, longitude)
    assert (refused.value.field, refused.value.code) == (field, code)


@given(st.floats(41.3, 51.2), st.floats(-5.4, 9.7))
def test_a_point_that_is_shown_is_read_as_itself(latitude, longitude):
    point = Point(latitude, longitude)
    assert read_point(*str(point).split(",")) == point


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_is_typed_gives_a_point_in_france_or_a_message(latitude, longitude):
    try:
        point = read_point(latitude, longitude)
    except DomainError as refused:
        assert refused.field in {"latitude", "longitude"}
    else:
        assert point is None or -90 <= point.latitude <= 90


@pytest.mark.parametrize(
    ("insee", "department"), [("13055", "13"), ("2A004", "2A"), ("97411", "974"), ("98818", "988"), ("75056", "75")]
)
def test_the_department_of_a_commune_is_in_its_code(insee, department):
    assert department_of(insee) == department


@pytest.mark.parametrize(
    ("code", "commune"), [("13206", "13055"), ("75120", "75056"), ("69389", "69123"), ("13005", "13005"), ("", "")]
)
def test_arrondissements_belong_to_their_commune(code, commune):
    assert commune_of(code) == commune


def test_every_department_overseas_holds_its_own_middle_and_not_that_of_the_mainland():
    overseas = ["971", "972", "973", "974", "975", "976", "977", "978", "986", "987", "988"]
    assert [code for code in overseas if not in_department(middle_of(code), code)] == []
    assert [code for code in overseas if in_department(MARSEILLE, code)] == []
    assert middle_of("13") is None
