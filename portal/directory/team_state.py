"""What the teams of platforms lack: leads that their territory expects, mission letters in force (MISSION A8).

Read-only values for pages, "what awaits me" and counts; in four queries whatever the number of platforms.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from .enums import PlatformRoleKind
from .models import Platform, PlatformRole, Territory
from .querysets import TERRITORY_LINKS

#: The guide gives a platform a pair of leads, one from each ministry; a territory may expect one.
USUAL_LEADS = 2
_ORDER = list(PlatformRoleKind)
#: Whose missing letter is signalled; an information officer may have one.
WITH_LETTER = (PlatformRoleKind.LEAD, PlatformRoleKind.ASSISTANT)


class LetterCode(StrEnum):
    """Where a mission letter stands on a day; the words are in the component ``status``, of "letter"."""

    IN_FORCE = "in_force"
    STARTS_LATER = "starts_later"
    ENDS_SOON = "ends_soon"
    ENDED = "ended"
    MISSING = "missing"


def letter_code(role: PlatformRole, today: dt.date) -> LetterCode:
    """Return where the letter of ``role`` stands on ``today``; "soon" is ``MISSION_LETTER_WARN_DAYS``."""
    if not role.letter:
        return LetterCode.MISSING
    if role.letter_to is not None and role.letter_to < today:
        return LetterCode.ENDED
    if role.letter_to is not None and role.letter_to - today <= dt.timedelta(days=settings.MISSION_LETTER_WARN_DAYS):
        return LetterCode.ENDS_SOON
    if role.letter_from is not None and role.letter_from > today:
        return LetterCode.STARTS_LATER
    return LetterCode.IN_FORCE


@dataclass(frozen=True)
class MemberState:
    """One role of today or later, with where its letter stands."""

    role: PlatformRole
    letter: LetterCode
    starts_later: bool

    @property
    def signalled(self) -> bool:
        """Tell whether the letter asks for something: it ends soon, has ended, or is missing where one is due."""
        if self.starts_later:
            return False
        if self.letter == LetterCode.MISSING:
            return self.role.kind in WITH_LETTER
        return self.letter in (LetterCode.ENDS_SOON, LetterCode.ENDED)


@dataclass(frozen=True)
class TeamState:
    """The team of a platform against what its territory expects; members by kind of role, then by seniority."""

    platform: Platform
    expected: int
    members: tuple[MemberState, ...]

    @property
    def leads(self) -> list[MemberState]:
        """Return the leads of today and those named for later."""
        return [one for one in self.members if one.role.kind == PlatformRoleKind.LEAD]

    @property
    def others(self) -> list[MemberState]:
        """Return the assistants and information officers."""
        return [one for one in self.members if one.role.kind != PlatformRoleKind.LEAD]

    @property
    def vacancies(self) -> int:
        """Return how many leads are missing today."""
        return max(0, self.expected - sum(not one.starts_later for one in self.leads))

    @property
    def letters(self) -> list[MemberState]:
        """Return the roles whose letter asks for something."""
        return [one for one in self.members if one.signalled]

    @property
    def signals(self) -> int:
        """Return how many things are to look at."""
        return self.vacancies + len(self.letters)


def team_states(platforms: Iterable[Platform], today: dt.date | None = None) -> list[TeamState]:
    """Return the state of the team of each of ``platforms``, in their order."""
    today = today or timezone.localdate()
    platforms = list(platforms)
    expected = expected_leads(platforms)
    roles = defaultdict(list)
    rows = PlatformRole.objects.filter(Q(until__isnull=True) | Q(until__gt=today), platform__in=platforms)
    for role in rows.select_related("person__organisation"):
        roles[role.platform_id].append(MemberState(role, letter_code(role, today), role.since > today))
    for members in roles.values():
        members.sort(key=lambda one: (_ORDER.index(one.role.kind), one.role.since, one.role.pk))
    return [TeamState(platform, expected[platform.pk], tuple(roles[platform.pk])) for platform in platforms]


def expected_leads(platforms: Iterable[Platform]) -> dict[int, int]:
    """Return how many leads each platform shall have, by its key: what the nearest territory says, else a pair.

    Of two territories that are as near, the one that expects more.
    """
    keys = [platform.pk for platform in platforms]
    said = dict(Territory.objects.filter(expected_leads__isnull=False).values_list("pk", "expected_leads"))
    nearest: dict[int, tuple[int, int]] = {}
    links = Platform.objects.filter(pk__in=keys).order_by("pk").values_list("pk", *TERRITORY_LINKS) if said else ()
    for pk, *row in links:
        for distance, territory in enumerate(row):
            if territory in said:
                # The smaller distance wins, then the greater number.
                found = (distance, -said[territory])
                nearest[pk] = min(nearest.get(pk, found), found)
                break
    return {pk: -nearest[pk][1] if pk in nearest else USUAL_LEADS for pk in keys}


def inherited_leads(territory: Territory) -> int:
    """Return how many leads a platform of ``territory`` has when the territory itself does not say."""
    level = [territory]
    while level:
        above = [one for area in level for one in (area.academy, area.parent) if one is not None]
        # An academy is nearer to its departments than their region (``querysets.TERRITORY_LINKS``).
        said = next((one.expected_leads for one in above if one.expected_leads is not None), None)
        if said is not None:
            return said
        level = above
    return USUAL_LEADS
