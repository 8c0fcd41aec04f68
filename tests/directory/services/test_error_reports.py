"""Readers report errors; those who keep the sheet are told and settle (MISSION A10)."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.directory.enums import ErrorReason
from portal.directory.models import Editorship, ErrorReport
from portal.directory.services import error_reports
from portal.directory.services.error_reports import MAX_OPEN, report_error, settle_report
from portal.directory.waiting import sheets_waiting
from portal.mailing.models import OutgoingMail
from tests.factories import make_lead, make_member, make_organisation, make_person, make_platform

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return make_organisation(name="Centre social", confirmed_at=timezone.now())


def editor_of(organisation, **fields):
    person = make_person(**fields)
    Editorship.objects.create(organisation=organisation, person=person, since=dt.date(2020, 9, 1))
    return person


def refused(organisation, by, **values):
    with pytest.raises(DomainError) as refusal:
        report_error(organisation, by=by, **{"reason": ErrorReason.CONTACT, **values})
    return refusal.value.code, refusal.value.field


def test_editors_get_the_reason_the_details_and_who_says_it(organisation):
    editors = [editor_of(organisation), editor_of(organisation), editor_of(organisation, email="")]
    reporter = make_person(first_name="Claude", last_name="Martin", organisation=make_organisation(name="CIO Est"))
    report = report_error(
        organisation, reason=ErrorReason.CONTACT, details="Le standard\na changé", by=Actor(person=reporter)
    )
    mails = OutgoingMail.objects.order_by("pk")
    assert [mail.recipient for mail in mails] == sorted(one.email for one in editors if one.email)
    text = " ".join(mails[0].text.split())
    for words in ("Le standard a changé", "Claude Martin (CIO Est)", "/r/"):
        assert words in text
    assert (report.details, report.reporter) == ("Le standard a changé", reporter)


def test_who_reports_their_own_sheet_gets_no_mail(organisation):
    editor = editor_of(organisation)
    report_error(organisation, reason=ErrorReason.OFFER, by=Actor(person=editor))
    assert OutgoingMail.objects.count() == 0


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"reason": "nonsense"}, ("reason", "reason")),
        ({"reason": ErrorReason.OTHER}, ("required", "details")),
        ({"reason": ErrorReason.OTHER, "details": " \n "}, ("required", "details")),
    ],
)
def test_a_report_without_sense_is_refused(organisation, values, expected):
    assert refused(organisation, SYSTEM, **values) == expected
    assert ErrorReport.objects.count() == 0


def test_the_same_reader_says_the_same_once(organisation):
    reader = Actor(person=make_person())
    report = report_error(organisation, reason=ErrorReason.CONTACT, by=reader)
    assert refused(organisation, reader) == ("same", None)
    report_error(organisation, reason=ErrorReason.OFFER, by=reader)
    settle_report(report, by=SYSTEM)
    report_error(organisation, reason=ErrorReason.CONTACT, by=reader)
    assert ErrorReport.objects.count() == 3


def test_an_organisation_is_not_flooded(organisation):
    for _number in range(MAX_OPEN):
        report_error(organisation, reason=ErrorReason.CONTACT, by=Actor(person=make_person()))
    assert refused(organisation, Actor(person=make_person())) == ("flood", None)
    settle_report(ErrorReport.objects.first(), by=SYSTEM)
    report_error(organisation, reason=ErrorReason.CONTACT, by=Actor(person=make_person()))


def test_a_reader_does_not_flood_the_network(monkeypatch):
    monkeypatch.setattr(error_reports, "MAX_PER_DAY", 3)
    reader = Actor(person=make_person())
    for _number in range(3):
        report_error(make_organisation(), reason=ErrorReason.CONTACT, by=reader)
    assert refused(make_organisation(), reader) == ("flood", None)
    ErrorReport.objects.update(reported_at=timezone.now() - dt.timedelta(days=2))
    report_error(make_organisation(), reason=ErrorReason.CONTACT, by=reader)


def test_settling_twice_keeps_the_first_hand(organisation):
    report = report_error(organisation, reason=ErrorReason.CONTACT, by=SYSTEM)
    first, second = make_person(), make_person()
    at = settle_report(report, by=Actor(person=first)).settled_at
    again = settle_report(report, by=Actor(person=second))
    assert (again.settled_by, again.settled_at) == (first, at)


def test_editors_and_teams_see_it_until_it_is_settled_and_others_do_not(organisation):
    platform = make_platform()
    delegate = make_member(platform, organisation=organisation)
    told = [make_lead(platform), editor_of(organisation)]
    others = [delegate, make_lead(make_platform()), make_person()]
    report = report_error(organisation, reason=ErrorReason.CONTACT, details="Nouveau standard", by=SYSTEM)
    assert [[item.detail for item in sheets_waiting(one)] for one in told] == [["Nouveau standard"]] * 2
    assert [sheets_waiting(one) for one in others] == [[], [], []]
    settle_report(report, by=SYSTEM)
    assert [sheets_waiting(one) for one in told] == [[], []]


def test_a_team_is_led_to_end_the_participation_of_what_is_reported_as_closed(organisation):
    platform = make_platform(name="Plateforme Nord")
    make_member(platform, organisation=organisation)
    report_error(organisation, reason=ErrorReason.CLOSED, by=SYSTEM)
    (item,) = sheets_waiting(make_lead(platform))
    assert item.title == "Signalé comme fermé\u202f: Centre social"
    assert "Plateforme Nord" in item.detail


def test_what_awaits_asks_a_constant_number_of_queries(count_queries):
    platform = make_platform()
    lead = make_lead(platform)
    long_ago = timezone.now() - dt.timedelta(days=800)

    def add():
        organisation = make_organisation(confirmed_at=long_ago)
        make_member(platform, organisation=organisation)
        Editorship.objects.create(organisation=organisation, person=lead, since=dt.date(2020, 9, 1))
        report_error(organisation, reason=ErrorReason.CLOSED, by=SYSTEM)

    add()
    first = count_queries(lambda: sheets_waiting(lead))
    for _number in range(6):
        add()
    assert count_queries(lambda: sheets_waiting(lead)) == first
    assert len(sheets_waiting(lead)) == 7 + 7 + 1
