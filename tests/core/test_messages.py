import gettext
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.core import catalogue


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A small project of its own with one Python file and one template."""
    (tmp_path / "portal" / "app" / "migrations").mkdir(parents=True)
    (tmp_path / "templates" / "app").mkdir(parents=True)
    (tmp_path / "portal" / "app" / "models.py").write_text(
        'from x import gettext_lazy as _, ngettext, pgettext_lazy\nA = _("meeting")\n'
        'B = pgettext_lazy("month", "May")\nC = ngettext("%(n)d day", "%(n)d days", 2)\n'
    )
    (tmp_path / "portal" / "app" / "migrations" / "0001.py").write_text('_("only in a migration")')
    (tmp_path / "templates" / "app" / "page.html").write_text(
        '{% load i18n components %}{# _("in a comment") #}<p>it\'s "fine" (really</p>\n'
        '{% translate "Save" %}{% translate "May" context "modal" %}{% component "chip" label=_("Chip, here") %}'
        "{% blocktranslate count n=3 trimmed %}{{ n }} person\n {% plural %}{{ n }} people{% endblocktranslate %}"
    )
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)
    monkeypatch.setattr(catalogue, "CATALOGUE", tmp_path / "locale" / "django.po")
    monkeypatch.setattr(catalogue, "COMPILED", tmp_path / "locale" / "django.mo")
    return tmp_path


FRENCH = {
    "meeting": "réunion",
    "month\u0004May": "mai",
    "modal\u0004May": "peut",
    "%(n)d day": ["%(n)d jour", "%(n)d jours"],
    "%(n)s person": ["%(n)s personne", "%(n)s personnes"],
    "Save": "Enregistrer",
    "Chip, here": "Puce, ici",
}


def run(*arguments) -> str:
    out = StringIO()
    call_command("messages", *arguments, stdout=out)
    return out.getvalue()


def merge(project, french, name="french.json") -> str:
    path = project / name
    path.write_text(json.dumps(french), encoding="utf-8")
    return run("--merge", str(path))


def test_messages_of_code_and_templates_are_found_and_no_others(project):
    found = [catalogue.key_of(message) for message in catalogue.extract_all() if message.id]
    assert sorted((context or "", text) for context, text in found) == [
        ("", "%(n)d day"),
        ("", "%(n)s person"),
        ("", "Chip, here"),
        ("", "Save"),
        ("", "meeting"),
        ("modal", "May"),
        ("month", "May"),
    ]


def test_a_complete_catalogue_passes_and_compiles(project):
    assert merge(project, FRENCH) == "7 messages, 0 without French, 0 unused.\n"
    assert run("--check") == "The catalogue is complete.\n"
    with catalogue.COMPILED.open("rb") as compiled:
        translations = gettext.GNUTranslations(compiled)
    assert translations.pgettext("month", "May") == "mai"
    assert translations.pgettext("modal", "May") == "peut"
    assert [translations.ngettext("%(n)d day", "%(n)d days", n) for n in (0, 1, 2)] == [
        "%(n)d jour",
        "%(n)d jour",
        "%(n)d jours",
    ]


def test_the_same_sources_give_the_same_bytes(project):
    merge(project, FRENCH)
    first = catalogue.CATALOGUE.read_bytes()
    run()
    assert catalogue.CATALOGUE.read_bytes() == first
    assert b"POT-Creation-Date" not in first
    assert b".py:" not in first


def test_a_message_without_french_is_named(project):
    merge(project, {name: french for name, french in FRENCH.items() if name != "Save"})
    with pytest.raises(CommandError, match="without French: 'Save'"):
        run("--check")
    assert json.loads(run("--missing")) == {"Save": ""}


@pytest.mark.parametrize(
    ("french", "fault"),
    [
        ({"%(n)d day": ["un jour", "%(m)d jours"]}, "other placeholders"),
        ({"%(n)d day": ["un jour", "des jours"]}, "other placeholders"),
        ({"%(n)d day": ["%(n)d jour", ""]}, "without French"),
    ],
)
def test_a_wrong_translation_is_refused(project, french, fault):
    merge(project, FRENCH | french)
    with pytest.raises(CommandError, match=fault):
        run("--check")


def test_a_singular_may_say_one_in_words(project):
    merge(project, FRENCH | {"%(n)d day": ["un jour", "%(n)d jours"]})
    assert run("--check") == "The catalogue is complete.\n"


def test_a_stale_catalogue_is_refused(project):
    merge(project, FRENCH)
    (project / "portal" / "app" / "new.py").write_text('_("new")')
    with pytest.raises(CommandError, match="differs from a fresh extraction"):
        run("--check")


def test_french_given_before_its_message_waits_for_it_until_pruned(project):
    assert merge(project, FRENCH | {"new": "nouveau"}) == "7 messages, 0 without French, 1 unused.\n"
    assert run() == "7 messages, 0 without French, 1 unused.\n"
    (project / "portal" / "app" / "new.py").write_text('_("new")')
    assert run() == "8 messages, 0 without French, 0 unused.\n"
    (project / "portal" / "app" / "new.py").unlink()
    run()
    with pytest.raises(CommandError, match="differs"):
        run("--check")
    assert run("--prune") == "7 messages, 0 without French, 0 unused.\n"
    assert run("--check") == "The catalogue is complete.\n"


def test_the_last_translation_wins(project):
    merge(project, FRENCH)
    merge(project, {"Save": "Sauvegarder"}, "second.json")
    assert 'msgstr "Sauvegarder"' in catalogue.CATALOGUE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("Pourquoi ?", "Pourquoi\u202f?"),
        ("Motif\u00a0: « oui »", "Motif\u202f: «\u202foui\u202f»"),
        ("l'agenda d'%(name)s", "l’agenda d’%(name)s"),
        ("https://exemple.fr et 9 h 05", "https://exemple.fr et 9 h 05"),
    ],
)
def test_french_is_typeset_when_merged(typed, set_):
    assert catalogue.typeset(typed) == set_


@pytest.mark.parametrize("content", ["[1]", "{", '{"a": 1}'])
def test_a_file_that_is_no_catalogue_is_refused(project, content):
    (project / "bad.json").write_text(content)
    with pytest.raises(CommandError, match=r"bad\.json"):
        run("--merge", str(project / "bad.json"))
    assert not catalogue.CATALOGUE.exists()


def test_a_template_that_does_not_parse_is_named(project):
    (project / "templates" / "app" / "bad.html").write_text("{% blocktranslate %}a{% if x %}b{% endblocktranslate %}")
    with pytest.raises(CommandError, match=r"bad\.html"):
        run()


def test_an_older_compiled_catalogue_is_compiled_again(project):
    merge(project, FRENCH)
    catalogue.COMPILED.unlink()
    catalogue.compile_if_stale()
    assert catalogue.COMPILED.exists()
