"""Reads from the database what the gate judges: published versions, signatures and refusals, in three queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Max, Q
from django.utils import timezone

from .enums import CharterKind
from .judgement import Signed, Verdict, Version, judge
from .models import Charter, CharterVersion, Refusal, SignerIdentity
from .standing import Standing


@dataclass
class CharterFile:
    """One charter's versions, with the signatures and last refusals of the people asked about."""

    territory_id: int | None = None
    template: int | None = None
    versions: list[Version] = field(default_factory=list)
    signatures: dict[int, list[Signed]] = field(default_factory=lambda: defaultdict(list))
    refusals: dict[int, datetime] = field(default_factory=dict)

    def judge(self, person_id: int, standing: Standing | None, moment: datetime, day: date) -> Verdict:
        """Return the verdict for one person."""
        return judge(
            self.versions, self.signatures.get(person_id, ()), self.refusals.get(person_id), standing, moment, day
        )


class CharterEvidence:
    """The confidentiality charters of some platforms and territories, by scope."""

    def __init__(self) -> None:
        self.files: dict[int, CharterFile] = {}
        self.by_platform: dict[int, int] = {}
        self.by_territory: dict[int, int] = {}

    def of_charter(self, charter_id: int | None) -> CharterFile:
        """Return the file of a charter; an empty one when nothing of it was published."""
        return self.files.get(charter_id) or CharterFile()

    def of_platform(self, platform_id: int) -> CharterFile:
        """Return the file of a platform's charter; an empty one when nothing was published."""
        return self.of_charter(self.by_platform.get(platform_id))

    def of_territory(self, territory_id: int) -> CharterFile:
        """Return the file of a territory's charter; an empty one when nothing was published."""
        return self.of_charter(self.by_territory.get(territory_id))


def load_evidence(
    person_ids: Iterable[int],
    platform_ids: Iterable[int],
    territory_ids: Iterable[int],
    kind: CharterKind = CharterKind.CONFIDENTIALITY,
) -> CharterEvidence:
    """Return what is needed to judge ``person_ids`` in these platforms (and the charters they adopted) and territories.

    Three queries, whatever the numbers; none where there is nothing to ask. Only the confidentiality charter stands
    before the gate; ``kind`` is for its readers elsewhere.
    """
    evidence = CharterEvidence()
    person_ids, platform_ids, territory_ids = list(person_ids), list(platform_ids), list(territory_ids)
    if not platform_ids and not territory_ids:
        return evidence
    _load_versions(evidence, platform_ids, territory_ids, kind)
    if evidence.files and person_ids:
        _load_signatures(evidence, person_ids)
        _load_refusals(evidence, person_ids)
    return evidence


def _load_versions(
    evidence: CharterEvidence, platform_ids: list[int], territory_ids: list[int], kind: CharterKind
) -> None:
    adopted = Charter.objects.filter(platform__in=platform_ids, template__isnull=False).values("template")
    rows = (
        CharterVersion.objects.published()
        .filter(charter__kind=kind)
        .filter(
            Q(charter__platform__in=platform_ids) | Q(charter__territory__in=territory_ids) | Q(charter__in=adopted)
        )
        .order_by("charter", "number")
        .values_list(
            "charter",
            "charter__platform",
            "charter__territory",
            "charter__template",
            "pk",
            "number",
            "published_at",
            "grace_days",
            "valid_months",
        )
    )
    for charter, platform, territory, template, pk, number, published_at, grace_days, valid_months in rows:
        file = evidence.files.setdefault(charter, CharterFile(territory, template))
        if platform is not None:
            evidence.by_platform[platform] = charter
        else:
            evidence.by_territory[territory] = charter
        file.versions.append(
            Version(pk, number, published_at, timezone.localtime(published_at).date(), grace_days, valid_months)
        )


def _load_signatures(evidence: CharterEvidence, person_ids: list[int]) -> None:
    rows = (
        SignerIdentity.objects.filter(person__in=person_ids, version__charter__in=evidence.files)
        .order_by("signature")
        .values_list(
            "person",
            "version__charter",
            "signature",
            "signature__version",
            "signature__signed_at",
            "signature__organisation",
            "signature__circle",
            "signature__withdrawal__at",
        )
    )
    for person, charter, pk, version, signed_at, organisation, circle, withdrawn_at in rows:
        evidence.files[charter].signatures[person].append(
            Signed(pk, version, signed_at, timezone.localtime(signed_at).date(), organisation, circle, withdrawn_at)
        )


def _load_refusals(evidence: CharterEvidence, person_ids: list[int]) -> None:
    rows = (
        Refusal.objects.filter(person__in=person_ids, version__charter__in=evidence.files)
        .order_by()
        .values_list("person", "version__charter")
        .annotate(last=Max("at"))
    )
    for person, charter, last in rows:
        evidence.files[charter].refusals[person] = last
