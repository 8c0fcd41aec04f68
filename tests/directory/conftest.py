"""Two platforms in two territories, and one person for each column of DESIGN §4."""

from types import SimpleNamespace

import pytest

from portal.directory.enums import Circle, TerritoryKind
from portal.directory.models import Editorship
from tests.factories import (
    make_administrator,
    make_assistant,
    make_coordinator,
    make_lead,
    make_member,
    make_officer,
    make_organisation,
    make_person,
    make_platform,
    make_territory,
    make_user,
)

from .geocoder import Geocoder

ROLES = (
    "visitor",
    "stranger",
    "other_member",
    "other_lead",
    "editor",
    "circle2",
    "circle1",
    "officer",
    "assistant",
    "lead",
    "coordinator",
    "region",
    "administrator",
)


@pytest.fixture
def world():
    """Return platform A (``platform``) and B (``other``), and people by role; ``organisation`` is circle 1 in A."""
    region = make_territory(TerritoryKind.REGION)
    department = make_territory(parent=region)
    platform = make_platform(territory=department)
    other = make_platform()
    organisation = make_organisation(name="Mission locale du Parc")
    editor = make_person()
    Editorship.objects.create(organisation=organisation, person=editor)
    people = {
        "visitor": None,
        "stranger": make_person(),
        "other_member": make_member(other),
        "other_lead": make_lead(other),
        "editor": editor,
        "circle2": make_member(platform, Circle.SECOND),
        "circle1": make_member(platform, Circle.FIRST, organisation=organisation),
        "officer": make_officer(platform),
        "assistant": make_assistant(platform),
        "lead": make_lead(platform),
        "coordinator": make_coordinator(department),
        "region": make_coordinator(region),
        "administrator": make_administrator(),
    }
    for person in people.values():
        if person is not None and person.user is None:
            person.user = make_user()
            person.save(update_fields=["user"])
    return SimpleNamespace(
        platform=platform,
        other=other,
        department=department,
        region=region,
        organisation=organisation,
        participation=platform.participations.get(organisation=organisation),
        people=people,
    )


@pytest.fixture
def geocoder(settings):
    """Return a geocoder on this machine, switched on."""
    running = Geocoder()
    settings.GEOCODER_URL = running.url
    yield running
    running.close()
