"""DOCX and ODT: what they say, and that nothing in them is anything else."""

import io
from datetime import date
from xml.parsers import expat
from zipfile import ZIP_STORED, ZipFile

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core import printing, rich_text
from portal.core.html import is_safe_link
from portal.core.printing import markup
from tests.core.xss import PAYLOADS
from tests.office import TABLE, TEXT, XLINK, R, W, paragraphs, part, pdf_words, words

OFFICE = printing.EDITABLE
EVERY = pytest.mark.parametrize("file_format", OFFICE)
MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
CONTROLS = "a\x00b\x07c\x0bd\x1be\u2028f\ufffeg\ud800h\u202ei"
CLEANED = "abc\nde\nfghi"


def make(file_format, *sections, title="Compte rendu", platform="PSAD d’essai", mark="", **options):
    header = printing.document(title=title, day=date(2026, 10, 13), platform=platform, **options)
    return printing.render(file_format, {"document": header, "mark": mark, "sections": sections})


def names(written):
    return ZipFile(io.BytesIO(written)).namelist()


def texts(blocks):
    for block in blocks:
        for inline in block.get("inlines", ()):
            yield inline.get("text", "")
        for inner in (block.get("blocks", ()), *block.get("items", ())):
            yield from texts(inner)


# What is said


def trees():
    words_ = st.text("abcdeé", min_size=1, max_size=8)
    styled = st.tuples(
        words_,
        st.sampled_from(
            [
                "{}",
                "<strong>{}</strong>",
                "<em>{}</em>",
                "<strong><em>{}</em></strong>",
                '<a href="https://exemple.fr/x?a=1&amp;b=2">{}</a>',
                "{}<br>{}",
            ]
        ),
    )
    inline = st.lists(styled.map(lambda pair: pair[1].replace("{}", pair[0])), min_size=1, max_size=4).map(" ".join)
    leaf = st.tuples(inline, st.sampled_from(["p", "p", "h3", "h4"])).map(
        lambda pair: f"<{pair[1]}>{pair[0]}</{pair[1]}>"
    )

    def around(inner):
        many = st.lists(inner, min_size=1, max_size=3)
        listed = many.map(lambda items: "".join(f"<li>{item}</li>" for item in items))
        return st.one_of(
            listed.map(lambda items: f"<ul>{items}</ul>"),
            listed.map(lambda items: f"<ol>{items}</ol>"),
            many.map(lambda blocks: f"<blockquote>{''.join(blocks)}</blockquote>"),
        )

    return st.lists(st.recursive(leaf, around, max_leaves=6), min_size=1, max_size=4).map("".join)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees())
def test_any_rich_text_says_the_same_in_every_format(markup_):
    blocks = rich_text.to_json(markup_)
    expected = "".join("".join(texts(blocks)).split())
    sections = [printing.section("DEBUT"), printing.section(text=blocks), printing.section(note="FIN")]
    found = {}
    for file_format in printing.FORMATS:
        written = make(file_format, *sections, title="T", platform="P")
        said = pdf_words(written) if file_format == "pdf" else words(written, file_format)
        inside = said.partition("DEBUT")[2].partition("FIN")[0]
        found[file_format] = "".join(char for char in inside if char.isalpha())
    assert found == dict.fromkeys(printing.FORMATS, expected)


@EVERY
def test_a_document_says_all_that_its_sections_hold_in_their_order(file_format):
    written = make(
        file_format,
        printing.section(
            "Titre", note="20 min", facts=[("Lieu", "Salle 1")], text=printing.plain("Un texte"), items=["a", "b\nc"],
            table=printing.table(["Qui", "Quoi"], [["Élève", "1 < 2 & « 3 »"]]), fine="Empreinte",
        ),
        printing.section(lead="Décisions", items=["Retenu"]),
        {"title": "Sans le reste"},
        facts=[("Date", "mardi"), ("État", "Brouillon")],
        subtitle="Sous-titre",
    )  # fmt: skip
    assert [one for one in paragraphs(written, file_format) if one] == [
        "Compte rendu", "Sous-titre", "Date\tmardi", "État\tBrouillon",
        "Titre", "20 min", "Lieu\tSalle 1", "Un texte", "a", "b\nc", "Qui", "Quoi", "Élève", "1 < 2 & « 3 »",
        "Empreinte", "Décisions", "Retenu", "Sans le reste",
    ]  # fmt: skip


