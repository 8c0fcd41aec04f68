"""Small French grammar for generated names, and the spaces of French typography."""

import re

_BEFORE_SIGN = re.compile(r" (?=[:;?!%])")


def words(text: str, separator: str | None = None) -> tuple[str, ...]:
    """Return the words of ``text``, or its parts between ``separator``."""
    return tuple(text.split(separator))


def of(name: str) -> str:
    """Return ``name`` with "de" in front: "de Marseille", "d’Aix", "du Port", "des Pennes", "de La Ciotat"."""
    first, _space, rest = name.partition(" ")
    if first == "Le":
        return f"du {rest}"
    if first == "Les":
        return f"des {rest}"
    if first[0].upper() in "AEIOUYÀÂÉÈÊÎÔ":
        return f"d’{name}"
    return f"de {name}"


def of_department(name: str) -> str:
    """Return a department with its article: "des Bouches-du-Rhône", "du Rhône", "du Puy-de-Dôme", "de La Réunion"."""
    if name.startswith(("La ", "Le ")):
        return of(name)
    if name.endswith("s-du-Rhône"):
        return f"des {name}"
    return f"du {name}"


def set_french(text: str) -> str:
    """Return ``text`` with the narrow spaces that no line breaks before a colon, a semicolon and their like."""
    return _BEFORE_SIGN.sub("\u202f", text)
