"""The map of solutions of the demonstration: what each account finds there on any day."""

import datetime as dt
from collections import Counter

import pytest
from django.db.models import F
from django.utils import timezone

from portal.desk.demo.world import HOME
from portal.directory.models import Person
from portal.solutions_map.campaign_progress import counts_of, progress_of
from portal.solutions_map.enums import Entry, Opening, RequestState, SolutionState
from portal.solutions_map.gaps import gap_rows
from portal.solutions_map.models import SeatReport, Session, Solution, UpdateCampaign
from portal.solutions_map.openings import opening_of
from portal.solutions_map.search import solution_text
from portal.solutions_map.solution_content import content_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def states_of(world):
    sessions = Session.objects.filter(solution__in=Solution.objects.listed()).with_last_report()
    return [opening_of(one, one.last_report, world.today) for one in sessions]


def test_every_platform_keeps_twelve_to_forty_solutions_in_all_states(world):
    for built in world.platforms.values():
        kept = Solution.objects.filter(platform=built.platform)
        assert 12 <= kept.count() <= 40, built.platform
        assert {SolutionState.EXISTING, SolutionState.TO_CREATE} <= set(kept.values_list("state", flat=True))
        assert kept.filter(published_at=None, closed_at=None).exists()
        assert kept.public().exclude(public_text="").count() >= 6
    home = Solution.objects.filter(platform__slug=HOME)
    assert home.filter(closed_at__isnull=False).exists()
    assert home.filter(state=SolutionState.TO_OPTIMISE).exclude(next_steps="").exists()
    assert not Solution.objects.filter(state=SolutionState.TO_CREATE, funders=None).exists()


def test_departments_keep_what_works_in_all_of_them(world):
    kept = Counter(Solution.objects.filter(platform=None).values_list("territory__code", flat=True))
    assert kept == {"13": 4, "63": 4, "69": 4, "974": 4}


def test_what_is_public_names_no_professional():
    texts = "\n".join(Solution.objects.public().values_list("public_text", flat=True))
    assert [str(one) for one in Person.objects.all() if str(one) in texts] == []


def test_one_may_enter_at_any_time_on_given_dates_on_demand_and_once(world):
    assert set(Session.objects.values_list("entry", flat=True)) == set(Entry)
    years = {session.start.year for session in Session.objects.exclude(start=None)}
    assert len(years) >= 2
    carried = Session.objects.exclude(copied_from=None)
    assert carried.filter(start__gt=F("copied_from__start"), solution=F("copied_from__solution")).count() > 100
    assert carried.exclude(start__gt=F("copied_from__start"), solution=F("copied_from__solution")).count() == 0


def test_sessions_are_open_full_and_closed_and_their_numbers_fresh_and_to_confirm(world):
    states = states_of(world)
    assert {state.kind for state in states} == set(Opening)
    running = [state for state in states if state.kind != Opening.CLOSED]
    assert {(state.reported_at is not None, state.to_confirm) for state in running} == {
        (False, False),
        (True, False),
        (True, True),
    }


def test_nobody_reports_ahead_of_time_on_a_sunday_or_for_another_organisation(world):
    assert not SeatReport.objects.filter(reported_at__gt=world.now).exists()
    assert not SeatReport.objects.exclude(session__solution__providers=F("organisation")).exists()
    weekdays = {timezone.localtime(one).weekday() for one in SeatReport.objects.values_list("reported_at", flat=True)}
    assert weekdays <= {0, 1, 2, 3, 4}
    assert not SeatReport.objects.filter(reported_at__lt=F("session__solution__published_at")).exists()


def test_the_partner_keeps_three_solutions_and_has_numbers_to_confirm(world):
    partner = Person.objects.get(user__email="partner@demo.example")
    assert Solution.objects.editable_by(partner).count() == 3
    kept = Session.objects.kept_by(partner, world.today).with_last_report()
    assert True in {opening_of(one, one.last_report, world.today).to_confirm for one in kept}


def test_each_platform_misses_something_and_one_need_is_settled(world):
    for built in world.platforms.values():
        assert [row for row in gap_rows([built.platform], world.today) if row.missing], built.platform
    assert world.platforms[HOME].platform.recorded_needs.filter(settled_on__isnull=False).exists()


def test_a_campaign_runs_at_home_and_another_is_over(world):
    running = UpdateCampaign.objects.get(closed_at=None)
    assert running.platform.slug == HOME
    counts = counts_of(progress_of(running, on=world.today))
    assert [state for state, count in counts.items() if not count] == [RequestState.SILENT]
    over = UpdateCampaign.objects.exclude(closed_at=None).get()
    assert counts_of(progress_of(over, on=world.today))[RequestState.SILENT] > 0
    assert over.asked_at < over.closed_at < running.asked_at < world.now


def test_the_partner_was_asked_and_has_not_answered(world):
    partner = Person.objects.get(user__email="partner@demo.example")
    running = UpdateCampaign.objects.get(closed_at=None)
    row = next(one for one in progress_of(running) if one.request.organisation_id == partner.organisation_id)
    assert (row.state, row.done, len(row.answers)) == (RequestState.ASKED, 0, 3)


def test_solutions_have_a_history_whose_last_state_is_theirs():
    solutions = Solution.objects.prefetch_related("revisions")
    for solution in solutions.order_by("pk")[:40]:
        revisions = list(solution.revisions.all())
        assert revisions[0].content == content_of(solution)
        assert [one.made_at for one in revisions] == sorted((one.made_at for one in revisions), reverse=True)
    assert max(len(one.revisions.all()) for one in solutions) == 2


def test_the_search_reads_what_saving_would_have_written():
    for solution in Solution.objects.select_related("solution_type"):
        assert solution.search_text == solution_text(solution)


def test_sessions_begin_on_working_days_outside_of_short_holidays(world):
    starts = Session.objects.exclude(start=None).values_list("start", flat=True)
    assert {start.weekday() for start in starts} <= {0, 1, 2, 3, 4}
    assert max(starts) < world.today + dt.timedelta(days=400)