@EVERY
def test_spaces_are_kept_as_they_were_typed(file_format):
    written = make(file_format, printing.section(items=["  a   b c ", "d\te", "9\u202fh\u00a005"]))
    assert paragraphs(written, file_format)[-3:] == ["  a   b c ", "d e", "9\u202fh\u00a005"]


def test_lists_headings_links_and_emphasis_are_those_of_a_word_processor():
    text = printing.rich(
        "<h3>Un</h3><h4>Deux</h4><ol><li>a<ul><li>b</li></ul></li><li>c</li></ol><p>d</p><ol><li>e</li></ol>"
        '<p><strong>f</strong> <a href="https://exemple.fr/">g <em>h</em></a></p><blockquote><p>i</p></blockquote>'
    )
    root = part(make("docx", printing.section("Point", text=text)), "word/document.xml")
    styles = [style.get(f"{W}val") for style in root.iter(f"{W}pStyle")]
    assert styles[1:4] + styles[-1:] == ["Heading1", "Heading2", "Heading3", "Quote"]
    numbers = [
        (one.find(f"{W}ilvl").get(f"{W}val"), one.find(f"{W}numId").get(f"{W}val")) for one in root.iter(f"{W}numPr")
    ]
    assert numbers == [("0", "2"), ("1", "1"), ("0", "2"), ("0", "3")]
    assert len(root.findall(f".//{W}hyperlink[@{R}id='rIdLink1']/{W}r")) == 2
    assert len(root.findall(f".//{W}rPr/{W}b")) == 1
    root = part(make("odt", printing.section("Point", text=text)), "content.xml")
    headings = [(one.text, one.get(f"{TEXT}outline-level")) for one in root.iter(f"{TEXT}h")]
    assert headings == [("Point", "1"), ("Un", "2"), ("Deux", "3")]
    lists = [(one.get(f"{TEXT}style-name"), len(one)) for one in root.iter(f"{TEXT}list")]
    assert lists == [("Numbers", 2), ("Bullets", 1), ("Numbers", 1)]
    assert [one.get(f"{XLINK}href") for one in root.iter(f"{TEXT}a")] == ["https://exemple.fr/"]


def test_an_item_that_begins_with_a_list_keeps_its_number():
    text = printing.rich("<ol><li><ul><li>a</li></ul></li><li>b</li></ol>")
    root = part(make("docx", printing.section(text=text)), "word/document.xml")
    levels = [one.get(f"{W}val") for one in root.iter(f"{W}ilvl")]
    assert levels == ["0", "1", "0"]


def test_heads_of_tables_are_said_to_be_heads():
    table = printing.section(table=printing.table(["Qui", "Quoi"], [["a", "b"]] * 3, [1, 2]))
    root = part(make("docx", table), "word/document.xml")
    rows = list(root.iter(f"{W}tr"))
    assert [row.find(f".//{W}tblHeader") is not None for row in rows] == [True, False, False, False]
    assert [int(one.get(f"{W}w")) for one in root.iter(f"{W}gridCol")] == [3288, 6576]
    root = part(make("odt", table), "content.xml")
    assert len(root.findall(f".//{TABLE}table-header-rows/{TABLE}table-row")) == 1
    assert len(list(root.iter(f"{TABLE}table-row"))) == 4


