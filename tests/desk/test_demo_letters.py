"""The teams of the demonstration: letters in force, one that ends soon, one that is missing, one vacant place."""

import datetime as dt
from collections import Counter

import pytest
from django.core.files.base import ContentFile

from portal.core.storage import private_storage
from portal.core.uploads import LETTER, PDF, check_upload
from portal.core.waiting import waiting_for
from portal.desk.demo.world import HOME
from portal.directory.models import Person, Platform, PlatformRole
from portal.directory.team_state import team_states

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def test_one_letter_ends_soon_one_is_missing_and_one_place_is_vacant(world):
    states = team_states(Platform.objects.all(), world.today)
    codes = Counter(one.letter.value for state in states for one in state.members if one.signalled)
    assert codes == {"ends_soon": 1, "missing": 1}
    assert {state.platform.slug: state.vacancies for state in states if state.vacancies} == {"arles": 1}
    ending = PlatformRole.objects.get(letter_to__lt=world.today + dt.timedelta(days=300))
    assert ending.platform.slug == HOME


def test_the_letters_are_real_documents():
    role = PlatformRole.objects.exclude(letter="").first()
    with private_storage().open(role.letter.name) as stored:
        assert check_upload(ContentFile(stored.read(), name=role.letter_name), LETTER).mime == PDF


def test_the_coordinator_of_the_demonstration_is_told():
    coordinator = Person.objects.get(user__email="coordinator@demo.example")
    assert [one.title for one in waiting_for(coordinator) if "/territoires/" in one.url] == [
        "Compléter les équipes des plateformes\u202f: Bouches-du-Rhône"
    ]
