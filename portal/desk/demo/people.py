"""People of the organisations, and the accounts of the demonstration."""

from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from portal.accounts.models import User
from portal.directory.models import Organisation, Person
from portal.directory.search import person_text

from .data.sheets import DEFAULT_FUNCTIONS, FUNCTIONS
from .world import World, host_of, local_part

PASSWORD = "concerto-demo"  # noqa: S105 - shown on the sign-in page of the demonstration, where alone it is valid
DOMAIN = "demo.example"


def new_person(world: World, organisation: Organisation | None, function: str = "", rank: int = 0) -> Person:
    """Return an unsaved person of ``organisation``, under a name that nobody else bears."""
    if not function and organisation is not None:
        function = FUNCTIONS.get(organisation.actor_type.code, DEFAULT_FUNCTIONS)[rank]
    # The functions are written as one is: "Directrice" and "Assistante" ask for a first name that agrees.
    head = function.split()[0] if function else ""
    female = None if head in {"", "Responsable", "Psychologue", "Référent", "Chef"} else head.endswith(("e", "rice"))
    if head in {"Travailleur", "Proviseur", "Principal"}:
        female = False
    first_name, last_name = world.name(female)
    host = host_of(organisation.name) if organisation else DOMAIN
    person = Person(
        first_name=first_name,
        last_name=last_name,
        email=f"{local_part(first_name, last_name)}@{host}",
        phone=organisation.phone if organisation else "",
        function=function,
        organisation=organisation,
    )
    person.search_text = person_text(person)
    return person


def give_account(person: Person, name: str) -> User:
    """Give ``person`` (saved) the account ``<name>@demo.example`` and return it."""
    email = f"{name}@{DOMAIN}"
    user = make_account(name, first_name=person.first_name, last_name=person.last_name)
    person.user, person.email = user, email
    person.save(update_fields=["user", "email"])
    return user


def make_account(name: str, **fields) -> User:
    """Return the account ``<name>@demo.example``, its address verified."""
    user = User.objects.create(email=f"{name}@{DOMAIN}", password=_hashed_password(), **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@cache
def _hashed_password() -> str:
    """Hash the one password once: hashing is slow on purpose."""
    return make_password(PASSWORD)
