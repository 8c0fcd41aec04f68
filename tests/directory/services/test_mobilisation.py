"""The next step: state, day, reason, history."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.directory.enums import ParticipationStatus
from portal.directory.models import Participation
from portal.directory.services.checks import StaleSave, version_of
from portal.directory.services.mobilisation import STEP_FIELDS, Step, advance
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(platform):
    return Participation.objects.create(
        platform=platform, organisation=make_organisation(), status="to_approach", since=dt.date(2024, 9, 1)
    )


def note(row, **step):
    step.setdefault("status", row.status)
    return advance(row, Step(**step), version=version_of(row, STEP_FIELDS), by=SYSTEM)


def day(days):
    return timezone.localdate() + dt.timedelta(days=days)


def test_the_state_moves_today_with_the_next_step_and_the_history_stays(row):
    placed = note(row, status="approached", next_step="Rappeler la directrice", next_step_on=day(9))
    placed.refresh_from_db()
    assert (placed.status, placed.next_step, placed.next_step_on) == ("approached", "Rappeler la directrice", day(9))
    assert placed.since == day(0)
    row.refresh_from_db()
    assert (row.status, row.until) == ("to_approach", day(0))


def test_a_refusal_keeps_its_reason(row):
    placed = note(row, status="declined", reason="Effectif trop réduit")
    placed.refresh_from_db()
    assert (placed.status, placed.reason) == ("declined", "Effectif trop réduit")


def test_the_reason_of_the_state_before_is_not_taken_on(row):
    row.reason = "Venue du salon"
    row.save()
    placed = note(row, status="approached", reason="Appel du 3")
    row.refresh_from_db()
    assert (row.reason, placed.reason) == ("Venue du salon", "Appel du 3")


def test_the_step_alone_changes_the_row_in_place(row):
    placed = note(row, next_step="Appeler", next_step_on=day(0))
    assert (placed.pk, Participation.objects.count()) == (row.pk, 1)


def test_agreement_needs_a_circle(row):
    with pytest.raises(DomainError) as error:
        note(row, status="agreed")
    assert error.value.field == "circle"
    assert note(row, status="agreed", circle="2").status == ParticipationStatus.AGREED


@pytest.mark.parametrize(
    ("step", "field"),
    [
        ({"next_step": "", "next_step_on": 3}, "next_step"),
        ({"next_step": "   ", "next_step_on": 3}, "next_step"),
        ({"next_step": "Appeler", "next_step_on": -1}, "next_step_on"),
        ({"next_step": "Appeler", "next_step_on": 4000}, "next_step_on"),
    ],
)
def test_a_senseless_step_is_refused_beside_its_field(row, step, field):
    with pytest.raises(DomainError) as error:
        note(row, status="approached", **{**step, "next_step_on": day(step["next_step_on"])})
    assert error.value.field == field
    row.refresh_from_db()
    assert (row.status, row.next_step, Participation.objects.count()) == ("to_approach", "", 1)


def test_a_late_day_that_stands_there_already_may_stay(row):
    row.next_step, row.next_step_on = "Appeler", day(-20)
    row.save()
    assert note(row, next_step="Appeler encore", next_step_on=day(-20)).next_step == "Appeler encore"


def test_a_stale_step_is_refused(row):
    version = version_of(row, STEP_FIELDS)
    note(row, next_step="Écrire")
    with pytest.raises(StaleSave):
        advance(row, Step(status="declined"), version=version, by=SYSTEM)
    row.refresh_from_db()
    assert (row.status, row.next_step) == ("to_approach", "Écrire")
