"""What a server meant when it refused a mail: from its codes to a fault that people can act upon. Pure.

Sources: RFC 3463 (enhanced codes, registry of IANA) and RFC 5321 §4.2.3 (three-digit replies).
"""

import re
from enum import StrEnum

#: "5.1.1", not the middle of an IP address or of a version.
ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
_REPLY = re.compile(r"(?<![\d.])([45])\d\d(?![\d.])")


class Fault(StrEnum):
    """What is wrong, as far as the server says."""

    NO_BOX = "no_box"
    NO_DOMAIN = "no_domain"
    FULL = "full"
    TOO_LARGE = "too_large"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    OTHER = "other"

    @property
    def is_of_address(self) -> bool:
        """Tell whether nothing sent to this address can ever arrive."""
        return self in (Fault.NO_BOX, Fault.NO_DOMAIN)


#: (subject, detail) of enhanced codes of class 5; a detail of None stands for all others of the subject.
_MEANINGS = {
    (0, None): Fault.NO_BOX,  # "other", which small servers say of an unknown user
    (1, 2): Fault.NO_DOMAIN,
    (1, 10): Fault.NO_DOMAIN,  # the domain takes no mail at all (null MX)
    (1, 7): Fault.REFUSED,  # our own address as sender
    (1, 8): Fault.REFUSED,
    (1, 9): Fault.REFUSED,
    (1, None): Fault.NO_BOX,
    (2, 1): Fault.NO_BOX,  # the box was closed
    (2, 2): Fault.FULL,
    (2, 3): Fault.TOO_LARGE,
    (3, 4): Fault.TOO_LARGE,
    (4, 1): Fault.NO_BOX,  # what Microsoft answers for a recipient that it does not know
    (4, 4): Fault.NO_DOMAIN,
    (4, 310): Fault.NO_DOMAIN,  # Microsoft: the domain does not exist
    (4, None): Fault.UNREACHABLE,
    (7, None): Fault.REFUSED,
}
_REPLIES = {
    "550": Fault.NO_BOX,
    "551": Fault.NO_BOX,
    "553": Fault.NO_BOX,
    "552": Fault.FULL,
    "554": Fault.REFUSED,
}


def fault_of(words: str) -> Fault:
    """Return what the codes in ``words`` mean: the first enhanced one, else the first three-digit reply.

    Class 4 never blames the address: such a server may take the mail tomorrow.
    """
    enhanced = ENHANCED.search(words)
    if enhanced and enhanced[1] != "2":
        subject, detail = int(enhanced[2]), int(enhanced[3])
        meaning = _MEANINGS.get((subject, detail)) or _MEANINGS.get((subject, None), Fault.OTHER)
        if enhanced[1] == "5":
            return meaning
        return Fault.UNREACHABLE if meaning.is_of_address else meaning
    reply = _REPLY.search(words)
    if reply is None:
        return Fault.OTHER
    return _REPLIES.get(reply[0], Fault.OTHER if reply[1] == "5" else Fault.UNREACHABLE)
