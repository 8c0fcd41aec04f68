"""What linters cannot see: templates, components, names, migrations and the catalogue agree with each other."""

import importlib.util
import re
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.template.loader import get_template

from portal.core import catalogue, components, navigation

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
OWN_APPS = [config for config in apps.get_app_configs() if config.name.startswith("portal.")]
OWN_LABELS = {config.label for config in OWN_APPS}
#: The literal name of an icon, given to the component "icon" or as the argument "icon" of another.
ICON_ARGUMENT = re.compile(r"""component(?:_block)? "(?:icon"[^%]*?\sname|\w+"[^%]*?\sicon)="([^"]*)\"""")
#: Found by Django under their names, without any of our code naming them.
NAMED_BY_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}


@cache
def text(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def uncommented(name: str) -> str:
    source = re.sub(r"\{% comment\b.*?\{% endcomment %\}", "", text(name), flags=re.S)
    return re.sub(r"\{#.*?#\}|<!--.*?-->", "", source, flags=re.S)


ALL = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.is_file())
HTML = [name for name in ALL if name.endswith(".html")]
#: Mail readers know no style sheets: the layout of mails alone may hold styles, and its pages have no policy.
PAGES = [name for name in HTML if name != "layouts/mail.html"]


def overrides_a_package(name: str) -> bool:
    """Tell whether an installed package has a template of this name, which ours replaces."""
    for config in apps.get_app_configs():
        if config not in OWN_APPS and (Path(config.path) / "templates" / name).exists():
            return True
    django = Path(importlib.util.find_spec("django").origin).parent
    return (django / "forms" / "templates" / name).exists()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_inline(name):
    source = uncommented(name)
    assert re.findall(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|\shx-on\b", source, re.I) == []
    scripts = re.findall(r"<script\b([^>]*)>(.*?)</script>", source, re.I | re.S)
    assert [(head, body) for head, body in scripts if body.strip() or "src=" not in head] == []


@pytest.mark.parametrize("name", ALL)
def test_no_template_switches_escaping_off(name):
    source = uncommented(name)
    assert re.findall(r"\|\s*safe(?:seq)?\b", source) == []
    if name.endswith(".html"):
        assert "autoescape off" not in source


@pytest.mark.parametrize("name", ALL)
def test_every_template_compiles_with_the_components_it_uses(name):
    assert get_template(name).origin.name == str(TEMPLATES / name)


def test_icons_named_in_templates_and_in_the_side_column_exist():
    named = {(name, icon) for name in HTML for icon in ICON_ARGUMENT.findall(uncommented(name))}
    named |= {("side column", entry.icon) for entry in navigation._entries}
    assert {(place, icon) for place, icon in named if icon and icon not in components.icon_names()} == set()


@cache
def included() -> frozenset[str]:
    found = {part for name in ALL for part in re.findall(r"""\{% include ["']([^"']+)["']""", uncommented(name))}
    # The cell of a table is a fragment as well.
    for path in (ROOT / "portal").rglob("tables*.py"):
        found |= set(re.findall(r"""["']([\w/]+\.html)["']""", path.read_text(encoding="utf-8")))
    return frozenset(found)


@pytest.mark.parametrize("name", [name for name in HTML if name.split("/")[0] in OWN_LABELS])
def test_a_page_extends_a_layout_or_is_a_fragment_of_one(name):
    extends = re.match(r"(?:\{%\s*comment.*?endcomment\s*%\}|\s)*\{% extends ", text(name), re.S)
    is_fragment = Path(name).name.startswith("_") or "/email/" in name or name in included()
    assert extends or is_fragment
    assert "<html" not in text(name)


def test_every_template_is_used():
    names = {component.template_name for component in map(components.get, components.names())}
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "portal").rglob("*.py"))
    names |= set(re.findall(r"""["']([\w/.-]+\.(?:html|txt|xml))["']""", code))
    for name in ALL:
        names |= set(re.findall(r"""\{% (?:extends|include|component_template) ["']([^"']+)["']""", text(name)))
    # A mail names its template without its ending: "meetings/email/convocation" is the text, its subject and more.
    stems = set(re.findall(r"""["'](\w+/email/\w+)["']""", code))
    unused = [
        name
        for name in ALL
        if name not in names | NAMED_BY_DJANGO
        and not overrides_a_package(name)
        and not any(name.startswith(stem) for stem in stems)
    ]
    assert unused == []


def test_every_component_has_a_template_of_its_own():
    missing = [name for name in components.names() if not (TEMPLATES / components.get(name).template_name).exists()]
    assert missing == []


def test_names_of_models_and_fields_are_lower_case():
    wrong = []
    for config in OWN_APPS:
        for model in config.get_models():
            labels = [model._meta.verbose_name, model._meta.verbose_name_plural]
            labels += [field.verbose_name for field in model._meta.get_fields() if hasattr(field, "verbose_name")]
            for label in map(str, labels):
                acronym = label[:2].isupper()
                if label[:1].isupper() and not acronym:
                    wrong.append(f"{model._meta.label}: {label}")
    assert wrong == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_french_catalogue_is_complete():
    assert catalogue.problems() == []


def test_no_module_is_a_junk_drawer():
    drawers = {"utils.py", "helpers.py", "misc.py", "common.py", "signals.py"}
    assert [str(path) for path in (ROOT / "portal").rglob("*.py") if path.name in drawers] == []
