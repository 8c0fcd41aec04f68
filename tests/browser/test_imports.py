"""The import of a real lead's sheet in a browser: 500 untidy rows, from the file to the members, at both widths."""

import pytest

from tests.directory.importing.messy_sheet import DATA_ROWS, WRITERS

from .page_checks import problems_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

IMPORTS = "/plateformes/arles/imports/"


def act(page, name: str) -> None:
    """Press the button or follow the link that does the next step."""
    page.locator("main").get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def upload(page, tmp_path, extension: str) -> None:
    """Give the sheet as a file of one type and wait for its columns."""
    file = tmp_path / f"partenaires-2026.{extension}"
    file.write_bytes(WRITERS[extension]())
    page.goto(f"{IMPORTS}nouveau/")
    page.get_by_label("Tableau").set_input_files(file)
    act(page, "Lire le fichier")
    assert page.locator("h1").inner_text() == "Ce que contiennent les colonnes"


def meanings(page) -> list[str]:
    """Return what the page proposes for each column."""
    return page.eval_on_selector_all(
        ".import-columns select", "all => all.map(one => one.value).filter(value => value)"
    )


def wait_for(page, title: str) -> None:
    """Wait while the portal works: the page goes on by itself."""
    page.locator("h1", has_text=title).wait_for(timeout=120_000)


def counts(page) -> dict[str, int]:
    """Return the tabs of the preview with their counts."""
    tabs = page.locator(".tabs:has(.tab-count)").last.locator("a")
    words = [tab.inner_text().rsplit(" ", 1) for tab in tabs.all()]
    return {label.strip(): int(count) for label, count in words}


def settle(page) -> None:
    """Decide all that waits: errors go without what is wrong or not at all, doubts are left out."""
    for tab in ("Erreurs", "Erreurs", "À trancher"):
        waiting = page.locator(".tabs a", has_text=tab)
        if not waiting.count() or counts(page).get(tab, 0) == 0:
            continue
        waiting.first.click()
        page.wait_for_load_state()
        without = page.get_by_role("button", name="Les importer sans ce qui est erroné")
        act(page, "Les importer sans ce qui est erroné" if without.count() else "Les écarter")
        wait_for(page, "Vérifier avant d’importer")


def test_a_lead_brings_in_the_whole_sheet(open_page, tmp_path):
    page = open_page("admin", width=1280)
    page.goto(IMPORTS)
    assert problems_of(page) == []
    upload(page, tmp_path, "xlsx")
    assert len(meanings(page)) == 16
    assert {"name", "siret", "person", "person_email", "substitute"} <= set(meanings(page))
    assert problems_of(page) == []
    act(page, "Comparer avec le portail")
    wait_for(page, "Vérifier avant d’importer")
    found = counts(page)
    assert sum(found.values()) == DATA_ROWS
    assert found["Erreurs"] == 8
    assert problems_of(page) == []
    settle(page)
    assert "Erreurs" not in counts(page)
    assert problems_of(page) == []
    page.get_by_role("button", name="Importer ").last.click()
    wait_for(page, "Import terminé")
    assert problems_of(page) == []

    # The same list as another program wrote it says nothing new, save what was left out above.
    upload(page, tmp_path, "ods")
    assert page.get_by_text("Colonnes comme la dernière fois").count() == 1
    act(page, "Comparer avec le portail")
    wait_for(page, "Vérifier avant d’importer")
    settle(page)
    after = counts(page)
    assert after.get("Nouveaux", 0) + after.get("Modifiés", 0) == 0, after


def test_the_sheet_of_an_old_excel_is_compared_without_script_on_a_phone(open_page, tmp_path):
    page = open_page("admin", width=390, javascript=False)
    upload(page, tmp_path, "csv")
    act(page, "Comparer avec le portail")
    for _attempt in range(100):
        if page.locator("h1").inner_text() == "Vérifier avant d’importer":
            break
        page.get_by_role("link", name="Voir où il en est").click()
        page.wait_for_timeout(300)
    assert sum(counts(page).values()) == DATA_ROWS
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("details.menu summary", has_text="Plus").click()
    act(page, "Abandonner cet import")
    assert page.get_by_text("L’import est abandonné").count() == 1
