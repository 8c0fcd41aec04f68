"""People of the whole country: teams, coordinators and those who work in the organisations."""

from random import Random

from django.utils.text import slugify

from portal.core.fold import fold
from portal.directory.enums import PlatformRoleKind
from portal.directory.models import Organisation, Person, PlatformRole
from portal.directory.search import person_text

from ..demo.data.names import FEMALE, LAST, MALE
from ..demo.data.sheets import DEFAULT_FUNCTIONS, FUNCTIONS
from .members import coordinated, team_posts
from .world import BATCH, DOMAIN, ScaleWorld

TEAM_FUNCTIONS = {
    PlatformRoleKind.LEAD: "Responsable de la plateforme",
    PlatformRoleKind.ASSISTANT: "Appui à la plateforme",
    PlatformRoleKind.OFFICER: "Information et suivi",
}


def build_people(world: ScaleWorld) -> None:
    """Make ``size.people`` people and write them: teams and coordinators first, then staff where organisations agreed.

    Everybody who can gets one person, those who take part first; the rest are spread at random.
    """
    rng = world.draw("people")
    for number, built in enumerate(world.platforms):
        # The first platform has one of each, whatever is drawn: the accounts to look around with are there.
        posts = team_posts(rng) if number else [PlatformRoleKind.LEAD, *PlatformRoleKind]
        for rank, kind in enumerate(posts):
            person = _add(rng, world, built.locals[rank % 2], TEAM_FUNCTIONS[kind])
            since = world.days_ago(rng, 60, 1_500)
            built.team.append(PlatformRole(platform=built.platform, person=person, kind=kind, since=since))
    for key in coordinated(world):
        world.coordinators[key] = _add(rng, world, None, "Coordination territoriale")
    taking_part = {row.organisation_id: row.organisation for row in world.participations if row.is_agreed}
    others = [one for one in world.organisations if one.pk not in taking_part]
    ordered = [*taking_part.values(), *others][: max(0, world.size.people - len(world.people))]
    for organisation in ordered:
        _staff(rng, world, organisation)
    for organisation in rng.choices(world.organisations, k=world.size.people - len(world.people)):
        _staff(rng, world, organisation)
    Person.objects.bulk_create(world.people, batch_size=BATCH)


def _staff(rng: Random, world: ScaleWorld, organisation: Organisation) -> None:
    staff = world.staff[organisation.pk]
    functions = FUNCTIONS.get(organisation.actor_type.code, DEFAULT_FUNCTIONS)
    staff.append(_add(rng, world, organisation, functions[min(len(staff), len(functions) - 1)]))


def _add(rng: Random, world: ScaleWorld, organisation: Organisation | None, function: str) -> Person:
    """Add one person, unsaved; namesakes happen, addresses are each person's own."""
    first = rng.choice(FEMALE if rng.random() < 0.55 else MALE)
    last = rng.choice(LAST) if rng.random() < 0.88 else f"{rng.choice(LAST)}-{rng.choice(LAST)}"
    number = len(world.people)
    mobile = f"+3363998{rng.randrange(10_000):04d}" if rng.random() < 0.2 else ""
    person = Person(
        first_name=first,
        last_name=last,
        email=f"{slugify(fold(first))}.{slugify(fold(last))}.{number}@{DOMAIN}",
        phone=mobile or (organisation.phone if organisation else ""),
        function=function,
        organisation=organisation,
    )
    person.search_text = person_text(person)
    world.people.append(person)
    return person
