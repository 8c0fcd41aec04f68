"""The answer that every address of the directory owes to every role (DESIGN §4, §5)."""

from ..policies import NETWORK, PROFESSIONALS, PUBLIC, SIGNED_IN, TEAM, Got, Role, only
from .base import Expectation, pk, slug, within_platform

A, C, E, L = Role.ADMINISTRATOR, Role.COORDINATOR, Role.EDITOR, Role.LEAD

MEMBERS_PAGE = only(NETWORK, A)
MANAGE = only(TEAM, A, forbidden=NETWORK)
#: A platform's public page is everybody's, so what one may not do there is refused, not hidden.
EDIT_PUBLIC = only(TEAM, A, forbidden=SIGNED_IN, elsewhere=Got.FORBIDDEN)
APPOINT_ASSISTANT = only(L, C, A, forbidden=NETWORK)
APPOINT_LEAD = only(C, A, forbidden=NETWORK)
#: Sheets are network-wide: every professional sees them, few edit.
SHEET = only(PROFESSIONALS, elsewhere_ok=PROFESSIONALS)
EDIT_SHEET = only(TEAM, E, A, forbidden=PROFESSIONALS, elsewhere_forbidden=PROFESSIONALS)
ACTORS = only(C, A, forbidden=PROFESSIONALS, elsewhere_forbidden=PROFESSIONALS)


def delegate(side):
    """Return the parameters of a delegate's address."""
    return {"slug": side.platform.slug, "pk": side.participation.pk, "delegate": side.delegate.pk}


def territory(side):
    """Return the parameters of a territory's address."""
    return {"slug": side.department.slug}


DIRECTORY = [
    Expectation("directory:platforms", PUBLIC),
    Expectation("directory:platform_edit", EDIT_PUBLIC, EDIT_PUBLIC, of=slug),
    Expectation("directory:members", MEMBERS_PAGE, of=slug),
    Expectation("directory:member", MEMBERS_PAGE, of=within_platform("participation")),
    Expectation("directory:board", MEMBERS_PAGE, of=slug),
    Expectation("directory:movements", MEMBERS_PAGE, of=slug),
    *(
        Expectation(f"directory:{name}", MANAGE, MANAGE, of=within_platform("participation"))
        for name in ("member_edit", "member_place", "member_end", "delegate_add")
    ),
    Expectation("directory:organisation_add", MANAGE, of=slug),
    Expectation("directory:organisation_new", MANAGE, MANAGE, of=slug),
    Expectation("directory:member_add", MANAGE, MANAGE, of=within_platform("unattached", "organisation")),
    Expectation("directory:delegate_end", MANAGE, MANAGE, of=delegate),
    Expectation("directory:person_edit", MANAGE, MANAGE, of=within_platform("person")),
    Expectation("directory:invite", None, MANAGE, of=within_platform("person")),
    Expectation("directory:team", MEMBERS_PAGE, of=slug),
    Expectation("directory:role_add", APPOINT_ASSISTANT, APPOINT_ASSISTANT, of=slug),
    Expectation("directory:role_end", APPOINT_LEAD, APPOINT_LEAD, of=within_platform("role")),
    Expectation("directory:calendar", MEMBERS_PAGE, of=slug),
    Expectation("directory:campaign_add", MANAGE, MANAGE, of=slug),
    Expectation("directory:campaign_edit", MANAGE, MANAGE, of=within_platform("campaign")),
    Expectation("directory:campaign_remove", None, MANAGE, of=within_platform("campaign")),
    Expectation("directory:closed_day_add", MANAGE, MANAGE, of=slug),
    Expectation("directory:closed_day_remove", None, MANAGE, of=within_platform("closed_day")),
    Expectation("directory:organisations", SHEET),
    Expectation("directory:organisation", SHEET, of=pk("organisation")),
    Expectation("directory:organisation_edit", EDIT_SHEET, EDIT_SHEET, of=pk("organisation")),
    Expectation("directory:organisation_confirm", None, EDIT_SHEET, of=pk("organisation")),
    Expectation("directory:site_add", EDIT_SHEET, EDIT_SHEET, of=pk("organisation")),
    Expectation(
        "directory:site_edit",
        EDIT_SHEET,
        EDIT_SHEET,
        of=lambda side: {"pk": side.organisation.pk, "site": side.site.pk},
    ),
    Expectation("directory:territory", SHEET, of=territory),
    Expectation("directory:actor_add", ACTORS, ACTORS, of=territory, data=pk("institution", "organisation")),
    Expectation("directory:actor_end", None, ACTORS, of=lambda side: {**territory(side), "pk": side.actor.pk}),
]
