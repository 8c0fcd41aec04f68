"""French words by which the spreadsheets of leads are read. All folded: without case, accents or punctuation."""


def words(text: str) -> frozenset[str]:
    """Return the words of ``text``."""
    return frozenset(text.split())


#: Words that headers of such lists are made of.
HEADER_WORDS = words("""
    nom prenom noms prenoms civilite structure structures organisme organismes etablissement etablissements
    institution intitule denomination association entreprise partenaire partenaires sigle acronyme type categorie
    nature secteur domaine mail mails mel mels email emails courriel courriels adresse adresses tel telephone tels
    telephones portable mobile fixe cp code postal ville commune localite siret siren uai rne site web internet url
    fonction fonctions poste qualite titre contact contacts referent referente referents representant representante
    titulaire suppleant acteur suppleante suppleants interlocuteur interlocutrice responsable directeur cercle
    statut etat mobilisation engagement observation observations commentaire commentaires remarque remarques suite
    suites date depuis entree arrivee coordonnees identite personne personnes numero rue missions action
""")
#: Words of which the name of a section can be made whole: families of actors in the plural.
FAMILIES = words("""
    missions locales lycees professionnels generaux technologiques polyvalents agricoles colleges cios cfas
    associations collectivites territoriales etablissements scolaires prives publics entreprises institutions
    institutionnels services etat emploi formation insertion justice sante education nationale social jeunesse sport
    sports culture prevention organismes structures autres divers centres sociaux mairies communes intercommunalites
    ccas orientation handicap logement mobilite enseignement apprentissage et de la le les du des l d
""")
#: Words that say nothing about which organisation it is.
EMPTY_WORDS = words("""
    le la les l un une de du des d a au aux en et sur sous pour par chez dit dite the of association assoc asso sarl
    sas sasu eurl scop scic sa snc sci gie gip ei eirl loi 1901 societe ste ets antenne site siege bureau cedex
""")
#: Short forms to the words that they stand for: a name written either way is one.
SHORT_FORMS = {
    "ml": "mission locale",
    "mlj": "mission locale",
    "milo": "mission locale",
    "missions locales": "mission locale",
    "mission locale jeunes": "mission locale",
    "cio": "centre information orientation",
    "lp": "lycee professionnel",
    "lyc pro": "lycee professionnel",
    "lycee pro": "lycee professionnel",
    "lpo": "lycee polyvalent",
    "lgt": "lycee general technologique",
    "leg": "lycee general",
    "lyc": "lycee",
    "clg": "college",
    "coll": "college",
    "lpa": "lycee professionnel agricole",
    "cfa": "centre formation apprentis",
    "cfppa": "centre formation professionnelle promotion agricole",
    "mfr": "maison familiale rurale",
    "mfreo": "maison familiale rurale",
    "e2c": "ecole 2 chance",
    "ecole deuxieme chance": "ecole 2 chance",
    "ecole 2e chance": "ecole 2 chance",
    "ecole 2eme chance": "ecole 2 chance",
    "ecole seconde chance": "ecole 2 chance",
    "pole emploi": "france travail",
    "ft": "france travail",
    "ccas": "centre communal action sociale",
    "cias": "centre intercommunal action sociale",
    "pjj": "protection judiciaire jeunesse",
    "ase": "aide sociale enfance",
    "cd": "conseil departemental",
    "conseil general": "conseil departemental",
    "cci": "chambre commerce industrie",
    "cma": "chambre metiers artisanat",
    "mjc": "maison jeunes culture",
    "pij": "point information jeunesse",
    "bij": "bureau information jeunesse",
    "crij": "centre regional information jeunesse",
    "mlds": "mission lutte contre decrochage scolaire",
    "dsden": "direction services departementaux education nationale",
    "mairie": "commune",
    "ville": "commune",
    "st": "saint",
    "ste": "sainte",
    "etablissement public insertion dans emploi": "epide",
}
CIVILITIES = words("m mr mme mlle melle mmes mm monsieur madame mademoiselle dr docteur me maitre m me mrs")
#: Words of a function, for what stands beside a name in its cell.
FUNCTIONS = words("""
    directeur directrice dir adjoint adjointe chef cheffe responsable resp coordinateur coordinatrice coordonnateur
    coordonnatrice conseiller conseillere cpe cop psyen proviseur proviseure principal principale president
    presidente charge chargee referent referente assistant assistante educateur educatrice animateur animatrice
    formateur formatrice maire elu elue secretaire delegue deleguee inspecteur inspectrice ien gestionnaire
    technicien technicienne manager psychologue infirmier infirmiere professeur enseignant enseignante mediateur
    mediatrice gerant gerante titulaire suppleant suppleante remplacant remplacante service pole mission insertion
""")
#: Particles that belong to the last name.
PARTICLES = words("de du des d la le les el al ben bel van von der den da dos di del della ould ait mac mc saint san")
#: First names that are also common last names are left out: the order is then the usual one.
USUAL_FIRST_NAMES = words("""
    adele agathe agnes aicha alain alexandra alexandre alexis alice aline amandine amelie amina anais andre
    angelique anna anne annick annie antoine arnaud arthur audrey aurelie aurelien axel baptiste beatrice benedicte
    benjamin benoit bernadette bernard bertrand brigitte bruno camille carine carole caroline catherine cecile
    cedric celia celine chantal charles charlotte chloe christelle christian christiane christine christophe claire
    clara claude claudine clement clemence coralie corinne cyril damien daniel daniele danielle david deborah
    delphine denis denise didier dominique dorothee edith edouard elisabeth elise elodie emilie emma emmanuel
    emmanuelle eric estelle etienne eva evelyne fabien fabienne fabrice fanny farid fatiha fatima fatou florence
    florent florian francine francis francois francoise frederic frederique gabriel gabrielle genevieve georges
    gerald geraldine gerard ghislaine gilbert gilles gregory guillaume gwenaelle hakim hassan helene henri herve
    hugo hugues ines ingrid irene isabelle ivan jacqueline jacques jean jeanne jeannine jennifer jeremy jerome
    jessica joel joelle johanna jonathan josephine josette josiane julie julien juliette justine karim karine karima
    kevin khadija laetitia latifa laura laure laurence laurent lea leila leo lina lionel lisa louis louise lucas luc
    lucie lucien lucile ludivine ludovic lydia lydie madeleine magali malika manon manuel marc marcel marguerite
    marianne marie marina marion marjorie martine mathieu mathilde matthieu maud maurice maxime melanie melissa
    michel michele micheline mireille mohamed mohammed monique morgane muriel myriam nabil nadege nadia nadine najat
    nathalie nicolas nicole noemie nora odile olivier ophelie oceane pascal pascale patrice patricia patrick paul
    paula pauline perrine philippe pierre quentin rachel rachid raphael raymond rebecca regine regis remi renaud
    rene renee richard robert roger roland romain rose roxane sabine sabrina said salima samia samir samira samuel
    sandra sandrine sarah sebastien serge severine simone sofia solange sonia sophie stephane stephanie suzanne
    sylvain sylvaine sylvie tatiana theo therese thibault thierry thomas valentin valerie vanessa veronique victor
    vincent virginie viviane william xavier yann yannick yasmina yasmine yolande youssef yves yvette yvon yvonne zoe
    zohra
""")
#: Domains of anybody's mailbox: they say nothing about an organisation.
COMMON_MAIL_DOMAINS = words("""
    gmail.com googlemail.com orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr hotmail.com hotmail.fr
    outlook.com outlook.fr live.fr live.com msn.com yahoo.fr yahoo.com icloud.com aol.com club-internet.fr
    numericable.fr gmx.fr gmx.com protonmail.com proton.me cegetel.net aliceadsl.fr education.gouv.fr gouv.fr
    justice.fr interieur.gouv.fr
""")
