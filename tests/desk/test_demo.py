"""The demonstration: what it must hold on any day, and what it must never hold."""

import datetime as dt
import re
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth import authenticate
from django.db import models

from portal.charters.gate import covers, state
from portal.charters.services.verification import verify_all
from portal.core.nominative import check_html
from portal.core.waiting import waiting_for
from portal.desk.demo.clear import OURS
from portal.desk.demo.people import PASSWORD
from portal.desk.demo.world import HOME
from portal.directory.enums import Circle, PlatformRoleKind
from portal.directory.models import (
    ActorContact,
    CalendarPeriod,
    Network,
    Organisation,
    Participation,
    Person,
    Platform,
)
from portal.directory.representation.check import check_platform
from portal.mailing.models import OutgoingMail
from portal.meetings.acquaintance import acquaintances_of
from portal.meetings.enums import EncounterKind, MeetingKind, MeetingStatus, MinutesState
from portal.meetings.minutes_content import is_empty, is_intact
from portal.meetings.models import ActionItem, AgendaItem, Encounter, Invitee, ItemNote, Meeting, Minutes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

FICTION = re.compile(r"\+33(19900|26191|35301|46571|53649|63998)\d{4}")


def person(name):
    return Person.objects.get(user__email=f"{name}@demo.example")


def test_there_are_seven_platforms_in_three_territories(world):
    departments = Counter(built.spec.department for built in world.platforms.values())

    assert departments == {"13": 4, "974": 1, "63": 1, "69": 1}
    assert {built.platform.timezone for built in world.platforms.values()} == {"Europe/Paris", "Indian/Reunion"}


def test_every_platform_has_thirty_to_fifty_organisations(world):
    open_rows = Counter(Participation.objects.filter(until__isnull=True).values_list("platform__slug", flat=True))

    assert set(open_rows) == set(world.platforms)
    assert {slug for slug, count in open_rows.items() if not 30 <= count <= 50} == set()


def test_organisations_are_to_approach_approached_agreed_or_declined_everywhere():
    for platform in Platform.objects.all():
        statuses = set(platform.participations.filter(until__isnull=True).values_list("status", flat=True))
        assert statuses == {"to_approach", "approached", "agreed", "declined"}


def test_the_accounts_sign_in_with_a_verified_address():
    names = ("lead", "assistant", "circle1", "circle2", "partner", "officer", "coordinator", "region", "admin")

    for name in names:
        email = f"{name}@demo.example"
        assert authenticate(request=None, username=email, email=email, password=PASSWORD) is not None, name
        assert EmailAddress.objects.filter(email=email, verified=True, primary=True).count() == 1


def test_the_accounts_have_the_rights_of_their_names():
    marseille = Platform.objects.get(slug="marseille")
    kinds = {name: set(person(name).platform_roles.values_list("kind", flat=True)) for name in ("lead", "assistant")}
    officer = person("officer").platform_roles.filter(kind=PlatformRoleKind.OFFICER)

    assert kinds == {"lead": {"lead"}, "assistant": {"assistant"}}
    assert set(officer.values_list("platform__slug", flat=True)) == {"marseille", "martigues-istres"}
    assert Platform.objects.with_member(person("circle1"), circles=(Circle.FIRST,)).get() == marseille
    assert Platform.objects.with_member(person("circle2"), circles=(Circle.SECOND,)).get() == marseille
    assert Platform.objects.coordinated_by(person("coordinator")).count() == 4
    assert Platform.objects.coordinated_by(person("region")).count() == 2
    assert list(Platform.objects.in_network_of(person("partner"))) == []
    assert Organisation.objects.editable_by(person("partner")).count() == 1


def test_the_gate_shows_all_its_states(world):
    marseille = world.platforms["marseille"].platform
    codes = {slug: state(built.lead, built.platform).code for slug, built in world.platforms.items()}

    assert covers(person("circle1"), marseille) is True
    assert covers(person("circle2"), marseille) is False
    assert codes["arles"] == "open_without_charter"
    assert {code for slug, code in codes.items() if slug != "arles"} == {"signed"}


def test_a_charter_of_the_last_days_is_in_its_grace_period(world):
    salon = world.platforms["aix-salon"].platform
    codes = Counter(state(one, salon).code for one in Person.objects.delegates_of(salon))

    assert set(codes) == {"signed", "grace"}


def test_every_chain_of_signatures_is_whole():
    reports = list(verify_all())

    assert len(reports) == 6
    assert [report.problem for report in reports] == [""] * 6
    assert all(report.checked >= 10 for report in reports)


def test_meetings_keep_off_school_holidays(world):
    for built in world.platforms.values():
        periods = list(CalendarPeriod.objects.filter(zone=built.platform.school_zone))
        for meeting in Meeting.objects.filter(platform=built.platform):
            day = meeting.starts_at.astimezone(built.zone).date()
            assert [str(one) for one in periods if one.start <= day <= one.end] == [], (built.platform, day)


def test_hours_are_those_of_the_platform():
    reunion = Meeting.objects.filter(platform__slug="reunion-ouest", kind=MeetingKind.CIRCLE_1)
    local = {meeting.starts_at.astimezone(ZoneInfo("Indian/Reunion")).strftime("%H:%M") for meeting in reunion}

    assert local == {"08:30"}


