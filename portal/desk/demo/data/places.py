"""Platforms of the demonstration: their towns, basins and habits. Places are real, everything in them is invented."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Town:
    """A town where organisations have their sites."""

    insee: str
    name: str
    postcode: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Basin:
    """A training basin with the communes (INSEE codes) that it covers."""

    slug: str
    name: str
    communes: tuple[str, ...]


@dataclass(frozen=True)
class PlatformSpec:
    """One platform: where it is, when it meets, and what state it shows.

    ``charter_age`` is the number of days since its confidentiality charter was published, None for no charter yet.
    ``planned_until`` says how far its meetings are planned: the whole school year or the autumn alone.
    ``campaign_shift`` moves the usual campaign dates by days, for they vary by platform. ``landscape`` is a value of
    ``directory.enums.Landscape``.
    """

    slug: str
    name: str
    area: str
    of_area: str
    department: str
    academy: str
    arrondissements: tuple[str, ...]
    basins: tuple[Basin, ...]
    towns: tuple[Town, ...]
    phone_prefix: str
    weekday_1: int
    time_1: dt.time
    weekday_2: int
    time_2: dt.time
    charter_age: int | None
    outside_weeks: int | None = None
    campaign_shift: int = 0
    whole_year: bool = True
    landscape: str = "mixed"
    public_text: str = ""


MARSEILLE = Town("13055", "Marseille", "13003", 43.3107, 5.3790)
MARSEILLE_EAST = Town("13055", "Marseille Est", "13011", 43.2905, 5.4720)
MARSEILLE_NORTH = Town("13055", "Marseille Nord", "13015", 43.3560, 5.3600)
AUBAGNE = Town("13005", "Aubagne", "13400", 43.2930, 5.5700)
LA_CIOTAT = Town("13028", "La Ciotat", "13600", 43.1740, 5.6050)
AIX = Town("13001", "Aix-en-Provence", "13100", 43.5297, 5.4474)
SALON = Town("13103", "Salon-de-Provence", "13300", 43.6406, 5.0970)
GARDANNE = Town("13041", "Gardanne", "13120", 43.4550, 5.4690)
MARTIGUES = Town("13056", "Martigues", "13500", 43.4050, 5.0480)
ISTRES = Town("13047", "Istres", "13800", 43.5130, 4.9870)
VITROLLES = Town("13117", "Vitrolles", "13127", 43.4550, 5.2480)
MARIGNANE = Town("13054", "Marignane", "13700", 43.4160, 5.2140)
ARLES = Town("13004", "Arles", "13200", 43.6766, 4.6278)
TARASCON = Town("13108", "Tarascon", "13150", 43.8060, 4.6600)
CHATEAURENARD = Town("13027", "Châteaurenard", "13160", 43.8830, 4.8550)
SAINT_PAUL = Town("97415", "Saint-Paul", "97460", -21.0100, 55.2700)
LE_PORT = Town("97407", "Le Port", "97420", -20.9370, 55.2920)
LA_POSSESSION = Town("97408", "La Possession", "97419", -20.9250, 55.3350)
SAINT_LEU = Town("97413", "Saint-Leu", "97436", -21.1700, 55.2880)
CLERMONT = Town("63113", "Clermont-Ferrand", "63000", 45.7770, 3.0870)
THIERS = Town("63430", "Thiers", "63300", 45.8560, 3.5480)
RIOM = Town("63300", "Riom", "63200", 45.8940, 3.1130)
AMBERT = Town("63003", "Ambert", "63600", 45.5490, 3.7420)
VENISSIEUX = Town("69259", "Vénissieux", "69200", 45.6970, 4.8860)
GIVORS = Town("69091", "Givors", "69700", 45.5900, 4.7690)
SAINT_PRIEST = Town("69290", "Saint-Priest", "69800", 45.6960, 4.9430)
BRON = Town("69029", "Bron", "69500", 45.7330, 4.9110)

PLATFORMS = (
    PlatformSpec(
        slug="marseille",
        landscape="urban",
        name="PSAD Marseille",
        area="Marseille",
        of_area="de Marseille",
        department="13",
        academy="02",
        arrondissements=("133",),
        basins=(
            Basin("marseille-littoral", "Bassin Marseille littoral", ("13055", "13002")),
            Basin("marseille-huveaune", "Bassin Marseille Huveaune", ("13055", "13005", "13028")),
        ),
        towns=(MARSEILLE, MARSEILLE_NORTH, MARSEILLE_EAST, AUBAGNE, LA_CIOTAT),
        phone_prefix="04 65 71",
        weekday_1=1,
        time_1=dt.time(9, 0),
        weekday_2=3,
        time_2=dt.time(14, 0),
        charter_age=430,
        outside_weeks=4,
        public_text=(
            "Vous avez entre 16 et 25 ans, vous avez quitté le lycée ou le CFA et vous cherchez une suite\u202f? La "
            "plateforme "
            "réunit une quarantaine de partenaires de Marseille, d’Aubagne et de La Ciotat. Une seule adresse "
            "pour être "
            "rappelé, faire le point et trouver une formation, un contrat ou un accompagnement."
        ),
    ),
    PlatformSpec(
        slug="aix-salon",
        name="PSAD Aix – Salon",
        area="Aix – Salon",
        of_area="d’Aix – Salon",
        department="13",
        academy="02",
        arrondissements=("131",),
        basins=(
            Basin("aix-gardanne", "Bassin Aix Gardanne", ("13001", "13041", "13110")),
            Basin("salon", "Bassin Salon", ("13103", "13069", "13050")),
        ),
        towns=(AIX, SALON, GARDANNE),
        phone_prefix="04 65 71",
        weekday_1=0,
        time_1=dt.time(14, 0),
        weekday_2=0,
        time_2=dt.time(9, 30),
        charter_age=10,
        campaign_shift=7,
        public_text=(
            "La plateforme accueille les jeunes d’Aix-en-Provence, de Salon-de-Provence et de Gardanne qui ont quitté "
            "leurs études sans diplôme, avec les CIO, les missions locales et tous leurs partenaires."
        ),
    ),
    PlatformSpec(
        slug="martigues-istres",
        name="PSAD Martigues – Istres",
        area="Martigues – Istres",
        of_area="de Martigues – Istres",
        department="13",
        academy="02",
        arrondissements=("134",),
        basins=(
            Basin("etang-de-berre", "Bassin Étang de Berre", ("13056", "13047", "13117", "13054", "13063", "13039")),
        ),
        towns=(MARTIGUES, ISTRES, VITROLLES, MARIGNANE),
        phone_prefix="04 65 71",
        weekday_1=3,
        time_1=dt.time(9, 30),
        weekday_2=1,
        time_2=dt.time(14, 0),
        charter_age=410,
        whole_year=False,
        public_text=(
            "Autour de l’étang de Berre, la plateforme cherche avec chaque jeune sorti sans diplôme une place en "
            "formation, un contrat ou un temps de remobilisation."
        ),
    ),
    PlatformSpec(
        slug="arles",
        landscape="rural",
        name="PSAD Pays d’Arles",
        area="Pays d’Arles",
        of_area="du Pays d’Arles",
        department="13",
        academy="02",
        arrondissements=("132",),
        basins=(Basin("pays-d-arles", "Bassin Pays d’Arles", ("13004", "13108", "13027", "13097", "13100")),),
        towns=(ARLES, TARASCON, CHATEAURENARD),
        phone_prefix="04 65 71",
        weekday_1=4,
        time_1=dt.time(9, 0),
        weekday_2=4,
        time_2=dt.time(9, 0),
        charter_age=None,
        campaign_shift=14,
        public_text=(
            "La plateforme du pays d’Arles, de Tarascon et de Châteaurenard, pour reprendre pied après une rupture."
        ),
    ),
    PlatformSpec(
        slug="reunion-ouest",
        name="PSAD Ouest Réunion",
        area="Ouest Réunion",
        of_area="de l’Ouest Réunion",
        department="974",
        academy="28",
        arrondissements=("9744",),
        basins=(Basin("reunion-ouest", "Bassin Ouest", ("97415", "97407", "97408", "97413", "97423")),),
        towns=(SAINT_PAUL, LE_PORT, LA_POSSESSION, SAINT_LEU),
        phone_prefix="02 61 91",
        weekday_1=2,
        time_1=dt.time(8, 30),
        weekday_2=2,
        time_2=dt.time(13, 30),
        charter_age=400,
        outside_weeks=4,
        campaign_shift=-21,
        public_text=(
            "De La Possession à Saint-Leu, la plateforme Ouest réunit les établissements, la mission locale et leurs "
            "partenaires pour que chaque jeune retrouve un chemin vers une qualification."
        ),
    ),
    PlatformSpec(
        slug="clermont-thiers",
        name="PSAD Clermont – Thiers",
        area="Clermont – Thiers",
        of_area="de Clermont – Thiers",
        department="63",
        academy="06",
        arrondissements=("632", "635"),
        basins=(
            Basin("clermont-riom", "Bassin Clermont Riom", ("63113", "63300", "63014", "63164")),
            Basin("thiers-ambert", "Bassin Thiers Ambert", ("63430", "63003", "63125")),
        ),
        towns=(CLERMONT, THIERS, RIOM, AMBERT),
        phone_prefix="04 65 71",
        weekday_1=1,
        time_1=dt.time(14, 0),
        weekday_2=3,
        time_2=dt.time(9, 30),
        charter_age=300,
        public_text=(
            "De Clermont-Ferrand aux monts du Livradois, une équipe et ses partenaires pour retrouver une formation."
        ),
    ),
    PlatformSpec(
        slug="venissieux-givors",
        landscape="urban",
        name="PSAD Vénissieux – Givors",
        area="Vénissieux – Givors",
        of_area="de Vénissieux – Givors",
        department="69",
        academy="10",
        arrondissements=("691",),
        basins=(
            Basin("lyon-sud-est", "Bassin Lyon Sud-Est", ("69259", "69290", "69029", "69199")),
            Basin("givors", "Bassin Givors", ("69091", "69096")),
        ),
        towns=(VENISSIEUX, SAINT_PRIEST, GIVORS, BRON),
        phone_prefix="04 65 71",
        weekday_1=3,
        time_1=dt.time(14, 0),
        weekday_2=1,
        time_2=dt.time(9, 0),
        charter_age=150,
        outside_weeks=6,
        campaign_shift=-7,
        public_text="La plateforme du sud-est lyonnais, de Bron à Givors, pour les 16-25 ans sortis sans diplôme.",
    ),
)
