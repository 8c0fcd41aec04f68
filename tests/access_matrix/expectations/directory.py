"""The answer that every address of the directory owes to every role (DESIGN §4, §5)."""

from portal.directory.models import ActorType, CalendarPeriod

from ..policies import NETWORK, PROFESSIONAL, PROFESSIONALS, PUBLIC, SIGNED_IN, TEAM, Got, Role, only
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
#: A letter is the team's, its coordinators' and the administrators'; for anybody else there is none.
LETTERS = only(TEAM, C, A)
#: A coordinator names nobody for their own territory: that is done from above.
COORDINATORS = only(A, forbidden=PROFESSIONALS, elsewhere_forbidden=PROFESSIONALS)
ADMINISTRATOR_ONLY = only(A, forbidden=PROFESSIONALS, elsewhere_forbidden=PROFESSIONALS)
#: A platform's page is public, so its settings are refused, not hidden.
SET_PLATFORM = only(A, forbidden=SIGNED_IN, elsewhere=Got.FORBIDDEN)
ACTORS = only(C, A, forbidden=PROFESSIONALS, elsewhere_forbidden=PROFESSIONALS)


#: How the mobilisation goes, and who is missing: the team's work, which coordinators read.
FOLLOW = only(TEAM, C, A, forbidden=NETWORK)
#: The teams of the platforms that lie in a network's territory keep it, and those who coordinate the territory.
KEEP_NETWORK = only(TEAM, C, A, forbidden=PROFESSIONALS, elsewhere_forbidden=PROFESSIONALS)


def network(*more):
    """Return what gives the parameters of a network's address, and of its member when asked."""
    return lambda side: {"pk": side.network.pk, **dict.fromkeys(more, side.organisation.pk)}


def expected_type(side):
    """Return the parameters of the address of a type of actor that platforms are expected to have."""
    return {**slug(side), "pk": ActorType.objects.get(code="cfa").pk}


def school_holiday(side):
    """Return the parameters of the address of a school holiday: those of the whole country, whatever the side."""
    return {"pk": CalendarPeriod.objects.filter(zone="Zone A").earliest("start").pk}


def actor(*more):
    """Return what gives the parameters of the address of an institutional actor, and of its contact when asked."""
    return lambda side: {**territory(side), "pk": side.actor.pk, **dict.fromkeys(more, side.actor_contact.pk)}


def delegate(side):
    """Return the parameters of a delegate's address."""
    return {"slug": side.platform.slug, "pk": side.participation.pk, "delegate": side.delegate.pk}


def sheet_link(**rows):
    """Return what gives the parameters of an address below the signed link to a sheet, with the keys of ``rows``."""
    return lambda side: {
        "signed": side.sheet_link,
        "pk": side.organisation.pk,
        **{name: getattr(side, row).pk for name, row in rows.items()},
    }


def of_sheet(row, name=""):
    """Return what gives the parameters of the address of one row of the organisation's sheet."""
    return lambda side: {"pk": side.organisation.pk, name or row: getattr(side, row).pk}


def territory(side):
    """Return the parameters of a territory's address."""
    return {"slug": side.department.slug}


def of_territory(row):
    """Return what gives the parameters of the address of one row of a territory."""
    return lambda side: {**territory(side), "pk": getattr(side, row).pk}


LETTER = within_platform("role")


def FORMER(side):  # noqa: N802 - stands beside LETTER
    """Return the parameters of the address of a letter that a newer one replaced."""
    return {**LETTER(side), "letter": side.former_letter.pk}