@pytest.mark.parametrize(
    ("language", "locale", "label"), [("fr", "fr-FR", "Page 1 sur 1"), ("en", "en-GB", "Page 1 of 1")]
)
def test_title_author_language_and_edges_of_the_page(language, locale, label):
    with translation.override(language):
        docx, odt = (make(file_format, title="Réunion <1>", mark="Brouillon") for file_format in OFFICE)
    core = part(docx, "docProps/core.xml")
    assert [one.text for one in core][:3] == ["Réunion <1>", "PSAD d’essai", locale]
    assert [one.text for one in part(odt, "meta.xml")[0]][:3] == ["Concerto", "Réunion <1>", "PSAD d’essai"]
    assert part(docx, "word/styles.xml").find(f".//{W}lang").get(f"{W}val") == locale
    for header, footer in (
        (paragraphs(docx, "docx", "word/header1.xml"), paragraphs(docx, "docx", "word/footer1.xml")),
        (paragraphs(odt, "odt", "styles.xml")[:2], paragraphs(odt, "odt", "styles.xml")[2:]),
    ):
        assert (header[0].partition("\t")[0], header[1:]) == ("Concerto · PSAD d’essai", ["Brouillon"])
        assert footer == [f"Réunion <1>\t{label}"]


@EVERY
def test_long_names_leave_room_for_the_number_of_the_page(file_format):
    written = make(file_format, title="long " * 60, platform="nom " * 60)
    name = {"docx": "word/footer1.xml", "odt": "styles.xml"}[file_format]
    title = paragraphs(written, file_format, name)[-1].partition("\t")[0]
    assert (len(title), title[-1]) == (80, "…")


# Nothing else is in them


@EVERY
def test_a_file_is_a_small_package_that_names_all_its_parts(file_format):
    written = make(file_format, printing.section(text=printing.rich('<p><a href="https://a.example">a</a></p>')))
    archive = ZipFile(io.BytesIO(written))
    assert archive.testzip() is None
    assert not [
        name for name in archive.namelist() if "macro" in name.lower() or name.lower().endswith((".bin", ".js"))
    ]
    for name in archive.namelist():
        if name != "mimetype":
            expat.ParserCreate().Parse(archive.read(name), True)
            assert b"<!DOCTYPE" not in archive.read(name)
    if file_format == "odt":
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", ZIP_STORED, b"")
        assert archive.read("mimetype").decode() == printing.FORMATS["odt"]
        listed = [one.get(f"{MANIFEST}full-path") for one in part(written, "META-INF/manifest.xml")]
        assert sorted(listed) == sorted(["/", *(set(archive.namelist()) - {"mimetype", "META-INF/manifest.xml"})])
        return
    overrides = {one.get("PartName")[1:] for one in part(written, "[Content_Types].xml") if one.get("PartName")}
    assert overrides == {name for name in archive.namelist() if not name.endswith(".rels") and name[0] != "["}
    targets = [(one.get("Target"), one.get("TargetMode")) for one in part(written, "word/_rels/document.xml.rels")]
    assert [target for target, mode in targets if mode] == ["https://a.example"]
    assert [target for target, mode in targets if not mode and f"word/{target}" not in archive.namelist()] == []


@EVERY
def test_d37_control_characters_leave_every_text(file_format):
    text = printing.rich(f"<p>{CONTROLS}</p>")
    written = make(
        file_format,
        printing.section(
            CONTROLS, note=CONTROLS, facts=[(CONTROLS, CONTROLS)], text=text, items=[CONTROLS], fine=CONTROLS,
            table=printing.table([CONTROLS], [[CONTROLS]]),
        ),
        title=CONTROLS, platform=CONTROLS, subtitle=CONTROLS, mark=CONTROLS, facts=[(CONTROLS, CONTROLS)],
    )  # fmt: skip
    archive = ZipFile(io.BytesIO(written))
    for name in archive.namelist():
        characters = archive.read(name).decode()
        assert [char for char in characters if ord(char) < 32 and char != "\n"] == []
        assert not set("\u2028\u202e\ufffe\x7f") & set(characters)
        if name != "mimetype":
            expat.ParserCreate().Parse(characters.encode(), True)
    lines = paragraphs(written, file_format)
    assert lines.count(CLEANED) == 6
    assert lines.count(f"{CLEANED}\t{CLEANED}") == 2


