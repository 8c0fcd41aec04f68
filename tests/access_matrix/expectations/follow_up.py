"""The answer that what is missing, and what came of the meetings, owe to every role."""

from ..policies import NETWORK, PROFESSIONALS, TEAM, Role, only
from .base import Expectation, slug
from .meetings import territory

#: What is missing in the platforms: those who coordinate the territory alone.
COORDINATE = only(Role.COORDINATOR, forbidden=PROFESSIONALS, elsewhere_forbidden=PROFESSIONALS)
#: Who came is read above the gate, by the network; coordinators follow it.
FIGURES = only(TEAM, Role.CIRCLE_1, Role.CIRCLE_2, Role.COORDINATOR, forbidden=NETWORK)


def export(of):
    """Return what gives the parameters of the address of a table as a file."""
    return lambda side: {**of(side), "table": "presences", "file_format": "xlsx"}


FOLLOW_UP = [
    Expectation("meetings:territory_follow_up", COORDINATE, of=territory),
    Expectation("meetings:platform_figures", FIGURES, of=slug),
    Expectation("meetings:platform_figures_export", None, FIGURES, of=export(slug)),
    Expectation("meetings:territory_figures", COORDINATE, of=territory),
    Expectation("meetings:territory_figures_export", None, COORDINATE, of=export(territory)),
]
