"""People as they are written in cells: two in one, civility and function around the name."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PersonCell:
    """A person as read; ``doubt`` says what could not be understood ("" for nothing)."""

    first_name: str
    last_name: str
    email: str = ""
    phone: str = ""
    function: str = ""
    doubt: str = ""


def read_people(names: str, *, emails: str = "", phones: str = "", function: str = "") -> list[PersonCell]:
    """Return the people of a cell of ``names``, with mails, phones and functions of the cells beside, in their order."""
    raise NotImplementedError
