"""Closed lists of folded words that the nominative-data guard reads names with."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# First names frequent among those born in France, overseas included, between 1996 and 2012. Names that are also
# common words, months or places are left out: they only sharpen the guard, which sees other names after « jeune ».
FIRST_NAMES = _words(
    """
    aaron abdallah abdel abdou abdoulaye abel adam adel adele adem adil adrien agathe ahmed aicha aissata aissatou
    alan alban alex alexandra alexandre alexia alexis ali alice alicia alina aline alison alix alizee allan alya
    alyssa amadou amandine amaury ambre amel amelie amina aminata amine amir anais anas andrea andreas andy angela
    angelina angelique anissa anna annabelle anne anouk anthony antoine antonin antony apolline arnaud aron arthur
    arwa asma assia astrid audrey augustin aurelie aurelien aurore awa axel axelle aya ayden aylin aymen aymeric
    ayoub aziz baptiste bastien benjamin benoit bilal bilel boubacar brahim brandon brayan brian bruno bryan camelia
    camille candice capucine carla caroline cassandra cecile cedric celia celine chaima charlene charles charlie
    charline charlotte chems cheyenne chloe christelle christian christophe cindy claire clara clarisse claudia clea
    clelia clemence clement clementine cloe coline constance corentin coumba cyprien cyril cyrille damien dan daniel
    daouda david deborah delphine diane dimitri djibril donovan dorian doriane driss dylan eddy eden edgar edouard
    elena eleonore elia elias elif eliot eliott elisa elisabeth elise ella elodie eloise elona elouan elsa elyes
    emeline emeric emilie emilien emma emmanuel emmanuelle emmy emre enora enzo eric erika erwan esteban estelle
    ester ethan etienne eva evan eve ewan ewen eya fabien fabio fanny fanta farah fares faris fatima fatou fatoumata
    fiona flavie flavien florent florian franck francois frederic gabin gabriel gabriela gabrielle gael gaelle
    gaetan gaspard gauthier geoffrey georges germain ghislain giulia gregoire gregory guilhem guillaume gustave
    gwenaelle hadja hadrien hajar hamza hanae hanna hannah haris haroun hassan hatice hawa heloise henri hind
    hortense houda hugo ibrahim ibrahima idris ikram ilan ilhan ilian iliana ilias illan ilona ilyas ilyes iman
    imane imran imrane inaya ines isaac isabelle ismael ismail issa ivan jade jamel jason jawad jean jeanne jennifer
    jeremie jeremy jerome jessica jessy jibril jihane joachim joan joanna jocelyn johan johann johanna johnny jonas
    jonathan jordan joris joseph josephine joshua josselin joyce juan jules julia julian juliana julie julien
    juliette justin justine kadiatou kais kamel karim karima karine kassandra katia kelly kellya kelya kenny kenza
    kerian kevin kevyn khadidja khadija khalil kiara kilian killian kimberley klara kylian kyllian laetitia lamine
    lana laura laure laurene lauriane laurine layana lea leana leandre leane leila lena lenaic lenny leo leon
    leonard leonie leonor leopold leslie lila lilia lilian liliane lilou lily lina linda lindsay lisa lisandro lise
    lison livia liya loan loane loic lola lorena lorenzo lorine loris louane louca loucas louis louisa louise
    louison louka loukas luca lucas lucie lucien lucile lucy ludivine ludovic luigi luis luka lukas luna lydia lyes
    lyna mael maelie maeline maelle maelys maeva magali mahamadou mahdi maimouna malak malek malia malik malika malo
    mamadou manel manon manuel marc marcel margaux margot maria mariam mariama marianne marie marina marion marius
    marjorie martin marvin marwa marwan maryam mateo matheo mathias mathieu mathilde mathis mathys matis matteo
    matthias matthieu maud maxence maxime maxine mayeul mayron medhi mehdi mehmet melanie melina meline melissa
    melodie melvin melvyn meriem merve mickael mickaelle miguel mila milo mina mohamadou mohamed mohammed moise mona
    morgan morgane mouhamed mounir mourad moussa mustapha myriam nabil nadia nael naila naim naomi nassim natacha
    nathalie nathan nathanael nawel nelson nicolas nicole nina nino ninon nisrine noa noah noam noe noelie noemie
    nolan nolwenn nora nordine nour noura nouria oceane olivia olivier omar ophelie oriane oscar othman othmane
    ouassim oumar oumou oussama owen pablo paolo pascal patricia patrick paul paula pauline perrine philippe
    philippine pierre quentin rachel rachid rafael raissa ramzi rania raphael raphaelle rayan rayane reda redouane
    remi remy renan ricardo rihanna riyad robin rodrigue romain romane romaric romeo romy ronan roxane ruben ryad
    ryan sabrina sacha sadio said salim salima salma salome salomee sami samia samir samira samuel samy sana sanaa
    sandra sandy sara sarah sasha satine sebastien sedra selena selim selma serena sergio shaina shana shanice
    shanna sherine sihem simon sirine sofia sofian sofiane solene soline sonia sophia sophie soraya soufiane
    souleymane soumaya stecy stella stephane stephanie steven sullivan suzanne sven swann sylvain sylvie tanguy
    tania tatiana teddy tess thais thea theo theodore theophile thibaud thibault thibaut thierry thomas tiago
    tidiane tiffany timeo timothe timothee tiphaine titouan tom tony tracy tristan typhaine ugo ulysse valentin
    valentine valerie vanessa veronique vincent violette virgile virginie wael walid warren wassim wendy wesley
    wilfried wiliam william willy wissam xavier yacine yael yahya yanis yann yannick yannis yasmina yasmine yassin
    yassine yassir yazid ylan yoan yoann yohan yohann youcef younes youness youri youssef youssouf ysaline yusuf
    yvan yves zahra zaid zakaria zakarya zeinab zineb zinedine zoe zohra
    """
)

# Words after which a person's name is the name of a place or a house: lycée Victor-Hugo, rue Jean-Jaurès.
PLACE_WORDS = _words(
    """
    allee association avenue bibliotheque boulevard campus centre cfa cite college colleges commune cours ecole erea
    espace fondation foyer groupe gymnase hopital institut institution legt lp lycee lycees mairie maison
    mediatheque mfr place pole quartier residence rue saint sainte salle square st stade ste theatre ville
    """
)

# A civility announces a professional.
CIVILITIES = _words(
    """
    docteur dr m madame maitre me mesdames messieurs mlle mm mme mmes monsieur
    """
)

# Capitalised words that follow « jeune » without naming anyone.
NOT_NAMES = _words(
    """
    accompagne accueil affelnet afpa aout avril cio civique contrat decembre departement dimanche ecoute education
    emploi engagement epide espace est etat europe europeen fevrier foquale francais francaise france garantie greta
    info information janvier jeudi juillet juin locale locales lundi lyon mai majeur mardi mars marseille mercredi
    mission missions mlds nationale non nord novembre octobre ouest parcoursup paris plateforme point psad region
    reunion rio samedi septembre service siei sud travail union vendredi
    """
)

# Mail domains of private persons.
PERSONAL_MAIL = _words(
    """
    aol.com bbox.fr free.fr gmail.com gmx.fr googlemail.com hotmail.com hotmail.fr icloud.com laposte.net live.com
    live.fr me.com msn.com neuf.fr numericable.fr orange.fr outlook.com outlook.fr proton.me protonmail.com sfr.fr
    wanadoo.fr yahoo.com yahoo.fr ymail.com
    """
)
