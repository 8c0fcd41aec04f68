import io
from datetime import date

import pypdf
import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from portal.core import printing
from portal.core.printing import documents, fonts
from tests.core.xss import PAYLOADS

HOSTILE = (
    '#import "/x": * *gras* $x^2$ \\ // /* @ref <label> _it_ [c] `raw` = titre '
    '#panic(1) #read("/settings/base.py") {{7*7}}'
)


def make(sections=(), title="Compte rendu", **options):
    header = printing.document(title=title, day=date(2026, 10, 13), platform="PSAD d’essai", **options)
    return printing.render_pdf("core/document.typ", {"document": header, "sections": list(sections)})


def read(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf), strict=True)


def words(pdf):
    return " ".join(" ".join(page.extract_text() for page in read(pdf).pages).split())


def embedded_fonts(pdf):
    found = {}
    for page in read(pdf).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = descendant["/FontDescriptor"].get_object()
            found[descriptor["/FontName"].partition("+")[2]] = {"/FontFile2", "/FontFile3"} & set(descriptor)
    return found


def test_pdf_is_tagged_titled_and_in_french():
    with translation.override("fr"):
        pdf = read(make([{"title": "Ordre du jour", "text": printing.rich("<h4>Un</h4><p>Deux</p>")}]))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "fr"
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert pdf.metadata.title == "Compte rendu"
    assert pdf.metadata.author == "PSAD d’essai"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    assert (pdf.metadata.creation_date.year, pdf.metadata.creation_date.month, pdf.metadata.creation_date.day) == (
        2026,
        10,
        13,
    )


def test_language_of_the_reader_is_the_document_s():
    with translation.override("en"):
        pdf = make()
    assert read(pdf).trailer["/Root"]["/Lang"] == "en"
    assert "13 October 2026" in words(pdf)
    assert "Page 1 of 1" in words(pdf)


def test_only_our_faces_are_embedded():
    text = printing.rich(
        "<p>a <strong>b</strong> <em>c</em> <strong><em>d</em></strong></p><ul><li>e<ul><li>f</li></ul></li></ul>"
    )
    embedded = embedded_fonts(make([{"title": "Titre", "text": text}]))
    assert set(embedded) == {f"SourceSansPro-{face}" for face in ("Regular", "It", "Semibold", "Bold", "BoldIt")}
    assert all(embedded.values())


def test_d70_text_of_people_is_never_read_as_source():
    pdf = make(
        [{"title": HOSTILE, "text": printing.rich(f"<p>{HOSTILE}</p>"), "facts": [[HOSTILE, HOSTILE]],
          "table": {"columns": [1], "header": [HOSTILE], "rows": [[HOSTILE]]}}],
        title=HOSTILE, subtitle=HOSTILE, facts=[(HOSTILE, HOSTILE)],
    )  # fmt: skip
    assert read(pdf).metadata.title == HOSTILE
    shown = words(pdf).replace(" ", "")
    # title, footer, subtitle, fact twice, section, its fact twice, its text (where <label> is an element), table twice
    assert shown.count('#panic(1)#read("/settings/base.py"){{7*7}}') == 11
    assert shown.count("<label>") == 10


def test_d70_every_payload_prints():
    pdf = make(
        [{"text": printing.rich(payload)} for payload in PAYLOADS]
        + [{"facts": [[payload, payload]]} for payload in PAYLOADS]
    )
    links = [
        annotation.get_object()["/A"]["/URI"] for page in read(pdf).pages for annotation in page.get("/Annots", [])
    ]
    assert set(links) == {"https://ok.example", "https://ok.example/"}


def test_forty_pages_repeat_the_table_header_and_count_themselves():
    with translation.override("en"):
        table = {"columns": [1, 3], "header": ["Entete", "Texte"], "rows": [[str(n), "mot " * 60] for n in range(500)]}
        pdf = make([{"title": "Long", "table": table}])
    pages = [" ".join(page.extract_text().split()) for page in read(pdf).pages]
    assert len(pages) > 40
    assert all("Entete Texte" in page for page in pages)
    assert pages[39].endswith(f"Page 40 of {len(pages)}")


def test_same_data_same_bytes():
    sections = [{"title": "A", "text": printing.rich("<p>b</p>")}]
    assert make(sections) == make(sections)
    assert make(sections) != make([])


def test_what_no_face_shows_is_replaced_not_lost_silently():
    assert fonts.printable("é ﬄ Ａ 9\u202fh\u00a005 \u2011 œ") == "é ffl A 9\u202fh\u00a005 - œ"
    assert fonts.printable("bravo 😀👍🏽 !") == f"bravo {fonts.REPLACEMENT} !"
    assert fonts.printable("e\u0301\ufe0f\u200d") == "é"
    assert "bravo" in words(make([{"text": printing.rich("<p>bravo 😀 日本 ☐</p>")}]))


@pytest.mark.parametrize("char", "éÈœŒçÇ«»’…–—€°²№•ñüß☐✓→≥\u00a0\u202f")
def test_what_the_french_write_is_covered(char):
    assert fonts.printable(char) in {char, "No"}


def test_missing_face_is_an_error(monkeypatch):
    monkeypatch.setattr(fonts, "FACES", (*fonts.FACES, "Absent"))
    with pytest.raises(fonts.MissingFontError, match="Absent"):
        fonts.printing_fonts.__wrapped__()


def test_template_that_asks_for_another_font_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setattr(documents, "ROOT", tmp_path)
    (tmp_path / "meetings" / "typst").mkdir(parents=True)
    (tmp_path / "meetings" / "typst" / "other.typ").write_text('#set document(title: "t")\n#set text(font: "Arial")\nx')
    with pytest.raises(printing.PrintingError, match="(?i)font"):
        printing.render_pdf("meetings/other.typ", {"document": printing.document(title="t", day=date(2026, 1, 1))})


@pytest.mark.parametrize(
    "name", ["../core/document.typ", "core/absent.typ", "core/../x.typ", "/etc/passwd", "core/document"]
)
def test_unknown_template_is_an_error(name):
    with pytest.raises(printing.PrintingError):
        documents.template_path(name)


def test_document_without_title_block_or_with_a_raw_date_is_refused():
    with pytest.raises(printing.PrintingError):
        printing.render_pdf("core/document.typ", {"sections": []})
    with pytest.raises(TypeError, match=r"data.sections\[0\].title is a date"):
        make([{"title": date(2026, 1, 1)}])


def test_lazy_text_and_control_characters_are_taken():
    with translation.override("en"):
        assert "French" in words(make([{"title": gettext_lazy("French")}]))
    assert "ab c" in words(make(title="a\x00b\nc"))
