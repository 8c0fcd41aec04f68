"""Which numbering plan a number without country code is read by: the one of the place where it rings."""

from .models import Commune, Platform, Site

#: ISO 3166 codes of the territories whose communes begin so (INSEE, Code officiel géographique).
BY_INSEE = {
    "971": "GP",
    "972": "MQ",
    "973": "GF",
    "974": "RE",
    "975": "PM",
    "976": "YT",
    "977": "BL",
    "978": "MF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}
#: The same by time zone, which every platform has.
BY_TIME_ZONE = {
    "America/Guadeloupe": "GP",
    "America/Martinique": "MQ",
    "America/Cayenne": "GF",
    "America/Miquelon": "PM",
    "Indian/Reunion": "RE",
    "Indian/Mayotte": "YT",
    "Pacific/Noumea": "NC",
    "Pacific/Tahiti": "PF",
    "Pacific/Wallis": "WF",
}
FRANCE = "FR"


def region_of_platform(platform: Platform | None) -> str:
    """Return the ISO 3166 code of the numbering plan of a platform, of France without one."""
    return BY_TIME_ZONE.get(platform.timezone, FRANCE) if platform else FRANCE


def region_of_commune(commune: Commune | None) -> str:
    """Return the ISO 3166 code of the numbering plan of a commune, of France without one."""
    return BY_INSEE.get(commune.insee[:3], FRANCE) if commune else FRANCE


def region_of_organisation(organisation) -> str:
    """Return the ISO 3166 code of the numbering plan of an organisation, by its first site in a known commune."""
    if organisation.pk is None:
        return FRANCE
    sites = Site.objects.filter(organisation=organisation, commune__isnull=False)
    site = sites.select_related("commune").first()
    return region_of_commune(site.commune) if site else FRANCE
