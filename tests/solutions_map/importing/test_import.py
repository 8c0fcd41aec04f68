"""An import of solutions from the file to the map: what is written, what is asked, and all or nothing (D-74, D-75)."""

import csv
import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.directory.enums import ImportState
from portal.directory.importing.batches import rows_of
from portal.directory.importing.deciding import choose, start_import
from portal.directory.importing.receiving import map_columns, receive
from portal.directory.models import Commune, Editorship
from portal.solutions_map.enums import Entry, SolutionState
from portal.solutions_map.importing.comparing import KEEP, TAKE
from portal.solutions_map.models import SeatReport, Session, Solution, SolutionRevision, SolutionType
from portal.solutions_map.services.solutions import change_solution, close_solution, details_of, version_of_solution
from tests.directory.importing.helpers import lead_of, outcomes, settled
from tests.factories import make_member, make_organisation, make_person, make_platform
from tests.factories.directory import LONG_AGO
from tests.factories.solutions import make_seat_report, make_session, make_solution

pytestmark = pytest.mark.django_db

WRITTEN = (Solution, SolutionRevision, Session, SeatReport)
MOBILITY = {
    "Solution": "Atelier mobilité",
    "Type": "Remise à niveau",
    "Besoins": "Se déplacer",
    "Public": "Jeunes majeurs",
    "Âge": "18-25 ans",
    "Durée": "3 semaines",
    "Coût": "Gratuit",
    "Organisme": "Mission Locale du Port",
    "Lieu": "Aubagne",
    "Comment orienter": "Appeler l’accueil",
    "Entrée": "Toute l’année",
    "Nombre de places": "12",
    "Places disponibles": "4",
    "Mise à jour": "01/09/2026",
}
HEADERS = (*MOBILITY, "Date de début", "Date de fin", "Description", "État")


@pytest.fixture(autouse=True)
def now(monkeypatch):
    moment = timezone.make_aware(dt.datetime(2026, 9, 10, 9, 30))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


@pytest.fixture
def platform():
    return make_platform()


@pytest.fixture
def lead(platform):
    return lead_of(platform)


@pytest.fixture
def port(platform):
    made = make_organisation(name="Mission locale du Port")
    make_member(platform, organisation=made)
    made.sites.create(address="1 rue du Port", commune=Commune.objects.get(name="Aubagne"))
    return made


def sheet(*rows, name="solutions.csv"):
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, HEADERS, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile(name, file.getvalue().encode())


def compared(platform, by, *rows, **answers):
    batch = receive(platform, sheet(*rows), kind="solutions", by=by)
    columns = {int(index): name for index, name in batch.mapping["columns"].items()}
    map_columns(batch, columns, {**batch.mapping["answers"], **answers}, by=by)
    return settled(batch)


def imported(batch, by):
    start_import(batch, by=by)
    batch = settled(batch)
    assert batch.state == ImportState.APPLIED, batch.error
    return batch


def counts():
    return {model.__name__: model.objects.count() for model in WRITTEN}


def asked(batch):
    return [doubt.key for row in rows_of(batch) for doubt in row.doubts]


def told(batch):
    return [note.field for row in rows_of(batch) for note in row.notes]


def test_a_new_solution_comes_with_its_session_and_its_dated_number(platform, lead, port):
    batch = compared(platform, lead, MOBILITY)
    assert outcomes(batch) == ["new"], asked(batch)
    before = counts()
    batch = imported(batch, lead)
    assert batch.result == {"created": 1, "sessions": 1, "seats": 1}
    solution = platform.solutions.get()
    assert (solution.name, solution.solution_type.code) == ("Atelier mobilité", "basic_skills")
    assert [need.code for need in solution.needs.all()] == ["mobility"]
    assert [audience.code for audience in solution.audiences.all()] == ["young_adults"]
    assert (solution.age_min, solution.age_max, solution.published_at is not None) == (18, 25, True)
    assert (list(solution.providers.all()), list(solution.sites.all())) == ([port], list(port.sites.all()))
    assert "aubagne" in solution.search_text and "mission locale du port" in solution.search_text
    session = solution.sessions.get()
    assert (session.entry, session.capacity) == (Entry.PERMANENT, 12)
    report = session.seat_reports.get()
    assert (report.free, report.capacity, report.reported_at.date()) == (4, 12, dt.date(2026, 9, 1))
    revision = solution.revisions.get()
    assert (revision.via, revision.content["name"]) == ("import", "Atelier mobilité")
    assert before["Solution"] == 0 and counts()["Solution"] == 1


