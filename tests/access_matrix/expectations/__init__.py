"""The answer that every address of ours owes to every role. DESIGN §4 and §5 are the source; one entry a row kind."""

from .agendas import AGENDAS
from .base import Expectation
from .charters import CHARTERS
from .directory import DIRECTORY
from .follow_up import FOLLOW_UP
from .groups import GROUPS
from .meetings import MEETINGS
from .minutes import MINUTES
from .others import OTHERS
from .preparation import PREPARATION
from .solutions_map import SOLUTIONS

EXPECTATIONS: list[Expectation] = [
    *OTHERS,
    *DIRECTORY,
    *CHARTERS,
    *MEETINGS,
    *GROUPS,
    *AGENDAS,
    *PREPARATION,
    *MINUTES,
    *FOLLOW_UP,
    *SOLUTIONS,
]
