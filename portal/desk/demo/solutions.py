"""The map of solutions: what each platform and department keeps, with its providers, places and history."""

import datetime as dt
from dataclasses import dataclass, field

from portal.directory.enums import ParticipationStatus, TerritoryKind
from portal.directory.models import Editorship, Organisation, Person, Site
from portal.solutions_map.models import (
    Audience,
    Funder,
    Level,
    Need,
    Solution,
    SolutionRevision,
    SolutionType,
)
from portal.solutions_map.search import solution_text
from portal.solutions_map.solution_content import LISTS, content_of

from .data.solution_patterns import SolutionPattern
from .data.solutions_help import AHEAD, HELP
from .data.solutions_school import SCHOOL
from .data.solutions_training import TRAINING
from .texts import of_department, set_french
from .world import HOME, PlatformDemo, World, host_of

#: A provider that is one of a type is found by it; what a platform of the demonstration may lack is left out there.
PATTERNS = (*SCHOOL, *TRAINING, *HELP, *AHEAD)
#: How often an optional solution stands on the map where its provider takes part.
OFTEN = 0.75
#: Platforms that have described a part of what exists around them; the others described all of it.
PARTLY = {"arles": 0.4, "martigues-istres": 0.6, "clermont-thiers": 0.75, "venissieux-givors": 0.9, "aix-salon": 0.85}
#: So many at most describes a platform of its own, beside what is ahead.
MOST = 36
#: Nothing of the map was touched since so many days, but by the campaign of the home platform.
QUIET_DAYS = 20


@dataclass
class MadeSolution:
    """A solution with what it was made from; ``author`` wrote it, ``built`` is a platform near it."""

    pattern: SolutionPattern
    solution: Solution
    built: PlatformDemo
    providers: list[Organisation]
    prescribers: list[Organisation]
    sites: list[Site]
    author: Person
    #: Former states are kept of what was changed since it was written.
    was_changed: bool = False
    editors: dict[int, Person] = field(default_factory=dict)


def build_solutions(world: World) -> list[MadeSolution]:
    """Write the solutions of all platforms and departments and return them."""
    return SolutionBuilder(world).build()


def build_revisions(made: list[MadeSolution]) -> None:
    """Keep the state of each solution, and an earlier one of those that were changed."""
    rows = Solution.objects.filter(pk__in=[one.solution.pk for one in made])
    contents = {row.pk: content_of(row) for row in rows.select_related("solution_type").prefetch_related(*LISTS)}
    revisions = []
    for one in made:
        content, solution = contents[one.solution.pk], one.solution
        begun = solution.published_at or solution.content_changed_at
        if one.was_changed:
            earlier = {**content, "duration": "", "conditions": "", "description": ""}
            revisions.append((_revision(one, earlier), begun))
            revisions.append((_revision(one, content), solution.content_changed_at))
        else:
            revisions.append((_revision(one, content), begun))
    stored = SolutionRevision.objects.bulk_create(revision for revision, _moment in revisions)
    for row, (_row, moment) in zip(stored, revisions, strict=True):
        row.made_at = moment
    SolutionRevision.objects.bulk_update(stored, ["made_at"], batch_size=200)


def _revision(one: MadeSolution, content: dict) -> SolutionRevision:
    return SolutionRevision(solution=one.solution, content=content, person=one.author, user=one.author.user)


