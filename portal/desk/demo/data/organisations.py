"""Which organisations a platform of the demonstration has, as patterns: ``{de}`` reads "de Marseille", "d’Aubagne"."""

from dataclasses import dataclass

from portal.directory.enums import Circle, ParticipationStatus

from ..texts import words

FIRST, SECOND, OCCASIONAL = Circle.FIRST, Circle.SECOND, Circle.OCCASIONAL
AGREED, APPROACHED = ParticipationStatus.AGREED, ParticipationStatus.APPROACHED
TO_APPROACH, DECLINED = ParticipationStatus.TO_APPROACH, ParticipationStatus.DECLINED


@dataclass(frozen=True)
class Pattern:
    """One organisation: type of the catalogue, name, circle, how far it is mobilised.

    ``towns`` is how many towns of the platform have one of their own; ``optional`` ones are missing somewhere.
    ``{plant}`` in the name is replaced by a name of tree or flower, as no real school bears it in that town.
    ``next_step_in`` is the day of the next step, in days from today; ``reason`` says why it declined.
    """

    actor_type: str
    name: str
    circle: str = SECOND
    status: str = AGREED
    short_name: str = ""
    towns: int = 0
    optional: bool = False
    next_step: str = ""
    next_step_in: int | None = None
    reason: str = ""


#: One row a platform, or one for each of its first towns.
LOCAL = (
    Pattern("cio", "CIO {de}", FIRST, short_name="CIO", towns=2),
    Pattern("mission_locale", "Mission locale {de_area}", FIRST, short_name="Mission locale"),
    Pattern("foquale", "Réseau FOQUALE {basin}", FIRST, short_name="FOQUALE"),
    Pattern("mlds", "MLDS {basin}", FIRST, short_name="MLDS"),
    Pattern("basin_coordination", "Coordination du bassin {basin}", FIRST),
    Pattern("lycee", "Lycée polyvalent {plant}", FIRST, towns=2),
    Pattern("vocational_lycee", "Lycée professionnel {plant}", FIRST, towns=3),
    Pattern("college", "Collège {plant}", FIRST, towns=1, optional=True),
    Pattern("private_school", "Ensemble scolaire {plant}", FIRST),
    Pattern("school_return", "Micro-lycée {plant}", FIRST),
    Pattern("agricultural_school", "Lycée agricole {plant}", FIRST, optional=True),
    Pattern("cfa", "CFA du bâtiment {de_area}", FIRST),
    Pattern("cfa", "CFA des métiers de bouche {de_area}", SECOND),
    Pattern("pjj", "UEMO {de}", SECOND, short_name="UEMO", towns=1),
    Pattern("social_service", "Maison des solidarités {de}", SECOND, towns=1),
    Pattern("ccas", "CCAS {de}", SECOND, short_name="CCAS", towns=1),
    Pattern("social_centre", "Centre social {plant}", SECOND, towns=1),
    Pattern("prevention_club", "Équipe de prévention spécialisée {de}", SECOND, towns=1),
    Pattern("educational_success", "Réussite éducative {de}", SECOND, short_name="PRE", towns=1, optional=True),
    Pattern("prefect_delegate", "Délégué du préfet {de_area}", SECOND, optional=True),
    Pattern("youth_information", "Info Jeunes {town}", SECOND, towns=1),
    Pattern("france_travail", "France Travail {town}", SECOND, towns=1),
    Pattern("greta", "GRETA {de_area}", SECOND, short_name="GRETA"),
    Pattern("afpa", "AFPA {de}", SECOND, short_name="AFPA", towns=1, optional=True),
    Pattern("e2c", "École de la deuxième chance {de_area}", SECOND, short_name="E2C"),
    Pattern("mfr", "MFR {plant}", SECOND, optional=True),
    Pattern("training_body", "Atelier Boussole {area}", SECOND),
    Pattern("training_body", "Formation Passerelles {area}", SECOND, optional=True),
    Pattern("municipality", "Ville {de}", SECOND, towns=1),
    Pattern("epci", "Communauté d’agglomération {de_area}", SECOND, optional=True),
    Pattern("company_network", "Club d’entreprises {area}", SECOND, optional=True),
    Pattern("local_association", "Association Tremplin {area}", SECOND),
    Pattern("local_association", "Chantier d’insertion {plant}", SECOND, optional=True),
    Pattern("trade_union", "Union syndicale {de_area}", OCCASIONAL),
    Pattern("local_association", "Association Le Grand Large {area}", OCCASIONAL, optional=True),
    Pattern(
        "company",
        "Transports {plant}",
        "",
        TO_APPROACH,
        next_step="Appeler la responsable du recrutement, présenter les périodes d’essai en entreprise",
        next_step_in=-4,
    ),
    Pattern(
        "child_protection_association",
        "Association Sauvegarde Horizons {area}",
        "",
        APPROACHED,
        next_step="Rendez-vous pris avec la direction, venir avec la charte et le calendrier",
        next_step_in=5,
    ),
    Pattern(
        "training_body",
        "Institut Nova {area}",
        "",
        DECLINED,
        next_step="Recontacter à la prochaine rentrée",
        next_step_in=90,
        reason="Pas d’équipe disponible cette année",
    ),
)

