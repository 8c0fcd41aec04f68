"""Create and keep solutions, put them on the map, take them off (MISSION D1)."""

from dataclasses import dataclass, fields

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record
from portal.core.models import active_q
from portal.core.phones import clean_phone
from portal.directory.models import Platform, Territory
from portal.directory.phone_regions import FRANCE, region_of_organisation, region_of_platform
from portal.directory.services.checks import StaleSave, apply_details
from portal.directory.sheet_content import content_version

from ..enums import Cost, Format, SolutionState
from ..models import Solution, SolutionType
from ..search import solution_text
from ..solution_content import COLUMNS, LISTS, content_of
from .history import keep_revision, remember

declare_actions(
    solution_created=gettext_noop("Solution added"),
    solution_changed=gettext_noop("Solution changed"),
    solution_confirmed=gettext_noop("Solution confirmed"),
    solution_published=gettext_noop("Solution put on the map"),
    solution_closed=gettext_noop("Solution closed"),
    solution_reopened=gettext_noop("Solution opened again"),
)

#: The public concerned is 16 to 25 (MISSION); wider for those who live with parents or train longer.
AGES = range(12, 100)


@dataclass(frozen=True, kw_only=True)
class SolutionDetails:
    """Everything that is written about a solution; the lists take rows of the catalogues and of the directory.

    Ages in years, both included; None for no limit.
    """

    name: str
    solution_type: SolutionType
    state: str = SolutionState.EXISTING
    format: str = Format.INDIVIDUAL
    summary: str = ""
    description: str = ""
    age_min: int | None = None
    age_max: int | None = None
    conditions: str = ""
    duration: str = ""
    cost: str = Cost.FREE
    cost_details: str = ""
    how_to_orient: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    website: str = ""
    public: bool = False
    public_text: str = ""
    next_steps: str = ""
    needs: tuple = ()
    audiences: tuple = ()
    levels: tuple = ()
    providers: tuple = ()
    prescribers: tuple = ()
    sites: tuple = ()
    funders: tuple = ()


DETAIL_FIELDS = tuple(field.name for field in fields(SolutionDetails))


def details_of(solution: Solution) -> SolutionDetails:
    """Return what is written about a stored solution, for a verb that changes a part of it."""
    columns = {name: getattr(solution, name) for name in COLUMNS}
    return SolutionDetails(**columns, **{name: tuple(getattr(solution, name).all()) for name in LISTS})


def version_of_solution(solution: Solution) -> str:
    """Return a short text that changes with anything written about the solution, for a form to send back."""
    return content_version(content_of(solution))


@transaction.atomic
def create_solution(
    keeper: Platform | Territory, details: SolutionDetails, *, publish: bool = False, by: Actor
) -> Solution:
    """Return a new solution of ``keeper``, a draft until it is published (``publish``: by the same act).

    Raises ``DomainError`` for a missing name, a wrong phone, ages that do not fit, a place of nobody who provides it, a
    public one without words for the public, and one of the same name that the keeper has already (code "double").
    """
    solution = Solution(**{"territory" if isinstance(keeper, Territory) else "platform": keeper})
    _refuse_double(solution, details)
    write_solution(solution, details, by=by)
    keep_revision(solution, None, by=by)
    _record(solution, "solution_created", by)
    if publish:
        _publish(solution, by)
    return solution


@transaction.atomic
def change_solution(
    solution: Solution, details: SolutionDetails, *, version: str, publish: bool = False, by: Actor
) -> Solution:
    """Write ``details`` and keep the revision; an editor of a provider who saves confirms by the same act.

    ``publish`` puts it on the map by the same act.

    Raises ``StaleSave`` when it changed since ``version`` (``version_of_solution``), ``DomainError`` as
    ``create_solution`` does, or for a published one that would no longer say how to orient.
    """
    stored = locked(solution)
    before = remember(stored)
    if version != content_version(before.content):
        raise StaleSave(stored)
    changed = write_solution(stored, details, by=by)
    if keep_revision(stored, before, by=by):
        _record(stored, "solution_changed", by, changed=changed)
    if publish:
        _publish(stored, by)
    return stored


@transaction.atomic
def publish_solution(solution: Solution, *, by: Actor) -> Solution:
    """Put a solution on the map. Raises ``DomainError`` (field ``how_to_orient``) where nobody could act on it."""
    stored = locked(solution)
    _publish(stored, by)
    return stored


@transaction.atomic
def close_solution(solution: Solution, *, by: Actor) -> Solution:
    """Take a solution off the map; it stays, with its history, and can be opened again."""
    return _set_closed(solution, True, by)


@transaction.atomic
def reopen_solution(solution: Solution, *, by: Actor) -> Solution:
    """Take back the closing: it is on the map again if it was, a draft if it was one."""
    return _set_closed(solution, False, by)


@transaction.atomic
def confirm_solution(solution: Solution, *, by: Actor) -> Solution:
    """Note that somebody who keeps it read it today and found it right."""
    stored = locked(solution)
    stored.confirmed_at = timezone.now()
    stored.save(update_fields=["confirmed_at"])
    _record(stored, "solution_confirmed", by)
    return stored


def locked(solution: Solution) -> Solution:
    """Return the stored row of ``solution``, locked until the end of the transaction."""
    rows = Solution.objects.select_for_update(of=("self",)).select_related("solution_type", "platform", "territory")
    return rows.get(pk=solution.pk)


