"""Tells a national data set of ours from data that somebody needs."""

from enum import Enum

from django.db.models import Q

from portal.accounts.demo import ACCOUNTS
from portal.accounts.models import User
from portal.directory.models import Organisation, Person, Platform

from .world import DOMAIN


class Holding(Enum):
    """What a portal holds."""

    NOTHING = "nothing"
    OURS = "ours"
    OTHER = "other"


def holding() -> Holding:
    """Return whether the portal is empty, holds a national data set alone, or anything else.

    Platforms, people and accounts of ours are known by their invented addresses; organisations, of which some have
    none, by whether a set is there at all.
    """
    mine, accounts = Q(email__endswith=DOMAIN), Q(email__in=[one.email for one in ACCOUNTS])
    if not any(model.objects.exists() for model in (Platform, Organisation, Person, User)):
        return Holding.NOTHING
    if not Platform.objects.exists() or any(
        model.objects.exclude(known).exists()
        for model, known in (
            (Platform, mine),
            (Person, mine | accounts),
            (User, mine | accounts),
            (Organisation, mine | Q(email="")),
        )
    ):
        return Holding.OTHER
    return Holding.OURS
