"""The fields of a sheet of solutions, and the headers under which leads write them."""

import re

from django.utils.translation import gettext as _

from portal.core.fold import fold
from portal.directory.importing.columns import ImportField

_HEADERS = {
    "name": """
        solution, solutions, nom, nom de la solution, intitule, intitule de la solution, action, actions,
        dispositif, dispositifs, formation, formations, intitule de l action, nom de l action, nom du
        dispositif, libelle, offre, intitule de la formation, titre, nom de la formation, parcours
    """,
    "solution_type": """
        type, type de solution, type d action, categorie, nature, famille, type de dispositif, type de
        parcours, typologie
    """,
    "needs": """
        besoin, besoins, besoins couverts, thematique, thematiques, theme, themes, objectif, objectifs,
        freins, frein, problematique, problematiques, reponse a
    """,
    "audiences": """
        public, publics, public cible, publics cibles, public vise, publics vises, public concerne,
        beneficiaires, pour qui
    """,
    "age": "age, ages, tranche d age, age du public, ages concernes, age mini maxi, age requis",
    "age_min": "age minimum, age mini, age min, a partir de",
    "age_max": "age maximum, age maxi, age max, jusqu a",
    "levels": """
        niveau, niveaux, niveau a l entree, niveau d entree, niveau requis, prerequis scolaire, niveau
        scolaire, diplome
    """,
    "conditions": """
        conditions, condition, prerequis, pre requis, conditions d acces, criteres, conditions d entree,
        criteres d entree, modalites d acces, modalites
    """,
    "summary": "resume, en bref, accroche, presentation, en une phrase",
    "description": "description, contenu, descriptif, details, programme, objectifs et contenu, deroulement",
    "duration": "duree, duree de l action, duree de la formation, duree du parcours, temps",
    "cost": "cout, couts, remuneration, tarif, prix, cout remuneration, indemnisation, gratuite, statut",
    "providers": """
        organisme, organismes, structure, porteur, porteurs, structure porteuse, organisme porteur,
        operateur, partenaire, etablissement, organisme de formation, propose par, portee par, porte par,
        qui, association
    """,
    "place": "lieu, lieux, ville, commune, site, adresse, localisation, lieu de l action, lieu de formation, ou",
    "how_to_orient": """
        comment orienter, orientation, modalites d orientation, prescription, comment, inscription,
        modalites d inscription, pour orienter, procedure, contact pour orienter, comment y entrer,
        modalites de prescription, positionnement
    """,
    "contact_phone": "telephone, tel, contact telephonique, numero, telephone du service, tel contact",
    "contact_email": "mail, courriel, adresse mail, email, e mail, adresse electronique, mel, contact mail",
    "website": "site internet, site web, lien, url, web, internet",
    "state": "etat, existant, situation, avancement, etat de la solution",
    "entry": """
        entree, entrees, modalites d entree, type d entree, periodicite, frequence, entrees et sorties,
        rythme, calendrier
    """,
    "start": """
        debut, date de debut, dates, date, date d entree, demarrage, date de demarrage, prochaine session,
        session, rentree, prochaine entree, prochaine date, dates de session, du
    """,
    "end": "fin, date de fin, au, fin de session",
    "deadline": "date limite, limite d inscription, inscription avant, candidater avant, date limite d inscription",
    "capacity": """
        places, nombre de places, nb places, nb de places, capacite, effectif, places au total, nombre de
        places total
    """,
    "free": """
        places disponibles, places libres, places restantes, disponibilites, nb places disponibles, reste,
        places vacantes
    """,
    "reported_on": "mise a jour, date de mise a jour, maj, places au, a jour au, mis a jour le, date maj",
}
_EMAIL = re.compile(r"[^\s@;,/]+@[^\s@;,/]+\.[A-Za-z]{2,}")
_PHONE = re.compile(r"(?:\+|00)?[\d\s.()/-]{9,40}")
_AGE = re.compile(r"\d{2} ?(?:-|–|à|/) ?\d{2} ?(?:ans)?|(?:moins|plus|à partir|dès)\D{0,12}\d{2} ?ans?", re.IGNORECASE)


def usual(name: str) -> tuple[str, ...]:
    """Return the headers of a field, folded."""
    return tuple(fold(header) for header in _HEADERS[name].split(","))


def solution_fields() -> tuple[ImportField, ...]:
    """Return the fields of a solution, its sessions and their seats, in the order of the select."""
    what, how, when = _("Solution"), _("How to get in"), _("Sessions and places")

    def field(name, label, group, *, looks_like=None, required=False):
        return ImportField(name, label, group, usual(name), required, looks_like)

    return (
        field("name", _("Name"), what, required=True),
        field("solution_type", _("Type"), what),
        field("needs", _("Needs answered"), what),
        field("audiences", _("Audiences"), what),
        field("age", _("Age"), what, looks_like=lambda cell: bool(_AGE.fullmatch(cell.strip()))),
        field("age_min", _("Youngest age"), what),
        field("age_max", _("Oldest age"), what),
        field("levels", _("Levels at entry"), what),
        field("conditions", _("Conditions"), what),
        field("summary", _("In one sentence"), what),
        field("description", _("Description"), what),
        field("duration", _("Duration"), what),
        field("cost", _("Cost or pay"), what),
        field("state", _("Existing or to create"), what),
        field("providers", _("Provided by"), how),
        field("place", _("Place"), how),
        field("how_to_orient", _("How to orient"), how),
        field("contact_phone", _("Phone"), how, looks_like=lambda cell: bool(_PHONE.fullmatch(cell.strip()))),
        field("contact_email", _("E-mail"), how, looks_like=lambda cell: bool(_EMAIL.search(cell))),
        field("website", _("Web site"), how),
        field("entry", _("All year round, on dates, on demand"), when),
        field("start", _("First day"), when),
        field("end", _("Last day"), when),
        field("deadline", _("Apply until"), when),
        field("capacity", _("Places in all"), when),
        field("free", _("Free places"), when),
        field("reported_on", _("Free places said on"), when),
    )
