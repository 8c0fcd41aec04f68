"""An import from the file to the directory: what is written, what is not, and that it is all or nothing."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.errors import DomainError
from portal.directory.enums import Circle, DelegateKind, ImportState, ParticipationStatus
from portal.directory.importing.batches import left_out_of, rows_of
from portal.directory.importing.deciding import choose_for_all, start_import
from portal.directory.importing.outcomes import LEAVE_OUT
from portal.directory.models import (
    ActorType,
    Delegate,
    Organisation,
    Participation,
    Person,
    SheetProposal,
    SheetRevision,
    Site,
)
from portal.directory.services.members import add_member
from tests.factories import make_member, make_organisation, make_person, make_platform

from .helpers import HEADERS, answered, compared, imported, lead_of, outcomes, settled, sheet

pytestmark = pytest.mark.django_db

#: Everything that an import may write.
WRITTEN = (Organisation, Site, Participation, Delegate, Person, SheetProposal, SheetRevision)

CIO = {
    "Structure": "CIO des Tilleuls",
    "Type": "CIO",
    "Cercle": "1",
    "Commune": "Aubagne",
    "CP": "13400",
    "Téléphone": "04.65.71.00.10",
    "Mél structure": "contact@cio-tilleuls.example",
    "Référent": "Mme GRANDVALET Solène",
    "Mél du référent": "solene.grandvalet@cio-tilleuls.example",
    "Observations": "Présenter la plateforme",
}
CENTRE = {"Structure": "Centre social Les Cigales", "Type": "Centre social", "Cercle": "2", "Commune": "La Ciotat"}


def counts():
    return {model.__name__: model.objects.count() for model in WRITTEN}


@pytest.fixture
def lead(platform):
    return lead_of(platform)


def test_a_new_partner_comes_with_sheet_circle_and_representative(platform, lead):
    batch = compared(platform, sheet(CIO), lead)
    assert outcomes(batch) == ["new"]
    before = counts()
    batch = imported(batch, lead)
    assert (batch.state, batch.error) == (ImportState.APPLIED, "")
    organisation = Organisation.objects.get(name="CIO des Tilleuls")
    assert (organisation.actor_type.code, organisation.phone) == ("cio", "+33465710010")
    assert [str(site.commune) for site in organisation.sites.all()] == ["Aubagne"]
    participation = organisation.participations.get()
    assert (participation.status, participation.circle, participation.next_step) == (
        ParticipationStatus.AGREED,
        Circle.FIRST,
        "Présenter la plateforme",
    )
    delegate = participation.delegates.get()
    assert (str(delegate.person), delegate.kind, delegate.person.email) == (
        "Solène Grandvalet",
        DelegateKind.FIXED,
        "solene.grandvalet@cio-tilleuls.example",
    )
    assert {name: count - before[name] for name, count in counts().items()} == {
        "Organisation": 1,
        "Site": 1,
        "Participation": 1,
        "Delegate": 1,
        "Person": 1,
        "SheetProposal": 0,
        "SheetRevision": 1,
    }


def test_d75_the_same_file_twice_changes_nothing(platform, lead):
    rows = (CIO, CENTRE, {"Structure": "Association du Vallon", "Type": "Association locale"})
    imported(compared(platform, sheet(*rows), lead), lead)
    before = counts()
    again = compared(platform, sheet(*rows), lead)
    assert outcomes(again) == ["same", "same", "same"]
    again = imported(again, lead)
    assert (again.state, again.result) == (ImportState.APPLIED, {})
    assert counts() == before


def test_comparing_writes_nothing(platform, lead):
    before = counts()
    compared(platform, sheet(CIO, CENTRE), lead)
    assert counts() == before


def test_d75_a_row_that_cannot_be_written_rolls_back_all(platform, lead):
    # The end of its participation is set, so its circle changes no more; the row above it is written first.
    known = make_organisation(name=CENTRE["Structure"], actor_type=ActorType.objects.get(code="social_centre"))
    member = add_member(platform, known, status=ParticipationStatus.AGREED, circle=Circle.FIRST, by=lead)
    Participation.objects.filter(pk=member.pk).update(until=timezone.localdate() + dt.timedelta(days=30))
    batch = compared(platform, sheet(CIO, {name: CENTRE[name] for name in ("Structure", "Type", "Cercle")}), lead)
    assert outcomes(batch) == ["new", "changed"]
    before = counts()
    batch = imported(batch, lead)
    assert (batch.state, batch.result, counts()) == (ImportState.FAILED, {}, before)
    assert batch.error.startswith("Ligne 3, «\u202fCentre social Les Cigales\u202f»\u202f: ")


def test_a_changed_phone_is_the_only_change(platform, lead):
    imported(compared(platform, sheet(CIO), lead), lead)
    batch = compared(platform, sheet({**CIO, "Téléphone": "+33 4 65 71 00 99"}), lead)
    (row,) = rows_of(batch)
    assert (row.outcome, [(change.part, change.field) for change in row.changes]) == (
        "changed",
        [("organisation", "phone")],
    )
    batch = imported(batch, lead)
    assert batch.result == {"changed": 1}
    assert Organisation.objects.get(name="CIO des Tilleuls").phone == "+33465710099"


def test_an_empty_cell_erases_nothing(platform, lead):
    imported(compared(platform, sheet(CIO), lead), lead)
    batch = compared(platform, sheet({"Structure": CIO["Structure"], "Type": "CIO", "Commune": "Aubagne"}), lead)
    assert outcomes(batch) == ["same"]


def test_a_circle_that_changed_moves_the_partner(platform, lead):
    imported(compared(platform, sheet(CIO), lead), lead)
    batch = imported(compared(platform, sheet({**CIO, "Cercle": "2"}), lead), lead)
    assert batch.result == {"moved": 1}
    assert Participation.objects.get(organisation__name="CIO des Tilleuls", until=None).circle == Circle.SECOND


def test_a_shared_sheet_is_proposed_to_not_changed(platform, lead):
    shared = make_organisation(
        name="Mission locale du Parc",
        actor_type=ActorType.objects.get(code="mission_locale"),
        siret="99900000100019",
        phone="+33465710001",
    )
    make_member(make_platform(), organisation=shared)
    row = {"Structure": "ML du Parc", "SIRET": "99900000100019", "Téléphone": "04 65 71 00 02", "Cercle": "1"}
    batch = imported(compared(platform, sheet(row), lead), lead)
    assert batch.state == ImportState.APPLIED, batch.error
    shared.refresh_from_db()
    assert (shared.name, shared.phone) == ("Mission locale du Parc", "+33465710001")
    proposal = shared.proposals.get()
    assert (proposal.platform, proposal.changes["phone"]) == (platform, "+33465710002")
    assert platform.participations.get(organisation=shared).circle == Circle.FIRST


def test_two_rows_that_are_one_organisation_make_one(platform, lead):
    again = {"Structure": "C.I.O. DES TILLEULS", "Type": "cio", "Commune": "AUBAGNE", "Référent": "Joël Pontrieux"}
    batch = imported(compared(platform, sheet(CIO, again), lead), lead)
    assert batch.state == ImportState.APPLIED, batch.error
    participation = platform.participations.get(organisation__name="CIO des Tilleuls")
    assert sorted(str(delegate.person) for delegate in participation.delegates.all()) == [
        "Joël Pontrieux",
        "Solène Grandvalet",
    ]


def test_two_rows_that_are_one_person_make_one(platform, lead):
    same = {name: CIO[name] for name in ("Référent", "Mél du référent")}
    batch = imported(compared(platform, sheet(CIO, {**CENTRE, **same}), lead), lead)
    assert batch.state == ImportState.APPLIED, batch.error
    person = Person.objects.get(email="solene.grandvalet@cio-tilleuls.example")
    assert person.delegations.count() == 2


def test_d04_a_contact_of_another_platform_is_found_but_neither_shown_nor_changed(platform, lead):
    known = make_person(first_name="Solène", last_name="Grandvalet", email="S.Grandvalet@x.example")
    make_member(make_platform(), person=known)
    Person.objects.filter(pk=known.pk).update(phone="+33465719999", function="fonction-canari")
    row = {**CIO, "Mél du référent": "s.grandvalet@x.example", "Téléphone du référent": "04 65 71 22 22"}
    headers = (*HEADERS, "Téléphone du référent")
    batch = compared(platform, sheet(row, headers=headers), lead)
    assert outcomes(batch) == ["new"]
    kept = str(batch.preview)
    assert ("canari" in kept, "9999" in kept, "99 99" in kept) == (False, False, False)
    batch = imported(batch, lead)
    assert batch.state == ImportState.APPLIED, batch.error
    assert platform.participations.get().delegates.get().person == known
    known.refresh_from_db()
    assert (known.phone, known.function) == ("+33465719999", "fonction-canari")


def test_two_people_in_a_cell_are_two(platform, lead):
    row = {
        **CIO,
        "Référent": "Mme GRANDVALET Solène / M. Joël Pontrieux",
        "Mél du référent": "solene.grandvalet@cio-tilleuls.example ; joel.pontrieux@cio-tilleuls.example",
    }
    imported(compared(platform, sheet(row), lead), lead)
    delegates = Delegate.objects.filter(participation__organisation__name="CIO des Tilleuls")
    assert {(str(row.person), row.person.email) for row in delegates} == {
        ("Solène Grandvalet", "solene.grandvalet@cio-tilleuls.example"),
        ("Joël Pontrieux", "joel.pontrieux@cio-tilleuls.example"),
    }


def test_a_formula_in_a_name_is_a_text(platform, lead):
    formula = '=HYPERLINK("https://ailleurs.example";"Piège")'
    batch = imported(compared(platform, sheet({**CENTRE, "Structure": formula}), lead), lead)
    assert batch.state == ImportState.APPLIED, batch.error
    assert Organisation.objects.filter(name=formula).count() == 1


def test_ragged_rows_are_read_as_far_as_they_go(platform, lead):
    batch = compared(
        platform, sheet(["CIO des Tilleuls", "CIO", "1"], ["Centre social Les Cigales", "Centre social"]), lead
    )
    assert outcomes(batch) == ["new", "new"]


def test_wrong_values_name_row_and_column_and_hold_the_import_back(platform, lead):
    batch = compared(platform, sheet(CIO, {**CENTRE, "SIRET": "12345678900000", "Téléphone": "le midi"}), lead)
    assert outcomes(batch) == ["new", "error"]
    errors = rows_of(batch)[1].errors
    assert {(error.row, error.column) for error in errors} == {(3, "D"), (3, "G")}
    with pytest.raises(DomainError) as refused:
        start_import(batch, by=lead)
    assert refused.value.code == "undecided"
    assert not Organisation.objects.filter(name="CIO des Tilleuls").exists()


def test_a_wrong_row_can_be_left_out_and_taken_back(platform, lead):
    batch = compared(platform, sheet(CIO, {**CENTRE, "SIRET": "12345678900000"}), lead)
    batch = answered(batch, {3: {"row": LEAVE_OUT}}, lead)
    assert (outcomes(batch), [row.label for row in left_out_of(batch)]) == (["new"], ["Centre social Les Cigales"])
    batch = answered(batch, {3: {"row": ""}}, lead)
    assert (outcomes(batch), left_out_of(batch)) == (["new", "error"], [])
    batch = imported(answered(batch, {3: {"row": LEAVE_OUT}}, lead), lead)
    assert not Organisation.objects.filter(name="Centre social Les Cigales").exists()
    assert Organisation.objects.filter(name="CIO des Tilleuls").exists()


def test_all_wrong_rows_can_go_without_what_is_wrong(platform, lead):
    batch = compared(platform, sheet({**CIO, "Téléphone": "le midi"}, {**CENTRE, "SIRET": "12345678900000"}), lead)
    assert outcomes(batch) == ["error", "error"]
    choose_for_all(batch, "error", "without", by=lead)
    batch = imported(settled(batch), lead)
    assert batch.state == ImportState.APPLIED, batch.error
    assert [one.phone for one in Organisation.objects.filter(name="CIO des Tilleuls")] == [""]
    assert [one.siret for one in Organisation.objects.filter(name="Centre social Les Cigales")] == [""]


def test_a_text_about_a_young_person_is_an_error(platform, lead):
    batch = compared(platform, sheet({**CIO, "Observations": "le jeune Kévin Vernasson, né le 12/03/2008"}), lead)
    (row,) = rows_of(batch)
    assert (row.outcome, [(error.row, error.column) for error in row.errors]) == ("error", [(2, "K")])


def test_an_organisation_that_is_to_come_on_a_later_day_is_not_added_twice(platform, lead):
    known = make_organisation(name="CIO des Tilleuls", actor_type=ActorType.objects.get(code="cio"))
    add_member(platform, known, status=ParticipationStatus.TO_APPROACH, by=lead)
    batch = imported(compared(platform, sheet(CIO), lead), lead)
    assert batch.state == ImportState.APPLIED, batch.error
    assert [(row.status, row.circle) for row in platform.participations.filter(organisation=known, until=None)] == [
        (ParticipationStatus.AGREED, Circle.FIRST)
    ]


def test_rows_without_circle_follow_the_answer_for_the_whole_sheet(platform, lead):
    rows = sheet({"Structure": "CIO des Tilleuls", "Type": "CIO"}, {"Structure": "EPIDE du Vallon", "Type": "EPIDE"})
    batch = imported(compared(platform, rows, lead, new_status="agreed"), lead)
    assert batch.state == ImportState.APPLIED, batch.error
    assert {row.organisation.name: row.circle for row in platform.participations.exclude(circle="")} == {
        "CIO des Tilleuls": Circle.FIRST,
        "EPIDE du Vallon": Circle.SECOND,
    }
    other = make_platform()
    batch = imported(
        compared(other, sheet({"Structure": "E2C du Golfe", "Type": "E2C"}), lead_of(other), new_status="to_approach"),
        lead_of(other),
    )
    assert [row.status for row in other.participations.all()] == [ParticipationStatus.TO_APPROACH]
