import pytest

from portal.directory.importing.columns import guess, missing_fields
from portal.directory.importing.fields import directory_fields


def meant(headers, *rows, remembered=None):
    cells = [[*row, *[""] * (len(headers) - len(row))] for row in rows]
    found = guess(headers, cells, directory_fields(), remembered)
    return [found.get(column, "") for column in range(len(headers))]


@pytest.mark.parametrize(
    ("headers", "names"),
    [
        (
            "Structure|Adresse|CP|Ville|Tél. fixe|Mél|Référent·e|Fonction|Mél|Portable|Suppléant(e)|Cercle|Suites",
            "name address postcode commune phone email person person_function person_email person_phone substitute "
            "circle next_step",
        ),
        (
            "Organisme|Nom|Prénom|Mail|Téléphone|Nom|Prénom|Courriel",
            "name person_last_name person_first_name person_email person_phone person2_last_name person2_first_name "
            "person2_email",
        ),
        (
            "Nom|Type|N° SIRET|Contact|Adresse e-mail|Tel|Contact 2|mail|Statut|Depuis le",
            "name actor_type siret person person_email person_phone person2 person2_email status since",
        ),
        (
            "Structure / Nom|Structure / Ville|Référent / Nom|Référent / Prénom|Suppléant / Nom|Suppléant / Prénom",
            "name commune person_last_name person_first_name substitute_last_name substitute_first_name",
        ),
        (
            "Partenaires|Civilité|NOM|Prénom|Fonction|E-mail|Tél|Code UAI|Site internet|Type de structure",
            "name person_civility person_last_name person_first_name person_function person_email person_phone uai "
            "website actor_type",
        ),
        (
            "Acteurs|Nom du responsable|Mail du responsable|Tél. standard|Mail structure|Personne suppléante|mail",
            "name person person_email phone email substitute substitute_email",
        ),
        ("Etablisement|Adrese|Code postale|Telephonne|Couriel", "name address postcode phone email"),
    ],
)
def test_usual_headers_are_understood(headers, names):
    assert meant(headers.split("|")) == names.split()


def test_columns_without_header_are_known_by_what_they_hold():
    rows = (
        ["Mission locale de Gap", "Marie Dupont", "m@ml.example", "05000"],
        ["CIO", "Paul Martin", "p@cio.example", "05100"],
    )
    assert meant(["", "", "", ""], *rows) == ["name", "person", "person_email", "postcode"]


def test_cells_are_believed_more_than_a_header_that_says_otherwise():
    assert meant(["STRUCTURE", "CONTACT"], ["CIO", "a@b.fr"], ["GRETA", "c@d.fr"]) == ["name", "person_email"]


def test_column_that_means_nothing_is_left_out():
    assert meant(["N°", "Structure", "Couleur"], ["1", "CIO", "vert"]) == ["", "name", ""]


def test_remembered_mapping_wins_and_leaves_out_what_it_left_out():
    assert meant(["Structure", "Mél", "Ville"], remembered={0: "short_name", 2: "commune", 9: "uai", 1: "gone"}) == [
        "short_name", "", "commune",
    ]  # fmt: skip


def test_name_is_the_one_field_that_no_import_goes_without():
    assert [field.name for field in missing_fields({0: "email"}, directory_fields())] == ["name"]
    assert missing_fields({4: "name"}, directory_fields()) == []


def test_fields_have_names_of_their_own_and_labels():
    fields = directory_fields()
    assert len({field.name for field in fields}) == len(fields)
    assert all(field.label and field.group for field in fields)
