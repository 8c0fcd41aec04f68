"""The printed presentation sheet."""

import io

import pypdf
import pytest
from django.utils import timezone

from portal.core.printing import render_pdf
from portal.directory.documents import sheet
from portal.directory.models import Network, Organisation
from tests.factories import make_organisation, make_site

pytestmark = pytest.mark.django_db

TRAPS = ['#panic("x")', "{{7*7}}", "<script>", "$x^2$ *gras* _it_", "a\u2028b", "Élève – « œuvre » 😀"]
TEXTS = ("missions", "public_served", "territory_served", "offers", "ways_of_working", "confidentiality_limits")


def printed(organisation):
    row = Organisation.objects.select_related("actor_type").get(pk=organisation.pk)
    pdf = render_pdf(sheet.TEMPLATE, sheet.data_of(row))
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    return text.replace("\u00a0", " ").replace("\u202f", " "), reader, pdf


def test_the_sheet_prints_on_one_page_with_how_to_reach_places_and_networks():
    organisation = make_organisation(
        name="Mission locale du Parc",
        phone="+33491001020",
        how_to_reach="Demander l’accueil",
        **{name: f"Texte {name} " + "mot " * 40 for name in TEXTS},
    )
    make_site(organisation, name="Siège", address="3 rue des Lilas", access="Bus 12")
    make_site(organisation, name="Fermé", closed_at=timezone.now())
    Network.objects.create(name="FOQUALE Nord").members.add(organisation)
    text, reader, pdf = printed(organisation)
    expected = [
        "Mission locale du Parc",
        "04 91 00 10 20",
        "Demander l’accueil",
        "3 rue des Lilas",
        "Bus 12",
        "FOQUALE",
    ]
    assert [part for part in expected if part not in text] == []
    assert [name for name in TEXTS if f"Texte {name}" not in text] == []
    assert "Fermé" not in text
    assert text.index("Demander l’accueil") < text.index("Texte missions") < text.index("Texte offers")
    assert len(reader.pages) == 1
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert printed(organisation)[2] == pdf


def test_an_unwritten_sheet_prints():
    text, _reader, _pdf = printed(make_organisation(name="Vide"))
    assert "Vide" in text


def test_nothing_typed_is_read_as_a_program():
    for trap in TRAPS:
        organisation = make_organisation(name=trap, **dict.fromkeys((*TEXTS, "how_to_reach"), trap))
        make_site(organisation, name=trap, access=trap)
        text, _reader, _pdf = printed(organisation)
        assert "49" not in text.replace(trap, "").replace("{{7*7}}", "")
