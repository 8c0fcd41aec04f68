"""Which role gets which answer. DESIGN §4 gives the roles, one column each."""

from enum import StrEnum


class Role(StrEnum):
    """A way of standing towards platform A; every role but the last two belongs to A alone."""

    VISITOR = "visitor"  # not signed in
    NOBODY = "nobody"  # an account without role or delegation
    FOREIGN = "foreign"  # a circle 1 member of platform B, covered there
    CIRCLE_2 = "circle_2"  # covered by a signature
    CIRCLE_2_UNSIGNED = "circle_2_unsigned"
    CIRCLE_1 = "circle_1"  # covered by a signature
    CIRCLE_1_UNSIGNED = "circle_1_unsigned"
    GUEST = "guest"  # invited to one circle 1 meeting, no delegation
    EDITOR = "editor"  # keeps the sheet of one organisation
    OFFICER = "officer"
    ASSISTANT = "assistant"
    LEAD = "lead"
    COORDINATOR = "coordinator"  # of the department of A, covered by a signature
    ADMINISTRATOR = "administrator"


class Got(StrEnum):
    """What came back."""

    OK = "ok"
    SIGN_IN = "sign-in"
    FORBIDDEN = "403"
    NOT_FOUND = "404"


TEAM = {Role.OFFICER, Role.ASSISTANT, Role.LEAD}
SIGNED_IN = set(Role) - {Role.VISITOR}
CIRCLE_1 = {Role.CIRCLE_1, Role.CIRCLE_1_UNSIGNED}
CIRCLE_2 = {Role.CIRCLE_2, Role.CIRCLE_2_UNSIGNED}
MEMBERS = CIRCLE_1 | CIRCLE_2
NETWORK = TEAM | MEMBERS | {Role.COORDINATOR}
PROFESSIONALS = NETWORK | {Role.FOREIGN, Role.EDITOR, Role.ADMINISTRATOR}
#: Who holds nothing in platform B: what they get there is what an outsider gets.
OUTSIDE_B = set(Role) - {Role.VISITOR, Role.NOBODY, Role.FOREIGN, Role.ADMINISTRATOR}


class Policy:
    """The answers to one method at one address, for the rows of platform A and for the same rows of platform B."""

    def __init__(
        self, *, ok=(), forbidden=(), visitor=Got.SIGN_IN, elsewhere=None, elsewhere_ok=(), elsewhere_forbidden=()
    ):
        self.ok, self.forbidden = set(ok), set(forbidden)
        self.visitor = visitor
        #: What outsiders get at the same address of B when it is not "does not exist".
        self.elsewhere = elsewhere or Got.NOT_FOUND
        self.elsewhere_ok = set(elsewhere_ok)
        self.elsewhere_forbidden = set(elsewhere_forbidden)

    def own(self, role: Role) -> Got:
        """Return the answer to ``role`` at a row of platform A."""
        if role in self.ok:
            return Got.OK
        if role in self.forbidden:
            return Got.FORBIDDEN
        return self.visitor if role == Role.VISITOR else Got.NOT_FOUND

    def foreign(self, role: Role) -> Got:
        """Return the answer to ``role`` at the same row of platform B, where only FOREIGN is a member."""
        if role == Role.FOREIGN:
            return self.own(Role.CIRCLE_1)
        if role in OUTSIDE_B:
            if role in self.elsewhere_ok:
                return Got.OK
            return Got.FORBIDDEN if role in self.elsewhere_forbidden else self.elsewhere
        return self.own(role)


def only(*groups, forbidden=(), **more) -> Policy:
    """Return the policy "ok" for the roles of ``groups``, 403 for ``forbidden``, the rest as if it did not exist."""
    ok = set().union(*(group if isinstance(group, set | frozenset) else {group} for group in groups))
    return Policy(ok=ok, forbidden=set(forbidden) - ok, **more)


PUBLIC = Policy(ok=set(Role), elsewhere=Got.OK)
#: Any account, about itself: there is no row of somebody else in the address.
ANY_ACCOUNT = Policy(ok=SIGNED_IN, elsewhere=Got.OK)
PROFESSIONAL = Policy(ok=PROFESSIONALS, elsewhere_ok=PROFESSIONALS)
