"""The ladder of reminders under a clock held still, and what a team asks for (MISSION A10)."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.directory import notifications
from portal.directory.enums import ReminderStep
from portal.directory.models import Editorship, Organisation, SheetReminder, SheetRevision, SheetRound
from portal.directory.services import confirmations
from portal.directory.services.confirmations import ask_for_update, remind_editors
from portal.directory.services.organisations import confirm_sheet
from portal.directory.waiting import sheets_waiting
from portal.mailing.models import OutgoingMail
from tests.factories import make_lead, make_member, make_organisation, make_person, make_platform, make_user

pytestmark = pytest.mark.django_db

CONFIRMED = dt.date(2026, 9, 1)
DUE = dt.date(2027, 9, 1)


def at(day, hour=9):
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, 30)))


@pytest.fixture
def clock(monkeypatch):
    """Return ``clock(day, hour)``, which sets the time of the portal."""

    def hold(day, hour=9):
        moment = at(day, hour)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    hold(CONFIRMED)
    return hold


def editor_of(*organisations, **fields):
    person = make_person(**fields)
    for organisation in organisations:
        Editorship.objects.create(organisation=organisation, person=person, since=dt.date(2020, 9, 1))
    return person


def sheet(name="Mission locale", confirmed=CONFIRMED):
    return make_organisation(name=name, confirmed_at=at(confirmed), content_changed_at=at(dt.date(2025, 1, 1)))


def sent():
    """What was written: day of the step and address, in the order of writing."""
    return [
        (row.step, row.day, row.person.email) for row in SheetReminder.objects.select_related("person").order_by("pk")
    ]


def days_from(first, count):
    return (first + dt.timedelta(days=number) for number in range(count))


def test_two_years_of_silence_make_three_mails_on_their_days(clock):
    editor_of(sheet(), email="a@exemple.example")
    written = {}
    for day in days_from(CONFIRMED, 730):
        clock(day)
        if count := remind_editors():
            written[day] = count
    assert written == {DUE - dt.timedelta(days=30): 1, DUE: 1, DUE + dt.timedelta(days=30): 1}
    assert sent() == [(step, DUE, "a@exemple.example") for step in ("before", "due", "after")]
    subjects = list(OutgoingMail.objects.order_by("pk").values_list("subject", flat=True))
    assert subjects == [
        "La fiche de Mission locale est-elle toujours exacte\u202f?",
        "À confirmer\u202f: la fiche de Mission locale",
        "Dernier rappel\u202f: la fiche de Mission locale",
    ]


def test_a_confirmation_stops_the_ladder_and_begins_the_next_year(clock):
    organisation = sheet()
    editor_of(organisation)
    answered = DUE - dt.timedelta(days=20)
    for day in days_from(DUE - dt.timedelta(days=40), 500):
        clock(day)
        if day == answered:
            confirm_sheet(organisation, by=SYSTEM)
        remind_editors()
    next_due = answered + dt.timedelta(days=365)
    assert [(step, day) for step, day, _email in sent()] == [
        ("before", DUE),
        ("before", next_due),
        ("due", next_due),
        ("after", next_due),
    ]


def test_somebody_who_keeps_several_sheets_gets_one_mail_that_lists_them(clock):
    editor_of(sheet("Centre A"), sheet("Centre B"), sheet("Centre C", confirmed=CONFIRMED + dt.timedelta(days=100)))
    clock(DUE)
    assert remind_editors() == 1
    mail = OutgoingMail.objects.get()
    assert ("Centre A" in mail.text, "Centre B" in mail.text, "Centre C" in mail.text) == (True, True, False)
    assert mail.subject == "À confirmer\u202f: vos 2 fiches"
    assert SheetReminder.objects.count() == 2


def test_every_editor_with_an_address_is_asked_and_nobody_else(clock):
    organisation = sheet()
    editor_of(organisation, email="une@exemple.example")
    editor_of(organisation, email="")
    editor_of(organisation, email="closed@exemple.example", user=make_user(is_active=False))
    left = editor_of(organisation, email="partie@exemple.example")
    Editorship.objects.filter(person=left).update(until=CONFIRMED)
    clock(DUE)
    remind_editors()
    assert [email for _step, _day, email in sent()] == ["une@exemple.example"]


def test_run_again_within_the_day_nothing_goes_twice(clock, count_queries):
    editor_of(sheet())
    clock(DUE, hour=5)
    assert remind_editors() == 0
    clock(DUE, hour=6)
    assert remind_editors() == 1
    assert (remind_editors(), OutgoingMail.objects.count()) == (0, 1)
    assert count_queries(remind_editors) == 1


def test_stopped_in_the_middle_it_goes_on_where_it_stopped(clock, monkeypatch):
    for number in range(5):
        editor_of(sheet(f"Centre {number}"), email=f"e{number}@exemple.example")
    clock(DUE)
    real = notifications.SheetReminderMail.send

    def dies(self, *, by):
        row = real(self, by=by)
        if self.person.email == "e2@exemple.example":
            raise KeyboardInterrupt
        return row

    with monkeypatch.context() as patched:
        patched.setattr(notifications.SheetReminderMail, "send", dies)
        with pytest.raises(KeyboardInterrupt):
            remind_editors()
    # Mail and row stand or fall together: those of the third, in hand when it stopped, are both gone.
    assert (OutgoingMail.objects.count(), SheetReminder.objects.count(), SheetRound.objects.count()) == (2, 2, 0)
    remind_editors()
    recipients = list(OutgoingMail.objects.order_by("recipient").values_list("recipient", flat=True))
    assert recipients == [f"e{number}@exemple.example" for number in range(5)]


def test_one_person_s_trouble_keeps_nobody_else_s_mail(clock, monkeypatch):
    for number in range(3):
        editor_of(sheet(f"Centre {number}"), email=f"e{number}@exemple.example")
    clock(DUE)
    real = confirmations.SheetReminderMail.subject

    def fails(self):
        if self.person.email == "e1@exemple.example":
            raise ZeroDivisionError
        return real(self)

    with monkeypatch.context() as patched:
        patched.setattr(confirmations.SheetReminderMail, "subject", fails)
        assert remind_editors() == 2
    assert SheetRound.objects.count() == 0
    assert (remind_editors(), remind_editors()) == (1, 0)
    assert OutgoingMail.objects.count() == 3


def test_a_large_round_goes_on_minute_by_minute(clock, monkeypatch):
    monkeypatch.setattr(confirmations, "MAILS_PER_RUN", 2)
    for number in range(5):
        editor_of(sheet(f"Centre {number}"))
    clock(DUE)
    assert [remind_editors() for _minute in range(4)] == [2, 2, 1, 0]
    assert OutgoingMail.objects.values("recipient").distinct().count() == 5


@pytest.mark.parametrize(("days_late", "steps"), [(10, ["due"]), (45, ["after"]), (59, ["after"]), (60, []), (400, [])])
def test_after_a_long_stop_only_the_newest_step_is_sent(clock, days_late, steps):
    editor_of(sheet())
    clock(DUE + dt.timedelta(days=days_late))
    remind_editors()
    assert [step for step, _day, _email in sent()] == steps


def test_ten_years_of_silence_delete_nothing(clock):
    organisation = sheet()
    editor_of(organisation)
    before = Organisation.objects.values().get(pk=organisation.pk)
    for number in range(10 * 26):
        clock(CONFIRMED + dt.timedelta(days=14 * number))
        remind_editors()
    assert Organisation.objects.values().get(pk=organisation.pk) == before
    assert Editorship.objects.count() == 1
    assert OutgoingMail.objects.count() == 3
    assert SheetRevision.objects.filter(organisation=organisation).count() == 0


def test_after_the_last_mail_the_teams_are_told(clock):
    platform = make_platform()
    lead = make_lead(platform)
    organisation = sheet("Centre social")
    make_member(platform, organisation=organisation)
    editor_of(organisation)
    titles = {}
    for days in (1, 59, 60, 700):
        clock(DUE + dt.timedelta(days=days))
        titles[days] = [item.title for item in sheets_waiting(lead)]
    told = [f"1 fiche reste sans confirmation\u202f: {platform.name}"]
    assert titles == {1: [], 59: [], 60: told, 700: told}


def test_a_stale_sheet_that_nobody_keeps_is_told_at_once(clock):
    platform = make_platform()
    make_member(platform, organisation=sheet())
    clock(DUE + dt.timedelta(days=1))
    assert len(sheets_waiting(make_lead(platform))) == 1
    assert sheets_waiting(make_lead(make_platform())) == []


def asked_of(platform, **fields):
    organisation = sheet()
    make_member(platform, organisation=organisation)
    return organisation, editor_of(organisation, **fields)


def test_a_team_asks_once_a_week(clock, platform):
    organisation, person = asked_of(platform)
    lead = Actor(person=make_lead(platform))
    asked = ask_for_update([organisation], platform=platform, by=lead)
    assert ([one.pk for one in asked.organisations], asked.mails) == ([organisation.pk], 1)
    for days in (0, 6):
        clock(CONFIRMED + dt.timedelta(days=days))
        with pytest.raises(DomainError) as refusal:
            ask_for_update([organisation], platform=platform, by=lead)
        assert refusal.value.code == "asked"
    clock(CONFIRMED + dt.timedelta(days=8))
    ask_for_update([organisation], platform=platform, by=lead)
    mails = OutgoingMail.objects.filter(kind="sheet_asked")
    assert [(mail.recipient, mail.from_name, mail.reply_to) for mail in mails] == [
        (person.email, platform.name, platform.email)
    ] * 2


def test_a_team_asks_many_and_leaves_out_those_asked_lately_and_those_that_nobody_keeps(clock, platform):
    person = make_person()
    organisations = [sheet(f"Centre {number}") for number in range(3)]
    for organisation in organisations:
        make_member(platform, organisation=organisation)
        Editorship.objects.create(organisation=organisation, person=person, since=CONFIRMED)
    nobody, _gone = asked_of(platform, email="")
    ask_for_update(organisations[:1], platform=platform, by=SYSTEM)
    asked = ask_for_update([*organisations, nobody], platform=platform, by=SYSTEM)
    assert ({one.name for one in asked.organisations}, asked.mails) == ({"Centre 1", "Centre 2"}, 1)


def test_sheets_that_nobody_keeps_cannot_be_asked_about(clock, platform):
    organisation, _person = asked_of(platform, email="")
    with pytest.raises(DomainError) as refusal:
        ask_for_update([organisation], platform=platform, by=SYSTEM)
    assert refusal.value.code == "nobody"


def test_d13_one_organisation_of_another_platform_and_nobody_is_asked(clock, platform):
    mine, _person = asked_of(platform)
    other, _person = asked_of(make_platform())
    with pytest.raises(DomainError) as refusal:
        ask_for_update([mine, other], platform=platform, by=SYSTEM)
    assert (refusal.value.code, OutgoingMail.objects.count()) == ("foreign", 0)


def test_a_request_counts_no_step_of_the_ladder(clock, platform):
    organisation, _person = asked_of(platform)
    clock(DUE - dt.timedelta(days=31))
    ask_for_update([organisation], platform=platform, by=SYSTEM)
    clock(DUE - dt.timedelta(days=30))
    remind_editors()
    assert [step for step, _day, _email in sent()] == [ReminderStep.ASKED, ReminderStep.BEFORE]
