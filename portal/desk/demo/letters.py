"""Mission letters of the teams: most in force, one that ends soon, one that is missing."""

import datetime as dt

from django.core.files.base import ContentFile

from portal.core.actors import SYSTEM
from portal.core.french_dates import format_date
from portal.core.printing import document, render_pdf
from portal.directory.enums import PlatformRoleKind
from portal.directory.services.checks import version_of
from portal.directory.services.letters import LETTER_FIELDS, LetterDates, save_letter

from .world import HOME, PlatformDemo, World

TEMPLATE = "desk/demo_letter.typ"
#: The platform whose second lead has to be given a new letter, and the one whose assistant has none yet.
ENDING, MISSING = HOME, "aix-salon"
#: Days until the letter that ends soon is over.
SOON = 41
_AUTHORS = {
    PlatformRoleKind.LEAD: "Les autorités de tutelle de la plateforme",
    PlatformRoleKind.ASSISTANT: "Les responsables de la plateforme",
}
_MISSIONS = {
    PlatformRoleKind.LEAD: "animer le réseau des partenaires, préparer et conduire ses réunions, en rendre compte",
    PlatformRoleKind.ASSISTANT: "préparer les réunions, tenir l’annuaire à jour et suivre les actions décidées",
}


def build_letters(world: World) -> None:
    """Give leads and assistants their letters, through the service that everybody uses."""
    for slug, built in world.platforms.items():
        leads = 0
        for role in built.team:
            if role.kind not in _MISSIONS:
                continue
            leads += role.kind == PlatformRoleKind.LEAD
            if slug == MISSING and role.kind == PlatformRoleKind.ASSISTANT:
                continue
            ends_soon = slug == ENDING and role.kind == PlatformRoleKind.LEAD and leads == 2
            _put(world, built, role, ends_soon=ends_soon)


def _put(world: World, built: PlatformDemo, role, *, ends_soon: bool) -> None:
    ends = world.today + dt.timedelta(days=SOON) if ends_soon else dt.date(world.school_year + 2, 8, 31)
    dates = LetterDates(letter_from=role.since, letter_to=ends)
    upload = ContentFile(_pdf(built, role, dates), name="Lettre de mission.pdf")
    save_letter(role, dates, upload=upload, version=version_of(role, LETTER_FIELDS), by=SYSTEM)


def _pdf(built: PlatformDemo, role, dates: LetterDates) -> bytes:
    first, last = (format_date(day, weekday=False) for day in (dates.letter_from, dates.letter_to))
    paragraphs = [
        f"{_AUTHORS[role.kind]} confient à {role.person} la mission suivante\u202f: {_MISSIONS[role.kind]}.",
        f"La mission court du {first} au {last}.",
        "Document inventé pour la démonstration\u202f: ni les personnes ni les signataires n’existent.",
    ]
    header = document(title="Lettre de mission", day=dates.letter_from, platform=str(built.platform))
    return render_pdf(TEMPLATE, {"document": header, "paragraphs": paragraphs})
