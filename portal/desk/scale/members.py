"""Who takes part in which platform, since when and how; teams, coordinators, delegates and editors."""

import datetime as dt
from random import Random

from portal.directory.enums import (
    Circle,
    DelegateKind,
    ParticipationStatus,
    PlatformRoleKind,
    TerritoryKind,
    UsualCircle,
)
from portal.directory.models import Coordination, Delegate, Editorship, Organisation, Participation, PlatformRole

from ..demo.data.sheets import ROLES
from .data import sentences
from .world import BATCH, PlatformScale, ScaleWorld

#: Organisations of a platform, at least and at most.
LEAST, MOST = 20, 60
STATUSES = (
    (ParticipationStatus.AGREED, 80),
    (ParticipationStatus.TO_APPROACH, 8),
    (ParticipationStatus.APPROACHED, 7),
    (ParticipationStatus.DECLINED, 5),
)


def build_participations(world: ScaleWorld) -> None:
    """Make 20 to 60 open participations a platform, a few with an earlier circle, and write them."""
    rng = world.draw("participations")
    by_department: dict[str, list[Organisation]] = {}
    for built in world.platforms:
        by_department.setdefault(built.department.code, []).extend(built.locals)
    past = []
    for built in world.platforms:
        for organisation in _drawn(rng, world, built, by_department[built.department.code]):
            row = _participation(rng, world, built, organisation)
            world.participations.append(row)
            if row.is_agreed and rng.random() < 0.06:
                past.append(_before(rng, row))
    Participation.objects.bulk_create([*past, *world.participations], batch_size=BATCH)


def _drawn(rng: Random, world: ScaleWorld, built: PlatformScale, neighbours: list[Organisation]) -> list[Organisation]:
    """Return the organisations of a platform: mostly its own, some of the department, some of the platforms beside."""
    wanted = rng.randint(LEAST, MOST)
    of_department = world.departmental[built.department.code]
    chosen = {id(one): one for one in built.locals[: round(wanted * 0.75)]}
    for pool, most in (
        (rng.sample(of_department, min(len(of_department), round(wanted * 0.15))), wanted),
        (rng.sample(neighbours, min(len(neighbours), 2 * MOST)), wanted),
        # A lone platform of a department: what is missing comes from anywhere.
        (rng.sample(world.organisations, min(len(world.organisations), 2 * MOST)), LEAST),
    ):
        for organisation in pool:
            if len(chosen) < most:
                chosen[id(organisation)] = organisation
    return list(chosen.values())


def _participation(rng: Random, world: ScaleWorld, built: PlatformScale, organisation: Organisation) -> Participation:
    status = rng.choices([one for one, _weight in STATUSES], [weight for _one, weight in STATUSES])[0]
    agreed = status == ParticipationStatus.AGREED
    roles = ROLES.get(organisation.actor_type.sector.code, ("",) * 4) if agreed else ("",) * 4
    asked = status in (ParticipationStatus.TO_APPROACH, ParticipationStatus.APPROACHED)
    return Participation(
        platform=built.platform,
        organisation=organisation,
        status=status,
        circle=_circle(rng, organisation) if agreed else "",
        next_step=rng.choice(sentences.STEPS) if asked else "",
        next_step_on=world.day + dt.timedelta(days=rng.randint(-20, 60)) if asked and rng.random() < 0.7 else None,
        reason=rng.choice(sentences.REASONS) if status == ParticipationStatus.DECLINED else "",
        role_finding=roles[0],
        role_contact=roles[1],
        role_diagnosis=roles[2],
        role_solution=roles[3],
        since=world.days_ago(rng, 20, 1_400) if agreed else world.days_ago(rng, 5, 200),
    )


def _circle(rng: Random, organisation: Organisation) -> str:
    usual = organisation.actor_type.usual_circle
    if usual == UsualCircle.BOTH:
        return rng.choice((Circle.FIRST, Circle.SECOND))
    if usual == UsualCircle.FIRST:
        return Circle.FIRST
    return Circle.OCCASIONAL if usual == UsualCircle.NONE or rng.random() < 0.1 else Circle.SECOND


def _before(rng: Random, row: Participation) -> Participation:
    """Return the row that ended when ``row`` began: another circle."""
    return Participation(
        platform=row.platform,
        organisation=row.organisation,
        status=ParticipationStatus.AGREED,
        circle=Circle.SECOND if row.circle == Circle.FIRST else Circle.OCCASIONAL,
        since=row.since - dt.timedelta(days=rng.randint(90, 700)),
        until=row.since,
    )


def build_delegates(world: ScaleWorld) -> None:
    """Give the participations that agreed their delegates, and fixed ones the sheet of their organisation."""
    rng = world.draw("delegates")
    editors: dict[tuple[int, int], Editorship] = {}
    for row in world.participations:
        staff = world.staff[row.organisation_id]
        if not row.is_agreed or not staff:
            continue
        fixed = Delegate(participation=row, person=staff[0], kind=DelegateKind.FIXED, since=row.since)
        world.delegates.append(fixed)
        key = (row.organisation_id, staff[0].pk)
        editors.setdefault(
            key, Editorship(organisation=row.organisation, person=staff[0], since=world.days_ago(rng, 20, 900))
        )
        if len(staff) > 1 and rng.random() < 0.6:
            world.delegates.append(
                Delegate(participation=row, person=staff[1], kind=DelegateKind.SUBSTITUTE, since=row.since)
            )
        if len(staff) > 2 and rng.random() < 0.3:
            # Somebody sat here before.
            begun = row.since - dt.timedelta(days=rng.randint(60, 500))
            world.delegates.append(
                Delegate(participation=row, person=staff[2], kind=DelegateKind.FIXED, since=begun, until=row.since)
            )
    Delegate.objects.bulk_create(world.delegates, batch_size=BATCH)
    Editorship.objects.bulk_create(editors.values(), batch_size=BATCH)


def build_roles(world: ScaleWorld) -> None:
    """Write the teams of the platforms and the coordinators of their departments and regions."""
    PlatformRole.objects.bulk_create([role for built in world.platforms for role in built.team], batch_size=BATCH)
    Coordination.objects.bulk_create(
        [
            Coordination(territory=world.territories[key], person=person, since=dt.date(2022, 9, 1))
            for key, person in world.coordinators.items()
        ],
        batch_size=BATCH,
    )


def team_posts(rng: Random) -> list[str]:
    """Return the kinds of role that a platform has somebody for: a pair of leads almost everywhere."""
    posts = [PlatformRoleKind.LEAD] * (2 if rng.random() < 0.92 else 1)
    if rng.random() < 0.8:
        posts.append(PlatformRoleKind.ASSISTANT)
    if rng.random() < 0.3:
        posts.append(PlatformRoleKind.OFFICER)
    return posts


def coordinated(world: ScaleWorld) -> list[tuple[str, str]]:
    """Return the territories (kind and code) that have a coordinator: departments and regions of the platforms."""
    by_pk = {territory.pk: key for key, territory in world.territories.items()}
    found: dict[tuple[str, str], None] = {}
    for built in world.platforms:
        found[TerritoryKind.DEPARTMENT, built.department.code] = None
        region = by_pk[built.department.parent_id]
        if region[0] == TerritoryKind.REGION:
            found[region] = None
    return list(found)
