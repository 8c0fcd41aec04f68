"""All that a feed's answer hangs on, in one statement: that nothing changed is seen without reading the meetings."""

from dataclasses import dataclass

from django.db.models import BigIntegerField, CharField, DateTimeField, F, Func, Q, QuerySet, TextField, Value

from portal.charters.evidence_rows import SIGNATURE_COLUMNS, VERSION_COLUMNS, CharterEvidence, versions_in
from portal.charters.models import Refusal, SignerIdentity
from portal.charters.standing import Standings
from portal.core.prepared import PreparedQuery, moment_of
from portal.directory.models import Person, Platform, Territory

from ..enums import FeedScope
from ..models import Meeting, OneOffAction, Venue
from .meetings import SCOPES, FeedMeetings, coordinated_territory
from .one_offs import within_window

_MEETINGS, _VERSION, _SIGNATURE, _REFUSAL, VENUE, PLATFORM, TERRITORY, _ONE_OFFS = range(8)
_NUMBERS, _TEXTS, _MOMENTS = 9, 5, 2


@dataclass(frozen=True)
class Digest:
    """What tells two states of a feed apart, and the charters that its person is judged by."""

    count: int
    #: Key, sequence and modification of each meeting, in a stable order: the last moves with all that its row shows.
    meetings: str
    #: Kind (VENUE, PLATFORM, TERRITORY), key and words of the places and scopes that the meetings may name.
    words: tuple[tuple[int, int, tuple[str, ...]], ...]
    evidence: CharterEvidence
    #: The same as of the meetings, of the one-off actions for young people.
    one_offs: str = ""

    @property
    def platforms(self) -> list[int]:
        """Return the platforms whose meetings the feed may hold."""
        return [pk for kind, pk, _texts in self.words if kind == PLATFORM]

    @property
    def territories(self) -> list[int]:
        """Return the territories whose meetings the feed may hold."""
        return [pk for kind, pk, _texts in self.words if kind == TERRITORY]

    @property
    def zones(self) -> set[str]:
        """Return the time zones of those platforms, or of the territories where there is no platform."""
        of = {kind: {texts[1] for found, _pk, texts in self.words if found == kind} for kind in (PLATFORM, TERRITORY)}
        return of[PLATFORM] or of[TERRITORY]


def digest_of(meetings: FeedMeetings, standings: Standings) -> Digest:
    """Return the digest of ``meetings`` for their person, who is ``standings`` today; one query."""
    subscription = meetings.subscription
    if subscription.platform_id:
        platforms, territories = [subscription.platform_id], []
    elif subscription.scope == FeedScope.TERRITORY:
        platforms, territories = meetings.values["coordinated"], [subscription.territory_id]
    else:
        platforms, territories = standings.platform_ids, standings.territory_ids
    rows = _DIGESTS[meetings.build](
        **meetings.values,
        judged_platforms=standings.platform_ids,
        judged_territories=standings.territory_ids,
        shown_platforms=platforms,
        shown_territories=territories,
        one_off_platforms=meetings.one_off_platforms,
    )
    count, text, versions, signatures, refusals, words = 0, "", [], [], {}, []
    one_offs = ""
    for source, *columns in rows:
        numbers, texts, moments = columns[:_NUMBERS], columns[_NUMBERS:-_MOMENTS], columns[-_MOMENTS:]
        if source == _MEETINGS:
            count, text = numbers[0], texts[0] or ""
        elif source == _ONE_OFFS:
            one_offs = texts[0] or ""
        elif source == _VERSION:
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
            refused_at = moment_of(moments[0])
            refusals[numbers[0]] = max(refused_at, refusals.get(numbers[0], refused_at))
        else:
            words.append((source, numbers[0], tuple(texts)))
    evidence = CharterEvidence()
    evidence.add_versions(sorted(versions, key=lambda row: (row[0], row[5])))
    files = evidence.files
    evidence.add_signatures(sorted((row for row in signatures if row[1] in files), key=lambda row: row[2]))
    for charter, refused_at in refusals.items():
        if charter in files:
            files[charter].refusals[subscription.person_id] = refused_at
    return Digest(count, text, tuple(sorted(words, key=lambda row: row[:2])), evidence, one_offs)


