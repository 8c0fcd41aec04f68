import datetime as dt

import pytest

from portal.directory.importing.comparison import compare
from portal.directory.importing.known import (
    Known,
    KnownCommune,
    KnownOrganisation,
    KnownParticipation,
    KnownPerson,
    KnownSite,
    KnownType,
)
from portal.directory.importing.outcomes import RowOutcome
from portal.directory.importing.people_cells import PersonCell
from portal.directory.importing.records import Record

TYPES = (
    KnownType(1, "cio", "Centre d’information et d’orientation", ("CIO",)),
    KnownType(2, "mission_locale", "Mission locale", ("ML",)),
    KnownType(3, "vocational_lycee", "Lycée professionnel", ("LP", "EPLE")),
    KnownType(4, "college", "Collège", ("EPLE",)),
    KnownType(5, "local_association", "Association locale", ("association",)),
)
GAP, DIGNE = KnownCommune(10, "Gap", "05", ("05000",)), KnownCommune(11, "Digne-les-Bains", "04", ("04000",))
SAINTS = (KnownCommune(12, "Saint-Martin", "04", ("04200",)), KnownCommune(13, "Saint-Martin", "83", ("83560",)))
SIRET, OTHER_SIRET = "73282932000074", "05720800100016"
AT_GAP = (KnownSite(100, "3 rue des Fleurs", "05000", 10, "Gap"),)
MARIE = KnownPerson(50, "Marie", "Dupont", "marie.dupont@cio.example", "+33492000001", "directrice", organisation_pk=1)


def cio(**values):
    values = {"sites": AT_GAP, "participation": KnownParticipation("agreed", "1", delegates={50: "fixed"})} | values
    return KnownOrganisation(1, "Centre d’information et d’orientation de Gap", "cio", **values)


def known(*organisations, people=(MARIE,)):
    return Known(organisations, tuple(people), TYPES, (GAP, DIGNE, *SAINTS), frozenset({"05"}))


def row(number=2, name="CIO de Gap", **values):
    return Record(row=number, name=name, columns={"name": "A", "email": "E"}, **values)


def person(first="Marie", last="Dupont", kind="fixed", **values):
    return kind, PersonCell(first, last, **values)


def outcomes(records, directory, choices=None):
    found = compare(records, directory, choices=choices)
    assert [RowOutcome.from_json(one.as_json()) for one in found] == found
    return found


def only(record, directory, answers=None):
    [outcome] = outcomes([record], directory, {record.row: answers} if answers else None)
    return outcome


def changes(outcome):
    return [(change.part, change.field, change.before, change.after) for change in outcome.changes]


def doubts(outcome):
    return {doubt.key: [candidate.value for candidate in doubt.candidates] for doubt in outcome.doubts}


@pytest.mark.parametrize(
    "record",
    [
        row(commune="Gap"), row(commune="GAP", postcode="05000"), row(name="C.I.O. Gap"),
        row(name="CIO", commune="Gap"), row(name="Tout autre nom", siret=SIRET), row(name="Autre nom", uai="0750655E"),
        row(name="Centre information orientation gap", postcode="05000"),
        row(name="CIO de Gap (antenne)", commune="Gap"),
        row(name="CIO des Hautes Gap", email="contact@cio-gap.example", commune="Gap"),
    ],
)  # fmt: skip
def test_organisation_is_found_by_number_name_and_commune_or_mail(record):
    outcome = only(record, known(cio(siret=SIRET, uai="0750655E", email="contact@cio-gap.example")))
    assert (outcome.plan["organisation"], str(outcome.outcome)) == (1, "same")


@pytest.mark.parametrize(
    "record",
    [
        row(name="CIO de Gapp"),
        row(name="Centre d’orientation et d’information de Gape", commune="Gap"),
        row(commune="Digne-les-Bains"),
        row(siret=OTHER_SIRET, commune="Gap"),
        row(name="Maison des jeunes", email="contact@cio-gap.example"),
    ],
)
def test_organisation_that_may_be_another_is_asked_about(record):
    directory = known(cio(siret=SIRET, email="contact@cio-gap.example"))
    outcome = only(record, directory)
    assert (str(outcome.outcome), doubts(outcome)) == ("doubtful", {"organisation": ["1", "new"]})
    assert only(record, directory, {"organisation": "1"}).plan["organisation"] == 1
    created = only(record, directory, {"organisation": "new", "actor_type": "cio"})
    assert (str(created.outcome), created.plan["organisation"], created.plan["type_code"]) == ("new", None, "cio")