@EVERY
def test_d70_every_payload_is_text(file_format):
    sections = [printing.section(text=printing.rich(payload)) for payload in PAYLOADS]
    plain = [printing.section(payload, note=payload, items=[payload]) for payload in PAYLOADS]
    written = make(file_format, *sections, *plain)
    archive = ZipFile(io.BytesIO(written))
    for name in set(archive.namelist()) - {"mimetype"}:
        expat.ParserCreate().Parse(archive.read(name), True)
    if file_format == "docx":
        rels = part(written, "word/_rels/document.xml.rels")
        links = {one.get("Target") for one in rels if one.get("TargetMode") == "External"}
    else:
        links = {one.get(f"{XLINK}href") for one in part(written, "content.xml").iter(f"{TEXT}a")}
    assert links == {"https://ok.example"} | ({"https://ok.example/"} & links)


def test_nothing_typed_is_a_field():
    traps = ["{ PAGE }", '{ HYPERLINK "https://a.example" }', '=cmd|"/c calc"!A1', "DDEAUTO c:\\\\a", "${body} $title"]
    docx, odt = (make(file_format, *(printing.section(one, items=[one]) for one in traps)) for file_format in OFFICE)
    body = part(docx, "word/document.xml")
    fields = [one for tag in ("fldSimple", "instrText", "fldChar") for one in body.iter(f"{W}{tag}")]
    assert fields == []
    footer = part(docx, "word/footer1.xml")
    assert [one.get(f"{W}instr").strip() for one in footer.iter(f"{W}fldSimple")] == ["PAGE", "NUMPAGES"]
    kept = {f"{TEXT}{name}" for name in ("p", "h", "list", "list-item")}
    tags = {one.tag for one in part(odt, "content.xml").iter() if one.tag.startswith(TEXT)}
    assert tags <= kept | {f"{TEXT}s"}
    for written, file_format in ((docx, "docx"), (odt, "odt")):
        assert [one for one in traps if paragraphs(written, file_format).count(one) != 2] == []


@pytest.mark.parametrize(
    ("href", "opens"),
    [
        ("https://exemple.fr", True),
        ("https://élan.example:8080/à?q=1&b=%20#x", True),
        ("mailto:cio@exemple.fr?subject=a", True),
        ("https://a.example:99999999/", False),
        ("https://a.example:0/", False),
        ("https://user:word@a.example/", False),
        ("https://[::1]/", False),
        ("https://a.example/{x}", False),
        ("mailto:a@b@c", False),
        ("javascript:alert(1)", False),
        ("https://a.example/" + "a" * 2_000, False),
    ],
)
def test_only_addresses_that_word_takes_become_links(href, opens):
    assert markup.opens_everywhere(href) is opens


@EVERY
def test_an_address_that_is_no_link_is_printed(file_format):
    href = "https://a.example/{x}"
    run = {"kind": "text", "text": "la page", "strong": False, "em": False, "href": href}
    written = make(file_format, printing.section(text=[{"kind": "paragraph", "inlines": [run]}]))
    assert is_safe_link(href)
    assert paragraphs(written, file_format)[-1] == f"la page ({href})"


@EVERY
def test_same_data_same_bytes(file_format):
    sections = [printing.section("A", text=printing.rich("<p>b</p>"))]
    assert make(file_format, *sections) == make(file_format, *sections)
    assert make(file_format, *sections) != make(file_format)


def test_what_is_no_document_is_refused():
    with pytest.raises(printing.PrintingError):
        printing.render("docx", {"sections": []})
    with pytest.raises(KeyError):
        make("doc")
    with pytest.raises(TypeError, match=r"data.sections\[0\].note is a date"):
        make("odt", printing.section(note=date(2026, 1, 1)))
