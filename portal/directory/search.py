"""What the search of the directory reads, and how words are looked for in it."""

from portal.core.fold import fold

#: More words than that narrow nothing down.
MAX_WORDS = 8


def organisation_text(organisation, sites=None) -> str:
    """Return the folded text of an organisation: its name first, which also sorts it, then what else finds it.

    ``sites`` are its open places where they are known already, for one that is not stored; else they are read.
    """
    actor_type = organisation.actor_type
    parts = [organisation.name, organisation.short_name, actor_type.name, *actor_type.aliases, organisation.uai]
    if sites is None and organisation.pk:
        sites = organisation.sites.filter(closed_at__isnull=True).select_related("commune")
    for site in sites or ():
        parts += [site.name, site.commune.name if site.commune else "", site.postcode]
    return "\n".join(filter(None, (fold(part) for part in parts)))


def person_text(person) -> str:
    """Return the folded text of a person, the last name first, which also sorts it."""
    return fold(f"{person.last_name} {person.first_name}")


def matching(queryset, text: str, column: str = "search_text"):
    """Return the rows whose ``column`` holds every word of ``text``, in any order; all rows for an empty text."""
    for word in fold(text).split()[:MAX_WORDS]:
        queryset = queryset.filter(**{f"{column}__contains": word})
    return queryset
