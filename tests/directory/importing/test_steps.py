"""The background steps: taken up again after a kill, refused when the directory changed, forgotten after 30 days."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.errors import DomainError
from portal.directory.enums import ImportState
from portal.directory.importing.deciding import choose, remove, start_import, try_again
from portal.directory.importing.receiving import choose_table, map_columns, receive
from portal.directory.importing.steps import MAX_TRIES, purge, resume_stalled, run
from portal.directory.models import ImportBatch, Organisation, RememberedMapping
from tests.factories import make_import, make_platform

from .helpers import compared, imported, lead_of, outcomes, settled, sheet
from .test_imports import CENTRE, CIO

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(platform):
    return lead_of(platform)


def stalled(batch, minutes=10):
    ImportBatch.objects.filter(pk=batch.pk).update(progress_at=timezone.now() - dt.timedelta(minutes=minutes))


def test_a_killed_comparison_is_taken_up_again(platform, lead):
    batch = receive(platform, sheet(CIO), kind="directory", by=lead)
    map_columns(batch, {0: "name", 1: "actor_type"}, batch.mapping["answers"], by=lead)
    stalled(batch)
    assert resume_stalled() == 1
    assert resume_stalled() == 0, "It has just been started again."
    assert outcomes(settled(batch)) == ["new"]


def test_a_step_that_works_is_left_alone(platform, lead):
    batch = make_import(platform, ImportState.READING, progress_at=timezone.now())
    assert resume_stalled() == 0
    batch.refresh_from_db()
    assert batch.state == ImportState.READING


def test_a_step_that_is_killed_each_time_fails_in_the_end(platform, lead):
    batch = make_import(platform, ImportState.APPLYING)
    for _time in range(MAX_TRIES):
        stalled(batch)
        resume_stalled()
    batch.refresh_from_db()
    assert (batch.state, bool(batch.error)) == (ImportState.FAILED, True)
    stalled(batch)
    assert resume_stalled() == 0


def test_an_import_that_ran_already_is_not_run_twice(platform, lead):
    batch = imported(compared(platform, sheet(CIO), lead), lead)
    ImportBatch.objects.filter(pk=batch.pk).update(result={"kept": 1})
    run(batch.pk)
    batch.refresh_from_db()
    assert batch.result == {"kept": 1}


def test_what_changed_since_the_preview_is_shown_before_it_is_written(platform, lead):
    imported(compared(platform, sheet(CIO), lead), lead)
    batch = compared(platform, sheet({**CIO, "Téléphone": "04 65 71 00 77"}, CENTRE), lead)
    Organisation.objects.filter(name=CIO["Structure"]).update(phone="+33465710055")
    batch = imported(batch, lead)
    assert (batch.state, bool(batch.error)) == (ImportState.PREVIEWED, True)
    assert not Organisation.objects.filter(name=CENTRE["Structure"]).exists()
    assert [(change["before"], change["after"]) for change in batch.preview["rows"][0]["changes"]] == [
        ("04 65 71 00 55", "04 65 71 00 77")
    ]
    batch = imported(batch, lead)
    assert (batch.state, batch.error) == (ImportState.APPLIED, "")
    assert Organisation.objects.get(name=CIO["Structure"]).phone == "+33465710077"


def test_d08_whoever_left_the_team_imports_nothing_any_more(platform, lead):
    batch = compared(platform, sheet(CIO), lead)
    start_import(batch, by=lead)
    lead.person.platform_roles.update(until=timezone.localdate())
    batch = settled(batch)
    assert batch.state == ImportState.FAILED
    assert not Organisation.objects.filter(name=CIO["Structure"]).exists()


def test_only_one_step_runs_at_a_time(platform, lead):
    batch = compared(platform, sheet(CIO), lead)
    start_import(batch, by=lead)
    for act in (
        lambda: start_import(batch, by=lead),
        lambda: choose(batch, {}, by=lead),
        lambda: choose_table(batch, 0, None, by=lead),
        lambda: map_columns(batch, {0: "name"}, batch.mapping["answers"], by=lead),
        lambda: remove(batch, by=lead),
        lambda: try_again(batch, by=lead),
    ):
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code == "running"


def test_an_import_that_is_done_changes_no_more(platform, lead):
    batch = imported(compared(platform, sheet(CIO), lead), lead)
    for act in (
        lambda: start_import(batch, by=lead),
        lambda: choose(batch, {}, by=lead),
        lambda: choose_table(batch, 0, None, by=lead),
        lambda: map_columns(batch, {0: "name"}, batch.mapping["answers"], by=lead),
        lambda: remove(batch, by=lead),
        lambda: try_again(batch, by=lead),
    ):
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code == "state"


def test_batches_go_after_30_days_with_their_files(platform, django_capture_on_commit_callbacks):
    old, recent = make_import(platform, ImportState.APPLIED), make_import(platform)
    running = make_import(platform, ImportState.APPLYING)
    long_ago = timezone.now() - dt.timedelta(days=31)
    ImportBatch.objects.filter(pk__in=[old.pk, running.pk]).update(created_at=long_ago)
    ImportBatch.objects.filter(pk=recent.pk).update(created_at=timezone.now() - dt.timedelta(days=29))
    with django_capture_on_commit_callbacks(execute=True):
        assert purge() == 1
    assert set(ImportBatch.objects.all()) == {recent, running}
    storage = old.file.storage
    assert [storage.exists(batch.file.name) for batch in (old, recent, running)] == [False, True, True]


def test_an_import_given_up_leaves_no_file(platform, lead, django_capture_on_commit_callbacks):
    batch = receive(platform, sheet(CIO), kind="directory", by=lead)
    with django_capture_on_commit_callbacks(execute=True):
        remove(batch, by=lead)
    assert not ImportBatch.objects.exists()
    assert not batch.file.storage.exists(batch.file.name)


def test_a_failed_import_can_be_compared_again(platform, lead):
    batch = compared(platform, sheet(CIO), lead)
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.FAILED, error="…")
    try_again(batch, by=lead)
    assert outcomes(settled(batch)) == ["new"]


def test_what_columns_mean_is_remembered_for_the_platform_and_its_headers(platform, lead):
    odd = ("Bidule", "Truc")
    first = receive(platform, sheet(["CIO des Tilleuls", "CIO"], headers=odd), kind="directory", by=lead)
    map_columns(first, {0: "actor_type", 1: "name"}, first.mapping["answers"], by=lead)
    again = receive(platform, sheet(["EPIDE", "EPIDE"], headers=odd), kind="directory", by=lead)
    assert (again.mapping["columns"], again.mapping["remembered"]) == ({"0": "actor_type", "1": "name"}, True)
    other = make_platform()
    elsewhere = receive(other, sheet(["EPIDE", "EPIDE"], headers=odd), kind="directory", by=lead_of(other))
    assert elsewhere.mapping["remembered"] is False
    assert RememberedMapping.objects.count() == 1
