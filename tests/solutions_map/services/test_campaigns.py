"""The seasonal campaign: who is asked, reminded, counted; when it ends (MISSION D7)."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.directory.models import Editorship
from portal.mailing.models import OutgoingMail
from portal.solutions_map.campaign_progress import counts_of, progress_of
from portal.solutions_map.enums import RequestState, SolutionState
from portal.solutions_map.models import UpdateCampaign
from portal.solutions_map.services.campaigns import (
    close_campaign,
    note_answer,
    note_opening,
    remind_providers,
    start_campaign,
)
from portal.solutions_map.services.seats import report_seats
from portal.solutions_map.services.solutions import (
    change_solution,
    close_solution,
    confirm_solution,
    details_of,
    version_of_solution,
)
from portal.solutions_map.waiting_campaigns import campaigns_waiting
from tests.factories.directory import LONG_AGO, make_lead, make_organisation, make_person, make_platform, make_user
from tests.factories.solutions import make_session, make_solution
from tests.threads import in_threads

pytestmark = pytest.mark.django_db

#: A Monday of September.
FIRST = dt.date(2026, 9, 7)
LONG_BEFORE = timezone.make_aware(dt.datetime(2026, 3, 1, 9))


def days(number):
    return FIRST + dt.timedelta(days=number)


@pytest.fixture
def clock(monkeypatch):
    """Return ``clock(number, hour)``, which sets the time of the portal to a day counted from ``FIRST``."""

    def hold(number=0, hour=9, minute=30):
        moment = timezone.make_aware(dt.datetime.combine(days(number), dt.time(hour, minute)))
        monkeypatch.setattr(timezone, "now", lambda: moment)

    hold()
    return hold


@pytest.fixture
def platform(clock):
    return make_platform()


@pytest.fixture
def port(platform):
    """Return an organisation with two solutions on the map and an editor."""
    made = make_organisation(name="Mission locale du Port", phone="+33491000001")
    Editorship.objects.create(organisation=made, person=make_person(email="a@exemple.example"), since=LONG_AGO)
    for name in ("Atelier mobilité", "Bilan"):
        kept(platform, made, name)
    return made


def kept(platform, organisation, name, **fields):
    return make_solution(platform, name=name, providers=[organisation], **{"published_at": LONG_BEFORE, **fields})


def start(platform, **fields):
    details = {"label": "Rentrée", "answer_by": timezone.localdate() + dt.timedelta(days=21), **fields}
    return start_campaign(platform, **details, by=Actor(person=make_lead(platform)))


def state_of(campaign, organisation):
    campaign.refresh_from_db()
    return next(row for row in progress_of(campaign) if row.request.organisation == organisation).state


def request_of(campaign, organisation):
    return campaign.requests.select_related("organisation", "campaign__platform").get(organisation=organisation)


def solutions_of(organisation):
    return list(organisation.provided_solutions.order_by("name"))


def test_every_provider_is_asked_once_its_editors_else_its_own_address(platform, port):
    alone = make_organisation(name="Sans rédacteur", email="accueil@exemple.example")
    mute = make_organisation(name="Muette")
    kept(platform, alone, "Chantier")
    kept(platform, mute, "Repas")
    kept(platform, make_organisation(), "Idée", state=SolutionState.TO_CREATE)
    make_solution(platform, published=False, providers=[make_organisation()])
    kept(make_platform(), make_organisation(), "Ailleurs")
    started = start(platform)
    assert (started.mails, started.unreached) == (2, [mute])
    mails = {mail.recipient: mail for mail in OutgoingMail.objects.filter(kind="solutions_update")}
    assert set(mails) == {"a@exemple.example", "accueil@exemple.example"}
    assert mails["a@exemple.example"].text.count("/r/") >= 1
    assert "Atelier mobilité" in mails["a@exemple.example"].text and "Bilan" in mails["a@exemple.example"].text
    assert "Chantier" not in mails["a@exemple.example"].text
    assert {row.organisation: row.mails for row in started.campaign.requests.all()} == {port: 1, alone: 1, mute: 0}
    assert [row.request.organisation for row in progress_of(started.campaign) if row.to_call] == [mute]


def test_one_campaign_at_a_time_with_a_name_and_a_day_and_somebody_to_ask(platform, port):
    for fields, code in (
        ({"label": "  "}, "required"),
        ({"answer_by": days(2)}, "day"),
        ({"answer_by": days(300)}, "day"),
    ):
        with pytest.raises(DomainError) as refused:
            start(platform, **fields)
        assert refused.value.code == code
    with pytest.raises(DomainError) as refused:
        start(make_platform())
    assert refused.value.code == "nothing"
    assert not UpdateCampaign.objects.exists()
    start(platform)
    with pytest.raises(DomainError) as refused:
        start(platform)
    assert refused.value.code == "open"


def test_states_follow_what_is_done_whatever_the_way(clock, platform, port):
    campaign = start(platform).campaign
    clock(1)
    request, (first, second) = request_of(campaign, port), solutions_of(port)
    assert state_of(campaign, port) == RequestState.ASKED
    note_opening(request)
    opened_at = request_of(campaign, port).opened_at
    clock(2)
    note_opening(request)
    assert request_of(campaign, port).opened_at == opened_at, "The first time counts."
    assert state_of(campaign, port) == RequestState.OPENED
    confirm_solution(first, by=SYSTEM)
    assert state_of(campaign, port) == RequestState.OPENED
    confirm_solution(second, by=SYSTEM)
    assert state_of(campaign, port) == RequestState.CONFIRMED
    details = details_of(second)
    change_solution(
        second,
        details.__class__(**{**vars(details), "duration": "6 mois"}),
        version=version_of_solution(second),
        by=SYSTEM,
    )
    assert state_of(campaign, port) == RequestState.CHANGED


def test_seats_that_were_said_are_a_change_once_all_is_confirmed(clock, platform, port):
    session = make_session(solutions_of(port)[0])
    campaign = start(platform).campaign
    clock(1)
    report_seats(session, free=2, capacity=8, seen=None, source=port, by=SYSTEM)
    assert session.seat_reports.get().organisation == port
    assert state_of(campaign, port) == RequestState.ASKED
    for solution in solutions_of(port):
        confirm_solution(solution, by=SYSTEM)
    assert state_of(campaign, port) == RequestState.CHANGED


def test_silence_begins_after_the_day_to_answer(clock, platform, port):
    campaign = start(platform).campaign
    clock(21)
    assert state_of(campaign, port) == RequestState.ASKED
    clock(22)
    assert state_of(campaign, port) == RequestState.SILENT
    row = progress_of(campaign)[0]
    assert (row.to_call, [str(person.email) for person in row.people]) == (True, ["a@exemple.example"])


def test_two_reminders_on_working_mornings_about_what_is_left_then_none(clock, platform, port):
    campaign = start(platform).campaign
    first, second = solutions_of(port)
    clock(3)
    confirm_solution(first, by=SYSTEM)
    written = {}
    for number in range(40):
        for hour in (5, 9, 10):
            clock(number, hour)
            if mails := remind_providers():
                written[number, hour] = mails
    # Day 7 at 9.30, when the campaign is seven days old; day 14 likewise.
    assert written == {(7, 9): 1, (14, 9): 1}
    reminders = OutgoingMail.objects.filter(kind="solutions_update").order_by("pk")[1:]
    assert all(second.name in mail.text and first.name not in mail.text for mail in reminders)
    assert request_of(campaign, port).reminders == 2


def test_after_a_stop_only_the_newest_reminder_leaves(clock, platform, port):
    start(platform)
    clock(16)
    assert [remind_providers(), remind_providers()] == [1, 0]


def test_whoever_answered_is_not_reminded_and_their_answer_is_kept(clock, platform, port):
    campaign = start(platform).campaign
    clock(2)
    for solution in solutions_of(port):
        confirm_solution(solution, by=SYSTEM)
    clock(8)
    assert remind_providers() == 0
    assert request_of(campaign, port).confirmed_at is not None


def test_a_closed_campaign_keeps_what_came_of_it(clock, platform, port):
    silent = make_organisation(name="Silencieuse", email="s@exemple.example")
    kept(platform, silent, "Chantier")
    campaign = start(platform).campaign
    clock(2)
    for solution in solutions_of(port):
        confirm_solution(solution, by=SYSTEM)
    closed = close_campaign(campaign, by=SYSTEM)
    assert close_campaign(campaign, by=SYSTEM).closed_at == closed.closed_at
    clock(9)
    confirm_solution(solutions_of(silent)[0], by=SYSTEM)
    assert remind_providers() == 0
    counts = counts_of(progress_of(closed))
    assert (counts[RequestState.CONFIRMED], counts[RequestState.SILENT]) == (1, 1)
    assert start(platform).campaign.pk != campaign.pk


def test_a_campaign_that_nobody_closes_closes_by_itself(clock, platform, port):
    campaign = start(platform).campaign
    clock(50)
    remind_providers()
    campaign.refresh_from_db()
    assert campaign.closed_at is None
    clock(53)
    remind_providers()
    campaign.refresh_from_db()
    assert campaign.closed_at is not None


def test_an_organisation_whose_solutions_were_closed_owes_nothing(clock, platform, port):
    campaign = start(platform).campaign
    clock(1)
    for solution in solutions_of(port):
        close_solution(solution, by=SYSTEM)
    row = note_answer(request_of(campaign, port), by=SYSTEM)
    assert (row.state, row.to_call) == (RequestState.CONFIRMED, False)


def test_the_page_takes_as_many_queries_for_ten_organisations_as_for_one(platform, port, count_queries):
    campaign = start(platform).campaign
    few = count_queries(lambda: progress_of(campaign))
    close_campaign(campaign, by=SYSTEM)
    for number in range(9):
        kept(platform, make_organisation(name=f"Organisme n° {number}"), f"Chantier {number}")
    campaign = start(platform).campaign
    assert len(progress_of(campaign)) == 10
    assert count_queries(lambda: progress_of(campaign)) == few


def lead_with_account(platform):
    lead = make_lead(platform)
    lead.user = make_user()
    lead.save(update_fields=["user"])
    return lead.user


def test_at_the_start_of_the_school_year_a_campaign_awaits_the_team(clock, platform, port):
    user = lead_with_account(platform)
    titles = lambda: [item.url for item in campaigns_waiting(user)]  # noqa: E731 – asked again at each moment
    assert len(titles()) == 1
    clock(-20)
    assert titles() == [], "In August nobody is there."
    clock(0)
    campaign = start(platform).campaign
    assert titles() == []
    clock(22)
    assert titles()[0].endswith("?etat=appeler")
    close_campaign(campaign, by=SYSTEM)
    assert titles() == [], "One a school year."
    clock(365)
    assert len(titles()) == 1


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_two_leads_who_start_at_once_start_once(platform, port):
    outcomes = in_threads(lambda: start(platform), lambda: start(platform))
    assert sorted(one.code if isinstance(one, DomainError) else "done" for one in outcomes) == ["done", "open"]
    assert UpdateCampaign.objects.count() == 1
    assert OutgoingMail.objects.filter(kind="solutions_update").count() == 1
