"""Territories, platforms, organisations, people and their roles."""

import datetime as dt
import itertools

from portal.accounts.models import User
from portal.core.fold import fold
from portal.directory.enums import Circle, DelegateKind, ParticipationStatus, PlatformRoleKind, TerritoryKind
from portal.directory.models import (
    ActorType,
    Coordination,
    Delegate,
    Organisation,
    Participation,
    Person,
    Platform,
    PlatformRole,
    Sector,
    Site,
    Territory,
)

#: Long before any test's today, so that what a factory makes is active unless the test says otherwise.
LONG_AGO = dt.date(2020, 9, 1)
PASSWORD = "correct horse battery staple"

_numbers = itertools.count(1)


def make_territory(kind=TerritoryKind.DEPARTMENT, *, name=None, parent=None, academy=None, **fields):
    """Return a territory whose code collides with no real one."""
    number = next(_numbers)
    name = name or f"Territoire {number}"
    return Territory.objects.create(
        kind=kind,
        code=f"T{number}",
        slug=f"territoire-{number}",
        name=name,
        name_folded=fold(name),
        parent=parent,
        academy=academy,
        **fields,
    )


def make_platform(*, name=None, territory=None, timezone="Europe/Paris", school_zone="Zone B", **fields):
    """Return a platform in ``territory`` (a department of its own by default), with a functional address."""
    number = next(_numbers)
    name = name or f"Plateforme {number}"
    fields = {"slug": f"plateforme-{number}", "email": f"plateforme-{number}@exemple.example", **fields}
    platform = Platform.objects.create(
        name=name, name_folded=fold(name), timezone=timezone, school_zone=school_zone, **fields
    )
    platform.territories.add(territory or make_territory())
    return platform


def make_organisation(*, name=None, **fields):
    """Return an organisation of a type made for tests."""
    number = next(_numbers)
    if "actor_type" not in fields:
        sector, _made = Sector.objects.get_or_create(code="test-sector", defaults={"name": "Secteur d'essai"})
        fields["actor_type"], _made = ActorType.objects.get_or_create(
            code="test-type", defaults={"name": "Type d'essai", "sector": sector, "usual_circle": "1"}
        )
    name = name or f"Organisme {number}"
    return Organisation.objects.create(**{"name": name, "search_text": fold(name), **fields})


def make_site(organisation=None, **fields):
    """Return a place of ``organisation``, with an address."""
    fields = {"address": f"{next(_numbers)} rue des Lilas", "postcode": "13001", **fields}
    return Site.objects.create(organisation=organisation or make_organisation(), **fields)


def make_user(email=None, **fields):
    """Return an account with the password ``PASSWORD``."""
    return User.objects.create_user(email or f"compte-{next(_numbers)}@exemple.example", PASSWORD, **fields)


def make_person(*, first_name="Camille", last_name=None, email=None, user=None, **fields):
    """Return a person with an own address and no account, unless ``user`` is given."""
    number = next(_numbers)
    email = f"personne-{number}@exemple.example" if email is None else email
    last_name = last_name or f"Nom{number}"
    return Person.objects.create(
        **{
            "first_name": first_name,
            "last_name": last_name,
            "email": email,
            "user": user,
            "search_text": fold(f"{first_name} {last_name}"),
            **fields,
        }
    )


def make_member(
    platform,
    circle=Circle.FIRST,
    *,
    person=None,
    organisation=None,
    kind=DelegateKind.FIXED,
    status=ParticipationStatus.AGREED,
    since=LONG_AGO,
    until=None,
):
    """Return a person who represents an organisation of ``circle`` in ``platform``.

    The participation of ``organisation`` is reused when it is open already; ``until`` ends the delegation alone.
    """
    organisation = organisation or (person and person.organisation) or make_organisation()
    person = person or make_person(organisation=organisation)
    participation, _made = Participation.objects.get_or_create(
        platform=platform,
        organisation=organisation,
        until=None,
        defaults={"status": status, "circle": circle, "since": since},
    )
    Delegate.objects.create(participation=participation, person=person, kind=kind, since=since, until=until)
    return person


def _make_role(kind, platform, person, since, until):
    person = person or make_person(organisation=make_organisation())
    PlatformRole.objects.create(platform=platform, person=person, kind=kind, since=since, until=until)
    return person


def make_lead(platform, *, person=None, since=LONG_AGO, until=None):
    """Return a lead of ``platform``."""
    return _make_role(PlatformRoleKind.LEAD, platform, person, since, until)


def make_assistant(platform, *, person=None, since=LONG_AGO, until=None):
    """Return an assistant of ``platform``."""
    return _make_role(PlatformRoleKind.ASSISTANT, platform, person, since, until)


def make_officer(platform, *, person=None, since=LONG_AGO, until=None):
    """Return an information officer of ``platform``."""
    return _make_role(PlatformRoleKind.OFFICER, platform, person, since, until)


def make_coordinator(territory, *, person=None, since=LONG_AGO, until=None):
    """Return a coordinator of ``territory``."""
    person = person or make_person(organisation=make_organisation())
    Coordination.objects.create(territory=territory, person=person, since=since, until=until)
    return person


def make_administrator(**fields):
    """Return a person whose account administers the system."""
    return make_person(user=make_user(is_staff=True, is_superuser=True), **fields)
