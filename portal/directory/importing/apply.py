"""Write the rows of an import into the directory through its services, within the caller's transaction (MISSION A9)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import written_together

from ..enums import DelegateKind
from ..models import ActorType, Commune, Delegate, Organisation, Participation, Person, Platform, Site
from ..services.checks import columns_of, version_of
from ..services.delegates import add_delegate, end_delegate
from ..services.members import ROLE_FIELDS, Role, add_member, describe_member, place_member
from ..services.newcomers import Newcomer, Newcomers
from ..services.organisations import (
    PLACE_FIELDS,
    SHEET_FIELDS,
    Place,
    Sheet,
    add_site,
    change_organisation,
    change_site,
)
from ..services.people import CONTACT_FIELDS, Contact, change_person, find_or_create_person
from ..services.proposals import propose_changes
from .outcomes import RowOutcome


def apply_rows(platform: Platform, outcomes: Sequence[RowOutcome], *, by: Actor) -> dict[str, int]:
    """Write what ``outcomes`` plan, in their order, and return how many of what were written.

    Raises ``DomainError`` that names the row when one cannot be written; the caller's transaction is then undone.
    """
    writer = _Writer(platform, outcomes, by)
    with written_together():
        # What enters the directory is written at once: thousands of rows one by one would lock others out for long.
        for outcome in outcomes:
            with _named(outcome):
                writer.enter(outcome)
        writer.write_newcomers()
        for outcome in outcomes:
            with _named(outcome):
                writer.write(outcome)
    return dict(writer.counts)


@contextmanager
def _named(outcome: RowOutcome) -> Iterator[None]:
    """Say in what is raised inside which row it is about."""
    try:
        yield
    except DomainError as error:
        message = _("Row %(row)d, “%(name)s”: %(message)s Nothing was imported.") % {
            "row": outcome.row,
            "name": outcome.label,
            "message": error.message,
        }
        raise DomainError(message, code=error.code) from error


class _Writer:
    """Writes one row after the other; remembers what earlier rows made, as later ones may be of the same."""

    def __init__(self, platform: Platform, outcomes: Sequence[RowOutcome], by: Actor):
        self.platform, self.by = platform, by
        self.counts = Counter()
        self.types = {kind.code: kind for kind in ActorType.objects.all()}
        plans = [outcome.plan for outcome in outcomes]
        sites = [plan["site"] for plan in plans if plan.get("site")]
        communes = {site["values"]["commune"] for site in sites if site["values"].get("commune")}
        self.communes = Commune.objects.in_bulk(communes)
        known = {plan["organisation"] for plan in plans if plan.get("organisation")}
        self.organisations = Organisation.objects.select_related("actor_type").in_bulk(known)
        people = {person["pk"] for plan in plans for person in plan.get("people", ()) if person["pk"]}
        self.people = Person.objects.in_bulk(people)
        self.participations = {
            row.organisation_id: row
            for row in platform.participations.filter(Q(until__isnull=True) | Q(until__gt=timezone.localdate()))
            .order_by("since", "pk")
            .select_related("platform", "organisation")
        }
        self.by_row: dict[int, Organisation] = {}
        self.person_of: dict[tuple[int, int], Person] = {}
        self.newcomers: dict[int, Newcomer] = {}
        self.entering: Newcomers | None = None

    def enter(self, outcome: RowOutcome) -> None:
        """Set a row apart whose organisation the directory lacks, for ``write_newcomers``."""
        plan = outcome.plan
        if plan["organisation"] is not None or plan["joins_row"] is not None:
            return
        if self.entering is None:
            self.entering = Newcomers(self.platform, by=self.by)
        self.newcomers[outcome.row] = self.entering.add(
            Sheet(**{**plan["sheet"], "actor_type": self.types[plan["type_code"]]}),
            place=self._first_place(plan),
            people=[(Contact(**person["values"]), person["kind"]) for person in self._entering_people(plan)],
            **_joining(plan["participation"]),
        )

    def write_newcomers(self) -> None:
        """Write the rows set apart; what else they say is left to ``write``, in the order of the file."""
        if self.entering is None:
            return
        self.entering.write()
        for row, newcomer in self.newcomers.items():
            self.by_row[row] = newcomer.organisation
            self.participations[newcomer.organisation.pk] = newcomer.participation
            for index, (person, _kind) in enumerate(newcomer.people):
                self.person_of[row, index] = person
            self.counts.update(created=1, joined=1, people=len(newcomer.people), delegates=len(newcomer.people))

    @staticmethod
    def _entering_people(plan: dict) -> list[dict]:
        """Return the people of a new organisation when all are new as well; who is known is written after them."""
        new = all(
            said["pk"] is None and said["joins"] is None and said["add"] and not said["kind_changes"]
            for said in plan["people"]
        )
        return plan["people"] if new else []

    def write(self, outcome: RowOutcome) -> None:
        """Write one row, or what is left of it."""
        plan = outcome.plan
        if outcome.row in self.newcomers:
            if not self._entering_people(plan):
                participation = self.newcomers[outcome.row].participation
                for index, person in enumerate(plan["people"]):
                    self.person_of[outcome.row, index] = self._person(participation, participation.organisation, person)
            return
        organisation = self.by_row[outcome.row] = self._organisation(outcome)
        self._site(organisation, plan)
        participation = self._participation(organisation, plan)
        for index, person in enumerate(plan["people"]):
            self.person_of[outcome.row, index] = self._person(participation, organisation, person)

    def _organisation(self, outcome: RowOutcome) -> Organisation:
        plan = outcome.plan
        if plan["joins_row"] is not None:
            organisation = self.by_row[plan["joins_row"]]
        else:
            organisation = self.organisations[plan["organisation"]]
        changes = dict(plan["sheet"])
        if plan["type_code"] and plan["type_code"] != organisation.actor_type.code:
            changes["actor_type"] = self.types[plan["type_code"]]
        if not changes:
            return organisation
        if plan["shared"]:
            if propose_changes(organisation, changes, platform=self.platform, by=self.by):
                self.counts["proposed"] += 1
            return organisation
        whole = {name: getattr(organisation, name) for name in SHEET_FIELDS}
        version = version_of(organisation, SHEET_FIELDS)
        changed = change_organisation(organisation, Sheet(**{**whole, **changes}), version=version, by=self.by)
        self.counts["changed"] += 1
        self.organisations[changed.pk] = changed
        return changed

    def _place(self, values: dict) -> Place:
        named = {name: values[name] for name in ("address", "postcode") if name in values}
        return Place(**named, commune=self.communes.get(values.get("commune")))

    def _first_place(self, plan: dict) -> Place | None:
        return self._place(plan["site"]["values"]) if plan["site"] else None

    def _site(self, organisation: Organisation, plan: dict) -> None:
        if not plan["site"] or plan["shared"]:
            return
        if plan["site"]["pk"] is None:
            place = self._place(plan["site"]["values"])
            if not place.address:
                # Services want a site to have a name or an address: a commune alone names it well enough.
                place = Place(**{**columns_of(place), "name": str(place.commune or place.postcode)})
            add_site(organisation, place, by=self.by)
        else:
            sites = Site.objects.select_related("organisation", "commune").filter(organisation=organisation)
            # 0 stands for a place that an earlier row of the file brought: the newest.
            site = sites.get(pk=plan["site"]["pk"]) if plan["site"]["pk"] else sites.latest("pk")
            whole = {name: getattr(site, name) for name in PLACE_FIELDS}
            values = dict(plan["site"]["values"])
            if "commune" in values:
                values["commune"] = self.communes.get(values["commune"])
            change_site(site, Place(**{**whole, **values}), version=version_of(site, PLACE_FIELDS), by=self.by)
        self.counts["sites"] += 1

    def _participation(self, organisation: Organisation, plan: dict) -> Participation:
        said = plan["participation"]
        since = _since(said)
        if plan["participation_is_new"]:
            participation = add_member(self.platform, organisation, **_joining(said), by=self.by)
            self.counts["joined"] += 1
        else:
            participation = self._changed(self.participations[organisation.pk], said, since)
        self.participations[organisation.pk] = participation
        return participation

    def _changed(self, participation: Participation, said: dict, since: dt.date | None) -> Participation:
        before = (participation.pk, participation.status, participation.circle, participation.next_step)
        if "status" in said or "circle" in said:
            participation = place_member(
                participation,
                status=said.get("status", participation.status),
                circle=said.get("circle", participation.circle),
                since=since if since and since > participation.since else None,
                by=self.by,
            )
        if "next_step" in said:
            role = Role(
                **{
                    **{name: getattr(participation, name) for name in ROLE_FIELDS},
                    "next_step": said["next_step"],
                }
            )
            version = version_of(participation, ROLE_FIELDS)
            participation = describe_member(participation, role, version=version, by=self.by)
        if before != (participation.pk, participation.status, participation.circle, participation.next_step):
            self.counts["moved"] += 1
        return participation

    def _person(self, participation: Participation, organisation: Organisation, said: dict) -> Person:
        if said["joins"] is not None:
            person = self.person_of[tuple(said["joins"])]
        elif said["pk"] is not None:
            person = self._corrected(self.people[said["pk"]], said["values"])
        else:
            person = find_or_create_person(
                Contact(**said["values"]), organisation=organisation, platform=self.platform, by=self.by
            )
            self.counts["people"] += 1
        if said["kind_changes"]:
            self._end_other_kind(participation, person, said["kind"])
        if said["add"] or said["kind_changes"]:
            add_delegate(participation, person, kind=said["kind"], by=self.by)
            self.counts["delegates"] += 1
        return person

    def _corrected(self, person: Person, values: dict) -> Person:
        if not values:
            return person
        whole = {name: getattr(person, name) for name in CONTACT_FIELDS}
        contact = Contact(**{**whole, **values})
        version = version_of(person, CONTACT_FIELDS)
        corrected = change_person(person, contact, version=version, platform=self.platform, by=self.by)
        self.counts["corrected"] += 1
        self.people[corrected.pk] = corrected
        return corrected

    def _end_other_kind(self, participation: Participation, person: Person, kind: str) -> None:
        """End what stands in the way of ``person`` being ``kind``: their other kind, and a fixed one before them."""
        running = Delegate.objects.active().filter(participation=participation)
        for delegate in running.filter(person=person).exclude(kind=kind):
            end_delegate(delegate, by=self.by)
        if kind == DelegateKind.FIXED:
            for delegate in running.filter(kind=DelegateKind.FIXED).exclude(person=person):
                end_delegate(delegate, by=self.by)


def _joining(said: dict) -> dict:
    """Return what a plan says of a new participation, as ``add_member`` takes it."""
    return {
        "status": said["status"],
        "circle": said.get("circle") or "",
        "since": _since(said),
        "next_step": said.get("next_step") or "",
    }


def _since(said: dict) -> dt.date | None:
    return dt.date.fromisoformat(said["since"]) if said.get("since") else None
