"""Accounts of those who sign in: teams, coordinators, one delegate in four; and those to look around with."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from portal.accounts.models import User
from portal.directory.enums import Circle, DelegateKind, PlatformRoleKind
from portal.directory.models import Editorship, Person

from ..demo.people import give_account, make_account
from .world import BATCH, ScaleWorld


def build_accounts(world: ScaleWorld) -> None:
    """Write the accounts; those of the demonstration stand at the first platform and have its password, others none."""
    rng = world.draw("accounts")
    named = _named(world)
    for name, person in named.items():
        give_account(person, name)
    make_account("admin", first_name="Administration", is_staff=True, is_superuser=True)
    taken = {person.pk for person in named.values()}
    people = {role.person.pk: role.person for built in world.platforms for role in built.team}
    people |= {person.pk: person for person in world.coordinators.values()}
    for row in world.delegates:
        if row.until is None and row.kind == DelegateKind.FIXED and rng.random() < 0.25:
            people[row.person.pk] = row.person
    owners = [person for pk, person in people.items() if pk not in taken]
    users = User.objects.bulk_create(
        [
            User(email=one.email, first_name=one.first_name, last_name=one.last_name, password=make_password(None))
            for one in owners
        ],
        batch_size=BATCH,
    )
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users], batch_size=BATCH
    )
    for person, user in zip(owners, users, strict=True):
        person.user = user
    Person.objects.bulk_update(owners, ["user"], batch_size=BATCH)


def _named(world: ScaleWorld) -> dict[str, Person]:
    """Return who bears which account of the demonstration; the partner keeps the sheet of an organisation there."""
    home = world.platforms[0]
    by_kind = {role.kind: role.person for role in reversed(home.team)}
    named = {
        "lead": by_kind[PlatformRoleKind.LEAD],
        "assistant": by_kind[PlatformRoleKind.ASSISTANT],
        "officer": by_kind[PlatformRoleKind.OFFICER],
        "coordinator": world.coordinators["department", home.department.code],
    }
    region = next((person for (kind, _code), person in world.coordinators.items() if kind == "region"), None)
    if region is not None:
        named["region"] = region
    for name, circle in (("circle1", Circle.FIRST), ("circle2", Circle.SECOND)):
        rows = (
            row.person
            for row in world.delegates
            if row.participation.platform_id == home.platform.pk
            and row.participation.circle == circle
            and row.until is None
        )
        named[name] = next(one for one in rows if one not in named.values())
    partner = next(one for one in reversed(world.people) if one.organisation_id and one not in named.values())
    Editorship.objects.get_or_create(
        organisation=partner.organisation, person=partner, until=None, defaults={"since": world.day}
    )
    named["partner"] = partner
    return named
