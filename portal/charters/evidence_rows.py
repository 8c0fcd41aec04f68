"""Reads from the database what the gate judges: published versions, signatures and refusals, in three queries.

Who reads them in another way (``portal.meetings.services.feed_rights``) files the same rows by ``CharterEvidence``.
"""

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

#: Of a CharterVersion.
VERSION_COLUMNS = (
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
#: Of a SignerIdentity.
SIGNATURE_COLUMNS = (
    "person",
    "version__charter",
    "signature",
    "signature__version",
    "signature__signed_at",
    "signature__organisation",
    "signature__circle",
    "signature__withdrawal__at",
)


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

    def add_versions(self, rows: Iterable[tuple]) -> None:
        """File published versions by ``VERSION_COLUMNS``, those of one charter in the order of their numbers."""
        for charter, platform, territory, template, pk, number, published_at, grace_days, valid_months in rows:
            file = self.files.setdefault(charter, CharterFile(territory, template))
            if platform is not None:
                self.by_platform[platform] = charter
            else:
                self.by_territory[territory] = charter
            file.versions.append(
                Version(pk, number, published_at, timezone.localtime(published_at).date(), grace_days, valid_months)
            )

    def add_signatures(self, rows: Iterable[tuple]) -> None:
        """File signatures of the filed charters by ``SIGNATURE_COLUMNS``, in the order of the signatures."""
        for person, charter, pk, version, signed_at, organisation, circle, withdrawn_at in rows:
            self.files[charter].signatures[person].append(
                Signed(pk, version, signed_at, timezone.localtime(signed_at).date(), organisation, circle, withdrawn_at)
            )

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
    rows = versions_in(platform_ids, territory_ids, kind).order_by("charter", "number").values_list(*VERSION_COLUMNS)
    evidence.add_versions(rows)


def versions_in(platform_ids, territory_ids, kind: CharterKind = CharterKind.CONFIDENTIALITY):
    """Return the published versions of the charters of these platforms, of those they adopted, of these territories."""
    adopted = Charter.objects.filter(platform__in=platform_ids, template__isnull=False).values("template")
    return (
        CharterVersion.objects.published()
        .filter(charter__kind=kind)
        .filter(
            Q(charter__platform__in=platform_ids) | Q(charter__territory__in=territory_ids) | Q(charter__in=adopted)
        )
    )


def _load_signatures(evidence: CharterEvidence, person_ids: list[int]) -> None:
    rows = (
        SignerIdentity.objects.filter(person__in=person_ids, version__charter__in=evidence.files)
        .order_by("signature")
        .values_list(*SIGNATURE_COLUMNS)
    )
    evidence.add_signatures(rows)


def _load_refusals(evidence: CharterEvidence, person_ids: list[int]) -> None:
    rows = (
        Refusal.objects.filter(person__in=person_ids, version__charter__in=evidence.files)
        .order_by()
        .values_list("person", "version__charter")
        .annotate(last=Max("at"))
    )
    for person, charter, last in rows:
        evidence.files[charter].refusals[person] = last