class SolutionBuilder:
    """Collects solutions, then writes each table once."""

    def __init__(self, world: World):
        self.world = world
        self.types = {row.code: row for row in SolutionType.objects.filter(territory=None)}
        self.catalogues = {
            name: {row.code: row for row in model.objects.all()}
            for name, model in (("needs", Need), ("audiences", Audience), ("levels", Level), ("funders", Funder))
        }
        self.sites: dict[int, list[Site]] = {}
        for site in Site.objects.select_related("commune").order_by("pk"):
            self.sites.setdefault(site.organisation_id, []).append(site)
        self.editors = {
            row.organisation_id: row.person
            for row in Editorship.objects.filter(until=None).select_related("person__user").order_by("-pk")
        }
        self.made: list[MadeSolution] = []

    def build(self) -> list[MadeSolution]:
        """Write all solutions with their lists and return them in the order of their keepers."""
        departments = set()
        for built in self.world.platforms.values():
            for pattern in PATTERNS:
                if pattern.kept_by_department:
                    if (built.spec.department, pattern.type) not in departments and self._add(built, pattern):
                        departments.add((built.spec.department, pattern.type))
                elif pattern in AHEAD or self._is_described(built, pattern):
                    self._add(built, pattern)
        Solution.objects.bulk_create(one.solution for one in self.made)
        self._link()
        self._write_search()
        return self.made

    def _is_described(self, built: PlatformDemo, pattern: SolutionPattern) -> bool:
        own = sum(one.solution.platform_id == built.platform.pk for one in self.made)
        if own >= MOST:
            return False
        return pattern.providers == "greta" or self.world.chance(
            PARTLY.get(built.spec.slug, 1) * (OFTEN if pattern.optional else 1)
        )

    def _add(self, built: PlatformDemo, pattern: SolutionPattern) -> bool:
        providers = self._organisations(built, pattern.providers, pattern)
        if pattern.providers and not providers:
            return False
        department = self.world.territories[TerritoryKind.DEPARTMENT, built.spec.department]
        keeper = {"territory": department} if pattern.kept_by_department else {"platform": built.platform}
        sites = [site for provider in providers for site in self.sites.get(provider.pk, [])]
        author = next((self.editors[one.pk] for one in providers if one.pk in self.editors), built.lead)
        one = MadeSolution(
            pattern=pattern,
            solution=self._solution(pattern, keeper, providers, of_department(department.name)),
            built=built,
            providers=providers,
            prescribers=self._organisations(built, pattern.prescribers),
            sites=sites,
            author=author,
            editors={one.pk: self.editors[one.pk] for one in providers if one.pk in self.editors},
        )
        self._date(one)
        self.made.append(one)
        return True

    def _organisations(
        self, built: PlatformDemo, types: str, pattern: SolutionPattern | None = None
    ) -> list[Organisation]:
        """Return the agreed members of ``types``, without doubles: all, or the first of each type and fitting name."""
        found: dict[str, Organisation] = {}
        for code in types.split():
            for member in built.members:
                organisation = member.participation.organisation
                if member.pattern.actor_type != code or member.pattern.status != ParticipationStatus.AGREED:
                    continue
                if pattern is not None and not organisation.name.startswith(pattern.named):
                    continue
                found[organisation.name] = organisation
                if pattern is None or not pattern.all_places:
                    break
        return list(found.values())

    def _solution(self, pattern: SolutionPattern, keeper: dict, providers: list, de_department: str) -> Solution:
        contact = providers[0] if providers else None
        youngest, oldest = pattern.ages
        return Solution(
            **keeper,
            name=pattern.name.format(de_department=de_department),
            solution_type=self.types[pattern.type],
            state=pattern.state,
            format=pattern.format,
            summary=set_french(pattern.summary),
            description=set_french(pattern.description),
            age_min=youngest,
            age_max=oldest,
            conditions=set_french(pattern.conditions),
            duration=set_french(pattern.duration),
            cost=pattern.cost,
            cost_details=set_french(pattern.cost_details),
            how_to_orient=set_french(pattern.how),
            contact_phone=contact.phone if contact else "",
            contact_email=contact.email if contact else "",
            website=f"https://{host_of(contact.name)}/" if contact else "",
            public=bool(pattern.plain),
            public_text=set_french(pattern.plain),
            next_steps=set_french(pattern.next_steps),
        )

    def _date(self, one: MadeSolution) -> None:
        """Set when it was written, put on the map, read again and closed."""
        world, rng = self.world, self.world.rng
        since = (world.today - world.beginning).days
        written = world.beginning + dt.timedelta(days=rng.randrange(5, 60))
        one.was_changed = world.chance(0.4) and not one.pattern.unfinished
        ago = rng.randrange(QUIET_DAYS, since - 60) if one.was_changed else (world.today - written).days
        solution = one.solution
        solution.content_changed_at = moment_of(world, one.built, world.today - dt.timedelta(days=ago))
        if one.pattern.unfinished:
            return
        solution.published_at = moment_of(world, one.built, written)
        read = rng.randrange(QUIET_DAYS, ago + 1) if world.chance(0.8) and ago > QUIET_DAYS else ago
        solution.confirmed_at = max(
            solution.content_changed_at, moment_of(world, one.built, world.today - dt.timedelta(days=read))
        )
        if one.pattern.ended:
            solution.closed_at = moment_of(world, one.built, dt.date(world.school_year, 8, 31))

    def _link(self) -> None:
        for name, catalogue in self.catalogues.items():
            column = name.removesuffix("s")
            self._write(name, column, lambda one, at=name, rows=catalogue: _rows(one.pattern, at, rows))
        self._write("providers", "organisation", lambda one: one.providers)
        self._write("prescribers", "organisation", lambda one: one.prescribers)
        self._write("sites", "site", lambda one: one.sites)

    def _write(self, name: str, column: str, rows_of) -> None:
        through = getattr(Solution, name).through
        through.objects.bulk_create(
            through(solution=one.solution, **{column: row}) for one in self.made for row in rows_of(one)
        )

    def _write_search(self) -> None:
        keys = [one.solution.pk for one in self.made]
        rows = Solution.objects.filter(pk__in=keys).select_related("solution_type")
        texts = {row.pk: solution_text(row) for row in rows.prefetch_related("needs", "providers")}
        for one in self.made:
            one.solution.search_text = texts[one.solution.pk]
        Solution.objects.bulk_update([one.solution for one in self.made], ["search_text"], batch_size=200)


def moment_of(world: World, built: PlatformDemo, day: dt.date) -> dt.datetime:
    """Return an hour of work on ``day``, or on the Friday before; never after the moment of the demonstration."""
    day -= dt.timedelta(days=max(0, day.weekday() - 4))
    hour = dt.time(world.rng.randrange(9, 17), world.rng.randrange(0, 60, 5))
    return min(dt.datetime.combine(day, hour, built.zone), world.now)


def _rows(pattern: SolutionPattern, name: str, catalogue: dict) -> list:
    return [catalogue[code] for code in getattr(pattern, name).split()]


def at_home(made: list[MadeSolution]) -> list[MadeSolution]:
    """Return those that the home platform keeps."""
    return [one for one in made if one.solution.platform_id and one.built.spec.slug == HOME]
