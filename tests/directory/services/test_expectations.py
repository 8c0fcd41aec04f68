"""What a platform says of its own territory."""

import pytest
from django.utils import timezone

from portal.core.actors import SYSTEM, Actor
from portal.core.errors import DomainError
from portal.directory.models import ActorType, NotExpected
from portal.directory.services.expectations import describe_landscape, expect_again, set_aside
from tests.factories import make_lead

pytestmark = pytest.mark.django_db


def kind(code="cfa"):
    return ActorType.objects.get(code=code)


def test_a_type_is_set_aside_once_with_who_and_when(platform):
    lead = make_lead(platform)
    first = set_aside(platform, kind(), by=Actor(person=lead))
    again = set_aside(platform, kind(), by=SYSTEM)
    assert (first.pk, first.person, first.since) == (again.pk, lead, timezone.localdate())


def test_expecting_it_again_ends_the_row_and_it_can_be_set_aside_anew(platform):
    set_aside(platform, kind(), by=SYSTEM)
    expect_again(platform, kind(), by=SYSTEM)
    assert NotExpected.objects.active().count() == 0
    expect_again(platform, kind(), by=SYSTEM)
    set_aside(platform, kind(), by=SYSTEM)
    assert (NotExpected.objects.count(), NotExpected.objects.active().count()) == (2, 1)


def test_a_type_that_nobody_asks_for_is_not_set_aside(platform):
    with pytest.raises(DomainError):
        set_aside(platform, kind("lycee"), by=SYSTEM)
    assert NotExpected.objects.count() == 0


def test_the_landscape_is_one_of_three(platform):
    assert describe_landscape(platform, "rural", by=SYSTEM).landscape == "rural"
    with pytest.raises(DomainError):
        describe_landscape(platform, "lunar", by=SYSTEM)
    platform.refresh_from_db()
    assert platform.landscape == "rural"