def write_solution(solution: Solution, details: SolutionDetails, *, by: Actor) -> list[str]:
    """Write ``details`` on a new or locked row, return the names of what changed; whoever calls keeps the revision."""
    columns = {name: getattr(details, name) for name in COLUMNS}
    lists = {name: list(getattr(details, name)) for name in LISTS}
    if details.contact_phone != solution.contact_phone:
        # A number older than the rule does not stand in the way of another change.
        region = _phone_region(solution, lists["providers"])
        columns["contact_phone"] = clean_phone(details.contact_phone, region=region, field="contact_phone")
    changed = apply_details(solution, columns)
    check_solution(solution, lists)
    if solution.pk is None:
        solution.save()
    for name, rows in lists.items():
        manager = getattr(solution, name)
        if {row.pk for row in rows} != set(manager.values_list("pk", flat=True)):
            manager.set(rows)
            changed.append(name)
    if changed:
        solution.content_changed_at = timezone.now()
    if _is_provider(solution, by):
        solution.confirmed_at = timezone.now()
    # Lists that the row had read before they were written would be the former ones.
    solution._prefetched_objects_cache = {}
    solution.search_text = solution_text(solution)
    solution.save()
    return changed


def check_solution(solution: Solution, lists: dict) -> None:
    """Raise ``DomainError`` beside the column that does not fit; ``lists`` are the rows of ``LISTS`` by name."""
    if not solution.name:
        raise DomainError(_("A solution needs a name."), code="required", field="name")
    for column in ("age_min", "age_max"):
        age = getattr(solution, column)
        if age is not None and age not in AGES:
            message = _("An age from %(youngest)s to %(oldest)s years.")
            raise DomainError(message % {"youngest": AGES[0], "oldest": AGES[-1]}, code="age", field=column)
    if solution.age_min is not None and solution.age_max is not None and solution.age_max < solution.age_min:
        raise DomainError(_("The oldest age is below the youngest."), code="order", field="age_max")
    if solution.published_at and not solution.how_to_orient:
        raise DomainError(
            _("It is on the map: say how to orient a young person, or close it."),
            code="required",
            field="how_to_orient",
        )
    if solution.public and not (solution.public_text or solution.summary):
        raise DomainError(
            _("Say in plain words what it is before young people and families read it."),
            code="required",
            field="public_text",
        )
    of_providers = {row.pk for row in lists["providers"]}
    strange = next((site for site in lists["sites"] if site.organisation_id not in of_providers), None)
    if strange is not None:
        raise DomainError(
            _("“%(place)s” is no place of those who provide it: add its organisation first.") % {"place": strange},
            code="place",
            field="sites",
        )
    kind = solution.solution_type
    if kind.territory_id is not None and kind.territory_id not in territories_of(
        solution.platform or solution.territory
    ):
        raise DomainError(
            _("This type belongs to another territory: choose one of the national catalogue."),
            code="type",
            field="solution_type",
        )


def territories_of(keeper: Platform | Territory) -> set[int]:
    """Return the keys of the territories around ``keeper``, its own included, whose own types it may use."""
    if isinstance(keeper, Platform):
        return set(Platform.objects.filter(pk=keeper.pk).territories_around())
    around, row = set(), keeper
    while row is not None:
        around |= {row.pk, row.academy_id} - {None}
        row = row.parent
    return around


def _refuse_double(solution: Solution, details: SolutionDetails) -> None:
    kept = Solution.objects.filter(platform=solution.platform_id, territory=solution.territory_id)
    same = kept.filter(name__iexact=details.name.strip(), closed_at__isnull=True)
    providers = {row.pk for row in details.providers}
    for other in same.prefetch_related("providers"):
        if {row.pk for row in other.providers.all()} == providers:
            raise DomainError(
                _("“%(name)s” of the same organisation is there already: change that one.") % {"name": other.name},
                code="double",
                field="name",
            )


def _phone_region(solution: Solution, providers: list) -> str:
    region = next((found for found in map(region_of_organisation, providers) if found != FRANCE), None)
    return region or region_of_platform(solution.platform)


def _is_provider(solution: Solution, by: Actor) -> bool:
    if by.person is None:
        return False
    own = by.person.editorships.filter(active_q(timezone.localdate())).values("organisation")
    return solution.providers.filter(pk__in=own).exists()


def _publish(stored: Solution, by: Actor) -> None:
    if stored.closed_at is not None:
        raise DomainError(_("This solution is closed: open it again first."), code="closed")
    if not stored.how_to_orient.strip():
        raise DomainError(
            _("Say how to orient a young person before publishing."), code="required", field="how_to_orient"
        )
    if stored.published_at is None:
        stored.published_at = stored.confirmed_at = timezone.now()
        stored.save(update_fields=["published_at", "confirmed_at"])
        _record(stored, "solution_published", by)


def _set_closed(solution: Solution, closed: bool, by: Actor) -> Solution:
    stored = locked(solution)
    if closed != (stored.closed_at is not None):
        stored.closed_at = timezone.now() if closed else None
        stored.save(update_fields=["closed_at"])
        _record(stored, "solution_closed" if closed else "solution_reopened", by)
    return stored


def _record(solution: Solution, action: str, by: Actor, **data) -> None:
    record(solution, action, by=by, platform=solution.platform, territory=solution.territory, **data)
