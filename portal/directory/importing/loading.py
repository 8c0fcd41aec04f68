"""Load what the directory holds for a comparison: a handful of queries whatever the number of rows."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from portal.core.actors import Actor

from ..enums import PlatformRoleKind, ProposalState, TerritoryKind
from ..models import (
    ActorType,
    Commune,
    CommunePostcode,
    Delegate,
    Organisation,
    Participation,
    Person,
    Platform,
    Site,
    Territory,
    TerritoryActor,
)
from .known import (
    Known,
    KnownCommune,
    KnownOrganisation,
    KnownParticipation,
    KnownPerson,
    KnownSite,
    KnownType,
)
from .records import Record, communes_sought, emails_sought

#: SQLite takes so many values in a query at least.
_AT_ONCE = 900
_SHEET = ("short_name", "siret", "uai", "email", "phone", "website", "missions")


def load_known(platform: Platform, records: list[Record], *, by: Actor) -> Known:
    """Return what ``records`` are compared with in ``platform``, and what of it ``by`` may change.

    Sheets are network-wide. Of people, only those of the platform and those whose address stands in the records are
    held, the latter without their details where these are not the platform's to read (D-04).
    """
    names, postcodes = communes_sought(records)
    return Known(
        organisations=_organisations(platform),
        people=_people(platform, emails_sought(records), by),
        types=tuple(
            KnownType(pk=kind.pk, code=kind.code, name=kind.name, aliases=tuple(kind.aliases))
            for kind in ActorType.objects.order_by("pk")
        ),
        communes=_communes(names, postcodes),
        departments=frozenset(_departments(platform)),
    )


def _organisations(platform: Platform) -> tuple[KnownOrganisation, ...]:
    sites = defaultdict(list)
    for pk, organisation, address, postcode, commune, name in (
        Site.objects.filter(closed_at__isnull=True)
        .order_by("pk")
        .values_list("pk", "organisation", "address", "postcode", "commune", "commune__name")
    ):
        sites[organisation].append(
            KnownSite(pk=pk, address=address, postcode=postcode, commune_pk=commune, commune=name or "")
        )
    participations = _participations(platform)
    shared, proposed = shared_organisations(platform), _proposed(platform)
    return tuple(
        KnownOrganisation(
            pk=row["pk"],
            name=row["name"],
            type_code=row["actor_type__code"],
            sites=tuple(sites.get(row["pk"], ())),
            participation=participations.get(row["pk"]),
            shared=row["pk"] in shared,
            proposed=proposed.get(row["pk"], {}),
            **{column: row[column] for column in _SHEET},
        )
        for row in Organisation.objects.order_by("pk").values("pk", "name", "actor_type__code", *_SHEET)
    )


def shared_organisations(platform: Platform) -> set[int]:
    """Return the organisations whose sheet an import into ``platform`` may not change but propose to (DESIGN §4).

    They take part in another platform, today or later, or steer in a territory.
    """
    not_over = Q(until__isnull=True) | Q(until__gt=timezone.localdate())
    elsewhere = Participation.objects.filter(not_over).exclude(platform=platform)
    steering = TerritoryActor.objects.filter(not_over)
    return {*elsewhere.values_list("organisation", flat=True), *steering.values_list("organisation", flat=True)}


def _proposed(platform: Platform) -> dict[int, dict[str, str]]:
    """Return what the platform proposed for each sheet and is not decided, or was refused: it is not asked again."""
    asked = platform.sheet_proposals.filter(state__in=(ProposalState.PENDING, ProposalState.REFUSED))
    found = defaultdict(dict)
    for organisation, changes in asked.order_by("pk").values_list("organisation", "changes"):
        found[organisation] |= {column: value for column, value in changes.items() if column in _SHEET}
    return found


def _participations(platform: Platform) -> dict[int, KnownParticipation]:
    not_over = Q(until__isnull=True) | Q(until__gt=timezone.localdate())
    delegates = defaultdict(dict)
    for participation, person, kind in (
        Delegate.objects.filter(not_over, participation__platform=platform)
        .order_by("pk")
        .values_list("participation", "person", "kind")
    ):
        delegates[participation][person] = kind
    return {
        row["organisation"]: KnownParticipation(
            status=row["status"],
            circle=row["circle"],
            next_step=row["next_step"],
            since=row["since"],
            delegates=delegates.get(row["pk"], {}),
        )
        for row in platform.participations.filter(not_over)
        .order_by("since", "pk")
        .values("pk", "organisation", "status", "circle", "next_step", "since")
    }


def _people(platform: Platform, emails: Collection[str], by: Actor) -> tuple[KnownPerson, ...]:
    own = set(Person.objects.known_in(platform).values_list("pk", flat=True))
    correctable = set(Person.objects.correctable_by(by.user).values_list("pk", flat=True))
    columns = ("pk", "first_name", "last_name", "email", "phone", "function", "organisation", "user")
    rows = {row["pk"]: row for row in Person.objects.known_in(platform).values(*columns)}
    for chunk in _chunks(sorted(emails)):
        mailed = Person.objects.annotate(address=Lower("email")).filter(address__in=chunk)
        rows |= {row["pk"]: row for row in mailed.values(*columns)}
    guarded = _keeping_their_address(correctable & rows.keys(), by)
    return tuple(
        _known_person(row, is_own=pk in own, locked=pk not in correctable, keeps_address=pk in guarded)
        for pk, row in sorted(rows.items())
    )


def _keeping_their_address(people: Collection[int], by: Actor) -> set[int]:
    """Return who of ``people`` has an address that ``by`` may not change, as on the page of a person.

    Asked of leads alone, who are few: an assistant who wrote their own address beside the name of a lead would receive
    the invitation to the lead's account.
    """
    not_over = Q(platform_roles__until__isnull=True) | Q(platform_roles__until__gt=timezone.localdate())
    leads = Person.objects.filter(not_over, platform_roles__kind=PlatformRoleKind.LEAD).distinct()
    return {lead.pk for lead in leads if lead.pk in people and not by.user.has_perm("directory.change_address", lead)}


def _known_person(row: dict, *, is_own: bool, locked: bool, keeps_address: bool) -> KnownPerson:
    """Return a person; of somebody from elsewhere only what the row of the file says itself: name and address."""
    return KnownPerson(
        pk=row["pk"],
        first_name=row["first_name"],
        last_name=row["last_name"],
        email=row["email"],
        phone=row["phone"] if is_own else "",
        function=row["function"] if is_own else "",
        organisation_pk=row["organisation"],
        keeps_address=keeps_address or row["user"] is not None,
        locked=locked,
    )


def _communes(names: Collection[str], postcodes: Collection[str]) -> tuple[KnownCommune, ...]:
    found = set()
    for chunk in _chunks(sorted(names)):
        found |= set(Commune.objects.filter(name_folded__in=chunk).values_list("pk", flat=True))
    for chunk in _chunks(sorted(postcodes)):
        found |= set(CommunePostcode.objects.filter(postcode__in=chunk).values_list("commune", flat=True))
    codes, rows = defaultdict(list), []
    for chunk in _chunks(sorted(found)):
        for commune, postcode in CommunePostcode.objects.filter(commune__in=chunk).values_list("commune", "postcode"):
            codes[commune].append(postcode)
        rows += Commune.objects.filter(pk__in=chunk).values_list("pk", "name", "department__code")
    return tuple(
        KnownCommune(pk=pk, name=name, department=department, postcodes=tuple(sorted(codes.get(pk, ()))))
        for pk, name, department in sorted(rows)
    )


def _departments(platform: Platform) -> set[str]:
    """Return the codes of the departments where the communes around the platform lie."""
    around = Platform.objects.filter(pk=platform.pk).territories_around()
    return set(Territory.objects.filter(pk__in=around, kind=TerritoryKind.DEPARTMENT).values_list("code", flat=True))


def _chunks(values: list) -> Iterator[list]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