def test_d03_answer_that_was_not_offered_settles_nothing():
    directory = known(cio(), KnownOrganisation(2, "Mission locale", "mission_locale"))
    outcome = only(row(name="CIO de Gapp"), directory, {"organisation": "2"})
    assert doubts(outcome) == {"organisation": ["1", "new"]}


def test_number_shared_by_two_is_never_given_to_a_third():
    directory = known(cio(siret=SIRET), KnownOrganisation(2, "LP Moulin", "vocational_lycee", uai="0750655E"))
    outcome = only(row(siret=SIRET, uai="0750655E"), directory, {"organisation": "new"})
    assert doubts(outcome) == {"organisation": ["1", "2"]}


def test_same_usual_name_elsewhere_is_another_organisation():
    directory = known(KnownOrganisation(2, "Collège Victor Hugo", "college", sites=AT_GAP))
    outcome = only(row(name="Collège Victor Hugo", commune="Digne-les-Bains"), directory)
    assert (str(outcome.outcome), outcome.plan["type_code"]) == ("new", "college")


def test_new_organisation_says_all_that_it_would_write():
    outcome = only(
        row(name="Mission locale de Digne", email="contact@ml.example", phone="+33492000009", address="1 place Verte",
            postcode="04000", commune="Digne", circle="1", status="agreed", next_step="Inviter",
            since=dt.date(2024, 3, 1), people=[person("Paul", "Martin", email="p@ml.example")]),
        known(cio()),
    )  # fmt: skip
    assert (str(outcome.outcome), outcome.plan) == (
        "new",
        {
            "organisation": None, "joins_row": None, "type_code": "mission_locale", "shared": False,
            "sheet": {"name": "Mission locale de Digne", "email": "contact@ml.example", "phone": "+33492000009"},
            "site": {"pk": None, "values": {"address": "1 place Verte", "postcode": "04000", "commune": 11}},
            "participation": {"status": "agreed", "circle": "1", "next_step": "Inviter", "since": "2024-03-01"},
            "participation_is_new": True,
            "people": [{"pk": None, "joins": None, "kind": "fixed", "add": True, "kind_changes": False,
                        "values": {"first_name": "Paul", "last_name": "Martin", "email": "p@ml.example"}}],
        },
    )  # fmt: skip
    assert ("organisation", "phone", "", "04 92 00 00 09") in changes(outcome)
    assert ("organisation", "actor_type", "", "Mission locale") in changes(outcome)


def test_changes_name_before_and_after_and_empty_cells_change_nothing():
    directory = known(cio(phone="+33492000001", website="https://www.cio.example/", email="a@cio.example"))
    same = only(row(phone="+33492000001", website="http://cio.example", email="A@cio.example", circle="1"), directory)
    assert (str(same.outcome), same.changes, same.plan["sheet"]) == ("same", [], {})
    changed = only(row(phone="+33492000002", circle="2", next_step="Rappeler"), directory)
    assert (str(changed.outcome), changed.plan["sheet"]) == ("changed", {"phone": "+33492000002"})
    assert changes(changed) == [
        ("organisation", "phone", "04 92 00 00 01", "04 92 00 00 02"),
        ("participation", "circle", "1", "2"),
        ("participation", "next_step", "", "Rappeler"),
    ]


def test_numbers_are_filled_in_and_never_changed():
    assert only(row(siret=SIRET), known(cio())).plan["sheet"] == {"siret": SIRET}
    kept = only(row(short_name="CIO 05"), known(cio(short_name="CIO")))
    assert (kept.plan["sheet"], [note.field for note in kept.notes]) == ({}, ["short_name"])


def test_shared_sheet_keeps_its_addresses_and_what_was_proposed_is_not_proposed_again():
    directory = known(cio(shared=True, proposed={"phone": "+33492000002"}))
    outcome = only(row(phone="+33492000002", address="9 quai Bleu", commune="Gap"), directory)
    assert (str(outcome.outcome), outcome.plan["shared"], outcome.plan["site"]) == ("same", True, None)
    assert {note.field for note in outcome.notes} == {"phone", "address"}
    assert only(row(email="n@cio.example"), directory).plan["sheet"] == {"email": "n@cio.example"}


