"""Names that may stand in texts about meetings: those of the platform's directory (DESIGN §7)."""

from portal.directory.models import Organisation, Person

from .models import Invitee, Meeting


def known_names(meeting: Meeting) -> list[str]:
    """Return names, addresses and numbers of those invited and of the platform's directory, in three queries."""
    names = list(Invitee.objects.filter(meeting=meeting.pk).values_list("name", flat=True)) if meeting.pk else []
    if meeting.platform_id:
        return [*names, *platform_names(meeting.platform)]
    return names


def platform_names(platform) -> list[str]:
    """Return names, addresses and numbers of the people and organisations of ``platform``, in two queries.

    Past delegates count: minutes speak of last year.
    """
    people = Person.objects.filter(delegations__participation__platform=platform) | Person.objects.filter(
        platform_roles__platform=platform
    )
    found = []
    for first, last, email, phone in people.distinct().values_list("first_name", "last_name", "email", "phone"):
        found += [f"{first} {last}", email, phone]
    organisations = Organisation.objects.filter(participations__platform=platform)
    found += organisations.values_list("name", flat=True)
    return [text for text in found if text]
