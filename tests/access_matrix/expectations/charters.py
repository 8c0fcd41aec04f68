"""The answer that every address of the charters owes to every role (DESIGN §4, §5)."""

from ..policies import ANY_ACCOUNT, NETWORK, TEAM, Role, only
from .base import Expectation, pk, slug

#: Coordinators sign for the platforms of their territory; guests for the meeting they come to.
STANDS = NETWORK | {Role.GUEST}
LEADS_ONLY = only(Role.LEAD, forbidden=STANDS)


CHARTERS = [
    Expectation("charters:my_charters", ANY_ACCOUNT),
    Expectation("charters:platform_charters", only(STANDS), of=slug),
    Expectation("charters:charter_edit", LEADS_ONLY, LEADS_ONLY, of=slug),
    Expectation("charters:charter_drop", None, LEADS_ONLY, of=slug),
    Expectation("charters:charter_publish", LEADS_ONLY, LEADS_ONLY, of=slug),
    Expectation("charters:charter_register", only(TEAM, forbidden=STANDS), of=slug),
    Expectation("charters:version", only(STANDS), of=pk("version")),
    Expectation("charters:sign", only(STANDS), only(STANDS), of=pk("version")),
    Expectation("charters:refuse", only(STANDS), only(STANDS), of=pk("version")),
    # One's own evidence alone (D-59): the register tells the team what they need.
    Expectation("charters:attestation", only(Role.CIRCLE_1), of=pk("signature")),
    Expectation("charters:withdraw", only(Role.CIRCLE_1), only(Role.CIRCLE_1), of=pk("signature")),
]