#: One row a department, known to all its platforms.
DEPARTMENTAL = (
    Pattern("cap_emploi", "Cap emploi {de_department}", SECOND),
    Pattern("epide", "EPIDE {de_department}", SECOND, short_name="EPIDE"),
    Pattern(
        "national_service_centre",
        "Centre du service national {de_department}",
        SECOND,
        short_name="CSNJ",
        optional=True,
    ),
    Pattern("child_welfare", "Aide sociale à l’enfance {de_department}", SECOND, short_name="ASE"),
    Pattern("cma", "Chambre de métiers {de_department}", SECOND, short_name="CMA"),
    Pattern("cci", "Chambre de commerce {de_department}", SECOND, short_name="CCI", optional=True),
    Pattern("parents_federation", "Fédération de parents d’élèves {de_department}", OCCASIONAL, optional=True),
    Pattern(
        "employers_union",
        "Union des employeurs {de_department}",
        "",
        APPROACHED,
        next_step="Proposer une présentation en réunion de cercle 2",
        next_step_in=20,
    ),
    Pattern(
        "agriculture_chamber",
        "Chambre d’agriculture {de_department}",
        "",
        TO_APPROACH,
        next_step="Trouver le bon interlocuteur pour les contrats saisonniers",
    ),
)
ACADEMIC = (Pattern("gip_fcip", "GIP-FCIP {academy}", FIRST, short_name="GIP-FCIP"),)

#: Institutional actors, by level: they steer and stand apart from both circles.
INSTITUTIONS = {
    "region": (
        ("region_prefecture", "Préfecture de région {name}"),
        ("region", "Région {name}"),
        ("dreets", "DREETS {name}"),
        ("drajes", "DRAJES {name}"),
        ("draaf", "DRAAF {name}"),
        ("arml", "ARML {name}"),
        ("france_travail_regional", "France Travail {name}"),
    ),
    "academy": (("rectorat", "Rectorat, académie {de_name}"),),
    "department": (
        ("department_prefecture", "Préfecture {de_name}"),
        ("dsden", "DSDEN {de_name}"),
        ("departement", "Conseil départemental {de_name}"),
        ("ddets", "DDETS {de_name}"),
        ("sdjes", "SDJES {de_name}"),
        ("dtpjj", "Direction territoriale de la PJJ {de_name}"),
    ),
}

PLANTS = words(
    "des Alisiers|des Amandiers|des Arbousiers|des Aubépines|des Bruyères|des Cardamines|"
    "des Chênes verts|des Coudriers|"
    "des Cyprès bleus|des Églantiers|des Érables|des Fougères|des Genêts|des Grenadiers|des Hêtres|"
    "des Iris|des Jasmins|"
    "des Jonquilles|des Lavandins|des Lauriers|des Mélèzes|des Merisiers|des Micocouliers|des Mimosas|des Mûriers|"
    "des Myrtes|des Noisetiers|des Oliviers|des Ormeaux|des Peupliers|des Pervenches|des Roseaux|"
    "des Romarins|des Saules|"
    "des Sorbiers|des Tamaris|des Tilleuls|des Tulipiers|des Violettes|des Genévriers",
    separator="|",
)

STREETS = words(
    "rue des Lilas|avenue de la Gare|boulevard des Écoles|rue du Marché|place de la Fontaine|"
    "avenue du Stade|rue des Artisans|"
    "chemin des Vergers|rue de la République|avenue des Peupliers|rue du Moulin|quai du Canal|rue Neuve|"
    "allée des Cerisiers",
    separator="|",
)
