"""Contact cards: vCard 3.0 that telephones read, whatever stands in a name."""

import re

import pytest
import vobject

from portal.directory.exporting.cards import organisation_card, person_card
from portal.directory.models import Commune
from tests.factories import make_organisation, make_person, make_site

pytestmark = pytest.mark.django_db
#: A line of a card: a name, parameters, a value; a line that goes on begins with a space (RFC 2426, 2.6).
LINE = re.compile(r"[A-Z-]+(;[A-Z]+=[A-Z,]+)*:.*")


def lines(card):
    """Return the logical lines, after checking the bytes."""
    raw = card.encode("utf-8")
    assert raw.endswith(b"END:VCARD\r\n")
    assert re.findall(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", raw) == []
    assert raw.count(b"\r") == raw.count(b"\n") == raw.count(b"\r\n")
    # Folded, and never within a letter: every line by itself is UTF-8.
    assert [line for line in raw.split(b"\r\n") if len(line.decode("utf-8")) > 75] == []
    found = card.replace("\r\n ", "").split("\r\n")[:-1]
    assert [line for line in found if not LINE.fullmatch(line)] == []
    return found


def test_the_card_of_a_person_says_who_they_are_and_how_to_reach_them():
    organisation = make_organisation(name="Mission locale du Parc")
    commune = Commune.objects.get(name="Arles")
    site = make_site(organisation, address="1 rue des Lilas", postcode="13200", commune=commune)
    person = make_person(
        first_name="Éléonore",
        last_name="Le Goff",
        email="e.legoff@exemple.example",
        phone="+33465710011",
        function="Directrice",
    )
    card = person_card(person, organisation=organisation, site=site, category="Plateforme du Parc")
    assert set(lines(card)) == {
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"UID:person-{person.pk}@concerto.example",
        "FN:Éléonore Le Goff",
        "N:Le Goff;Éléonore;;;",
        "ORG:Mission locale du Parc",
        "TITLE:Directrice",
        "TEL;TYPE=WORK,VOICE:+33465710011",
        "EMAIL;TYPE=INTERNET,WORK:e.legoff@exemple.example",
        "ADR;TYPE=WORK:;;1 rue des Lilas;Arles;;13200;France",
        "CATEGORIES:Plateforme du Parc",
        "END:VCARD",
    }


def test_the_card_of_an_organisation_is_that_of_a_company():
    organisation = make_organisation(name="CIO", phone="+33465710012", website="https://cio.example")
    shown = lines(organisation_card(organisation))
    assert shown[:2] == ["BEGIN:VCARD", "VERSION:3.0"]
    assert {"FN:CIO", "N:;;;;", "ORG:CIO", "X-ABSHOWAS:COMPANY", "URL:https://cio.example"} <= set(shown)


HOSTILE = [
    "Nom\r\nEMAIL:mal@mal.example",
    "Nom\rTEL:0900",
    "Nom\nEND:VCARD",
    "Nom\u2028TEL:1",
    "Nom\u2029TEL:1",
    "Nom\x85TEL:1",
    "Nom\x00\x07\x0b\x0cX",
    'Nom";X=1:2',
    "A;B,C:D\\n\\",
    "\\;\\,",
    "é" * 80,
    "👩\u200d🏫" * 20,
    "Nom\ttabulé",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_d37_nothing_in_a_text_breaks_or_adds_a_line(text):
    organisation = make_organisation(name=text)
    site = make_site(organisation, address=text, postcode="13200")
    person = make_person(first_name=text[:60], last_name=text[:80], function=text, phone="", email="a@exemple.example")
    for card in (
        person_card(person, organisation=organisation, site=site, category=text),
        organisation_card(organisation, site=site),
    ):
        found = lines(card)
        names = [line.split(":", 1)[0].split(";", 1)[0] for line in found]
        assert (names.count("BEGIN"), names.count("END"), names.count("TEL"), names.count("FN")) == (1, 1, 0, 1)
        parsed = list(vobject.readComponents(card))
        assert len(parsed) == 1
    parsed = vobject.readOne(person_card(person, organisation=organisation))
    assert parsed.org.value == [" ".join(re.sub(r"[\x00\x07]", "", organisation.name).split())]
