"""docs/security.md tells the truth: each test that it names exists, each case and requirement has its row."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
#: The cases are numbered by subject, with room between them.
CASES = [*range(1, 45), *range(50, 79), *range(80, 85), *range(90, 103)]
#: How many requirements of level 1 ASVS 5.0 has.
LEVEL_1 = 70


def defined_tests() -> set[str]:
    """Return the names of all tests of the suite."""
    names = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        names |= set(re.findall(r"^\s*(?:async )?def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    return names


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table under ``heading``, without its head."""
    part = PAGE.partition(f"\n## {heading}")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def test_every_test_that_the_page_names_exists():
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert len(named) > 100
    assert sorted(named - defined_tests()) == []


def test_every_case_has_one_row_in_order():
    assert [row[0] for row in rows("2.")] == [f"D-{number:02d}" for number in CASES]


@pytest.mark.parametrize("row", rows("2."), ids=lambda row: row[0])
def test_a_case_is_shown_by_a_test_or_says_why_not(row):
    _case, attack, shown = row
    assert attack
    assert "`test_" in shown or shown.startswith(("later: ", "does not apply: "))


def test_every_requirement_of_level_1_has_a_status():
    found = rows("3.")
    assert len({row[0] for row in found}) == len(found) == LEVEL_1
    assert [row for row in found if not row[1]] == []


def test_the_file_named_by_the_table_of_settings_exists():
    for path in re.findall(r"`((?:core|mailing|docs|tests)/[\w/.]+)`", PAGE):
        assert any((base / path).exists() for base in (ROOT, ROOT / "portal")), path
