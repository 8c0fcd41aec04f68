"""Reminders of actions by mail, and the one-click link "done"."""

import datetime as dt
import zoneinfo

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.core.actors import SYSTEM
from portal.core.links import make_link
from portal.directory.addressees import addressed_to
from portal.directory.models import Person
from portal.mailing.models import OutgoingMail
from portal.meetings.action_mails import ACTION_DONE, action_link
from portal.meetings.enums import ActionState, MeetingKind
from portal.meetings.models import ActionChange, ActionItem
from portal.meetings.services.action_follow_up import stop_reminders
from portal.meetings.services.action_reminders import remind_owners
from portal.meetings.services.actions import set_action_state
from tests.factories import make_member, make_person, make_platform, publish_charter, sign_charter
from tests.threads import in_threads

from .builders import leave, promise

pytestmark = pytest.mark.django_db

DUE = dt.date(2026, 12, 16)
PARIS = zoneinfo.ZoneInfo("Europe/Paris")


def morning(days, hour=9):
    """Return the hour of the day that lies ``days`` days from the due day, in Paris."""
    return dt.datetime.combine(DUE + dt.timedelta(days=days), dt.time(hour), PARIS)


@pytest.fixture
def platform():
    return make_platform()


@pytest.fixture
def owner(platform):
    return make_member(platform)


def due_action(platform, owner, text="Rappeler le CIO", *, due=DUE, promised=-40, **fields):
    """Return an open action whose meeting and row are ``promised`` days from the due day."""
    action = promise(platform, text, owner=owner, **fields)
    ActionItem.objects.filter(pk=action.pk).update(due=due, created_at=morning(promised))
    action.meeting.starts_at = morning(promised)
    action.meeting.save()
    return ActionItem.objects.get(pk=action.pk)


def mails():
    return list(OutgoingMail.objects.filter(kind="actions_due").order_by("pk"))


def test_an_owner_is_reminded_a_week_before_on_the_day_and_a_week_after_then_no_more(platform, owner):
    due_action(platform, owner)
    sent = {day: remind_owners(morning(day)) for day in range(-12, 25)}
    assert [day for day, count in sent.items() if count] == [-7, 0, 7]
    assert {mail.recipient for mail in mails()} == {owner.email}
    stages = [change.details["stage"] for change in ActionChange.objects.filter(what="reminded")]
    assert stages == [-7, 0, 7]


def test_nothing_leaves_before_the_morning_and_twice_sends_once(platform, owner):
    due_action(platform, owner)
    assert [remind_owners(morning(0, hour)) for hour in (6, 7, 8, 9, 15)] == [0, 0, 1, 0, 0]


def test_the_morning_is_that_of_the_platform(owner):
    island = make_platform(timezone="Indian/Reunion")
    due_action(island, make_member(island))
    # Eight o'clock there is five in Paris, in winter.
    assert [remind_owners(morning(0, hour)) for hour in (4, 5)] == [0, 1]


def test_one_mail_a_day_holds_all_actions(platform, owner):
    other = make_platform()
    make_member(other, person=owner)
    due_action(platform, owner, "Première")
    due_action(other, owner, "Seconde", due=DUE - dt.timedelta(days=7))
    due_action(platform, make_member(platform), "D’une collègue")
    assert remind_owners(morning(0)) == 2
    (mine,) = [mail for mail in mails() if mail.recipient == owner.email]
    assert ("Première" in mine.text, "Seconde" in mine.text, "collègue" in mine.text) == (True, True, False)
    assert mine.text.count("/action/") == 2


def test_a_clock_that_stood_still_makes_up_for_it_within_days(platform, owner):
    due_action(platform, owner)
    assert remind_owners(morning(3)) == 1
    assert remind_owners(morning(4)) == 0
    OutgoingMail.objects.all().delete()
    ActionItem.objects.update(reminded_on=None)
    assert remind_owners(morning(5)) == 0


def test_what_was_promised_for_this_week_is_not_recalled_at_once(platform, owner):
    due_action(platform, owner, promised=-5)
    assert [remind_owners(morning(day)) for day in (-4, 0)] == [0, 1]


def test_a_day_put_off_is_recalled_again(platform, owner):
    action = due_action(platform, owner)
    remind_owners(morning(0))
    ActionItem.objects.filter(pk=action.pk).update(due=DUE + dt.timedelta(days=20))
    assert [remind_owners(morning(day)) for day in (1, 13, 20)] == [0, 1, 1]


def test_closed_silenced_and_ownerless_actions_and_those_who_left_are_not_mailed(platform, owner):
    done = due_action(platform, owner, "Faite")
    set_action_state(done, ActionState.DONE, by=SYSTEM)
    stop_reminders(due_action(platform, owner, "Sans rappel"), by=SYSTEM)
    due_action(platform, None, "À personne")
    gone = make_member(platform)
    due_action(platform, gone, "Partie")
    leave(gone)
    assert (remind_owners(morning(0)), mails()) == (0, [])