def test_the_same_file_again_changes_nothing(platform, lead, port):
    imported(compared(platform, lead, MOBILITY), lead)
    batch = compared(
        platform, lead, {**MOBILITY, "Solution": "ATELIER MOBILITE", "Organisme": "mission locale du port"}
    )
    assert outcomes(batch) == ["same"]
    assert counts() == {"Solution": 1, "SolutionRevision": 1, "Session": 1, "SeatReport": 1}


def test_a_changed_row_changes_what_it_says_and_takes_nothing_away(platform, lead, port):
    imported(compared(platform, lead, MOBILITY), lead)
    changed = {**MOBILITY, "Durée": "4 semaines", "Besoins": "Passer le permis", "Places disponibles": "2"}
    changed |= {"Mise à jour": "08/09/2026", "Public": "", "Comment orienter": ""}
    batch = compared(platform, lead, changed)
    assert outcomes(batch) == ["changed"]
    batch = imported(batch, lead)
    assert batch.result == {"changed": 1, "seats": 1}
    solution = platform.solutions.get()
    assert (solution.duration, solution.how_to_orient) == ("4 semaines", "Appeler l’accueil")
    assert {need.code for need in solution.needs.all()} == {"mobility", "driving_licence"}
    assert solution.audiences.count() == 1
    assert [report.free for report in solution.sessions.get().seat_reports.all()] == [2, 4]


def test_without_how_to_orient_it_stays_a_draft_and_the_lead_may_want_drafts(platform, lead, port):
    batch = imported(compared(platform, lead, {**MOBILITY, "Comment orienter": ""}), lead)
    assert batch.result["drafts"] == 1
    batch = imported(compared(platform, lead, {**MOBILITY, "Solution": "Autre"}, publish="draft"), lead)
    assert batch.result["drafts"] == 1
    assert not platform.solutions.filter(published_at__isnull=False).exists()


def test_rows_of_one_solution_give_its_sessions(platform, lead, port):
    dated = {**MOBILITY, "Entrée": "", "Date de début": "05/10/2026", "Date de fin": "30/10/2026"}
    rows = (dated, {"Date de début": "02/11/2026"}, {**dated, "Date de début": "07/12/2026", "Date de fin": ""})
    batch = compared(platform, lead, *rows)
    assert len(rows_of(batch)) == 3
    imported(batch, lead)
    sessions = platform.solutions.get().sessions.order_by("start")
    assert [session.start.isoformat() for session in sessions] == ["2026-10-05", "2026-11-02", "2026-12-07"]
    assert outcomes(compared(platform, lead, *rows)) == ["same"] * 3


def edited_by_partner(solution, port, **values):
    editor = make_person(organisation=port)
    Editorship.objects.create(organisation=port, person=editor, since=LONG_AGO)
    details = details_of(solution)
    kept = {**{name: getattr(details, name) for name in details.__dataclass_fields__}, **values}
    return change_solution(
        solution, details.__class__(**kept), version=version_of_solution(solution), by=Actor(person=editor)
    )


@pytest.fixture
def later(monkeypatch):
    """Return ``later(hours)``, which sets the time of the portal after the imports of the test."""

    def hold(hours):
        moment = timezone.make_aware(dt.datetime(2026, 9, 10, 9, 30)) + dt.timedelta(hours=hours)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return hold


def test_d74_what_a_partner_wrote_since_stays_where_the_file_is_as_it_was(platform, lead, port, later):
    imported(compared(platform, lead, MOBILITY), lead)
    later(1)
    edited_by_partner(platform.solutions.get(), port, duration="5 semaines")
    later(2)
    batch = compared(platform, lead, MOBILITY)
    assert (outcomes(batch), told(batch)) == (["same"], ["duration"])


