"""The headers under which leads write each field of the directory's import, folded."""

_HEADERS = {
    "name": """
        structure, structures, organisme, organismes, nom de la structure, nom structure, organisation, nom de l
        organisme, nom organisme, etablissement, etablissements, nom de l etablissement, nom etablissement,
        institution, institutions, partenaire, partenaires, nom du partenaire, acteur, acteurs, denomination, raison
        sociale, intitule, libelle, association, entite, employeur, nom, nom usuel, membre, membres, service,
        structure organisme, organisme structure
    """,
    "short_name": """
        sigle, acronyme, nom court, abreviation, sigles
    """,
    "actor_type": """
        type, type de structure, type d acteur, categorie, nature, type d organisme, type structure, famille, type d
        etablissement, type etablissement, categorie d acteur, nature de la structure, typologie
    """,
    "siret": """
        siret, n siret, no siret, numero siret, n de siret
    """,
    "uai": """
        uai, rne, code uai, n uai, code rne, code etablissement, numero uai
    """,
    "address": """
        adresse, adresse postale, rue, adresses, adresse 1, adr, voie, adresse de la structure, adresse structure, n
        et rue, numero et rue, no et rue
    """,
    "postcode": """
        cp, code postal, code, c p, cod postal
    """,
    "commune": """
        ville, commune, localite, villes, communes, lieu, commune d implantation
    """,
    "phone": """
        standard, tel standard, telephone standard
    """,
    "email": """
        mail generique, mail structure
    """,
    "website": """
        site, site web, site internet, url, web, internet, adresse web, lien
    """,
    "missions": """
        missions, mission, activite, activites, objet, description, role
    """,
    "circle": """
        cercle, cercles, n cercle, cercle 1 ou 2, cercle 1 2, niveau
    """,
    "status": """
        statut, etat, mobilisation, engagement, avancement, etat mobilisation, accord, mobilise, situation,
        participation, reponse
    """,
    "next_step": """
        observations, observation, commentaire, commentaires, remarque, remarques, suite, suites, suites a donner, a
        faire, notes, note, prochaine etape, divers, relance
    """,
    "since": """
        depuis, date d entree, date entree, membre depuis, date, entree, date d adhesion, arrivee, depuis le, date
        de debut, annee
    """,
    "person": """
        contact, contacts, referent, referente, referents, referent e, representant, representante, representants,
        representant e, interlocuteur, interlocutrice, interlocuteurs, responsable, titulaire, personne, personnes,
        nom prenom, prenom nom, nom et prenom, prenom et nom, noms prenoms, noms et prenoms, personne ressource,
        personne contact, personne referente, correspondant, correspondante, delegue, participant, nom du contact,
        nom contact, nom referent, nom du referent, nom de la personne, identite, membre titulaire, directeur,
        direction, nom du representant, qui, nom prenom du referent
    """,
    "person_civility": """
        civilite, civ, titre, m mme, mme m, genre
    """,
    "person_first_name": """
        prenom, prenoms, prenom contact, prenom du contact
    """,
    "person_last_name": """
        nom, noms, nom de famille, nom contact, nom du contact, nom referent, nom du referent
    """,
    "person_function": """
        fonction, fonctions, poste, qualite, profession, titre, role, emploi
    """,
    "person_email": """
        mail contact, mail referent
    """,
    "person_phone": """
        portable, mobile, tel portable, telephone portable, gsm, port, tel mobile, telephone mobile
    """,
    "substitute": """
        suppleant, suppleante, suppleants, remplacant, suppleant e, suppleance
    """,
    "any_email": """
        mail, mel, email, e mail, courriel, adresse mail, adresse mel, adresse email, adresse e mail, mails, emails,
        courriels, adresse electronique, messagerie, mails contact, courrier electronique, adresse courriel
    """,
    "any_phone": """
        tel, telephone, tel fixe, telephone fixe, fixe, tels, telephones, numero, n tel, n telephone, n de
        telephone, numero de telephone, ligne directe, coordonnees telephoniques, tph, phone
    """,
}


def usual_headers(*names: str) -> tuple[str, ...]:
    """Return the headers of the lists ``names``: of a field, "any_email" and "any_phone" for either scope."""
    return tuple(header for name in names for header in " ".join(_HEADERS[name].split()).split(", "))
