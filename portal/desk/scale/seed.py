"""Runs the parts in order, in one transaction: the whole country or nothing."""

from collections.abc import Callable

from django.apps import apps
from django.conf import settings
from django.db import transaction

from portal.directory.models import Commune
from portal.directory.reference.loaders import load_communes, read_rows

from .accounts import build_accounts
from .members import build_delegates, build_participations, build_roles
from .networks import build_networks
from .organisations import build_organisations
from .people import build_people
from .platforms import build_platforms
from .seats import build_needs, build_reports, build_sessions
from .solutions import build_solutions
from .world import ScaleWorld

#: What is made, and by which functions. A later app adds its lines at the end.
PARTS: tuple[tuple[str, tuple[Callable[[ScaleWorld], None], ...]], ...] = (
    ("Platforms", (build_platforms,)),
    ("Organisations, their places and sheets", (build_organisations,)),
    ("Circles", (build_participations,)),
    ("People, delegates and teams", (build_people, build_delegates, build_roles)),
    ("Networks", (build_networks,)),
    ("Accounts", (build_accounts,)),
    ("Solutions", (build_solutions,)),
    ("Sessions, seats and needs", (build_sessions, build_reports, build_needs)),
)


def seed(world: ScaleWorld, say: Callable[[str], None] = lambda text: None) -> ScaleWorld:
    """Write the data set into an empty portal and return what was made; ``say`` is told of each step."""
    with transaction.atomic():
        if _communes_are_missing():
            say("Communes")
            load_communes(apps)
        for name, builders in PARTS:
            say(name)
            for build in builders:
                build(world)
    return world


def _communes_are_missing() -> bool:
    """Tell whether the communes of France are to be loaded: where tests keep a sample, the sample is the country."""
    if not getattr(settings, "PORTAL_LOAD_COMMUNES", True):
        return False
    return Commune.objects.count() < len(read_rows("communes"))
