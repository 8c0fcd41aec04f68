"""What a solution of the demonstration is made of: its words, who provides it, when one enters."""

from dataclasses import dataclass

from portal.solutions_map.enums import Cost, Entry, Format, SolutionState

PERMANENT, DATED, ON_DEMAND, ONE_OFF = Entry.PERMANENT, Entry.DATED, Entry.ON_DEMAND, Entry.ONE_OFF
INDIVIDUAL, COLLECTIVE = Format.INDIVIDUAL, Format.COLLECTIVE
FREE, ALLOWANCE, WAGE = Cost.FREE, Cost.ALLOWANCE, Cost.WAGE
TO_OPTIMISE, TO_CREATE = SolutionState.TO_OPTIMISE, SolutionState.TO_CREATE


@dataclass(frozen=True)
class Season:
    """When one enters, over the school years.

    ``starts`` are (month, day) of dated sessions, which last ``weeks``; ``window`` the first and last (month, day) of
    an entry that is open for a part of the school year alone; ``offsets`` the days of one-off actions, counted from
    the day of the demonstration. ``deadline`` is in days before the first day (negative: after it). No ``seats``:
    nobody counts places.
    """

    entry: str
    seats: int = 0
    starts: tuple[tuple[int, int], ...] = ()
    weeks: int = 0
    deadline: int | None = None
    window: tuple[tuple[int, int], tuple[int, int]] | None = None
    offsets: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class SolutionPattern:
    """One solution of a platform; ``{de_area}`` and its like in the name are filled in as in organisations.

    ``providers`` are types of the catalogue of actors; ``named`` begins the name of the one that is meant among several
    of a type. ``all_places``: all organisations of the types together, else the first one. ``kept_by_department``:
    written once for the department. ``unfinished``: a draft. ``ended``: closed since last summer. ``plain`` is what
    young people read; empty: not public.
    """

    type: str
    providers: str
    name: str
    needs: str
    summary: str
    how: str
    season: Season | None = None
    named: str = ""
    description: str = ""
    conditions: str = ""
    duration: str = ""
    audiences: str = "everybody"
    levels: str = "any"
    ages: tuple[int, int] = (16, 25)
    format: str = INDIVIDUAL
    cost: str = FREE
    cost_details: str = ""
    plain: str = ""
    prescribers: str = ""
    state: str = SolutionState.EXISTING
    next_steps: str = ""
    funders: str = ""
    optional: bool = False
    all_places: bool = False
    kept_by_department: bool = False
    unfinished: bool = False
    ended: bool = False