class _Joined(Func):
    """The expressions of each row of ``table`` as one text, and the rows as one text. No GROUP BY: there is one row."""

    arg_joiner = " || ',' || "
    output_field = TextField()

    def as_sqlite(self, compiler, connection, **context):
        """SQLite reads the rows in the order of the index that it goes through, the same as long as nothing changes."""
        return self.as_sql(compiler, connection, template="GROUP_CONCAT(%(expressions)s, ';')", **context)

    def as_postgresql(self, compiler, connection, **context):
        """PostgreSQL must be told the order."""
        table = connection.ops.quote_name(self.extra["table"])
        template = f"STRING_AGG(%(expressions)s, ';' ORDER BY {table}.\"id\")"
        return self.as_sql(compiler, connection, template=template, **context)


def _row(source: int, rows: QuerySet, numbers, texts=(), moments=()) -> QuerySet:
    """Return ``rows`` in the columns that the branches of the statement share."""
    return rows.order_by().values_list(
        Value(source),
        *numbers,
        *[Value(None, output_field=BigIntegerField())] * (_NUMBERS - len(numbers)),
        *texts,
        *[Value("", output_field=CharField())] * (_TEXTS - len(texts)),
        *moments,
        *[Value(None, output_field=DateTimeField())] * (_MOMENTS - len(moments)),
    )


def _states_row(source: int, rows: QuerySet) -> QuerySet:
    """Return how many ``rows`` there are, with key, sequence and modification of each as one text."""
    states = _Joined(F("pk"), F("sequence"), F("modified_at"), table=rows.model._meta.db_table)
    return _row(source, rows, [Func(F("pk"), function="COUNT", output_field=BigIntegerField())], [states])


def _digest_query(build) -> PreparedQuery:
    def digest(
        *, judged_platforms, judged_territories, shown_platforms, shown_territories, one_off_platforms, **values
    ) -> QuerySet:
        person = values["person"]
        charter, platform, territory, template, pk, number, published_at, grace, valid = map(F, VERSION_COLUMNS)
        who, file, signature, version, signed_at, organisation, circle, withdrawn_at = map(F, SIGNATURE_COLUMNS)
        invited = Person(pk=person).invitations
        # More than the meetings name, and found without looking at each of them.
        platforms = Platform.objects.filter(
            Q(pk__in=shown_platforms)
            | Q(pk__in=invited.filter(meeting__platform__isnull=False).values("meeting__platform"))
        )
        territories = Territory.objects.filter(
            Q(pk__in=shown_territories)
            | Q(pk__in=invited.filter(meeting__territory__isnull=False).values("meeting__territory"))
        )
        held_there = Meeting.objects.filter(territory__in=shown_territories, venue__isnull=False)
        venues = Venue.objects.filter(
            Q(platform__in=shown_platforms)
            | Q(pk__in=invited.filter(meeting__venue__isnull=False).values("meeting__venue"))
            | Q(pk__in=held_there.values("venue"))
        )
        # First what has all columns, since PostgreSQL takes their types from the first branches.
        return _row(
            _VERSION,
            versions_in(judged_platforms, judged_territories),
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
            _row(_REFUSAL, Refusal.objects.filter(person=person), [F("version__charter")], moments=[F("at")]),
            _row(
                VENUE,
                venues,
                [F("pk")],
                [
                    F("room"),
                    F("site__organisation__name"),
                    F("site__address"),
                    F("site__postcode"),
                    F("site__commune__name"),
                ],
            ),
            _row(PLATFORM, platforms, [F("pk")], [F("name"), F("timezone"), F("slug")]),
            _row(TERRITORY, territories, [F("pk")], [F("name"), F("timezone")]),
            _states_row(_MEETINGS, build(**values)),
            _states_row(_ONE_OFFS, within_window(OneOffAction.objects.all(), one_off_platforms, **values)),
            all=True,
        )

    return PreparedQuery(digest)


_DIGESTS = {build: _digest_query(build) for build in (*SCOPES.values(), coordinated_territory)}
