"""Which organisations a territory has, how often, and how they are called."""

from dataclasses import dataclass

from ...demo.texts import words


@dataclass(frozen=True)
class Kind:
    """A type of the catalogue with a pattern of names, and how often it is met among others.

    ``{de}`` reads "de Marseille", ``{town}`` "Marseille", ``{plant}`` "des Tilleuls", ``{basin}`` is the platform's
    area, ``{place}`` the name of a department, an academy or a region.
    """

    actor_type: str
    name: str
    weight: float = 1.0
    short_name: str = ""


#: Every platform has one of each, in this order.
ESSENTIAL = (
    Kind("mission_locale", "Mission locale {de}", short_name="Mission locale"),
    Kind("cio", "CIO {de}", short_name="CIO"),
    Kind("mlds", "MLDS {basin}", short_name="MLDS"),
    Kind("foquale", "Réseau FOQUALE {basin}", short_name="FOQUALE"),
    Kind("vocational_lycee", "Lycée professionnel {plant} {de}", short_name="LP"),
    Kind("lycee", "Lycée polyvalent {plant} {de}"),
    Kind("france_travail", "France Travail {town}"),
    Kind("social_service", "Maison des solidarités {de}"),
    Kind("greta", "GRETA {basin}", short_name="GRETA"),
    Kind("youth_information", "Info Jeunes {town}"),
)
#: What else a territory has: weights follow how many of each France counts, roughly.
LOCAL = (
    Kind("college", "Collège {plant} {de}", 16),
    Kind("lycee", "Lycée général et technologique {plant} {de}", 6),
    Kind("vocational_lycee", "Lycée des métiers {plant} {de}", 5, "LP"),
    Kind("private_school", "Ensemble scolaire {plant} {de}", 6),
    Kind("agricultural_school", "Lycée agricole {plant}", 1.2),
    Kind("school_return", "Micro-lycée {de}", 0.6),
    Kind("cfa", "CFA {plant} {de}", 5, "CFA"),
    Kind("basin_coordination", "Coordination du bassin {basin}", 0.8),
    Kind("pjj", "UEMO {de}", 2.5, "UEMO"),
    Kind("ccas", "CCAS {de}", 6, "CCAS"),
    Kind("social_centre", "Centre social {plant}, {town}", 6),
    Kind("prevention_club", "Prévention spécialisée {de}", 3),
    Kind("child_protection_association", "Sauvegarde {plant} {basin}", 2),
    Kind("educational_success", "Réussite éducative {de}", 2, "PRE"),
    Kind("prefect_delegate", "Délégué du préfet {de}", 0.8),
    Kind("france_travail", "France Travail {town} {plant}", 2),
    Kind("training_body", "Formation Passerelles {plant} {de}", 5),
    Kind("training_body", "Atelier Boussole {de}", 4),
    Kind("afpa", "AFPA {de}", 0.8, "AFPA"),
    Kind("e2c", "École de la deuxième chance {de}", 0.9, "E2C"),
    Kind("mfr", "MFR {plant} {de}", 1.5, "MFR"),
    Kind("cfppa", "CFPPA {plant}", 0.8, "CFPPA"),
    Kind("municipality", "Ville {de}", 6),
    Kind("epci", "Communauté de communes {plant} {basin}", 3),
    Kind("company", "Transports {plant} {de}", 3),
    Kind("company", "Menuiserie {plant} {de}", 2),
    Kind("company_network", "Club d’entreprises {de}", 2),
    Kind("local_association", "Association Tremplin {de}", 5),
    Kind("local_association", "Chantier d’insertion {plant} {de}", 5),
    Kind("parents", "Parents d’élèves {plant} {de}", 1),
)
#: One in each department, known to its platforms.
DEPARTMENTAL = (
    Kind("cap_emploi", "Cap emploi – {place}"),
    Kind("child_welfare", "Aide sociale à l’enfance – {place}", short_name="ASE"),
    Kind("cma", "Chambre de métiers et de l’artisanat – {place}", short_name="CMA"),
    Kind("cci", "Chambre de commerce et d’industrie – {place}", short_name="CCI"),
    Kind("national_service_centre", "Centre du service national – {place}", short_name="CSNJ"),
    Kind("agriculture_chamber", "Chambre d’agriculture – {place}"),
    Kind("employers_union", "Union des employeurs – {place}"),
    Kind("trade_union", "Union syndicale – {place}"),
    Kind("parents_federation", "Fédération de parents d’élèves – {place}"),
    Kind("epide", "EPIDE – {place}", short_name="EPIDE"),
)
#: Those who steer, by level of the territory: apart from the circles.
INSTITUTIONS = {
    "region": (
        Kind("region_prefecture", "Préfecture de région – {place}"),
        Kind("region", "Région – {place}"),
        Kind("dreets", "DREETS – {place}", short_name="DREETS"),
        Kind("drajes", "DRAJES – {place}", short_name="DRAJES"),
        Kind("draaf", "DRAAF – {place}", short_name="DRAAF"),
        Kind("arml", "ARML – {place}", short_name="ARML"),
    ),
    "academy": (Kind("rectorat", "Rectorat – académie {place}"),),
    "department": (
        Kind("department_prefecture", "Préfecture – {place}"),
        Kind("dsden", "DSDEN – {place}", short_name="DSDEN"),
        Kind("departement", "Conseil départemental – {place}"),
        Kind("ddets", "DDETS – {place}", short_name="DDETS"),
        Kind("sdjes", "SDJES – {place}", short_name="SDJES"),
        Kind("dtpjj", "Direction territoriale de la PJJ – {place}", short_name="DTPJJ"),
    ),
}
#: Types that have a UAI, the number of schools and their services.
WITH_UAI = frozenset(
    words("cio lycee vocational_lycee college private_school agricultural_school school_return cfa mfr greta")
)
