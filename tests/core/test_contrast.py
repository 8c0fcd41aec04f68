"""WCAG contrast of the tokens, computed from the file of tokens itself."""

import re
from pathlib import Path

import pytest

TOKENS = Path("static/portal/css/tokens.css").read_text(encoding="utf-8")
COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", TOKENS))
TEXTS = ("ink", "muted", "primary", "primary-strong", "second", "accent", "success", "warning", "danger")
GROUNDS = ("white", "paper", "mist")


def luminance(colour: str) -> float:
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(COLOURS[first]), luminance(COLOURS[second])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself_knows_black_on_white():
    assert round((1 + 0.05) / (0 + 0.05)) == 21
    assert round(contrast("ink", "ink"), 3) == 1.0


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_texts_read_on_the_three_grounds(text, ground):
    assert contrast(text, ground) >= 4.8


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("white", "primary"),
        ("white", "primary-strong"),
        ("white", "second"),
        ("white", "danger"),
        ("ink", "neutral-tint"),
        ("muted", "neutral-tint"),
        ("primary-strong", "primary-tint"),
        ("primary", "primary-tint"),
        ("ink", "primary-tint"),
        ("second", "second-tint"),
        ("success", "success-tint"),
        ("ink", "success-tint"),
        ("warning", "warning-tint"),
        ("ink", "warning-tint"),
        ("danger", "danger-tint"),
        ("ink", "danger-tint"),
    ],
)
def test_texts_read_on_their_tints(text, ground):
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("ground", GROUNDS)
def test_edges_of_controls_are_seen(ground):
    assert contrast("control-line", ground) >= 3
