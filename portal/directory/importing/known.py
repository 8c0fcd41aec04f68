"""What the portal already holds, as plain values that a comparison reads. Whoever calls loads it in a few queries."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True)
class KnownType:
    """A type of the catalogue under all its names."""

    pk: int
    code: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownCommune:
    """A commune with its postcodes."""

    pk: int
    name: str
    department: str
    postcodes: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownSite:
    """An open site of an organisation."""

    pk: int
    address: str = ""
    postcode: str = ""
    commune_pk: int | None = None
    commune: str = ""


@dataclass(frozen=True)
class KnownPerson:
    """A person of the directory.

    ``keeps_address``: their address is not the import's to change. ``locked``: others rely on their details, so that
    an import writes none of them.
    """

    pk: int
    first_name: str
    last_name: str
    email: str = ""
    phone: str = ""
    function: str = ""
    organisation_pk: int | None = None
    keeps_address: bool = False
    locked: bool = False


@dataclass(frozen=True)
class KnownParticipation:
    """How an organisation takes part in the importing platform, open today."""

    status: str
    circle: str = ""
    next_step: str = ""
    since: dt.date | None = None
    #: pk of a person to "fixed" or "substitute".
    delegates: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class KnownOrganisation:
    """An organisation of the network.

    ``shared``: its sheet is not the platform's to change, so a change is proposed. ``proposed`` holds what this
    platform proposed and nobody decided yet, column to value.
    """

    pk: int
    name: str
    type_code: str
    short_name: str = ""
    siret: str = ""
    uai: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    missions: str = ""
    sites: tuple[KnownSite, ...] = ()
    participation: KnownParticipation | None = None
    shared: bool = False
    proposed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """Everything a comparison needs.

    ``communes`` holds those whose folded name or postcode occurs in the records (``records.communes_sought``);
    ``departments`` the codes of the platform's departments: among communes of one name, the one there is meant.
    ``people`` holds the people of those organisations and those whose address occurs in the records.
    """

    organisations: tuple[KnownOrganisation, ...] = ()
    people: tuple[KnownPerson, ...] = ()
    types: tuple[KnownType, ...] = ()
    communes: tuple[KnownCommune, ...] = ()
    departments: frozenset[str] = frozenset()