@pytest.mark.parametrize(("answer", "duration"), [(KEEP, "5 semaines"), (TAKE, "6 semaines")])
def test_d74_what_a_partner_wrote_since_is_not_overwritten_without_a_question(
    platform, lead, port, later, answer, duration
):
    imported(compared(platform, lead, MOBILITY), lead)
    later(1)
    edited_by_partner(platform.solutions.get(), port, duration="5 semaines")
    later(2)
    batch = compared(platform, lead, {**MOBILITY, "Durée": "6 semaines", "Description": "Bus et tram"})
    assert (outcomes(batch), asked(batch)) == (["doubtful"], ["kept-duration"])
    labels = [candidate.label for row in rows_of(batch) for doubt in row.doubts for candidate in doubt.candidates]
    assert "5 semaines" in labels[0] and "6 semaines" in labels[1]
    with pytest.raises(DomainError):
        start_import(batch, by=lead)
    choose(batch, {rows_of(batch)[0].row: {"kept-duration": answer}}, by=lead)
    imported(settled(batch), lead)
    solution = platform.solutions.get()
    assert (solution.duration, solution.description) == (duration, "Bus et tram")


def test_what_an_editor_wrote_without_any_import_is_asked_about_too(platform, lead, port):
    kind = SolutionType.objects.get(code="basic_skills")
    texts = {"duration": "Une semaine", "how_to_orient": "Appeler l’accueil", "solution_type": kind}
    solution = make_solution(platform, name="Atelier mobilité", providers=[port], **texts)
    batch = compared(platform, lead, MOBILITY)
    assert outcomes(batch) == ["changed"], "A lead wrote it: the file of the lead may change it."
    edited_by_partner(solution, port, duration="Deux semaines")
    batch = compared(platform, lead, MOBILITY)
    assert asked(batch) == ["kept-duration"]


def test_a_later_number_of_places_is_not_overwritten(platform, lead, port, now):
    solution = make_solution(platform, name="Atelier mobilité", providers=[port])
    session = make_session(solution)
    make_seat_report(session, free=1, capacity=12, reported_at=now - dt.timedelta(days=2), organisation=port)
    batch = compared(platform, lead, MOBILITY)
    assert "free" in told(batch)
    imported(batch, lead)
    assert session.seat_reports.count() == 1


def test_an_unknown_type_and_namesakes_are_asked(platform, lead, port):
    make_organisation(name="Mission locale du Port")
    twin = make_organisation(name="Centre social")
    other = make_organisation(name="Centre social")
    batch = compared(
        platform,
        lead,
        {**MOBILITY, "Type": "Trottinette"},
        {**MOBILITY, "Solution": "Deux", "Organisme": "Centre social"},
    )
    assert asked(batch) == ["solution_type", "provider-0"], "Of two namesakes, the member of the platform is meant."
    first, second = rows_of(batch)
    choose(
        batch,
        {first.row: {"solution_type": "e2c"}, second.row: {"provider-0": str(twin.pk)}},
        by=lead,
    )
    imported(settled(batch), lead)
    assert platform.solutions.get(name="Atelier mobilité").solution_type.code == "e2c"
    assert list(platform.solutions.get(name="Deux").providers.all()) == [twin] != [other]


def test_a_nearly_equal_name_is_asked_about(platform, lead, port):
    solution = make_solution(platform, name="Ateliers mobilité", providers=[port])
    batch = compared(platform, lead, MOBILITY)
    assert asked(batch) == ["solution"]
    choose(batch, {rows_of(batch)[0].row: {"solution": str(solution.pk)}}, by=lead)
    imported(settled(batch), lead)
    assert list(platform.solutions.all()) == [solution]


def test_a_closed_solution_does_not_come_back_unasked(platform, lead, port):
    close_solution(make_solution(platform, name="Atelier mobilité", providers=[port]), by=lead)
    assert asked(compared(platform, lead, MOBILITY)) == ["closed"]


def test_unknown_words_are_kept_and_told(platform, lead, port):
    row = {**MOBILITY, "Organisme": "Inconnue", "Besoins": "Voler", "Public": "Motards"}
    batch = compared(platform, lead, row)
    assert set(told(batch)) >= {"providers", "needs", "audiences"}
    imported(batch, lead)
    solution = platform.solutions.get()
    assert (solution.providers.count(), solution.conditions) == (0, "Motards")


