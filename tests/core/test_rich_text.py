import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import html, rich_text
from portal.core.rich_text import Heading, LineBreak, ListBlock, Paragraph, Quote, Text
from tests.core.xss import PAYLOADS


def test_tree_of_every_kind_of_block():
    tree = rich_text.parse(
        "<h3>Titre</h3><h4>Sous-titre</h4><p>Un <strong>mot <em>fort</em></strong><br>suite</p>"
        '<ul><li>un</li><li><p>deux</p><ol><li><a href="https://a.example">x</a></li></ol></li></ul>'
        "<blockquote><p>dit</p></blockquote>"
    )
    assert tree == (
        Heading(1, (Text("Titre"),)),
        Heading(2, (Text("Sous-titre"),)),
        Paragraph(
            (Text("Un "), Text("mot ", strong=True), Text("fort", strong=True, em=True), LineBreak(), Text("suite"))
        ),
        ListBlock(
            False,
            (
                (Paragraph((Text("un"),)),),
                (
                    Paragraph((Text("deux"),)),
                    ListBlock(True, ((Paragraph((Text("x", href="https://a.example"),)),),)),
                ),
            ),
        ),
        Quote((Paragraph((Text("dit"),)),)),
    )


@pytest.mark.parametrize(
    "blank", ["", "<p></p>", "<p><br></p>", "<p> &nbsp; </p>", "<ul><li></li></ul>", "<blockquote></blockquote>"]
)
def test_blank_text_has_no_tree(blank):
    assert rich_text.is_blank(blank)


def test_text_is_not_blank():
    assert not rich_text.is_blank("<p>a</p>")


def test_heading_levels_never_jump_and_headings_inside_blocks_are_strong_paragraphs():
    assert rich_text.parse("<h4>a</h4><h4>b</h4><h3>c</h3><h4>d</h4><ul><li><h3>e</h3></li></ul>") == (
        Heading(1, (Text("a"),)),
        Heading(2, (Text("b"),)),
        Heading(1, (Text("c"),)),
        Heading(2, (Text("d"),)),
        ListBlock(False, ((Paragraph((Text("e", strong=True),)),),)),
    )


def test_spaces_are_single_and_none_at_ends_or_around_breaks():
    assert rich_text.parse("<p>  a <strong> b</strong> <br> c \n </p>") == (
        Paragraph((Text("a "), Text("b", strong=True), LineBreak(), Text("c"))),
    )


def test_bare_text_is_a_paragraph_and_no_break_spaces_stay():
    assert rich_text.parse("Bonjour\u202f!") == (Paragraph((Text("Bonjour\u202f!"),)),)


def test_plain_text_shows_structure_and_addresses():
    plain = rich_text.to_plain(
        '<h3>Suite</h3><p>Voir <a href="https://a.example/x">la page</a> et <a href="https://b.example">https://b.example</a>,'
        ' <a href="mailto:cio@example.fr"><strong>cio</strong>@example.fr</a></p>'
        "<ol><li>un<ul><li>a</li></ul></li><li>deux</li></ol>"
        "<blockquote><p>dit</p><p>redit</p></blockquote>"
    )
    assert plain == (
        "Suite\n\nVoir la page (https://a.example/x) et https://b.example, cio@example.fr\n\n"
        "1. un\n   - a\n2. deux\n\n> dit\n>\n> redit"
    )


def test_plain_text_wraps_at_width_without_breaking_addresses():
    address = "https://example.org/" + "a" * 60
    plain = rich_text.to_plain(f'<ul><li>{"mot " * 30}</li></ul><p><a href="{address}">ici</a></p>', width=60)
    assert [line for line in plain.split("\n") if len(line) > 60] == [f"({address})"]
    assert plain.startswith("- mot mot")
    assert plain.split("\n")[1].startswith("  mot")


def test_plain_text_becomes_html_and_comes_back():
    text = "1 < 2 & « a »\nsuite\n\nautre"
    assert rich_text.from_plain(text) == "<p>1 &lt; 2 &amp; « a »<br>suite</p><p>autre</p>"
    assert rich_text.to_plain(rich_text.from_plain(text)) == text


def test_deep_nesting_is_kept_flat():
    deep = "<ul><li>" * 500 + "fond" + "</li></ul>" * 500 + "<p>après</p>"
    tree = rich_text.parse(deep)
    depth, block = 0, tree[0]
    while isinstance(block, ListBlock):
        depth, block = depth + 1, block.items[0][0]
    assert depth == rich_text.MAX_DEPTH
    assert block == Paragraph((Text("fond"),))
    assert tree[-1] == Paragraph((Text("après"),))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_d70_tree_of_a_payload_holds_no_dangerous_address(payload):
    def hrefs(value):
        if isinstance(value, dict):
            yield from [value["href"]] if value.get("href") else []
            value = list(value.values())
        if isinstance(value, list):
            for inner in value:
                yield from hrefs(inner)

    assert [href for href in hrefs(rich_text.to_json(payload)) if not html.is_safe_link(href)] == []


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<ul>",
                "<li>",
                "</li>",
                "</ul>",
                "<blockquote>",
                "</blockquote>",
                "<br>",
                " ",
                "a",
                "<strong>",
                "</strong>",
                "<h3>",
                "</h3>",
            ]
        ),
        max_size=40,
    )
)
def test_any_markup_keeps_its_letters_and_serialises(parts):
    markup = "".join(parts)
    assert rich_text.to_plain(markup).count("a") == parts.count("a")
    json.dumps(rich_text.to_json(markup))
