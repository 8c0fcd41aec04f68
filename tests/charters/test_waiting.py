"""What the dashboard says about charters, and the banner of the pages behind the gate."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from portal.charters.gate import state
from portal.charters.services.leaving import refuse
from portal.charters.waiting import charters_waiting
from portal.core.actors import SYSTEM
from tests.factories import (
    days_ago,
    make_assistant,
    make_coordinator,
    make_lead,
    make_member,
    make_platform,
    publish_charter,
    save_charter_draft,
    sign_charter,
)

pytestmark = pytest.mark.django_db


def acts(person):
    return [(item.order, item.url, item.due) for item in charters_waiting(person)]


def test_a_closed_gate_comes_before_one_that_closes(platform):
    person = make_member(platform)
    other = make_platform()
    make_member(other, person=person)
    closed = publish_charter(platform)
    closing = publish_charter(other, days_ago(5))

    assert sorted(acts(person), key=lambda act: act[0]) == [
        (20, reverse("charters:sign", args=[closed.pk]), None),
        (30, reverse("charters:sign", args=[closing.pk]), timezone.localdate() + dt.timedelta(days=24)),
    ]


def test_nothing_waits_once_signed_until_the_last_thirty_days(platform):
    person = make_member(platform)
    publish_charter(platform, days_ago(400))
    sign_charter(person, platform, at=days_ago(300))
    assert acts(person) == []

    other = make_member(platform)
    sign_charter(other, platform, at=days_ago(350))
    assert len(acts(other)) == 1


def test_a_lead_is_asked_for_the_charter_that_is_missing(platform):
    lead = make_lead(platform)
    assert acts(lead) == [(60, reverse("charters:charter_edit", args=[platform.slug]), None)]

    save_charter_draft(platform)
    assert acts(lead) == [(60, reverse("charters:charter_publish", args=[platform.slug]), None)]
    assert (acts(make_assistant(platform)), acts(make_member(platform))) == ([], [])


def test_coordinators_and_those_who_refused_are_not_asked_every_day(platform):
    version = publish_charter(platform)
    refuser = make_member(platform)
    refuse(version=version, person=refuser, reason="Non", by=SYSTEM)

    assert (acts(refuser), acts(make_coordinator(platform.territories.get()))) == ([], [])


def test_nothing_waits_for_a_visitor():
    assert charters_waiting(AnonymousUser()) == []


def test_queries_do_not_grow_with_the_platforms(django_assert_num_queries, django_assert_max_num_queries):
    person = make_lead(make_platform())
    with django_assert_max_num_queries(11):
        assert len(acts(person)) == 1
    for _number in range(3):
        platform = make_platform()
        make_lead(platform, person=person)
        publish_charter(platform)
    with django_assert_max_num_queries(13):
        assert len(acts(person)) == 4


def banner(person, scope):
    return render_to_string("charters/_gate_banner.html", {"gate": state(person, scope)}).strip()


def test_the_banner_speaks_to_whom_it_concerns(platform):
    member, lead = make_member(platform), make_lead(platform)
    assert (banner(member, platform), "notice" in banner(lead, platform)) == ("", True)

    version = publish_charter(platform, days_ago(5))
    address = reverse("charters:sign", args=[version.pk])
    assert address in banner(member, platform)

    sign_charter(member, platform)
    assert banner(member, platform) == ""
    assert banner(make_lead(make_platform()), platform) == ""


def test_the_banner_of_a_closed_gate_leads_to_the_signature(platform):
    member = make_member(platform)
    version = publish_charter(platform)
    assert reverse("charters:sign", args=[version.pk]) in banner(member, platform)
