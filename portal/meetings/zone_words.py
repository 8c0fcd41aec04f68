"""Time zones in words, for the hours of platforms that do not share one."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

#: Every zone of France (IANA); Saint-Barthélemy and Saint-Martin read Guadeloupe's clocks under names of their own.
_WORDS = {
    "Europe/Paris": gettext_noop("Paris time"),
    "America/Guadeloupe": gettext_noop("Guadeloupe time"),
    "America/St_Barthelemy": gettext_noop("Saint-Barthélemy time"),
    "America/Marigot": gettext_noop("Saint-Martin time"),
    "America/Martinique": gettext_noop("Martinique time"),
    "America/Cayenne": gettext_noop("French Guiana time"),
    "America/Miquelon": gettext_noop("Saint-Pierre-et-Miquelon time"),
    "Indian/Reunion": gettext_noop("Réunion time"),
    "Indian/Mayotte": gettext_noop("Mayotte time"),
    "Pacific/Noumea": gettext_noop("Nouméa time"),
    "Pacific/Tahiti": gettext_noop("Tahiti time"),
    "Pacific/Wallis": gettext_noop("Wallis time"),
}


def zone_words(name: str) -> str:
    """Return "Réunion time" for the IANA ``name`` of a zone; the name itself for one outside of France."""
    return _(_WORDS[name]) if name in _WORDS else name
