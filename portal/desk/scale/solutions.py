"""Solutions of the whole country: each platform keeps those of the organisations around it, departments a few."""

import datetime as dt
from random import Random

from portal.directory.models import Organisation, Site
from portal.solutions_map.enums import SolutionState
from portal.solutions_map.models import Audience, Funder, Level, Need, Solution, SolutionType
from portal.solutions_map.search import text_of

from ..demo.data.solution_patterns import SolutionPattern
from ..demo.data.solutions_help import HELP
from ..demo.data.solutions_school import SCHOOL
from ..demo.data.solutions_training import TRAINING
from ..demo.texts import set_french
from .data import sentences
from .world import BATCH, ScaleWorld, SolutionScale, shares

#: This share of all solutions is kept by departments, for what works in all of it.
KEPT_BY_DEPARTMENTS = 0.03
#: State → how often; drafts and closed ones are drawn apart.
STATES = ((SolutionState.EXISTING, 90), (SolutionState.TO_OPTIMISE, 6), (SolutionState.TO_CREATE, 4))
DRAFT, CLOSED = 0.06, 0.05
#: So many have no place of their own: they reach the whole territory of their keeper.
PLACELESS = 0.08
_LISTS = (("needs", "need", Need), ("audiences", "audience", Audience), ("levels", "level", Level))


def build_solutions(world: ScaleWorld) -> None:
    """Make ``size.solutions`` solutions and write them with their lists."""
    builder = _Builder(world)
    of_departments = int(world.size.solutions * KEPT_BY_DEPARTMENTS) if world.departmental else 0
    builder.departmental(of_departments)
    builder.local(world.size.solutions - of_departments)
    Solution.objects.bulk_create((one.solution for one in world.solutions), batch_size=BATCH)
    builder.link()


class _Builder:
    """Adds solutions to the world, unsaved, then links them to the catalogues and the directory."""

    def __init__(self, world: ScaleWorld):
        self.world = world
        self.rng = world.draw("solutions")
        self.types = {row.code: row for row in SolutionType.objects.filter(territory=None)}
        self.kinds = sorted(self.types)
        self.rows = {name: {row.code: row for row in model.objects.all()} for name, _column, model in _LISTS}
        self.order = {name: {code: number for number, code in enumerate(rows)} for name, rows in self.rows.items()}
        self.funders = list(Funder.objects.all())
        self.patterns: dict[str, list[SolutionPattern]] = {}
        for pattern in (*SCHOOL, *TRAINING, *HELP):
            for code in pattern.providers.split():
                self.patterns.setdefault(code, []).append(pattern)
        self.any_pattern = [pattern for pattern in (*SCHOOL, *TRAINING, *HELP) if not pattern.kept_by_department]
        self.sites: dict[int, list[Site]] = {}
        for site in world.sites:
            if site.closed_at is None:
                self.sites.setdefault(site.organisation_id, []).append(site)

    def departmental(self, count: int) -> None:
        """Add ``count`` solutions of what works in whole departments."""
        organisations = [(one, code) for code, found in sorted(self.world.departmental.items()) for one in found]
        for number in range(count):
            organisation, code = organisations[number % len(organisations)]
            self._add({"territory": self.world.territories["department", code]}, [organisation], [])

    def local(self, count: int) -> None:
        """Add ``count`` solutions, cut among the platforms after how many organisations each has."""
        platforms = self.world.platforms
        weights = [len(built.locals) * self.rng.uniform(0.5, 1.5) for built in platforms]
        for built, share in zip(platforms, shares(count, weights), strict=True):
            for _number in range(share):
                providers = self.rng.sample(built.locals, self.rng.choices((1, 2, 3), (82, 14, 4))[0])
                self._add({"platform": built.platform}, providers, built.locals[:2])

    def _add(self, keeper: dict, providers: list[Organisation], prescribers: list[Organisation]) -> None:
        rng, now = self.rng, self.world.now
        known = self.patterns.get(providers[0].actor_type.code)
        pattern = rng.choice(known or self.any_pattern)
        kind = self.types[pattern.type if known or rng.random() < 0.3 else rng.choice(self.kinds)]
        number = len(self.world.solutions)
        written = now - dt.timedelta(days=rng.randint(40, 900), minutes=rng.randrange(1_440))
        read = now - (now - written) * rng.random()
        draft = rng.random() < DRAFT
        state = rng.choices([state for state, _often in STATES], [often for _state, often in STATES])[0]
        name = pattern.name.split("{")[0].removesuffix(" l’").strip()
        solution = Solution(
            **keeper,
            name=f"{name} – {providers[0].name}, no {number}"[:160],
            solution_type=kind,
            state=state,
            format=pattern.format,
            summary=set_french(pattern.summary),
            description=" ".join(rng.sample(sentences.OFFERS, rng.randint(1, 3))),
            age_min=None if rng.random() < 0.1 else pattern.ages[0],
            age_max=None if rng.random() < 0.1 else pattern.ages[1],
            conditions=set_french(pattern.conditions),
            duration=set_french(pattern.duration),
            cost=pattern.cost,
            how_to_orient=set_french(pattern.how),
            contact_phone=providers[0].phone,
            contact_email=providers[0].email,
            published_at=None if draft else written,
            confirmed_at=None if draft else read,
            content_changed_at=written,
            closed_at=read if rng.random() < CLOSED else None,
            public=bool(pattern.plain) and state == SolutionState.EXISTING,
            public_text=set_french(pattern.plain),
            next_steps="" if state == SolutionState.EXISTING else "Trouver un lieu et un financement.",
        )
        # In the order in which the database gives them, so that the search reads what saving would have written.
        by_name = sorted(providers, key=lambda row: (row.name, row.pk))
        sites = [] if rng.random() < PLACELESS else [site for one in by_name for site in self.sites.get(one.pk, [])]
        made = SolutionScale(solution, pattern, providers, prescribers, sites, self._drawn(rng, pattern))
        solution.search_text = text_of(solution, made.lists["needs"], by_name, sites)
        self.world.solutions.append(made)

    def _drawn(self, rng: Random, pattern: SolutionPattern) -> dict[str, list]:
        """Return the rows of the catalogues, the pattern's with some others, in the order of the catalogues."""
        found = {}
        for name, _column, _model in _LISTS:
            codes = {*getattr(pattern, name).split()}
            if rng.random() < 0.4:
                codes.add(rng.choice(list(self.rows[name])))
            found[name] = [self.rows[name][code] for code in sorted(codes, key=self.order[name].get)]
        return found

    def link(self) -> None:
        """Write the lists of all solutions."""
        solutions = self.world.solutions
        for name, column, _model in _LISTS:
            self._write(name, [(one, column, row) for one in solutions for row in one.lists[name]])
        self._write("providers", [(one, "organisation", row) for one in solutions for row in one.providers])
        self._write("prescribers", [(one, "organisation", row) for one in solutions for row in one.prescribers])
        self._write("sites", [(one, "site", row) for one in solutions for row in one.sites])
        ideas = [one for one in solutions if one.solution.state == SolutionState.TO_CREATE]
        self._write("funders", [(one, "funder", row) for one in ideas for row in self.rng.sample(self.funders, 2)])

    def _write(self, name: str, links: list[tuple]) -> None:
        through = getattr(Solution, name).through
        through.objects.bulk_create(
            (through(solution=one.solution, **{column: row}) for one, column, row in links), batch_size=BATCH
        )
