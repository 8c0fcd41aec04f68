"""The gate to what is confidential: who is covered by a charter, where, when (DESIGN §3).

Those who write a platform's agendas and minutes reach them signed or not: that is the caller's matter
(``meetings.permissions``), not the gate's. Every function takes a user or a person and never a name typed by somebody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone

from portal.directory.models import Platform, Territory
from portal.directory.querysets import person_of

from .enums import GateCode
from .evidence_rows import CharterEvidence, load_evidence
from .judgement import Verdict, Version
from .standing import Standing, Standings, standings_of


@dataclass(frozen=True)
class GateState:
    """Where somebody stands before the gate of one platform or territory, for banners and lists."""

    code: GateCode
    scope: Platform | Territory
    standing: Standing | None
    until: date | None = None
    #: What to sign to open or prolong the cover; None when there is nothing to do.
    to_sign: Version | None = None
    signature_id: int | None = None
    signed_on: date | None = None
    refused: bool = False
    #: Covered by the signature of the territory's charter that this platform adopted.
    by_territory: bool = False

    @property
    def covered(self) -> bool:
        """Tell whether the gate is open."""
        return self.code in (GateCode.OPEN_WITHOUT_CHARTER, GateCode.GRACE, GateCode.SIGNED)

    @property
    def status(self) -> str:
        """Return the name of this state among the statuses "charter" of ``core.components``."""
        if self.refused:
            return "refused"
        if self.signature_id is not None:
            return "to_renew" if self.to_sign else "signed"
        return {GateCode.GRACE: "grace", GateCode.TO_SIGN: "to_sign"}.get(self.code, "none")

    @property
    def last_day(self) -> date | None:
        """Return the last day of the cover, as people read it; None when it has no end or there is none."""
        return self.until - timedelta(days=1) if self.until else None

    @property
    def is_platform(self) -> bool:
        """Tell whether the scope is a platform, not a territory."""
        return isinstance(self.scope, Platform)

    @property
    def sign_url(self) -> str:
        """Return the address where to sign; empty when there is nothing to sign."""
        return reverse("charters:sign", args=[self.to_sign.pk]) if self.to_sign else ""


def covers(person, scope, at: date | datetime | None = None) -> bool:
    """Tell whether ``person`` (or a user) may read what is confidential in ``scope``, a platform or a territory.

    ``at`` is an instant, or a day at its end; now when not given.
    """
    return state(person, scope, at).covered


def covered_platform_ids(person, at: date | datetime | None = None) -> set[int]:
    """Return the platforms that ``person`` is covered for, in a number of queries that does not grow with them."""
    person = person_of(person)
    if person is None:
        return set()
    moment, day = _instant(at)
    standings = standings_of(person, day)
    evidence = load_evidence([person.pk], standings.platform_ids, standings.territory_ids)
    return covered_in(person.pk, standings, evidence, moment)[0]


def covered_in(
    person_id: int, standings: Standings, evidence: CharterEvidence, at: datetime
) -> tuple[set[int], set[int]]:
    """Return the platforms and the territories of ``standings`` that the person is covered for at the instant ``at``.

    For callers who have read ``standings`` and ``evidence`` themselves; no query.
    """
    moment, day = _instant(at)
    platforms = {
        pk
        for pk, standing in standings.platforms.items()
        if _platform_verdict(pk, person_id, standing, standings, evidence, moment, day)[0].covered
    }
    territories = {
        pk
        for pk, standing in standings.territories.items()
        if evidence.of_territory(pk).judge(person_id, standing, moment, day).covered
    }
    return platforms, territories


def state(person, scope, at: date | datetime | None = None) -> GateState:
    """Return where ``person`` (or a user) stands before the gate of ``scope``."""
    person = person_of(person)
    if person is None:
        return GateState(GateCode.NONE, scope, None)
    moment, day = _instant(at)
    if isinstance(scope, Platform):
        standings = standings_of(person, day, platform_id=scope.pk)
        standing = standings.platforms.get(scope.pk)
        if standing is None:
            return GateState(GateCode.NONE, scope, None)
        evidence = load_evidence([person.pk], [scope.pk], standings.territory_ids)
        verdict, by_territory = _platform_verdict(scope.pk, person.pk, standing, standings, evidence, moment, day)
        return _state(scope, standing, verdict, by_territory)
    standings = standings_of(person, day)
    standing = standings.territories.get(scope.pk)
    if standing is None:
        return GateState(GateCode.NONE, scope, None)
    evidence = load_evidence([person.pk], [], [scope.pk])
    return _state(scope, standing, evidence.of_territory(scope.pk).judge(person.pk, standing, moment, day))


def states(person, at: date | datetime | None = None) -> list[GateState]:
    """Return where ``person`` stands before every gate, platforms then territories, in a constant number of queries.

    Platforms and territories that one only coordinates or works in, and that have no charter, are left out.
    """
    person = person_of(person)
    if person is None:
        return []
    moment, day = _instant(at)
    standings = standings_of(person, day)
    evidence = load_evidence([person.pk], standings.platform_ids, standings.territory_ids)
    found = []
    for platform in Platform.objects.filter(pk__in=standings.platform_ids):
        standing = standings.platforms[platform.pk]
        verdict, by_territory = _platform_verdict(platform.pk, person.pk, standing, standings, evidence, moment, day)
        if verdict.code != GateCode.NONE:
            found.append(_state(platform, standing, verdict, by_territory))
    with_charter = [pk for pk in standings.territory_ids if evidence.of_territory(pk).versions]
    if with_charter:
        for territory in Territory.objects.filter(pk__in=with_charter):
            standing = standings.territories[territory.pk]
            verdict = evidence.of_territory(territory.pk).judge(person.pk, standing, moment, day)
            if verdict.code != GateCode.NONE:
                found.append(_state(territory, standing, verdict))
    return found


def states_in(
    scope, standings: Iterable[tuple[int, Standing]], at: date | datetime | None = None
) -> dict[int, GateState]:
    """Return the state of many people in one scope, by primary key of person, from what each is there.

    For registers: the caller knows who belongs to the scope; queries do not grow with the people.
    """
    moment, day = _instant(at)
    pairs = list(standings)
    people = [pk for pk, _standing in pairs]
    if isinstance(scope, Platform):
        file = load_evidence(people, [scope.pk], []).of_platform(scope.pk)
    else:
        file = load_evidence(people, [], [scope.pk]).of_territory(scope.pk)
    return {pk: _state(scope, standing, file.judge(pk, standing, moment, day)) for pk, standing in pairs}


def _platform_verdict(
    platform_id: int,
    person_id: int,
    standing: Standing,
    standings: Standings,
    evidence: CharterEvidence,
    moment: datetime,
    day: date,
) -> tuple[Verdict, bool]:
    file = evidence.of_platform(platform_id)
    verdict = file.judge(person_id, standing, moment, day)
    if verdict.covered or not standing.coordinator or file.template is None:
        return verdict, False
    # A coordinator's signature of the territory's charter covers the platforms that adopted it and published it.
    if not any(version.published_at <= moment for version in file.versions):
        return verdict, False
    template = evidence.of_charter(file.template)
    there = standings.territories.get(template.territory_id)
    if there is None or not there.coordinator:
        return verdict, False
    adopted = template.judge(person_id, there, moment, day)
    if adopted.covered and adopted.signature is not None:
        return adopted, True
    return verdict, False


def _state(scope, standing: Standing, verdict: Verdict, by_territory: bool = False) -> GateState:
    return GateState(
        code=verdict.code,
        scope=scope,
        standing=standing,
        until=verdict.until,
        to_sign=verdict.to_sign,
        signature_id=verdict.signature.pk if verdict.signature else None,
        signed_on=verdict.signature.signed_on if verdict.signature else None,
        refused=verdict.refused,
        by_territory=by_territory,
    )


def _instant(at: date | datetime | None) -> tuple[datetime, date]:
    if at is None:
        at = timezone.now()
    if isinstance(at, datetime):
        return at, timezone.localtime(at).date()
    return timezone.make_aware(datetime.combine(at, time.max)), at


__all__ = ["GateCode", "GateState", "covered_in", "covered_platform_ids", "covers", "state", "states", "states_in"]
