"""What a sheet of solutions is compared with: catalogues, organisations, the platform's own; a dozen queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from portal.core.actors import Via
from portal.core.fold import fold
from portal.core.models import active_q
from portal.directory.models import Editorship, Organisation, Platform, Site

from ..models import Audience, Level, Need, Session, Solution, SolutionRevision, SolutionType
from ..services.solutions import territories_of
from ..solution_content import LISTS, content_of


@dataclass
class KnownSolution:
    """A solution of the platform as it is stored, with what earlier imports left and who wrote since."""

    solution: Solution
    content: dict
    providers: frozenset[int]
    sessions: list[Session]
    #: Content as the last import left it; None when no import brought it.
    imported: dict | None = None
    #: When somebody else wrote after the last import, or an editor of a provider wrote without any; None: nobody.
    edited_at: dt.datetime | None = None


@dataclass(frozen=True)
class Named:
    """A row of a catalogue, or an organisation, by the words that find it, folded."""

    pk: int
    name: str
    words: tuple[str, ...]


@dataclass
class Known:
    """Everything a comparison reads."""

    types: tuple[Named, ...]
    type_codes: dict[int, str]
    lists: dict[str, tuple[Named, ...]]
    organisations: dict[str, list[Named]]
    #: Those of the platform come first where several share a name.
    members: frozenset[int]
    sites: dict[int, list[Site]]
    solutions: list[KnownSolution]
    #: Folded names and providers of solutions that were closed.
    closed: frozenset[tuple[str, frozenset[int]]]
    by_name: dict[str, list[KnownSolution]] = field(default_factory=dict)


def load_known(platform: Platform, providers: Iterable[str], *, on: dt.date | None = None) -> Known:
    """Return what the rows are compared with in ``platform``; ``providers`` are the names that the rows hold."""
    on = on or timezone.localdate()
    wanted = {fold(name) for name in providers}
    organisations, taken = defaultdict(list), set()
    for pk, name, short_name in Organisation.objects.order_by("pk").values_list("pk", "name", "short_name"):
        for word in {fold(name), fold(short_name)} & wanted:
            organisations[word].append(Named(pk, name, (word,)))
            taken.add(pk)
    sites = defaultdict(list)
    for site in Site.objects.filter(closed_at__isnull=True).select_related("commune").order_by("pk"):
        if site.organisation_id in taken:
            sites[site.organisation_id].append(site)
    solutions = _solutions(platform, on)
    by_name = defaultdict(list)
    for one in solutions:
        by_name[fold(one.solution.name)].append(one)
        for provider in one.providers - taken:
            sites.setdefault(provider, [])
    types = SolutionType.objects.filter(Q(territory__isnull=True) | Q(territory__in=territories_of(platform))).order_by(
        "order", "pk"
    )
    rows = list(types)
    return Known(
        types=tuple(Named(row.pk, row.name, _words(row.name, row.code, *row.aliases)) for row in rows),
        type_codes={row.pk: row.code for row in rows},
        lists={
            name: tuple(Named(row.pk, row.name, _words(row.name, row.code)) for row in model.objects.all())
            for name, model in (("needs", Need), ("audiences", Audience), ("levels", Level))
        },
        organisations=dict(organisations),
        members=frozenset(platform.participations.active(on).values_list("organisation", flat=True)),
        sites=dict(sites),
        solutions=solutions,
        closed=frozenset(
            (fold(row.name), frozenset(provider.pk for provider in row.providers.all()))
            for row in Solution.objects.filter(platform=platform, closed_at__isnull=False).prefetch_related("providers")
        ),
        by_name=dict(by_name),
    )


def _solutions(platform: Platform, on: dt.date) -> list[KnownSolution]:
    rows = list(
        Solution.objects.filter(platform=platform, closed_at__isnull=True)
        .select_related("solution_type", "platform", "territory")
        .prefetch_related(*LISTS)
        .order_by("pk")
    )
    sessions = defaultdict(list)
    for session in Session.objects.running(on).filter(solution__in=rows).with_last_report().order_by("start", "pk"):
        sessions[session.solution_id].append(session)
    imported: dict[int, tuple[dict, dt.datetime]] = {}
    written: dict[int, list[tuple[dt.datetime, int | None]]] = defaultdict(list)
    revisions = SolutionRevision.objects.filter(solution__in=rows).order_by("made_at", "pk")
    for pk, via, content, made_at, person in revisions.values_list("solution", "via", "content", "made_at", "person"):
        if via == Via.IMPORT:
            imported[pk] = (content, made_at)
        else:
            written[pk].append((made_at, person))
    editors = defaultdict(set)
    for organisation, person in Editorship.objects.filter(active_q(on)).values_list("organisation", "person"):
        editors[organisation].add(person)
    found = []
    for solution in rows:
        providers = frozenset(row.pk for row in solution.providers.all())
        content, since = imported.get(solution.pk, (None, None))
        own = {person for provider in providers for person in editors.get(provider, ())}
        edits = [
            made_at
            for made_at, person in written.get(solution.pk, ())
            if (since is not None and made_at > since) or (since is None and person in own)
        ]
        found.append(
            KnownSolution(
                solution=solution,
                content=content_of(solution),
                providers=providers,
                sessions=sessions.get(solution.pk, []),
                imported=content,
                edited_at=max(edits, default=None),
            )
        )
    return found


def _words(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(name) for name in names if fold(name)))
