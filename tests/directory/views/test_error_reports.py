"""The page that reports an error, and what keepers see of it on the sheet."""

import pytest
from django.urls import reverse

from portal.core.actors import SYSTEM
from portal.directory.enums import ErrorReason
from portal.directory.models import ErrorReport
from portal.directory.services.error_reports import report_error
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def report_url(world):
    return reverse("directory:error_report", args=[world.organisation.pk])


def test_any_professional_reports_and_the_keepers_read_it(client, login, world):
    login(client, world.people["other_member"])
    response = client.post(report_url(world), {"reason": "contact", "details": "Le standard a changé"}, follow=True)
    assert "prévenues" in response.content.decode()
    sheet = reverse("directory:organisation", args=[world.organisation.pk])
    shown = {
        role: "Le standard a changé" in login(client, world.people[role]).get(sheet).content.decode()
        for role in ("other_member", "circle2", "other_lead", "coordinator", "editor", "lead", "administrator")
    }
    keepers = {"editor", "lead", "administrator"}
    assert shown == {role: role in keepers for role in shown}


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "reason"),
        ({"reason": "nonsense"}, "reason"),
        ({"reason": "other"}, "details"),
        ({"reason": "contact", "details": "x" * 301}, "details"),
        ({"reason": "contact", "details": "Le jeune est né le 3 mars 2009"}, "details"),
    ],
)
def test_bad_reports_are_refused_beside_their_field(client, login, world, data, field):
    login(client, world.people["circle2"])
    response = client.post(report_url(world), data)
    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert ErrorReport.objects.count() == 0


def test_names_and_numbers_of_the_organisation_may_be_written(client, login, world):
    make_person(first_name="Dominique", last_name="Martin", organisation=world.organisation, phone="0612345678")
    login(client, world.people["circle2"])
    details = "Dominique Martin n'a plus le 06 12 34 56 78 pour orienter un jeune"
    client.post(report_url(world), {"reason": "person", "details": details})
    assert ErrorReport.objects.get().details == details


def test_d67_who_reports_is_not_taken_from_the_form(client, login, world):
    login(client, world.people["circle2"])
    data = {"reason": "contact", "reporter": world.people["lead"].pk, "settled_at": "2026-01-01"}
    client.post(report_url(world), data)
    report = ErrorReport.objects.get()
    assert (report.reporter, report.settled_at) == (world.people["circle2"], None)


def test_a_keeper_settles_with_one_click_and_the_sheet_is_quiet_again(client, login, world):
    report = report_error(world.organisation, reason=ErrorReason.OFFER, details="Ancienne offre", by=SYSTEM)
    login(client, world.people["lead"])
    url = reverse("directory:error_report_settle", args=[world.organisation.pk, report.pk])
    page = client.post(url, follow=True).content.decode()
    assert "Ancienne offre" not in page
    assert ErrorReport.objects.get().settled_by == world.people["lead"]


def test_d03_a_report_is_settled_at_its_own_sheet_only(client, login, world):
    report = report_error(world.organisation, reason=ErrorReason.OFFER, by=SYSTEM)
    login(client, world.people["administrator"])
    other = world.people["other_lead"].organisation
    url = reverse("directory:error_report_settle", args=[other.pk, report.pk])
    assert client.post(url).status_code == 404
    assert ErrorReport.objects.get().settled_at is None


def test_a_team_is_offered_to_end_the_participation_of_what_has_closed(client, login, world):
    report_error(world.organisation, reason=ErrorReason.CLOSED, by=SYSTEM)
    sheet = reverse("directory:organisation", args=[world.organisation.pk])
    end = reverse("directory:member_end", args=[world.platform.slug, world.participation.pk])
    assert end in login(client, world.people["lead"]).get(sheet).content.decode()
    assert end not in login(client, world.people["editor"]).get(sheet).content.decode()
