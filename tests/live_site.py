"""A whole portal for browser tests and journeys: web, worker and tick as ``script/server`` runs them, with demo data.

It runs beside the tests, in processes and a database of its own, so that what a browser does is what a person would
get: mail goes through the worker, concurrent requests through real connections.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dj_database_url
import pytest
from django.db import connection

from tests.prepared_database import prepared_copy

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "concerto-demo"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Says each violation of the content policy on the console, where the page fixture collects it.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", event => {
  console.error("CSP: " + event.violatedDirective + " " + event.blockedURI + " " + (event.sample || ""));
});
"""


@dataclass(frozen=True)
class Site:
    """A running portal: its address and how to run its management commands."""

    url: str
    environment: dict

    def manage(self, *arguments: str) -> str:
        """Run a management command on the site's database and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Return a portal with fresh demonstration data, stopped at the end of the session."""
    with running_site(tmp_path_factory.mktemp("site")) as running:
        yield running


@contextmanager
def running_site(data: Path):
    """Run a portal on a database of its own, with its files and log in ``data``; yield it, then stop it."""
    port = _free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "PORTAL_DATA_DIR": str(data),
        "PORTAL_DEMO": "1",
        "BASE_URL": f"http://127.0.0.1:{port}",
    }
    drop = _make_database(data, environment)
    running = Site(f"http://127.0.0.1:{port}", environment)
    processes = []
    try:
        running.manage("messages", "--compile")
        running.manage("migrate", "--verbosity", "0")
        running.manage("seed_demo")
        web = [
            "-m",
            "gunicorn",
            "portal.wsgi",
            "--bind",
            f"127.0.0.1:{port}",
            "--threads",
            "8",
            "--log-level",
            "warning",
        ]
        worker = ["manage.py", "db_worker", "--queue-name", "*", "--interval", "0.2", "--no-startup-delay", "-v", "0"]
        log = (data / "log").open("wb")
        for command in (web, worker, ["manage.py", "tick", "--loop"]):
            processes.append(
                subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment, stdout=log, stderr=log)
            )
        log.close()
        _wait_for(running.url + "/sante/", processes[0], data / "log")
        yield running
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
        drop()


@pytest.fixture(scope="session")
def chromium():
    """Return a headless Chromium; skip where there is none, fail where CI should have installed it."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: .ci/run should have installed it.")
        pytest.skip("Chromium is not installed on this machine.")
    # Imported here: without a browser, collecting the tests should not need its driver.
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, site):
    """Return ``open_page(account=None, width=1280, height=900)``, a page of the site, signed in as a demo account.

    At the end of the test, any console error or violation of the content policy on any of its pages fails it: they
    are ``open_page.problems``, from which a test takes the one that it provoked.
    """
    contexts, problems = [], []

    def note(message):
        if message.type == "error" and "the server responded with a status of" not in message.text:
            problems.append(f"{message.text} ({message.location.get('url', '')})")

    def open_(account=None, *, width=1280, height=900, javascript=True):
        context = chromium.new_context(
            base_url=site.url,
            viewport={"width": width, "height": height},
            locale="fr-FR",
            java_script_enabled=javascript,
            accept_downloads=True,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        context.add_init_script(REPORT_VIOLATIONS)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: problems.append(str(error)))
        if account:
            sign_in(page, account)
        return page

    open_.problems = problems
    yield open_
    for context in contexts:
        context.close()
    assert problems == [], problems


def sign_in(page, account: str, password: str = PASSWORD) -> None:
    """Sign in through the form, as a person does; ``account`` is the part before ``@demo.example``."""
    page.goto("/compte/login/")
    page.get_by_label("Adresse électronique", exact=False).first.fill(f"{account}@demo.example")
    page.get_by_label("Mot de passe", exact=False).first.fill(password)
    page.get_by_role("button", name="Se connecter", exact=True).first.click()
    page.wait_for_url("**/tableau-de-bord/")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _make_database(data: Path, environment: dict):
    """Point ``environment`` at a new database of the kind under test; return what drops it."""
    if connection.vendor == "sqlite":
        environment.pop("DATABASE_URL", None)
        if prepared_copy().exists():
            # Migrated already, with the sample of communes that the demonstration's territories need.
            shutil.copyfile(prepared_copy(), data / "concerto.sqlite3")
        return lambda: None
    # psycopg is needed on PostgreSQL alone.
    import psycopg  # noqa: PLC0415

    url = os.environ["DATABASE_URL"]
    name = f"concerto_site_{uuid.uuid4().hex[:8]}"
    environment["DATABASE_URL"] = url[: url.rindex("/") + 1] + name
    options = dj_database_url.parse(url)
    keys = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    where = {key: options[field] for key, field in keys.items() if options[field]}

    def run(statement):
        with psycopg.connect(dbname="postgres", autocommit=True, **where) as admin:
            admin.execute(statement)

    run(f'CREATE DATABASE "{name}"')
    return lambda: run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _wait_for(url: str, process, log: Path, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            assert process.poll() is None, log.read_text()
            time.sleep(0.2)
    raise AssertionError(f"The site did not answer in {seconds} s:\n{log.read_text()}")
