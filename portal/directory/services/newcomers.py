"""Enter many organisations that the directory lacks at once, with the rules of entering one (MISSION A9).

One by one, five thousand organisations take some thirty queries each: long enough for whoever else writes meanwhile to
be turned away. Here each is checked as ``create_organisation``, ``add_member`` and ``add_delegate`` check it, against
what is stored and against those before it; then all are written in few queries.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models.functions import Lower
from django.utils import timezone

from portal.core.actors import Actor
from portal.core.fold import fold
from portal.core.log import record, written_together

from ..enums import DelegateKind
from ..models import Delegate, Editorship, Organisation, Participation, Person, Platform, SheetRevision, Site
from ..phone_regions import region_of_commune
from ..search import organisation_text
from .checks import apply_details, columns_of
from .delegates import represents_already
from .history import first_revision
from .members import joining, record_joining
from .organisations import Place, Sheet, double_organisation, taken_identifier, write_columns
from .people import Contact, person_of
from .points import follow_address, wake

#: Rows a query writes or asks for: SQLite takes 32,766 values in one, and the widest row has some thirty.
_AT_ONCE = 500
_ROWS = 50_000


@dataclass
class Newcomer:
    """An organisation that enters: its rows, with their keys once ``Newcomers.write`` is done.

    ``people`` are those who represent it, each with their kind.
    """

    organisation: Organisation
    participation: Participation
    site: Site | None = None
    people: list[tuple[Person, str]] = field(default_factory=list)


class Newcomers:
    """Organisations that enter the directory and ``platform`` together, within the caller's transaction."""

    def __init__(self, platform: Platform, *, by: Actor):
        """Lock the platform, as ``add_member`` does, and read what must not be made twice."""
        self.platform, self.by = Platform.objects.select_for_update().get(pk=platform.pk), by
        self._all: list[Newcomer] = []
        self._taken: dict[str, dict[str, str]] = {"siret": {}, "uai": {}}
        self._communes: dict[tuple[str, int], list[set[int]]] = defaultdict(list)
        self._read_directory()

    def add(self, sheet: Sheet, *, place: Place | None, people: Sequence[tuple[Contact, str]] = (), **said) -> Newcomer:
        """Check one organisation, its first site, its participation (``said`` as for ``add_member``) and its people.

        ``people`` are contacts that are nobody else of it, at most one of them the fixed representative. Raises
        ``DomainError`` as the services that enter one do. Nothing is written before ``write``.
        """
        organisation = Organisation()
        commune = place.commune if place else None
        write_columns(organisation, sheet, region_of_commune(commune))
        self._refuse_known(organisation, commune.pk if commune else None)
        newcomer = Newcomer(organisation, joining(self.platform, organisation, **said))
        if place:
            newcomer.site = Site(organisation=organisation)
            apply_details(newcomer.site, columns_of(place))
            follow_address(newcomer.site)
        organisation.search_text = organisation_text(organisation, [newcomer.site] if newcomer.site else [])
        for contact, kind in people:
            person = person_of(contact, organisation=organisation, platform=self.platform)
            if person.email and _identity(person) in {_identity(other) for other, _kind in newcomer.people}:
                raise represents_already(person)
            newcomer.people.append((person, kind))
        self._all.append(newcomer)
        return newcomer

    def write(self) -> None:
        """Write all that was added, its first revisions and its entries of the audit trail."""
        self._create(Organisation, [one.organisation for one in self._all])
        self._create(Site, [self._tied(one.site, one) for one in self._all if one.site])
        self._create(SheetRevision, [self._revision(one) for one in self._all])
        self._create(Participation, [self._tied(one.participation, one) for one in self._all])
        made = self._people()
        today = timezone.localdate()
        delegates = [
            Delegate(
                participation=one.participation, person=person, kind=kind, since=max(today, one.participation.since)
            )
            for one in self._all
            for person, kind in one.people
        ]
        self._create(Delegate, delegates)
        self._create(Editorship, list(self._editorships(delegates)))
        with written_together():
            for one in self._all:
                record(one.organisation, "organisation_created", by=self.by)
                record_joining(one.participation, by=self.by)
            for person in made:
                record(person, "person_created", by=self.by, platform=self.platform)
            for delegate in delegates:
                record(delegate, "delegate_added", by=self.by, platform=self.platform, kind=delegate.kind)
        for one in self._all:
            if one.site:
                wake(one.site, by=self.by)

    def _read_directory(self) -> None:
        sites = defaultdict(set)
        for organisation, commune in Site.objects.exclude(commune=None).values_list("organisation_id", "commune_id"):
            sites[organisation].add(commune)
        for pk, name, kind, siret, uai in Organisation.objects.values_list(
            "pk", "name", "actor_type_id", "siret", "uai"
        ).iterator(chunk_size=_ROWS):
            self._note(name, kind, {"siret": siret, "uai": uai}, sites.get(pk, set()))

    def _note(self, name: str, kind: int, identifiers: dict[str, str], communes: set[int]) -> None:
        for column, value in identifiers.items():
            if value:
                self._taken[column].setdefault(value, name)
        self._communes[fold(name), kind].append(communes)

    def _refuse_known(self, organisation: Organisation, commune: int | None) -> None:
        identifiers = {column: getattr(organisation, column) for column in self._taken}
        for column, value in identifiers.items():
            if value in self._taken[column]:
                raise taken_identifier(column, self._taken[column][value])
        for communes in self._communes.get((fold(organisation.name), organisation.actor_type_id), ()):
            if not (commune and communes and commune not in communes):
                raise double_organisation(organisation.name)
        self._note(organisation.name, organisation.actor_type_id, identifiers, {commune} if commune else set())

    def _people(self) -> list[Person]:
        """Write the people who are not known yet under that name and address, and return them."""
        known = self._known_people()
        made = []
        for one in self._all:
            for index, (person, kind) in enumerate(one.people):
                key = _identity(person)
                found = known.get(key) if key else None
                if found is None:
                    made.append(self._tied(person, one))
                    if key:
                        known[key] = person
                else:
                    one.people[index] = (found, kind)
        self._create(Person, made)
        return made

    def _known_people(self) -> dict[tuple[str, str], Person]:
        emails = sorted({person.email.lower() for one in self._all for person, _kind in one.people if person.email})
        known = {}
        for start in range(0, len(emails), _AT_ONCE):
            rows = Person.objects.annotate(address=Lower("email")).filter(address__in=emails[start : start + _AT_ONCE])
            for person in rows.order_by("pk"):
                known.setdefault(_identity(person), person)
        return known

    def _editorships(self, delegates: list[Delegate]) -> Iterator[Editorship]:
        """Yield what ``open_editorship`` gives to fixed representatives: nobody keeps a new sheet yet."""
        for delegate in delegates:
            if delegate.kind == DelegateKind.FIXED:
                organisation = delegate.participation.organisation
                yield Editorship(organisation=organisation, person=delegate.person, since=delegate.since)

    def _revision(self, one: Newcomer) -> SheetRevision:
        return first_revision(one.organisation, [one.site] if one.site else [], by=self.by)

    @staticmethod
    def _tied(row, one: Newcomer):
        """Return ``row`` with the key that its organisation has by now."""
        row.organisation = one.organisation
        return row

    @staticmethod
    def _create(model, rows: list) -> None:
        model.objects.bulk_create(rows, batch_size=_AT_ONCE)


def _identity(person: Person) -> tuple[str, str] | None:
    """Return what tells that two contacts are the same person; None for one without address."""
    return (person.email.lower(), fold(str(person))) if person.email else None