def test_who_follows_by_the_calendar_alone_is_reminded_too(platform, owner):
    Person.objects.filter(pk=owner.pk).update(meeting_news="feed")
    due_action(platform, owner)
    assert remind_owners(morning(0)) == 1


def test_an_address_that_cannot_be_mailed_stops_nobody_else_and_is_not_tried_every_minute(platform, owner):
    bad = make_member(platform)
    Person.objects.filter(pk=bad.pk).update(email="")
    due_action(platform, bad, "Sans adresse")
    due_action(platform, owner)
    assert (remind_owners(morning(0)), remind_owners(morning(0, 10))) == (1, 0)
    assert ActionChange.objects.filter(what="reminded").count() == 1
    assert ActionItem.objects.get(owner=bad).reminded_on == DUE


def test_d50_below_the_gate_the_mail_holds_no_word_of_it(platform, owner):
    due_action(platform, owner, "Appeler le lycée Saint-Éxupéry")
    publish_charter(platform)
    remind_owners(morning(0))
    (mail,) = mails()
    held = "".join((mail.subject, mail.text, mail.html))
    assert ("Saint-Éxupéry" in held, reverse("charters:my_charters") in held) == (False, True)


def test_reminders_take_as_many_queries_to_look_for_few_as_for_many(platform, owner, count_queries):
    counts = []
    for rows in (5, 50):
        for number in range(rows):
            due_action(platform, owner, f"Action {rows} {number}")
        counts.append(count_queries(lambda: remind_owners(morning(-1, 10))))
    assert counts == [1, 1]


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_write_one_mail(platform, owner):
    due_action(platform, owner)
    in_threads(*[lambda: remind_owners(morning(0))] * 3)
    assert len(mails()) == 1


# The link


def open_link(client, action, person, **posted):
    address = reverse("meetings:action_link", args=[action_link(action, person)])
    return client.post(address, posted) if posted else client.get(address)


def state(action):
    return ActionItem.objects.get(pk=action.pk).state


def test_d42_the_link_shows_on_get_and_acts_on_post_without_account(client, platform, owner):
    action = due_action(platform, owner)
    assert (open_link(client, action, owner).status_code, state(action)) == (200, "open")
    assert (open_link(client, action, owner, act="done").status_code, state(action)) == (200, "done")
    assert (open_link(client, action, owner, act="done").status_code, state(action)) == (200, "done")
    open_link(client, action, owner, act="open")
    changes = [(change.what, change.by) for change in ActionChange.objects.filter(what="state")]
    assert (state(action), changes) == ("open", [("state", owner), ("state", owner)])


def test_the_link_stops_the_reminders_of_one_action(client, platform, owner):
    action, other = due_action(platform, owner), due_action(platform, owner, "Autre")
    page = open_link(client, action, owner, act="silence").content.decode()
    assert list(ActionItem.objects.order_by("pk").values_list("reminders", flat=True)) == [False, True]
    assert ("Ne plus me rappeler" in page, state(other)) == (False, "open")


def test_d42_links_of_another_address_owner_act_or_time_open_nothing(client, platform, owner):
    action = due_action(platform, owner)

    def status(token):
        return client.post(reverse("meetings:action_link", args=[token]), {"act": "done"}).status_code

    good = action_link(action, owner)
    payload = {"action": action.pk, **addressed_to(owner)}
    assert status(make_link("meetings.answer", payload, dt.timedelta(days=1))) == 404
    assert status(make_link(ACTION_DONE, payload, dt.timedelta(seconds=-5))) == 410
    assert status(make_link(ACTION_DONE, {**payload, "action": 0}, dt.timedelta(days=1))) == 404
    assert status(action_link(action, make_member(platform))) == 404
    Person.objects.filter(pk=owner.pk).update(email="ailleurs@exemple.example")
    assert (status(good), state(action)) == (404, "open")


def test_d07_the_link_of_whoever_left_opens_nothing(client, platform, owner):
    action = due_action(platform, owner)
    leave(owner)
    assert open_link(client, action, owner).status_code == 404


def test_the_page_of_the_link_holds_no_word_of_a_confidential_action(client, login, platform, owner):
    action = due_action(platform, owner, "Appeler le lycée")
    page = open_link(client, action, owner)
    assert ("Appeler" in page.content.decode(), page["Referrer-Policy"]) == (False, "strict-origin")
    login(client, make_person())
    assert "Appeler" not in open_link(client, action, owner).content.decode()
    login(client, owner)
    assert "Appeler" in open_link(client, action, owner).content.decode()


def test_the_words_of_a_meeting_that_is_not_confidential_stand_there(client, platform, owner):
    action = due_action(platform, owner, "Écrire le bilan", kind=MeetingKind.STEERING_COMMITTEE, confidential=False)
    assert "Écrire le bilan" in open_link(client, action, owner).content.decode()


def test_a_covered_owner_reads_the_words_in_the_mail(platform, owner):
    due_action(platform, owner, "Appeler le lycée")
    publish_charter(platform)
    sign_charter(owner, platform)
    remind_owners(timezone.make_aware(dt.datetime.combine(DUE, dt.time(9)), PARIS))
    assert "Appeler le lycée" in mails()[0].text
