"""The finalisation of the map is prepared from an update campaign (MISSION D7)."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.errors import DomainError
from portal.meetings.enums import MeetingKind, MeetingStatus
from portal.meetings.services.from_campaign import items_of, prepare_finalisation
from portal.solutions_map.services.campaigns import start_campaign
from portal.solutions_map.services.solutions import close_solution, confirm_solution
from tests.factories import make_meeting, make_organisation, make_platform
from tests.factories.solutions import make_solution

pytestmark = pytest.mark.django_db

LONG_BEFORE = timezone.make_aware(dt.datetime(2026, 3, 1, 9))


@pytest.fixture
def campaign():
    platform = make_platform()
    for name in ("Mission locale", "Silencieuse"):
        organisation = make_organisation(name=name)
        make_solution(platform, name=f"Chantier {name}", providers=[organisation], published_at=LONG_BEFORE)
    answer_by = timezone.localdate() + dt.timedelta(days=21)
    return start_campaign(platform, label="Rentrée", answer_by=answer_by, by=SYSTEM).campaign


def finalisation(campaign, **fields):
    return make_meeting(
        campaign.platform, **{"kind": MeetingKind.MAP_FINALISATION, "status": MeetingStatus.DRAFT, **fields}
    )


def solution(campaign, name):
    return campaign.platform.solutions.get(name=name)


def items(meeting):
    return {item.title: item for item in meeting.agenda_items.all()}


def test_the_agenda_says_what_changed_and_who_is_silent(campaign):
    meeting = finalisation(campaign)
    close_solution(solution(campaign, "Chantier Mission locale"), by=SYSTEM)
    assert prepare_finalisation(campaign, by=SYSTEM) == meeting
    texts = {title: item.description for title, item in items(meeting).items()}
    told = list(items_of(campaign))
    assert len(told) == 2
    assert "Chantier Mission locale" in texts[told[0].title]
    assert "Silencieuse" in texts[told[1].title] and "Mission locale" not in texts[told[1].title]
    assert len(texts) > 2, "The agenda starts from its template."


def test_done_again_it_brings_its_items_up_to_date_and_keeps_what_the_lead_set(campaign):
    meeting = finalisation(campaign)
    prepare_finalisation(campaign, by=SYSTEM)
    before = items(meeting)
    silent = next(item for item in before.values() if "Silencieuse" in item.description)
    silent.minutes = 40
    silent.save()
    confirm_solution(solution(campaign, "Chantier Silencieuse"), by=SYSTEM)
    prepare_finalisation(campaign, by=SYSTEM)
    after = items(meeting)
    assert set(after) == set(before)
    assert after[silent.title].minutes == 40
    assert "Silencieuse" not in after[silent.title].description


def test_only_a_finalisation_to_come_is_prepared(campaign):
    make_meeting(campaign.platform, kind=MeetingKind.CIRCLE_2, status=MeetingStatus.DRAFT)
    finalisation(campaign, starts_at=timezone.now() - dt.timedelta(days=3))
    finalisation(campaign, status=MeetingStatus.CANCELLED)
    with pytest.raises(DomainError) as refused:
        prepare_finalisation(campaign, by=SYSTEM)
    assert refused.value.code == "none"


def test_nothing_is_added_where_nothing_is_to_say(campaign):
    meeting = finalisation(campaign)
    for kept in campaign.platform.solutions.all():
        confirm_solution(kept, by=SYSTEM)
    with pytest.raises(DomainError) as refused:
        prepare_finalisation(campaign, by=SYSTEM)
    assert refused.value.code == "nothing"
    assert not meeting.agenda_items.exists()
