"""The answer that every address of the other apps owes to every role (DESIGN §4, §5)."""

from ..policies import ANY_ACCOUNT, PUBLIC, TEAM, Got, Policy, Role, only
from .base import Expectation, pk, slug

#: The demonstration's mail page does not exist elsewhere.
DEMO_ONLY = Policy(visitor=Got.NOT_FOUND, elsewhere=Got.NOT_FOUND)

OTHERS = [
    Expectation("core:health", PUBLIC),
    Expectation("core:robots", PUBLIC),
    Expectation("core:security_txt", PUBLIC),
    Expectation("core:set_language", None, PUBLIC),
    Expectation("core:components", Policy(ok={Role.ADMINISTRATOR}, visitor=Got.NOT_FOUND)),
    Expectation("pages:home", PUBLIC),
    Expectation("desk:dashboard", ANY_ACCOUNT),
    Expectation("desk:platform", PUBLIC, of=slug),
    Expectation("accounts:my_account", ANY_ACCOUNT),
    Expectation("accounts:second_factor", ANY_ACCOUNT),
    Expectation(
        "accounts:invitation_accept",
        Policy(visitor=Got.NOT_FOUND),
        Policy(visitor=Got.NOT_FOUND),
        of=lambda side: {"token": "unknown"},
    ),
    # Each sees the mails that they caused, and the team those of its platform, never their text.
    Expectation("mailing:undelivered", ANY_ACCOUNT, ANY_ACCOUNT),
    Expectation("mailing:mail_again", None, only(TEAM, Role.ADMINISTRATOR), of=pk("failed_mail")),
    Expectation("mailing:mail_set_aside", None, only(TEAM, Role.ADMINISTRATOR), of=pk("failed_mail")),
    Expectation("mailing:demo_mails", DEMO_ONLY),
    Expectation("mailing:demo_mail", DEMO_ONLY, of=pk("mail")),
    Expectation("mailing:demo_mail_calendar", DEMO_ONLY, of=pk("mail")),
]
