"""What is said, decided and promised in the meetings of the demonstration. Never about a young person."""

from portal.meetings.enums import AgendaItemKind

#: kind of agenda item → notes; the numbers are filled in
NOTES = {
    AgendaItemKind.OPEN_ACTIONS: (
        "<p>Revue des actions en cours\u202f: {n} sont closes, les autres restent portées par les mêmes "
        "organismes.</p>",
    ),
    AgendaItemKind.PLACES: (
        "<p>Tour de table des places libres\u202f:</p><ul><li>lycées professionnels\u202f: {n} places en "
        "CAP\u202f;</li>"
        "<li>GRETA\u202f: une entrée possible en début de mois\u202f;</li>"
        "<li>École de la deuxième chance\u202f: {m} places.</li></ul>",
        "<p>Les établissements confirment {n} places. Deux sessions courtes ouvrent avant les prochaines vacances.</p>",
    ),
    AgendaItemKind.TOPIC: (
        "<p>Point d’étape partagé. Les vérifications sont terminées pour {n} établissements, les autres "
        "répondent cette "
        "semaine.</p>",
        "<p>Les participants conviennent d’un calendrier commun et d’un modèle unique de message\u202f:</p>"
        "<ul><li>relance téléphonique en soirée\u202f;</li><li>courrier aux familles sans réponse.</li></ul>",
        "<p>Échange sur les freins rencontrés\u202f: transports, délais d’entrée, périodes sans session. "
        "Plusieurs pistes "
        "sont retenues.</p>",
        "<p>Un organisme présente son accueil, son public et ses délais. <strong>À retenir\u202f:</strong> "
        "un seul contact "
        "pour toutes les orientations.</p>",
        "<p>La participation est en hausse et les contacts plus rapides. Restent à améliorer les réponses aux "
        "convocations et la mise à jour des places.</p>",
        "",
    ),
}
DECISIONS = (
    "Les établissements répondent aux vérifications sous dix jours.",
    "Une permanence commune est tenue chaque mercredi après-midi jusqu’à la fin de la campagne.",
    "Chaque partenaire met à jour ses places avant la réunion suivante.",
    "La prochaine réunion de cercle 2 accueille une présentation d’entreprise.",
    "Le message aux familles est commun à tous les partenaires.",
    "Les appels en soirée sont partagés entre le CIO et la mission locale.",
    "Une visite des ateliers du CFA est organisée au prochain trimestre.",
    "Les absences répétées font l’objet d’un appel des responsables.",
    "Le calendrier du second semestre est adopté.",
)
ACTIONS = (
    "Envoyer la liste des places vacantes de CAP",
    "Relancer les établissements qui n’ont pas répondu aux vérifications",
    "Préparer le modèle de courrier aux familles",
    "Organiser la visite des ateliers du CFA",
    "Prendre contact avec le club d’entreprises pour un forum",
    "Mettre à jour la fiche de présentation",
    "Réserver la salle pour le forum de printemps",
    "Transmettre le calendrier des sessions courtes",
    "Proposer deux dates pour la formation commune à l’entretien",
    "Recenser les solutions de transport vers les ateliers",
    "Vérifier les coordonnées des référents décrochage",
    "Présenter l’offre de remobilisation à la prochaine réunion",
    "Rédiger le bilan de la campagne",
    "Inviter la chambre d’agriculture à une réunion",
    "Diffuser l’affiche de la plateforme dans les communes",
)
CANCEL_REASONS = (
    "Salle indisponible, les points sont reportés à la réunion suivante.",
    "Conseils d’administration le même jour dans la plupart des établissements.",
    "Alerte météorologique, déplacements déconseillés.",
)
