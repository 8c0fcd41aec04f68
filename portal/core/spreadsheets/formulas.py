"""What a spreadsheet program takes for a formula, and the sign by which a CSV says "this is text" (SECURITY D-73)."""

#: What begins a formula in some spreadsheet program, the full-width signs included (OWASP, CSV injection).
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Every spreadsheet program reads it as "this is a text"; a person reads over it.
GUARD = "'"


def begins_formula(text: str) -> bool:
    """Tell whether a spreadsheet program could read ``text`` as a formula, blanks before it or not."""
    return text.startswith(FORMULA_SIGNS) or text.lstrip().startswith(FORMULA_SIGNS)


def guarded(text: str) -> str:
    """Return ``text`` as a cell of a CSV that no program takes for a formula."""
    return GUARD + text if begins_formula(text) else text


def unguarded(text: str) -> str:
    """Return the text that ``guarded`` was given: a list that was exported and comes back is the same list."""
    bare = text.removeprefix(GUARD)
    return bare if begins_formula(bare) else text
