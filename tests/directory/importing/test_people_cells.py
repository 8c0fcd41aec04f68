import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.directory.importing.people_cells import people_of_columns, read_people


def named(text, **beside):
    return [(person.first_name, person.last_name) for person in read_people(text, **beside)]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Mme DUPONT Marie / M. Paul MARTIN", [("Marie", "Dupont"), ("Paul", "Martin")]),
        ("Dupont Marie et Martin Paul", [("Marie", "Dupont"), ("Paul", "Martin")]),
        ("Marie et Paul MARTIN", [("Marie", "Martin"), ("Paul", "Martin")]),
        ("Jean-Pierre LE GALL, Sylvie ROUX", [("Jean-Pierre", "Le Gall"), ("Sylvie", "Roux")]),
        ("Mme Sophie Leroy M. Ali Ben Salah", [("Sophie", "Leroy"), ("Ali", "Ben Salah")]),
        ("Mme Sophie Leroy\nM. Ali Ben Salah", [("Sophie", "Leroy"), ("Ali", "Ben Salah")]),
        ("DUPONT, Marie", [("Marie", "Dupont")]),
        ("LEROY SOPHIE", [("Sophie", "Leroy")]),
        ("Le Gall Yann", [("Yann", "Le Gall")]),
        ("Marie-Claude de LA TOUR", [("Marie-Claude", "de La Tour")]),
        ("Mme MARTIN-DURAND Élise", [("Élise", "Martin-Durand")]),
        ("Jean-Marc d’Orsay", [("Jean-Marc", "d’Orsay")]),
        ("Nguyen Thi Mai", [("Nguyen", "Thi Mai")]),
        ("", []), ("à désigner", []), ("M. le Directeur", []), ("Direction", []), ("poste vacant", []), ("?", []),
        ("néant", []),
    ],
)  # fmt: skip
def test_people_of_a_cell(text, people):
    assert named(text) == people


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("Marie Dupont (directrice)", "directrice"),
        ("Marie Dupont, directrice adjointe", "directrice adjointe"),
        ("Directrice : Marie Dupont", "Directrice"),
        ("Marie Dupont - Conseillère", "Conseillère"),
        ("Proviseure Mme Dupont Marie", "Proviseure"),
        ("Marie Dupont (chargée d’accueil et d’orientation)", "chargée d’accueil et d’orientation"),
    ],
)
def test_function_beside_a_name_is_no_name(text, function):
    [person] = read_people(text)
    assert (person.first_name, person.last_name, person.function) == ("Marie", "Dupont", function)


def test_mails_go_to_whom_they_name_and_phones_in_their_order():
    people = read_people(
        "Dupont Marie / Martin Paul",
        emails="Paul.Martin@x.example\nmarie.dupont@x.example",
        phones="04 92 00 00 01 / 06 12 34 56 78",
    )
    assert [(person.email, person.phone) for person in people] == [
        ("marie.dupont@x.example", "04 92 00 00 01"),
        ("paul.martin@x.example", "06 12 34 56 78"),
    ]


def test_mails_that_name_nobody_go_in_their_order():
    people = read_people("Marie Dupont et Paul Martin", emails="direction@x.example; contact@x.example")
    assert [person.email for person in people] == ["direction@x.example", "contact@x.example"]


def test_mail_and_phone_inside_the_cell_of_names_are_taken_out():
    [person] = read_people("Anne Roux 04 92 11 22 33 a.roux@x.example")
    assert (person.first_name, person.last_name, person.email, person.phone) == (
        "Anne", "Roux", "a.roux@x.example", "04 92 11 22 33",
    )  # fmt: skip


def test_functions_go_in_their_order_or_to_all():
    two = "Marie Dupont / Paul Martin"
    assert [person.function for person in read_people(two, function="CPE / proviseur")] == ["CPE", "proviseur"]
    assert [person.function for person in read_people(two, function="CPE")] == ["CPE", "CPE"]


def test_one_name_alone_is_a_doubt_and_not_an_error():
    [person] = read_people("Mme Dupont", emails="dupont@x.example")
    assert (person.first_name, person.last_name, person.email) == ("", "Dupont", "dupont@x.example")
    assert "Mme Dupont" in person.doubt


def test_names_in_two_columns_may_hold_two_people():
    assert people_of_columns("Marie / Paul", "DUPONT / MARTIN") == [
        *people_of_columns("Marie", "Dupont"), *people_of_columns("Paul", "MARTIN"),
    ]  # fmt: skip


@given(st.text(max_size=60), st.text(max_size=40))
def test_any_text_gives_people_with_a_last_name_or_nobody(names, emails):
    people = read_people(names, emails=emails, phones=emails, function=names)
    assert len(people) <= 8 and all(person.last_name for person in people)
