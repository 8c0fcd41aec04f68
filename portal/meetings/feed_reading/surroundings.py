"""What stands around the meetings of a feed: the person's charters, words of places, names of platforms."""

from dataclasses import dataclass

from django.db.models import BigIntegerField, CharField, DateTimeField, F, QuerySet, Value

from portal.charters.evidence_rows import SIGNATURE_COLUMNS, VERSION_COLUMNS, CharterEvidence, versions_in
from portal.charters.models import Refusal, SignerIdentity
from portal.charters.standing import Standings
from portal.core.prepared import PreparedQuery, moment_of
from portal.directory.models import Organisation, Platform, Site, Territory
from portal.directory.models.territories import Commune

from ..models import Venue
from .meetings import Digest


@dataclass(frozen=True)
class Surroundings:
    """What stands around the meetings of a feed: charters of the person, words of places, names of scopes."""

    evidence: CharterEvidence
    venues: dict[int, Venue]
    platforms: dict[int, Platform]
    territories: dict[int, Territory]
    #: All words and zones as one text, in a stable order, for what tells two states apart.
    words: str


_VERSION, _SIGNATURE, _REFUSAL, _VENUE, _PLATFORM, _TERRITORY = range(6)


def surroundings(person_id: int, standings: Standings, digest: Digest) -> Surroundings:
    """Return what stands around the meetings of ``digest`` for the person, in one query."""
    rows = _around(
        person=person_id,
        platforms=standings.platform_ids,
        territories=standings.territory_ids,
        venues=[*digest.venues],
        shown_platforms=[*digest.platforms],
        shown_territories=[*digest.territories],
    )
    versions, signatures, refusals, shown = [], [], {}, []
    for source, *columns in rows:
        numbers, texts, moments = columns[:9], columns[9:14], columns[14:]
        if source == _VERSION:
            pk, number, charter, platform, territory, template, grace_days, valid_months, _none = numbers
            published_at = moment_of(moments[0])
            versions.append(
                (charter, platform, territory, template, pk, number, published_at, grace_days, valid_months)
            )
        elif source == _SIGNATURE:
            person, charter, pk, version, organisation = numbers[:5]
            signed_at, withdrawn_at = map(moment_of, moments)
            signatures.append((person, charter, pk, version, signed_at, organisation, texts[0], withdrawn_at))
        elif source == _REFUSAL:
            person, charter = numbers[:2]
            refused_at = moment_of(moments[0])
            refusals[charter] = max(refused_at, refusals.get(charter, refused_at))
        else:
            shown.append((source, numbers[0], texts))
    evidence = CharterEvidence()
    evidence.add_versions(sorted(versions, key=lambda row: (row[0], row[5])))
    files = evidence.files
    evidence.add_signatures(sorted((row for row in signatures if row[1] in files), key=lambda row: row[2]))
    for charter, refused_at in refusals.items():
        if charter in files:
            files[charter].refusals[person_id] = refused_at
    shown.sort(key=lambda row: row[:2])
    return Surroundings(
        evidence=evidence,
        venues={pk: _venue(*texts) for source, pk, texts in shown if source == _VENUE},
        platforms={pk: Platform(pk=pk, name=t[0], timezone=t[1]) for source, pk, t in shown if source == _PLATFORM},
        territories={pk: Territory(pk=pk, name=t[0], timezone=t[1]) for source, pk, t in shown if source == _TERRITORY},
        words=repr(shown),
    )


def _venue(room, organisation, address, postcode, commune) -> Venue:
    site = Site(
        organisation=Organisation(name=organisation),
        address=address,
        postcode=postcode,
        commune=Commune(name=commune) if commune else None,
    )
    return Venue(site=site, room=room)


def _row(source: int, rows: QuerySet, numbers, texts=(), moments=()) -> QuerySet:
    """Return ``rows`` in the seventeen columns that the branches of the statement share."""
    nothing = Value("", output_field=CharField())
    return rows.order_by().values_list(
        Value(source),
        *numbers,
        *[Value(None, output_field=BigIntegerField())] * (9 - len(numbers)),
        *texts,
        *[nothing] * (5 - len(texts)),
        *moments,
        *[Value(None, output_field=DateTimeField())] * (2 - len(moments)),
    )


@PreparedQuery
def _around(*, person, platforms, territories, venues, shown_platforms, shown_territories) -> QuerySet:
    charter, platform, territory, template, pk, number, published_at, grace, valid = map(F, VERSION_COLUMNS)
    who, file, signature, version, signed_at, organisation, circle, withdrawn_at = map(F, SIGNATURE_COLUMNS)
    return _row(
        _VERSION,
        versions_in(platforms, territories),
        [pk, number, charter, platform, territory, template, grace, valid],
        moments=[published_at],
    ).union(
        _row(
            _SIGNATURE,
            SignerIdentity.objects.filter(person=person),
            [who, file, signature, version, organisation],
            [circle],
            [signed_at, withdrawn_at],
        ),
        _row(
            _REFUSAL,
            Refusal.objects.filter(person=person),
            [F("person"), F("version__charter")],
            moments=[F("at")],
        ),
        _row(
            _VENUE,
            Venue.objects.filter(pk__in=venues),
            [F("pk")],
            [
                F("room"),
                F("site__organisation__name"),
                F("site__address"),
                F("site__postcode"),
                F("site__commune__name"),
            ],
        ),
        _row(_PLATFORM, Platform.objects.filter(pk__in=shown_platforms), [F("pk")], [F("name"), F("timezone")]),
        _row(_TERRITORY, Territory.objects.filter(pk__in=shown_territories), [F("pk")], [F("name"), F("timezone")]),
        all=True,
    )
