"""Sentences that presentation sheets are put together from: what leads write, at the length they write it."""

MISSIONS = (
    "Accueille, informe et accompagne les publics de son territoire dans leurs démarches d’orientation et d’insertion.",
    "Intervient à la demande des établissements, des familles et des partenaires, sur rendez-vous ou lors de "
    "permanences délocalisées.",
    "Participe aux campagnes de repérage et rend compte des suites données à chaque situation qui lui est confiée.",
    "Construit avec chaque personne un parcours progressif, de la remobilisation à l’entrée en formation ou en emploi.",
    "Anime un réseau d’acteurs locaux et organise des rencontres régulières entre professionnels.",
    "Assure une mission de service public, gratuite et ouverte à toutes et à tous, dans le respect de la laïcité.",
    "Met en œuvre les orientations fixées par la convention pluriannuelle signée avec l’État et la Région.",
    "Développe des actions de prévention, de médiation et de soutien à la parentalité avec les équipes de secteur.",
    "Apporte une expertise sur les freins périphériques\u202f: mobilité, logement, santé, accès aux droits.",
    "Coordonne les périodes d’immersion et les visites d’ateliers avec les entreprises du bassin d’emploi.",
)
WAYS = (
    "Accueil sur rendez-vous, réponse sous trois jours ouvrés.",
    "Permanences deux demi-journées par semaine, entretiens sur rendez-vous le reste du temps.",
    "Un entretien d’accueil, puis un point mensuel avec le prescripteur\u202f; un bilan écrit à la sortie.",
    "Réponse par courriel dans la semaine, accueil collectif un jeudi sur deux, entrées toute l’année.",
    "Équipe pluridisciplinaire\u202f: conseillers, psychologue, assistante sociale, référents de parcours.",
    "Travail en binôme avec l’établissement d’origine pendant les deux premiers mois de la reprise.",
    "Déplacements possibles dans les communes les plus éloignées, visioconférence sur demande.",
)
PUBLICS = (
    "Jeunes de 16 à 25 ans sortis du système scolaire, avec ou sans diplôme.",
    "Élèves et apprentis de 15 à 29 ans, familles, équipes éducatives.",
    "Habitants du territoire, sans condition d’âge ni de ressources.",
    "Personnes orientées par un prescripteur, volontaires pour s’engager dans un parcours.",
    "Mineurs de 16 à 18 ans soumis à l’obligation de formation.",
)
OFFERS = (
    "Entretiens individuels d’orientation et bilan de positionnement.",
    "Sas de remobilisation de six semaines, en petits groupes de huit à douze.",
    "Places vacantes en cours d’année en CAP et en baccalauréat professionnel.",
    "Parcours mixtes avec alternance de cours, d’ateliers et de périodes en entreprise.",
    "Ateliers de préparation à l’apprentissage et d’aide à la recherche d’un employeur.",
    "Journées portes ouvertes et immersions d’une semaine sur inscription.",
    "Aides à la mobilité, à l’équipement et à l’hébergement, selon les ressources.",
    "Parrainage par des professionnels en activité et rencontres de métiers.",
    "Remise à niveau en français et en mathématiques, certification CléA.",
    "Chantiers éducatifs et missions de service civique encadrées par un tuteur.",
    "Accompagnement santé\u202f: point écoute, bilan de prévention, relais vers les spécialistes.",
)
LIMITS = (
    "Tenu au secret professionnel\u202f: seules les suites données sont partagées, avec l’accord de la personne.",
    "Partage limité à ce qui est utile à l’accompagnement, entre signataires de la charte.",
    "Aucune information nominative par courriel\u202f; échanges par téléphone ou en réunion.",
)
REACH = (
    "Écrire à l’adresse de contact en précisant la plateforme.",
    "Appeler le standard le matin, demander la personne qui suit la plateforme.",
    "Par courriel, ou lors des réunions de la plateforme\u202f; en urgence, appeler directement le référent.",
)
STEPS = (
    "Appeler la direction et présenter le calendrier des réunions",
    "Envoyer la charte et proposer une date de visite",
    "Relancer après la rentrée",
    "Trouver le bon interlocuteur",
)
REASONS = ("Pas d’équipe disponible cette année", "Déjà engagée dans un autre réseau", "Réorganisation en cours")
