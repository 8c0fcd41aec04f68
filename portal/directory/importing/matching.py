"""Which organisation of the directory, or of an earlier row, a row is about."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from portal.core.fold import fold

from .known import KnownOrganisation, KnownParticipation, KnownSite
from .names import Signature, one_word_apart, signature
from .outcomes import Candidate
from .vocabulary import COMMON_MAIL_DOMAINS

_MAX_OFFERED = 6


@dataclass
class Standing:
    """An organisation as it stands while the rows are read: what is known, then what earlier rows of the file say.

    ``pk`` is None for one that the file brings; ``row`` is the first row that speaks of it. ``claimed`` holds what
    rows said of each column, by row: the first keeps the word.
    """

    pk: int | None
    name: str
    sheet: dict[str, str]
    type_code: str = ""
    sites: list[KnownSite] = field(default_factory=list)
    participation: KnownParticipation | None = None
    shared: bool = False
    row: int | None = None
    claimed: dict[str, int] = field(default_factory=dict)
    delegates: dict[str, str] = field(default_factory=dict)
    #: ``row_people.Someone``: who works there or represents it.
    people: list = field(default_factory=list)
    #: What the platform proposed for a shared sheet before, and what the rows of the file propose so far.
    proposed: dict[str, str] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)

    @property
    def communes(self) -> set[str]:
        """Return the folded names of the communes of its sites."""
        return {fold(site.commune) for site in self.sites if site.commune}

    @property
    def value(self) -> str:
        """Return what a form sends back for it."""
        return str(self.pk) if self.pk is not None else f"row-{self.row}"

    @property
    def label(self) -> str:
        """Return its name and where it is."""
        places = sorted({site.commune for site in self.sites if site.commune})
        return f"{self.name} ({', '.join(places[:3])})" if places else self.name


@dataclass(frozen=True)
class Sought:
    """What a row says of the organisation that it means."""

    name: str
    short_name: str = ""
    siret: str = ""
    uai: str = ""
    email: str = ""
    commune: str = ""


@dataclass(frozen=True)
class Match:
    """``certain`` is the organisation, if it is; ``candidates`` those to choose from, with the reason of each."""

    certain: Standing | None = None
    candidates: tuple[tuple[Standing, str], ...] = ()
    #: The candidates have the number that the row gives: no new organisation may have it too.
    by_number: bool = False

    def offered(self) -> tuple[Candidate, ...]:
        """Return the candidates as answers."""
        return tuple(Candidate(found.value, found.label, reason) for found, reason in self.candidates[:_MAX_OFFERED])


def standing_of(known: KnownOrganisation) -> Standing:
    """Return ``known`` as it stands at the start of a comparison, without its people."""
    columns = ("short_name", "siret", "uai", "email", "phone", "website", "missions")
    participation = known.participation
    return Standing(
        pk=known.pk,
        name=known.name,
        sheet={column: getattr(known, column) for column in columns},
        type_code=known.type_code,
        sites=list(known.sites),
        participation=participation,
        shared=known.shared,
        delegates={str(pk): kind for pk, kind in participation.delegates.items()} if participation else {},
        proposed=dict(known.proposed),
    )


class Organisations:
    """All organisations by what makes them out."""

    def __init__(self, standings: Iterable[Standing]):
        self._by_number: dict[str, list[Standing]] = defaultdict(list)
        self._by_email: dict[str, list[Standing]] = defaultdict(list)
        self._by_domain: dict[tuple[str, str], list[Standing]] = defaultdict(list)
        self._by_name: dict[Signature, list[Standing]] = defaultdict(list)
        self._by_place: dict[Signature, list[Standing]] = defaultdict(list)
        self._near: dict[Signature, list[Standing]] = defaultdict(list)
        self._by_value: dict[str, Standing] = {}
        for standing in standings:
            self.add(standing)

    def add(self, standing: Standing) -> None:
        """Make ``standing`` one that later rows may mean; again after it learnt something."""
        self._by_value[standing.value] = standing
        for number in filter(None, (standing.sheet.get("siret"), standing.sheet.get("uai"))):
            _put(self._by_number[number], standing)
        if email := standing.sheet.get("email", "").lower():
            _put(self._by_email[email], standing)
            for commune in standing.communes:
                _put(self._by_domain[_domain(email), commune], standing)
        words = signature(standing.name)
        _put(self._by_name[words], standing)
        for place in [words, *(words | signature(commune) for commune in standing.communes)]:
            _put(self._by_place[place], standing)
            for word in place if len(place) > 1 else ():
                _put(self._near[place - {word}], standing)

    def answered(self, value: str) -> Standing | None:
        """Return the organisation that the answer ``value`` names."""
        return self._by_value.get(value)

    def find(self, sought: Sought) -> Match:
        """Return the organisation that ``sought`` means: by number, by name and commune, else whom it may be."""
        numbered = _once(self._by_number.get(sought.siret, []) if sought.siret else [],
                         self._by_number.get(sought.uai, []) if sought.uai else [])  # fmt: skip
        if len(numbered) == 1:
            return Match(certain=numbered[0])
        if numbered:
            return Match(candidates=tuple((found, _("Same SIRET or UAI")) for found in numbered), by_number=True)
        named = self._named(sought)
        agreeing = [found for found in named if not _contradicts(found, sought)]
        if len(agreeing) == 1:
            return Match(certain=agreeing[0])
        if named:
            reason = _("Same name") if agreeing else _("Same name, another SIRET or UAI")
            return Match(candidates=tuple((found, reason) for found in agreeing or named))
        return self._likely(sought)

    def _named(self, sought: Sought) -> list[Standing]:
        """Return those of the very name in that commune; where one side says no commune, those of the platform."""
        words, commune = signature(sought.name), fold(sought.commune)
        if commune:
            exact = [
                found
                for found in self._by_place.get(words | signature(commune), ())
                if commune in found.communes or not found.communes
            ]
            placeless = [found for found in self._by_name.get(words, ()) if not found.communes and _is_own(found)]
            return _once(exact, placeless)
        exact = [found for found in self._by_place.get(words, ()) if _is_own(found) or found.row is not None]
        return exact or [found for found in self._by_place.get(words, ()) if words != signature(found.name)]

    def _likely(self, sought: Sought) -> Match:
        words, commune = signature(sought.name), fold(sought.commune)
        place = words | signature(commune) if commune else words
        found: dict[int, tuple[Standing, str]] = {}

        def offer(standings: Iterable[Standing], reason: str) -> None:
            for standing in standings:
                if not _contradicts(standing, sought):
                    found.setdefault(id(standing), (standing, reason))

        email = sought.email.lower()
        mailed = [one for one in self._by_email.get(email, ()) if email] if email else []
        alike = [one for one in mailed if len(signature(one.name) & words) * 2 >= len(words)]
        if (
            len(alike) == 1
            and _domain(email) not in COMMON_MAIL_DOMAINS
            and (not commune or commune in alike[0].communes)
        ):
            return Match(certain=alike[0])
        offer(mailed, _("Same e-mail address"))
        if not commune:
            offer(self._by_name.get(words, ()), _("Same name"))
        elsewhere = [
            one for one in self._by_name.get(words, ()) if one.participation is not None and one.pk is not None
        ]
        offer(elsewhere, _("Same name, another commune"))
        near = [one for word in place for one in self._near.get(place - {word}, ())] if len(place) > 1 else []
        near += self._near.get(place, ()) if len(place) > 1 else ()
        near += [one for word in place for one in self._by_place.get(place - {word}, ())] if len(place) > 2 else ()
        for one in near:
            same_place = commune in one.communes if commune else _is_own(one) or one.row is not None
            own_place = signature(one.name) | (signature(commune) if commune and same_place else frozenset())
            if same_place and one_word_apart(place, own_place):
                offer([one], _("Almost the same name"))
        if email and commune and _domain(email) not in COMMON_MAIL_DOMAINS:
            for one in self._by_domain.get((_domain(email), commune), ()):
                if len(signature(one.name) & words) * 2 >= len(words):
                    offer([one], _("Same mail domain and commune"))
        if sought.short_name:
            short = signature(sought.short_name)
            offer(
                [one for one in self._by_name.get(short, ()) if not commune or commune in one.communes],
                _("Same short name"),
            )
        return Match(candidates=tuple(found.values()))


def _is_own(standing: Standing) -> bool:
    return standing.participation is not None or standing.row is not None


def _contradicts(standing: Standing, sought: Sought) -> bool:
    return any(
        said and kept and said != kept
        for said, kept in ((sought.siret, standing.sheet.get("siret")), (sought.uai, standing.sheet.get("uai")))
    )


def _put(standings: list[Standing], standing: Standing) -> None:
    if not any(one is standing for one in standings):
        standings.append(standing)


def _once(*groups: Iterable[Standing]) -> list[Standing]:
    return list({id(one): one for group in groups for one in group}.values())


def _domain(email: str) -> str:
    return email.rpartition("@")[2]
