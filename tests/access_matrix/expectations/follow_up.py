"""The answer that what is missing, and what came of the meetings, owe to every role."""

from ..policies import PROFESSIONALS, Role, only
from .base import Expectation
from .meetings import territory

#: What is missing in the platforms: those who coordinate the territory alone.
COORDINATE = only(Role.COORDINATOR, forbidden=PROFESSIONALS, elsewhere_forbidden=PROFESSIONALS)

FOLLOW_UP = [
    Expectation("meetings:territory_follow_up", COORDINATE, of=territory),
]