def test_what_is_to_create_has_no_free_places(platform, lead, port):
    imported(compared(platform, lead, {**MOBILITY, "État": "à créer"}), lead)
    assert platform.solutions.get().state == SolutionState.TO_CREATE
    assert not SeatReport.objects.exists()


def test_d75_three_bad_rows_among_many_are_named_and_nothing_is_written(platform, lead, port):
    rows = [{**MOBILITY, "Solution": f"Atelier {number:03d} b{number * 7919}"} for number in range(60)]
    rows[3]["Places disponibles"] = "-1"
    rows[30] |= {"Date de début": "05/10/2026", "Date de fin": "01/10/2026"}
    rows[45]["Âge"] = "vieux"
    batch = compared(platform, lead, *rows)
    wrong = [(error.row, error.field) for row in rows_of(batch) for error in row.errors]
    assert wrong == [(5, "free"), (32, "end"), (47, "age")]
    with pytest.raises(DomainError):
        start_import(batch, by=lead)
    assert not Solution.objects.exists()


def test_d77_a_sheet_of_twenty_thousand_rows_is_refused_at_once(platform, lead):
    with pytest.raises(DomainError) as refused:
        receive(platform, sheet(*[MOBILITY] * 20_000), kind="solutions", by=lead)
    assert refused.value.field == "file"


def test_a_text_about_a_young_person_is_refused_or_asked(platform, lead, port):
    strong = "Né le 12/03/2008, INE 1234567890A, suivi par le juge"
    batch = compared(platform, lead, {**MOBILITY, "Description": strong})
    assert outcomes(batch) == ["error"]
    assert [error.field for error in rows_of(batch)[0].errors] == ["description"]


def test_d81_a_solution_is_not_called_after_a_young_person(platform, lead, port):
    batch = compared(platform, lead, {**MOBILITY, "Solution": "Suivi de l’élève né le 12/03/2008"})
    assert (outcomes(batch), [error.field for error in rows_of(batch)[0].errors]) == (["error"], ["name"])
    asked_about = {**MOBILITY, "Solution": "Accompagnement du jeune Kevin, 17 ans"}
    batch = compared(platform, lead, asked_about)
    assert (outcomes(batch), [doubt.key for doubt in rows_of(batch)[0].doubts]) == (["doubtful"], ["name"])
    choose(batch, {2: {"name": "without"}}, by=lead)
    batch = settled(batch)
    assert (outcomes(batch), [error.field for error in rows_of(batch)[0].errors]) == (["error"], ["name"])
    choose(batch := compared(platform, lead, asked_about), {2: {"name": "keep"}}, by=lead)
    assert outcomes(settled(batch)) == ["new"]


def test_three_hundred_new_rows_take_few_queries(platform, lead, port):
    def rows(count, prefix):
        return [{**MOBILITY, "Solution": f"{prefix} {number} c{number * 7919}"} for number in range(count)]

    few = _queries(platform, lead, rows(2, "Un"))
    many = _queries(platform, lead, rows(300, "Autre"))
    assert many - few < 60, "Some for each batch of rows, none for each row."


def _queries(platform, lead, rows):
    batch = compared(platform, lead, *rows)
    assert set(outcomes(batch)) == {"new"}, asked(batch)[:3]
    start_import(batch, by=lead)
    with CaptureQueriesContext(connection) as captured:
        batch = settled(batch)
    assert batch.state == ImportState.APPLIED, batch.error
    return len(captured)


def test_the_pages_say_what_the_file_holds(client, login, platform, lead):
    login(client, lead.person)
    page = client.get(reverse("directory:import_new", args=[platform.slug]), {"genre": "solutions"})
    assert page.context["kind"].name == "solutions"
    sent = client.post(
        reverse("directory:import_new", args=[platform.slug]) + "?genre=solutions", {"file": sheet(MOBILITY)}
    )
    assert sent.status_code == 302
    assert platform.import_batches.get().kind == "solutions"
    model = client.get(reverse("directory:import_model", args=[platform.slug]), {"genre": "solutions"})
    assert "solutions" in model.headers["Content-Disposition"]
    assert client.get(reverse("directory:import_new", args=[platform.slug]), {"genre": "x"}).status_code == 404
    assert client.get(reverse("directory:imports", args=[platform.slug])).status_code == 200
