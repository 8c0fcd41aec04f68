"""What the search of the map reads (the directory's ``matching`` looks for words in it)."""

from portal.core.fold import fold


def type_text(solution_type) -> str:
    """Return the folded text of a type: its name and its former and other names."""
    return fold(" ".join([solution_type.name, *solution_type.aliases]))


def solution_text(solution) -> str:
    """Return the folded text of a saved solution: its name first, which also sorts it, then what else finds it.

    Its type with former names, needs, providers, and where it takes place.
    """
    sites = solution.sites.select_related("commune")
    return text_of(solution, solution.needs.all(), solution.providers.all(), sites)


def text_of(solution, needs, providers, sites) -> str:
    """Return the same from lists that are known already, without a query: for many solutions at once."""
    kind = solution.solution_type
    parts = [solution.name, kind.name, *kind.aliases, solution.summary]
    parts += [need.name for need in needs]
    for provider in providers:
        parts += [provider.name, provider.short_name]
    for site in sites:
        parts += [site.name, site.commune.name if site.commune else "", site.postcode]
    return "\n".join(filter(None, (fold(part) for part in parts)))