DIRECTORY = [
    Expectation("directory:platforms", PUBLIC),
    Expectation("directory:platform_edit", EDIT_PUBLIC, EDIT_PUBLIC, of=slug),
    Expectation("directory:members", MEMBERS_PAGE, of=slug),
    Expectation("directory:member", MEMBERS_PAGE, of=within_platform("participation")),
    *(
        Expectation(
            "directory:members_export",
            None,
            MEMBERS_PAGE,
            of=lambda side, name=name: {**slug(side), "file_format": name},
            row=name,
        )
        for name in ("csv", "xlsx", "ods", "vcf", "pdf")
    ),
    Expectation("directory:person_vcard", MEMBERS_PAGE, of=within_platform("person")),
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
    Expectation("directory:role_letter", LETTERS, of=LETTER),
    Expectation("directory:former_letter", LETTERS, of=FORMER),
    Expectation("directory:role_letter_edit", LETTERS, LETTERS, of=LETTER),
    Expectation("directory:role_letter_remove", None, LETTERS, of=LETTER),
    Expectation("directory:former_letter_remove", None, LETTERS, of=FORMER),
    Expectation("directory:invitations", MANAGE, MANAGE, of=slug),
    Expectation("directory:invitation_withdraw", None, MANAGE, of=within_platform("person")),
    Expectation("directory:platform_new", ADMINISTRATOR_ONLY, ADMINISTRATOR_ONLY),
    Expectation("directory:platform_settings", SET_PLATFORM, SET_PLATFORM, of=slug),
    Expectation("directory:school_holidays", SHEET),
    Expectation("directory:school_holiday_add", ADMINISTRATOR_ONLY, ADMINISTRATOR_ONLY),
    Expectation("directory:school_holidays_import", ADMINISTRATOR_ONLY, ADMINISTRATOR_ONLY),
    Expectation("directory:school_holiday_edit", ADMINISTRATOR_ONLY, ADMINISTRATOR_ONLY, of=school_holiday),
    Expectation("directory:school_holiday_remove", None, ADMINISTRATOR_ONLY, of=school_holiday),
    Expectation("directory:calendar", MEMBERS_PAGE, of=slug),
    Expectation("directory:campaign_add", MANAGE, MANAGE, of=slug),
    Expectation("directory:campaign_edit", MANAGE, MANAGE, of=within_platform("campaign")),
    Expectation("directory:campaign_remove", None, MANAGE, of=within_platform("campaign")),
    Expectation("directory:closed_day_add", MANAGE, MANAGE, of=slug),
    Expectation("directory:closed_day_remove", None, MANAGE, of=within_platform("closed_day")),
    Expectation("directory:imports", MANAGE, of=slug),
    Expectation("directory:import_new", MANAGE, MANAGE, of=slug),
    Expectation("directory:import_model", MANAGE, of=slug),
    Expectation("directory:import_mapping", MANAGE, MANAGE, of=within_platform("import_checked")),
    Expectation("directory:import_preview", MANAGE, MANAGE, of=within_platform("import_checked")),
    Expectation("directory:import_result", MANAGE, of=within_platform("import_done")),
    Expectation("directory:import_file", MANAGE, of=within_platform("import_checked")),
    Expectation("directory:import_remove", None, MANAGE, of=within_platform("import_checked")),
    Expectation("directory:mobilisation", FOLLOW, of=slug),
    Expectation("directory:mobilisation_step", MANAGE, MANAGE, of=within_platform("participation")),
    Expectation("directory:representation", FOLLOW, of=slug),
    Expectation("directory:approach", None, MANAGE, of=slug, data=pk("unattached", "organisation")),
    Expectation("directory:landscape", None, MANAGE, of=slug, data=lambda side: {"landscape": "rural"}),
    Expectation("directory:type_set_aside", None, MANAGE, of=expected_type),
    Expectation("directory:type_expect", None, MANAGE, of=expected_type),
    Expectation("directory:institutions", MEMBERS_PAGE, of=slug),
    Expectation("directory:networks", SHEET),
    Expectation("directory:network", SHEET, of=network()),
    Expectation("directory:network_new", KEEP_NETWORK, KEEP_NETWORK),
    Expectation("directory:network_edit", KEEP_NETWORK, KEEP_NETWORK, of=network()),
    Expectation("directory:network_remove", None, KEEP_NETWORK, of=network()),
    Expectation(
        "directory:network_member_add", None, KEEP_NETWORK, of=network(), data=pk("unattached", "organisation")
    ),
    Expectation("directory:network_member_remove", None, KEEP_NETWORK, of=network("organisation")),
    Expectation("directory:organisations", SHEET),
    *(
        Expectation(
            "directory:organisations_export", None, SHEET, of=lambda side, name=name: {"file_format": name}, row=name
        )
        for name in ("csv", "xlsx", "ods", "vcf")
    ),
    Expectation("directory:organisation_vcard", SHEET, of=pk("organisation")),
    Expectation("directory:organisation", SHEET, of=pk("organisation")),
    Expectation("directory:organisation_edit", EDIT_SHEET, EDIT_SHEET, of=pk("organisation")),
    Expectation("directory:organisation_confirm", None, EDIT_SHEET, of=pk("organisation")),
    Expectation("directory:organisation_pdf", SHEET, of=pk("organisation")),
    Expectation("directory:organisation_logo", SHEET, of=pk("organisation")),
    Expectation("directory:organisation_logo_edit", EDIT_SHEET, EDIT_SHEET, of=pk("organisation")),
    Expectation("directory:organisation_logo_remove", None, EDIT_SHEET, of=pk("organisation")),
    Expectation("directory:organisation_revisions", EDIT_SHEET, of=pk("organisation")),
    Expectation("directory:organisation_revision_compare", EDIT_SHEET, of=pk("organisation")),
    Expectation("directory:organisation_revision_take", None, EDIT_SHEET, of=of_sheet("revision")),
    Expectation("directory:proposals", PROFESSIONAL),
    Expectation("directory:proposal", EDIT_SHEET, EDIT_SHEET, of=of_sheet("proposal")),
    Expectation("directory:site_add", EDIT_SHEET, EDIT_SHEET, of=pk("organisation")),
    Expectation(
        "directory:site_edit",
        EDIT_SHEET,
        EDIT_SHEET,
        of=lambda side: {"pk": side.organisation.pk, "site": side.site.pk},
    ),
    Expectation("directory:sheets_to_update", MANAGE, of=slug),
    Expectation("directory:sheets_ask", None, MANAGE, of=slug, data=pk("organisation", "organisation")),
    Expectation("directory:error_report", SHEET, SHEET, of=pk("organisation")),
    Expectation(
        "directory:error_report_settle",
        None,
        EDIT_SHEET,
        of=lambda side: {"pk": side.organisation.pk, "report": side.error_report.pk},
    ),
    # The link is the whole right: whoever holds it acts for its addressee.
    Expectation("directory:sheet_link", PUBLIC, of=lambda side: {"signed": side.sheet_link}),
    Expectation("directory:sheet_link_one", PUBLIC, PUBLIC, of=sheet_link()),
    Expectation("directory:sheet_link_edit", PUBLIC, PUBLIC, of=sheet_link()),
    Expectation("directory:sheet_link_site_add", PUBLIC, PUBLIC, of=sheet_link()),
    Expectation("directory:sheet_link_site_edit", PUBLIC, PUBLIC, of=sheet_link(site="site")),
    Expectation("directory:sheet_link_site_close", None, PUBLIC, of=sheet_link(site="site")),
    Expectation("directory:sheet_link_settle", None, PUBLIC, of=sheet_link(report="error_report")),
    Expectation("directory:site_close", None, EDIT_SHEET, of=of_sheet("site")),
    Expectation("directory:site_reopen", None, EDIT_SHEET, of=of_sheet("closed_site", "site")),
    Expectation("directory:territory", SHEET, of=territory),
    Expectation("directory:territory_platforms", ACTORS, of=territory),
    Expectation("directory:territory_edit", ACTORS, ACTORS, of=territory),
    Expectation("directory:territory_campaign_add", ACTORS, ACTORS, of=territory),
    Expectation("directory:territory_campaign_edit", ACTORS, ACTORS, of=of_territory("territory_campaign")),
    Expectation("directory:territory_campaign_remove", None, ACTORS, of=of_territory("territory_campaign")),
    Expectation("directory:coordination_add", COORDINATORS, COORDINATORS, of=territory),
    Expectation("directory:coordination_end", COORDINATORS, COORDINATORS, of=of_territory("coordination")),
    Expectation("directory:coordination_invite", None, COORDINATORS, of=of_territory("coordination")),
    Expectation("directory:territory_representation", ACTORS, of=territory),
    Expectation("directory:actor_contact_add", ACTORS, ACTORS, of=actor()),
    Expectation("directory:actor_contact_end", None, ACTORS, of=actor("contact")),
    Expectation("directory:actor_add", ACTORS, ACTORS, of=territory, data=pk("institution", "organisation")),
    Expectation("directory:actor_end", None, ACTORS, of=lambda side: {**territory(side), "pk": side.actor.pk}),
]
