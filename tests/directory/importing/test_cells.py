import datetime as dt

import pytest

from portal.core.errors import DomainError
from portal.directory.importing import cells


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (cells.read_siret, "732 829 320 00074", "73282932000074"),
        (cells.read_siret, "5720800100016", "05720800100016"),
        (cells.read_uai, "0750655e", "0750655E"), (cells.read_uai, "750655E", "0750655E"),
        (cells.read_phone, "491001020", "+33491001020"), (cells.read_phone, "04.91.00.10.20", "+33491001020"),
        (cells.read_phone, "+33 (0)4 91 00 10 20", "+33491001020"),
        (cells.read_phone, "Tél : 04 91 00 10 20", "+33491001020"),
        (cells.read_phone, "04 91 00 10 20 / 06 12 34 56 78", "+33491001020"),
        (cells.read_phone, "0262 20 00 00", "+262262200000"),
        (cells.read_phone, "04 91 00 10 20 (standard)", "+33491001020"),
        (cells.read_email, "Marie DUPONT <M.Dupont@X.example>", "m.dupont@x.example"),
        (cells.read_email, "a@x.example ; b@x.example", "a@x.example"),
        (cells.read_website, "www.cio.example/gap", "https://www.cio.example/gap"),
        (cells.read_website, "http://cio.example", "http://cio.example"),
        (cells.read_postcode, "5000", "05000"), (cells.read_postcode, "F-13 001", "13001"),
        (cells.read_circle, "1er cercle", "1"),
        (cells.read_circle, "Cercle 2", "2"),
        (cells.read_circle, "C1", "1"),
        (cells.read_circle, "acteur occasionnel", "occasional"),
        (cells.read_status, "À contacter", "to_approach"),
        (cells.read_status, "Contacté le 3 mars", "approached"),
        (cells.read_status, "Mobilisé", "agreed"),
        (cells.read_status, "A refusé", "declined"),
        (cells.read_status, "oui", "agreed"),
        (cells.read_status, "titulaire", ""),
        (cells.read_day, "2024-03-01", dt.date(2024, 3, 1)), (cells.read_day, "01/03/24", dt.date(2024, 3, 1)),
        (cells.read_day, "1er mars 2024", dt.date(2024, 3, 1)),
        (cells.read_day, "sept. 2021", dt.date(2021, 9, 1)),
        (cells.read_day, "2021", dt.date(2021, 1, 1)),
        (cells.read_day, "2024-03-01 09:30", dt.date(2024, 3, 1)),
    ],
)  # fmt: skip
def test_cell_as_leads_write_it(read, text, value):
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (cells.read_siret, "73282932000075"), (cells.read_siret, "7,32829E+13"), (cells.read_uai, "0750655A"),
        (cells.read_phone, "voir mairie"), (cells.read_phone, "1"), (cells.read_email, "contact(at)x.example"),
        (cells.read_website, "notre site"), (cells.read_postcode, "50"), (cells.read_postcode, "ABCDE"),
        (cells.read_circle, "1 et 2"),
        (cells.read_circle, "oui"),
        (cells.read_day, "31/02/2024"),
        (cells.read_day, "bientôt"),
        (cells.read_day, "1er mars 1987"),
    ],
)  # fmt: skip
def test_wrong_cell_is_refused_with_a_message(read, text):
    with pytest.raises(DomainError) as refusal:
        read(text)
    assert len(refusal.value.message) > 15


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("3 rue des Fleurs", ("3 rue des Fleurs", "", "")),
        ("3 rue des Fleurs 05000 Gap", ("3 rue des Fleurs", "05000", "Gap")),
        ("3 rue des Fleurs\n05007 GAP CEDEX", ("3 rue des Fleurs", "05007", "GAP")),
        ("05000 Gap", ("", "05000", "Gap")),
    ],
)
def test_address_with_its_town_is_taken_apart(text, parts):
    assert cells.split_town(text) == parts


@pytest.mark.parametrize(
    ("text", "name"),
    [("GAP CEDEX 9", "GAP"), ("13001 Marseille", "Marseille"), ("Marseille 13e", "Marseille"), ("Gap (05)", "Gap"),
     ("Paris 12ème arrondissement", "Paris")],
)  # fmt: skip
def test_commune_without_what_the_post_adds(text, name):
    assert cells.bare_commune(text) == name


def test_signs_for_nothing_and_for_the_same_again():
    assert [text for text in ("-", "Néant", "N/A", "?", "…", "Gap", "0") if cells.is_nothing(text)] == [
        "-",
        "Néant",
        "N/A",
        "?",
        "…",
    ]
    assert [text for text in ('"', "idem", "id.", "Gap") if cells.is_ditto(text)] == ['"', "idem", "id."]
