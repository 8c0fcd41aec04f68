"""Runs the builders in order, in one transaction: all of the demonstration or nothing."""

from collections.abc import Callable

from django.db import transaction

from .attendance import AttendanceBuilder
from .charters import build_charters
from .encounters import build_encounters
from .gaps import build_campaigns, build_needs
from .letters import build_letters
from .members import build_accounts, build_members
from .minutes import build_minutes
from .networks import build_contacts, build_networks
from .organisations import OrganisationBuilder
from .planning import build_meetings, convene_next
from .seats import build_seats
from .solutions import build_revisions, build_solutions
from .territories import build_calendars, build_platforms
from .world import World


def seed(world: World | None = None, say: Callable[[str], None] = lambda text: None) -> World:
    """Write the demonstration into an empty portal and return what was made; ``say`` is told of each step."""
    world = world or World()
    with transaction.atomic():
        say("Platforms and calendars")
        build_platforms(world)
        build_calendars(world)
        say("Organisations, people and circles")
        organisations = OrganisationBuilder(world).build()
        build_members(world, organisations)
        build_accounts(world)
        build_letters(world)
        say("Charters and signatures")
        build_charters(world)
        say("Meetings of two school years")
        meetings = build_meetings(world)
        attendance = AttendanceBuilder(world)
        build_minutes(world, meetings, attendance.build(meetings))
        convened = convene_next(world, meetings)
        if convened is not None:
            attendance.answer_to(convened)
        say("Networks and those who steer")
        build_networks(world)
        build_contacts(world)
        say("Who knows whom")
        build_encounters(world)
        say("The map of solutions")
        solutions = build_solutions(world)
        build_seats(world, solutions)
        build_needs(world)
        build_campaigns(world, solutions)
        build_revisions(solutions)
    return world