def test_proposal_of_a_later_row_says_again_what_the_file_asked_before():
    directory = known(cio(shared=True, proposed={"phone": "+33492000002"}))
    rows = [row(2, phone="+33492000002"), row(3, email="n@cio.example"), row(4, missions="Accueillir")]
    assert [outcome.plan["sheet"] for outcome in outcomes(rows, directory)] == [
        {},
        {"phone": "+33492000002", "email": "n@cio.example"},
        {"phone": "+33492000002", "email": "n@cio.example", "missions": "Accueillir"},
    ]


def test_address_is_corrected_in_its_commune_and_added_elsewhere():
    corrected = only(row(address="9 quai Bleu", commune="Gap"), known(cio()))
    assert corrected.plan["site"] == {"pk": 100, "values": {"address": "9 quai Bleu"}}
    added = only(row(siret=SIRET, address="1 place Verte", commune="Digne-les-Bains"), known(cio(siret=SIRET)))
    assert added.plan["site"] == {"pk": None, "values": {"address": "1 place Verte", "commune": 11}}


def test_circle_says_that_whoever_was_to_approach_takes_part():
    outcome = only(row(circle="2"), known(cio(participation=KnownParticipation("to_approach"))))
    assert outcome.plan["participation"] == {"status": "agreed", "circle": "2"}


def test_agreement_without_a_circle_is_asked_about():
    directory = known(cio(participation=KnownParticipation("approached")))
    assert doubts(only(row(status="agreed"), directory)) == {"circle": ["1", "2", "occasional"]}
    settled = only(row(status="agreed"), directory, {"circle": "2"})
    assert settled.plan["participation"] == {"status": "agreed", "circle": "2"}


def test_type_is_guessed_from_text_name_or_section_and_else_asked():
    def code(**values):
        return only(row(**values), known()).plan["type_code"]

    assert code(name="Les Tilleuls", type_text="ML") == "mission_locale"
    assert code(name="LP Jean Moulin") == "vocational_lycee"
    assert code(name="Jean Moulin", section="CERCLE 1 / COLLÈGES") == "college"
    asked = only(row(name="Espace Les Tilleuls", type_text="EPLE"), known())
    assert doubts(asked) == {"actor_type": ["vocational_lycee", "college"]}
    assert asked.doubts[0].open_list == "actor_type"
    assert only(row(name="Espace Les Tilleuls"), known(), {"actor_type": "cio"}).plan["type_code"] == "cio"


def test_commune_of_two_departments_is_settled_by_postcode_or_asked():
    new = {"name": "CIO du Var", "commune": "St Martin"}
    assert only(row(**new, postcode="83560"), known()).plan["site"]["values"]["commune"] == 13
    assert only(row(**new, postcode="83007"), known()).plan["site"]["values"]["commune"] == 13
    asked = only(row(**new), known())
    assert doubts(asked) == {"commune": ["12", "13", "skip"]}
    assert only(row(**new), known(), {"commune": "12"}).plan["site"]["values"] == {"commune": 12}
    unknown = only(row(name="CIO", commune="Nullepart"), known())
    assert (unknown.plan["site"], [note.field for note in unknown.notes]) == (None, ["commune"])


def test_two_rows_of_one_organisation_are_one_and_the_first_keeps_its_word():
    first, second, third = outcomes(
        [row(2, name="Mission locale", commune="Gap", phone="+33492000001", people=[person("Paul", "Martin")]),
         row(3, name="ML de Gap", phone="+33492000002", email="ml@ml.example", people=[person("Anne", "Roux")]),
         row(4, name="Mission locale", commune="Digne")],
        known(),
    )  # fmt: skip
    assert (first.plan["joins_row"], second.plan["joins_row"], third.plan["joins_row"]) == (None, 2, None)
    assert (str(second.outcome), second.plan["sheet"]) == ("changed", {"email": "ml@ml.example"})
    assert [note.field for note in second.notes] == ["phone"]
    assert [entry["kind"] for entry in first.plan["people"] + second.plan["people"]] == ["fixed", "substitute"]


def test_row_that_goes_on_with_the_one_above_joins_it():
    first, second = outcomes(
        [row(2, commune="Gap"), row(3, commune="Gap", continues=2, people=[person("Anne", "Roux")])], known()
    )
    assert (second.plan["joins_row"], str(second.outcome)) == (2, "changed")


def test_row_twice_is_the_same_the_second_time():
    first, second = outcomes(
        [row(2, commune="Gap", people=[person()]), row(3, commune="Gap", people=[person()])], known(people=())
    )
    assert (str(first.outcome), str(second.outcome)) == ("new", "same")
    assert second.plan["people"][0]["joins"] == [2, 0]


