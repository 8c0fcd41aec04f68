"""Two clocks that strike at once, two teams that ask at once: one mail."""

import datetime as dt

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.directory.enums import ErrorReason
from portal.directory.models import Editorship, ErrorReport, SheetReminder
from portal.directory.services.confirmations import ask_for_update, remind_editors
from portal.directory.services.error_reports import MAX_OPEN, report_error
from portal.mailing.models import OutgoingMail
from tests.factories import make_member, make_organisation, make_person, make_platform
from tests.threads import in_threads

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

TODAY = timezone.make_aware(dt.datetime(2027, 9, 1, 9, 30))


@pytest.fixture
def organisations(monkeypatch):
    """Return six sheets that are due today, of six editors."""
    monkeypatch.setattr(timezone, "now", lambda: TODAY)
    found = [make_organisation(confirmed_at=TODAY - dt.timedelta(days=365)) for _number in range(6)]
    for organisation in found:
        Editorship.objects.create(organisation=organisation, person=make_person(), since=dt.date(2020, 9, 1))
    return found


def codes(outcomes):
    return sorted(one.code if isinstance(one, DomainError) else "done" for one in outcomes)


def test_two_rounds_at_once_write_each_mail_once(organisations):
    outcomes = in_threads(remind_editors, remind_editors, remind_editors)
    assert sum(outcomes) == 6
    assert (OutgoingMail.objects.count(), SheetReminder.objects.count()) == (6, 6)


def test_two_teams_that_ask_at_once_ask_once(organisations):
    organisation = organisations[0]
    platforms = [make_platform(), make_platform()]
    for platform in platforms:
        make_member(platform, organisation=organisation)

    def ask(platform):
        return lambda: ask_for_update([organisation], platform=platform, by=SYSTEM)

    assert codes(in_threads(*map(ask, platforms))) == ["asked", "done"]
    assert OutgoingMail.objects.count() == 1


def test_reports_at_once_stay_within_the_limit_of_the_sheet(organisations):
    readers = [Actor(person=make_person()) for _number in range(MAX_OPEN + 2)]

    def report(reader):
        return lambda: report_error(organisations[0], reason=ErrorReason.CONTACT, by=reader)

    assert codes(in_threads(*map(report, readers))) == ["done"] * MAX_OPEN + ["flood"] * 2
    assert ErrorReport.objects.count() == MAX_OPEN
