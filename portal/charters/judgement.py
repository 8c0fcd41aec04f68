"""The rules of the gate, pure: from versions, signatures and what a person is, where they stand at an instant.

DESIGN §3, "The gate". Days are counted as ``until`` is everywhere: the first day on which something no longer holds.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .enums import GateCode
from .standing import Standing

#: How long before its end a signature may be renewed.
RENEWAL_WINDOW = timedelta(days=30)


@dataclass(frozen=True)
class Version:
    """A published version, without its text; ``published_on`` is the local day of ``published_at``."""

    pk: int
    number: int
    published_at: datetime
    published_on: date
    grace_days: int
    valid_months: int | None

    @property
    def grace_until(self) -> date:
        """Return the first day after the time to sign."""
        return self.published_on + timedelta(days=self.grace_days)


@dataclass(frozen=True)
class Signed:
    """A signature of the person; ``signed_on`` is the local day of ``signed_at``."""

    pk: int
    version: int
    signed_at: datetime
    signed_on: date
    organisation_id: int | None
    circle: str
    withdrawn_at: datetime | None = None


@dataclass(frozen=True)
class Verdict:
    """Where the person stands: ``until`` when the cover ends, ``to_sign`` what would open or prolong it."""

    code: GateCode
    until: date | None = None
    to_sign: Version | None = None
    signature: Signed | None = None
    refused: bool = False

    @property
    def covered(self) -> bool:
        """Tell whether the gate is open."""
        return self.code in (GateCode.OPEN_WITHOUT_CHARTER, GateCode.GRACE, GateCode.SIGNED)


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` later, or the last of that month: 31 January and one month is 28 February."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def judge(
    versions: Sequence[Version],
    signatures: Sequence[Signed],
    refused_at: datetime | None,
    standing: Standing | None,
    moment: datetime,
    day: date,
) -> Verdict:
    """Return the verdict of one charter for one person at the instant ``moment``, which falls on the local ``day``.

    ``versions`` are the charter's published versions by number; ``signatures`` the person's on any of them;
    ``refused_at`` the person's last refusal; ``standing`` None for somebody who is nothing there.
    """
    if standing is None:
        return Verdict(GateCode.NONE)
    published = [version for version in versions if version.published_at <= moment]
    if not published:
        return Verdict(GateCode.OPEN_WITHOUT_CHARTER if standing.is_active_member else GateCode.NONE)
    latest = published[-1]
    refused = refused_at is not None and refused_at <= moment

    ends = _ends_by_version(published)
    in_force: list[tuple[date, Signed]] = []
    withdrawn = False
    for signed in signatures:
        if signed.signed_at > moment or signed.version not in ends:
            continue
        if signed.withdrawn_at is not None and signed.withdrawn_at <= moment:
            withdrawn = True
            continue
        if refused and signed.signed_at <= refused_at:
            continue
        if not standing.holds_for(signed.organisation_id, signed.circle):
            continue
        until = _until(signed, *ends[signed.version])
        if day < until:
            in_force.append((until, signed))
    if in_force:
        until, signed = max(in_force, key=lambda pair: (pair[1].version == latest.pk, pair[0], pair[1].pk))
        shown = None if until == date.max else until
        if signed.version != latest.pk:
            return Verdict(GateCode.GRACE, shown, latest, signed)
        renewable = shown is not None and day >= shown - RENEWAL_WINDOW
        return Verdict(GateCode.SIGNED, shown, latest if renewable else None, signed)

    # The first version alone gives time to those who never signed; who refused or withdrew has answered already.
    first = published[0]
    if standing.is_active_member and day < first.grace_until and not refused and not withdrawn:
        return Verdict(GateCode.GRACE, first.grace_until, latest)
    return Verdict(GateCode.TO_SIGN, to_sign=latest, refused=refused)


def _ends_by_version(published: Sequence[Version]) -> dict[int, tuple[Version, date | None]]:
    """Each version with the end of the time that its successor gave to those who had signed it."""
    successors = [*published[1:], None]
    return {
        version.pk: (version, following.grace_until if following else None)
        for version, following in zip(published, successors, strict=True)
    }


def _until(signed: Signed, version: Version, superseded: date | None) -> date:
    expiry = add_months(signed.signed_on, version.valid_months) if version.valid_months else date.max
    return min(expiry, superseded or date.max)
