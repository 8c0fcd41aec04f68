import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import html
from tests.core.xss import PAYLOADS

ALLOWED = {html.RICH: html.RICH.tags, html.INLINE: html.INLINE.tags}


class _Inventory(HTMLParser):
    """Elements and attributes that a browser-like tokeniser sees."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.other = set(), [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_comment(self, data):
        self.other.append(data)

    def handle_decl(self, decl):
        self.other.append(decl)

    def handle_pi(self, data):
        self.other.append(data)

    def unknown_decl(self, data):
        self.other.append(data)


def assert_harmless(text, policy, outgoing):
    seen = _Inventory(text)
    assert seen.tags - ALLOWED[policy] == set()
    assert seen.other == []
    for tag, name, value in seen.attributes:
        assert tag == "a"
        assert name in ({"href", "rel"} if outgoing else {"href"})
        if name == "href":
            assert html.is_safe_link(value)
        else:
            assert value == "noopener noreferrer"


@pytest.mark.parametrize("policy", [html.RICH, html.INLINE], ids=lambda policy: policy.name)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_d70_payload_is_harmless_on_the_way_in_and_out(payload, policy):
    cleaned = html.clean(payload, policy)
    assert_harmless(cleaned, policy, outgoing=False)
    assert_harmless(html.render(cleaned, policy), policy, outgoing=True)
    # What was stored before any cleaning, or around it, is harmless too.
    assert_harmless(html.render(payload, policy), policy, outgoing=True)


@given(st.text(alphabet=st.sampled_from("<>/!-='\" &;#ascriptmghoe\x00\n:"), max_size=80))
def test_d70_any_soup_is_harmless_and_cleaning_is_idempotent(soup):
    once = html.clean(soup)
    assert_harmless(once, html.RICH, outgoing=False)
    assert_harmless(html.render(soup), html.RICH, outgoing=True)
    assert html.clean(once) == once


def test_what_the_editor_writes_stays_as_it_is():
    written = (
        "<h3>Points</h3><p>Un <strong>mot</strong>, un <em>autre</em><br>et « l’œuvre »</p>"
        "<ul><li><p>un</p><ol><li><p>deux</p></li></ol></li></ul><blockquote><p>dit</p></blockquote>"
    )
    assert html.clean(written) == written
    assert html.render(written) == written


def test_link_gets_rel_on_the_way_out():
    written = '<p><a href="https://www.example.org/a?b=1&amp;c=2">lien</a> <a href="mailto:a@b.fr">m</a></p>'
    assert html.clean(written) == written
    assert html.render(written) == (
        '<p><a href="https://www.example.org/a?b=1&amp;c=2" rel="noopener noreferrer">lien</a> '
        '<a href="mailto:a@b.fr" rel="noopener noreferrer">m</a></p>'
    )


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/a",
        "#a",
        "",
        "https:evil",
        "https:///x",
        "mailto:",
        "https://a.example/\\x",
        "https://a.example/ x",
        "http://[::1",
    ],
)
def test_d71_link_that_is_not_an_absolute_address_is_removed(href):
    assert html.is_safe_link(href) is False
    assert html.clean(f'<p><a href="{href}">x</a></p>') == "<p><a>x</a></p>"
    assert "href" not in html.render(f'<p><a href="{href}">x</a></p>')


def test_code_is_dropped_with_its_content_and_text_around_it_stays():
    assert html.clean("<p>a</p><script>var b = 1;</script><style>p{}</style><p>c</p>") == "<p>a</p><p>c</p>"


def test_inline_policy_keeps_words_of_blocks():
    assert html.clean("<p>a <strong>b</strong></p><h3>c</h3>", html.INLINE) == "a <strong>b</strong>\nc"


def test_invisible_controls_and_lone_surrogates_go():
    assert html.clean("<p>a\x00b\u202ec\ud800</p>") == "<p>abc</p>"
    assert html.render("<p>a\x00\ud800</p>") == "<p>a</p>"


def test_rendering_is_marked_safe_and_never_escaped_twice():
    rendered = html.render("<p>a &amp; b &lt;c&gt;</p>")
    assert rendered == "<p>a &amp; b &lt;c&gt;</p>"
    assert hasattr(rendered, "__html__")


def test_too_long_is_refused_before_parsing():
    started = time.process_time()
    with pytest.raises(html.HtmlRefused, match="200"):
        html.clean("<p>" * 400_000)
    assert time.process_time() - started < 0.1


@pytest.mark.parametrize("unit", ["<ul><li>", "<strong>", "<p><strong>", "<svg>", "<a href=x>", "<script"])
def test_d76_deep_nesting_is_refused_before_parsing(unit):
    html.clean(unit * html.MAX_NESTING)
    started = time.process_time()
    with pytest.raises(html.HtmlRefused):
        html.clean((unit * html.MAX_LENGTH)[: html.MAX_LENGTH])
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "unit",
    ["<script>", "</script", "</strong>", "&#", "<!--", "<p>", "<li>", "<br>", "<p>a</p>", "<" * 9, "&lt;"],
)
def test_d76_longest_adverse_text_that_is_taken_is_cleaned_in_seconds(unit):
    text = (unit * html.MAX_LENGTH)[: html.MAX_LENGTH]
    started = time.process_time()
    html.render(html.clean(text))
    assert time.process_time() - started < 10