def test_person_is_found_by_mail_or_by_name_in_the_organisation():
    for said in (
        person("Marie", "DUPONT"),
        person("Dupont", "Marie"),
        person(email="marie.dupont@cio.example"),
        person("", "Dupont"),
    ):
        outcome = only(row(people=[said]), known(cio()))
        assert (str(outcome.outcome), [entry["pk"] for entry in outcome.plan["people"]]) == ("same", [50])


def test_details_of_a_person_change_unless_they_are_not_the_platforms():
    said = [person(email="marie@cio.example", phone="+33612345678")]
    changed = only(row(people=said), known(cio()))
    assert changed.plan["people"][0]["values"] == {"email": "marie@cio.example", "phone": "+33612345678"}
    account = KnownPerson(50, "Marie", "Dupont", "marie.dupont@cio.example", organisation_pk=1, keeps_address=True)
    kept = only(row(people=said), known(cio(), people=[account]))
    assert (kept.plan["people"][0]["values"], [note.field for note in kept.notes]) == (
        {"phone": "+33612345678"}, ["person_email"],
    )  # fmt: skip
    locked = KnownPerson(50, "Marie", "Dupont", "marie.dupont@cio.example", organisation_pk=1, locked=True)
    assert only(row(people=said), known(cio(), people=[locked])).plan["people"][0]["values"] == {}


def test_person_almost_of_that_name_is_asked_about():
    outcome = only(row(people=[person("Marie", "Duponnt")]), known(cio()))
    assert doubts(outcome) == {"person-1": ["50", "new", "skip"]}
    assert (
        only(row(people=[person("Marie", "Duponnt")]), known(cio()), {"person-1": "50"}).plan["people"][0]["pk"] == 50
    )
    assert only(row(people=[person("Marie", "Duponnt")]), known(cio()), {"person-1": "skip"}).plan["people"] == []


def test_one_name_of_nobody_known_is_asked_about_and_may_be_left_out():
    outcome = only(row(people=[person("", "Roux", doubt="Un seul nom")]), known(cio()))
    assert doubts(outcome) == {"person-1": ["skip"]}


def test_one_alone_is_the_fixed_representative():
    pair = [person("Paul", "Martin"), person("Anne", "Roux")]
    fresh = only(row(people=pair), known(cio(participation=None), people=()))
    assert [entry["kind"] for entry in fresh.plan["people"]] == ["fixed", "substitute"]
    beside = only(row(people=[person("Paul", "Martin"), person()]), known(cio()))
    assert [(entry["pk"], entry["kind"], entry["add"]) for entry in beside.plan["people"]] == [
        (None, "substitute", True), (50, "fixed", False),
    ]  # fmt: skip


def test_another_fixed_representative_is_asked_about():
    said = row(people=[person("Paul", "Martin")])
    assert doubts(only(said, known(cio()))) == {"fixed": ["replace", "substitute", "skip"]}
    replaced = only(said, known(cio()), {"fixed": "replace"}).plan["people"]
    assert [(entry["kind"], entry["add"], entry["kind_changes"]) for entry in replaced] == [("fixed", True, True)]
    beside = only(said, known(cio()), {"fixed": "substitute"}).plan["people"]
    assert [(entry["kind"], entry["add"], entry["kind_changes"]) for entry in beside] == [("substitute", True, False)]
    assert only(said, known(cio()), {"fixed": "skip"}).plan["people"] == []


def test_one_person_of_two_organisations_is_one_person():
    paul = [person("Paul", "Martin", email="p@x.example")]
    _first, second = outcomes(
        [row(2, people=paul), row(3, name="Mission locale", commune="Digne", people=paul)], known()
    )
    assert (second.plan["people"][0]["joins"], second.plan["people"][0]["add"]) == ([2, 0], True)


def test_mail_shared_by_two_names_is_of_two_people():
    pair = [person("Paul", "Martin", email="contact@x.example"), person("Anne", "Roux", email="contact@x.example")]
    assert len(only(row(people=pair), known(cio(participation=None), people=())).plan["people"]) == 2


def test_row_without_a_name_is_an_error_and_progress_is_told():
    told = []
    [outcome] = compare([Record(row=2)], known(), progress=lambda done, total: told.append((done, total)))
    assert (str(outcome.outcome), told) == ("error", [(1, 1)])
