"""The register of a platform: everybody who belongs to it, and where each stands before its charter."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from portal.directory.enums import ParticipationStatus
from portal.directory.models import Delegate, Person, Platform, PlatformRole

from .gate import GateState, states_in
from .models import Refusal
from .standing import Standing


@dataclass(frozen=True)
class RegisterRow:
    """One person: the organisations represented (empty for the team alone), circle and state."""

    person: Person
    organisations: tuple[str, ...]
    circles: tuple[str, ...]
    in_team: bool
    state: GateState
    refusal_reason: str = ""

    @property
    def status(self) -> str:
        """Return the status, as ``core.components`` names it."""
        return self.state.status


def register_of(platform: Platform, on: date | None = None) -> list[RegisterRow]:
    """Return the people of ``platform`` by name, team and occasional actors included, in a constant number of queries.

    Guests of one meeting and coordinators are not the platform's: they are not listed.
    """
    on = on or timezone.localdate()
    people: dict[int, Person] = {}
    represents: dict[int, dict[int, str]] = {}
    names: dict[int, dict[int, str]] = {}
    delegates = (
        Delegate.objects.active(on)
        .filter(participation__platform=platform, participation__status=ParticipationStatus.AGREED)
        .exclude(participation__circle="")
        .select_related("person", "participation__organisation")
    )
    for delegate in delegates:
        organisation = delegate.participation.organisation
        people[delegate.person_id] = delegate.person
        represents.setdefault(delegate.person_id, {})[organisation.pk] = delegate.participation.circle
        names.setdefault(delegate.person_id, {})[organisation.pk] = organisation.short_name or organisation.name
    team = {role.person_id: role.person for role in _team(platform, on)}
    people |= team
    standings = [(pk, Standing(represents=represents.get(pk, {}), team=pk in team)) for pk in people]
    found = states_in(platform, standings)
    reasons = dict(
        Refusal.objects.filter(person__in=people, version__charter__platform=platform)
        .order_by("at", "pk")
        .values_list("person", "reason")
    )
    rows = [
        RegisterRow(
            person=person,
            organisations=tuple(names.get(pk, {}).values()),
            circles=tuple(dict.fromkeys(represents.get(pk, {}).values())),
            in_team=pk in team,
            state=found[pk],
            refusal_reason=reasons.get(pk, "") if found[pk].refused else "",
        )
        for pk, person in people.items()
    ]
    return sorted(rows, key=lambda row: (row.person.last_name, row.person.first_name, row.person.pk))


def _team(platform: Platform, on: date):
    return PlatformRole.objects.active(on).filter(platform=platform).select_related("person")