def test_what_is_past_is_held_or_cancelled_and_what_comes_is_proposed_or_convened(world):
    past = set(
        Meeting.objects.filter(starts_at__lt=world.now).exclude(platform__slug=HOME).values_list("status", flat=True)
    )
    coming = set(Meeting.objects.filter(starts_at__gt=world.now).values_list("status", flat=True))

    assert past <= {MeetingStatus.HELD, MeetingStatus.CANCELLED}
    assert coming <= {MeetingStatus.PROPOSED, MeetingStatus.CONVENED}


def test_the_last_meeting_of_the_home_platform_waits_for_its_attendance(world):
    past = Meeting.objects.filter(starts_at__lt=world.now, platform__slug=HOME).exclude(status="cancelled")

    last = past.latest("starts_at")

    assert last.status == MeetingStatus.CONVENED
    assert set(last.invitees.values_list("presence", flat=True)) == {""}


def test_the_accounts_find_something_to_do(world):
    names = ("lead", "assistant", "circle1", "circle2", "officer")

    assert [name for name in names if not waiting_for(person(name).user)] == []


def test_a_step_of_the_mobilisation_is_late_and_another_is_due_this_week_everywhere(world):
    for built in world.platforms.values():
        days = built.platform.participations.filter(next_step_on__isnull=False).values_list("next_step_on", flat=True)
        assert min(days) < world.today
        assert [day for day in days if world.today <= day <= world.today + dt.timedelta(days=7)]


def test_a_usual_actor_is_missing_here_and_set_aside_there(world):
    clermont, salon = (world.platforms[slug] for slug in ("clermont-thiers", "aix-salon"))
    assert "cfppa" in {line.actor_type.code for line in check_platform(clermont.platform, clermont.lead).missing}
    check = check_platform(salon.platform, salon.lead)
    assert "cfppa" not in {line.actor_type.code for line in check.missing}
    assert [row.actor_type.code for row in check.set_aside] == ["cfppa"]


def test_networks_have_members_and_institutions_somebody_to_call(world):
    assert [network.name for network in Network.objects.all() if network.members.count() < 4] == []
    assert Network.objects.count() == 8
    lead = person("lead")
    assert ActorContact.objects.active().visible_to(lead).count() == 5


def test_validated_minutes_are_frozen_with_their_hash():
    validated = Minutes.objects.filter(state=MinutesState.VALIDATED)

    assert validated.count() > 50
    assert [minutes.pk for minutes in validated if not is_intact(minutes) or is_empty(minutes.frozen)] == []


def test_the_next_meeting_is_convened_with_a_mail_to_each(world):
    meeting = Meeting.objects.filter(platform__slug=HOME, kind=MeetingKind.CIRCLE_1, starts_at__gt=world.now).earliest(
        "starts_at"
    )

    assert meeting.status == MeetingStatus.CONVENED
    assert OutgoingMail.objects.count() == meeting.invitees.count() > 20


def test_a_circle_1_meeting_invites_nobody_of_circle_2():
    invited = Invitee.objects.filter(meeting__kind=MeetingKind.CIRCLE_1)

    assert invited.exists()
    assert set(invited.values_list("circle", flat=True)) == {Circle.FIRST, ""}


def test_nobody_was_invited_before_sitting_there():
    for invitee in Invitee.objects.exclude(circle="").select_related("meeting").order_by("pk")[:1500]:
        sits = invitee.person.delegations.filter(
            participation__platform=invitee.meeting.platform_id, since__lte=invitee.meeting.convened_at.date()
        )
        assert sits.exists()


def test_minutes_are_in_every_state_and_actions_open_late_and_done(world):
    assert set(Minutes.objects.values_list("state", flat=True)) == set(MinutesState.values)
    assert {action.is_late for action in ActionItem.objects.open()} == {True, False} or not (
        ActionItem.objects.open().filter(due__gte=world.today).exists()
    )
    assert ActionItem.objects.filter(state="done").exists()
    assert set(AgendaItem.objects.filter(kind="situations").values_list("description", flat=True)) == {""}


def test_phones_and_addresses_are_fiction():
    phones = {*Person.objects.values_list("phone", flat=True), *Organisation.objects.values_list("phone", flat=True)}
    emails = {*Person.objects.values_list("email", flat=True), *Organisation.objects.values_list("email", flat=True)}
    emails |= set(Platform.objects.values_list("email", flat=True))

    assert {phone for phone in phones if phone and not FICTION.fullmatch(phone)} == set()
    assert {email for email in emails if not email.endswith(".example")} == set()


def test_d83_no_text_looks_like_data_on_a_young_person():
    seen = set()
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            names = [
                item.name
                for item in model._meta.concrete_fields
                if isinstance(item, (models.CharField, models.TextField)) and not item.choices
            ]
            secrets = {"password", "sha256", "hash", "previous_hash", "commitment", "salt", "head", "token_hash"}
            for row in model._base_manager.values_list(*[name for name in names if name not in secrets]):
                seen.update(text for text in row if text and isinstance(text, str))
    texts = "\n\n".join(sorted(seen))

    assert ItemNote.objects.exists()
    assert len(seen) > 1000
    assert [str(found) for found in check_html(texts[:2_000_000]).strong] == []


def test_some_of_every_network_presented_themselves_and_some_never_did(world):
    for built in world.platforms.values():
        known = acquaintances_of(built.platform, set())
        assert {one.presented is None for one in known} == {True, False}, built.platform
        kinds = set(Encounter.objects.filter(platform=built.platform).values_list("kind", flat=True))
        assert kinds == set(EncounterKind.values), built.platform
    ahead = Encounter.objects.filter(happened_on__gt=world.now.date())
    assert list(ahead) == []
