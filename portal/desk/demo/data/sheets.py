"""Presentation sheets and roles by type of actor: short, plausible, invented."""

#: type → (public served, offers)
SHEETS = {
    "cio": (
        "Tous les jeunes et leurs familles, scolarisés ou non.",
        "Entretiens avec un psychologue de l’Éducation nationale, bilan, recherche de places en cours d’année.",
    ),
    "mission_locale": (
        "Les 16-25 ans sortis de l’école.",
        "Contrat d’engagement jeune, parrainage, immersions, aides à la mobilité et au logement.",
    ),
    "foquale": (
        "Les jeunes de plus de 16 ans sans diplôme du bassin.",
        "Places de retour en lycée, parcours mixtes, sas de remobilisation.",
    ),
    "mlds": (
        "Les jeunes en rupture depuis moins d’un an.",
        "Actions de remobilisation, préparation d’examens, suivi pendant la reprise.",
    ),
    "basin_coordination": (
        "Les établissements du bassin.",
        "Réunions de district, partage des places vacantes, appui aux référents.",
    ),
    "gip_fcip": (
        "Les plateformes de l’académie.",
        "Assistants de plateforme, ingénierie de projet, actions financées sur crédits européens.",
    ),
    "lycee": (
        "Élèves de la seconde à la terminale.",
        "Journées d’immersion, places vacantes en cours d’année, entretien avec le référent décrochage.",
    ),
    "vocational_lycee": (
        "Élèves de CAP et de baccalauréat professionnel.",
        "Entrées échelonnées en CAP, visites d’atelier, stages d’essai.",
    ),
    "college": (
        "Élèves de la sixième à la troisième.",
        "Suivi des élèves de 16 ans et plus, préparation de l’orientation.",
    ),
    "private_school": ("Élèves de la sixième à la terminale.", "Classe de remobilisation, internat, immersions."),
    "school_return": (
        "16-25 ans sortis depuis au moins six mois, volontaires.",
        "Reprise d’études jusqu’au baccalauréat en petits groupes, tutorat.",
    ),
    "agricultural_school": ("Élèves et apprentis de la voie agricole.", "CAP agricole, internat, semaine d’essai."),
    "cfa": (
        "16-29 ans, avec ou sans employeur trouvé.",
        "Préparation à l’apprentissage, aide à la recherche d’un employeur, médiation.",
    ),
    "pjj": (
        "Jeunes suivis par décision judiciaire.",
        "Module d’acquisition, ateliers, accompagnement éducatif renforcé.",
    ),
    "social_service": (
        "Tous les habitants du secteur.",
        "Écoute, accès aux droits, aide éducative, aides financières d’urgence.",
    ),
    "ccas": ("Habitants de la commune.", "Domiciliation, aide alimentaire, permanences d’accès aux droits."),
    "social_centre": ("Habitants du quartier.", "Ateliers, accompagnement à la scolarité, chantiers loisirs."),
    "prevention_club": (
        "11-25 ans du quartier, rencontrés dans la rue.",
        "Chantiers éducatifs, sorties, accompagnement individuel.",
    ),
    "educational_success": (
        "2-18 ans des quartiers prioritaires et leurs familles.",
        "Parcours personnalisés, médiation avec l’école, appui aux parents.",
    ),
    "prefect_delegate": ("Acteurs des quartiers prioritaires.", "Mise en relation, soutien aux projets de quartier."),
    "youth_information": (
        "13-30 ans, anonyme et gratuit.",
        "Information sur les métiers, logement, santé, mobilité européenne.",
    ),
    "france_travail": (
        "Demandeurs d’emploi inscrits.",
        "Accompagnement intensif des jeunes, formations, ateliers de recherche.",
    ),
    "greta": ("Adultes et jeunes sortis de l’école.", "CAP en un an, remise à niveau, certification Cléa."),
    "afpa": ("16 ans et plus.", "Découverte de plateaux techniques, titres professionnels, hébergement."),
    "e2c": (
        "16-25 ans sans diplôme ni emploi.",
        "Parcours de 4 à 12 mois en alternance, sans diplôme ni âge de sortie imposé, rémunéré.",
    ),
    "epide": ("17-25 ans volontaires, en internat.", "Remise à niveau, permis, projet professionnel, allocation."),
    "mfr": ("14-25 ans.", "Alternance école et entreprise, internat."),
    "training_body": (
        "16-25 ans orientés par un prescripteur.",
        "Sas de remobilisation de six semaines, ateliers de création, stages.",
    ),
    "municipality": ("Habitants de la commune.", "Chantiers jeunes, stages dans les services, bourse au permis."),
    "epci": ("Habitants de l’agglomération.", "Maison de l’emploi, transports à tarif réduit, clauses d’insertion."),
    "company_network": (
        "Entreprises du territoire.",
        "Visites, parrainage, stages d’essai, rencontres avec des recruteurs.",
    ),
    "local_association": ("Jeunes du territoire.", "Bénévolat, chantiers, accompagnement de projets."),
    "cap_emploi": (
        "Personnes en situation de handicap.",
        "Conseil, aménagement de poste, accompagnement vers l’emploi.",
    ),
    "national_service_centre": (
        "Jeunes appelés à la journée défense et citoyenneté.",
        "Repérage des difficultés de lecture, orientation vers la plateforme.",
    ),
    "child_welfare": ("Mineurs et jeunes majeurs confiés.", "Contrat jeune majeur, lien avec les lieux d’accueil."),
    "cma": ("Artisans, apprentis et futurs apprentis.", "Bourse de l’apprentissage, stages de découverte."),
    "cci": ("Entreprises et jeunes.", "Point A, forums, mise en relation avec des employeurs."),
}
WAYS = (
    "Accueil sur rendez-vous, réponse sous trois jours ouvrés.",
    "Permanences deux demi-journées par semaine, entretiens sur rendez-vous.",
    "Entretien d’accueil puis point chaque mois avec le prescripteur.",
    "Réponse par courriel dans la semaine, accueil collectif un jeudi sur deux.",
)
REACH = (
    "Écrire à l’adresse de contact en précisant la plateforme.",
    "Appeler le standard le matin, demander la personne qui suit la plateforme.",
    "Par courriel, ou lors des réunions de la plateforme.",
)
LIMITS = (
    "Tenu au secret professionnel\u202f: seules les suites données sont partagées, avec l’accord de la personne.",
    "Partage limité à ce qui est utile à l’accompagnement, entre signataires de la charte.",
    "Aucune information nominative par courriel.",
)
#: sector → roles in the four steps (finding, contact, diagnosis, solution)
ROLES = {
    "education": (
        "Vérifie les listes et signale les départs.",
        "Appelle les jeunes de son établissement ou de son secteur.",
        "Transmet le parcours scolaire utile.",
        "Propose ses places vacantes.",
    ),
    "employment_training": (
        "Signale les jeunes qui se présentent sans suite.",
        "Contacte les jeunes déjà connus de ses services.",
        "Évalue le projet et les freins.",
        "Ouvre ses formations et ses contrats.",
    ),
    "justice": (
        "",
        "Contacte les jeunes qu’elle suit déjà.",
        "Éclaire la situation dans la limite du secret.",
        "Propose ses modules.",
    ),
    "health_social": (
        "Oriente les jeunes rencontrés.",
        "Aide à joindre les familles.",
        "Aborde santé, logement et droits.",
        "Accompagne en parallèle.",
    ),
    "city_youth": (
        "Repère dans les quartiers.",
        "Va vers les jeunes, dans la rue et à domicile.",
        "",
        "Propose des actions de remobilisation.",
    ),
    "defence": ("Signale les jeunes en difficulté de lecture.", "", "", "Propose ses volontariats."),
    "local_authorities": ("", "", "", "Offre stages, chantiers et aides."),
}
FUNCTIONS = {
    "cio": ("Directrice du CIO", "Psychologue de l’Éducation nationale"),
    "mission_locale": ("Directeur de la mission locale", "Conseillère en insertion"),
    "foquale": ("Proviseur, responsable du réseau", "Coordonnatrice du réseau"),
    "mlds": ("Coordonnatrice MLDS", "Coordonnateur MLDS"),
    "basin_coordination": ("Responsable du bassin", "Chef d’établissement adjoint"),
    "gip_fcip": ("Chargée de mission", "Chargé d’information et de suivi"),
    "lycee": ("Proviseure adjointe", "Référent décrochage"),
    "vocational_lycee": ("Proviseur", "Référente décrochage"),
    "college": ("Principal", "Conseillère principale d’éducation"),
    "private_school": ("Directrice", "Responsable de vie scolaire"),
    "school_return": ("Coordonnateur", "Enseignante"),
    "agricultural_school": ("Proviseure", "Conseiller principal d’éducation"),
    "cfa": ("Directeur pédagogique", "Développeuse de l’apprentissage"),
    "pjj": ("Responsable d’unité éducative", "Éducatrice"),
    "social_service": ("Responsable de secteur", "Assistante de service social"),
    "ccas": ("Directrice", "Travailleur social"),
    "prefect_delegate": ("Délégué du préfet", "Chargée de mission"),
    "france_travail": ("Directeur d’agence", "Conseillère jeunes"),
    "municipality": ("Directrice de la jeunesse", "Chargé de mission insertion"),
    "company_network": ("Déléguée générale", "Chargé de relations"),
}
DEFAULT_FUNCTIONS = ("Responsable", "Chargée d’accompagnement")
