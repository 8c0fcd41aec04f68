"""Keeps the migrated test database between runs: two hundred migrations cost more than most tests.

SQLite only. The copy is named by a hash of everything that migrations read, and of the settings, so a change of one
makes a new copy.
"""

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
READ_BY_MIGRATIONS = ("portal/*/migrations/*.py", "portal/*/reference/**/*.*", "requirements/test.lock")


def prepared_copy() -> Path:
    """Return the path of the copy for the migrations as they stand."""
    digest = hashlib.sha256(settings.SETTINGS_MODULE.encode())
    files = sorted(
        path
        for pattern in READ_BY_MIGRATIONS
        for path in ROOT.glob(pattern)
        if path.is_file() and path.suffix != ".pyc"
    )
    for path in files:
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return ROOT / ".pytest_cache" / f"database-{digest.hexdigest()[:16]}.sqlite3"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Put the copy, if there is one, where Django is about to migrate (to no effect then)."""
    copy = prepared_copy()
    if connection.vendor != "sqlite" or not copy.exists():
        return
    make_empty = connection.creation._create_test_db

    def make_from_copy(*args, **kwargs):
        name = make_empty(*args, **kwargs)
        shutil.copyfile(copy, name)
        return name

    connection.creation._create_test_db = make_from_copy


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Keep a copy of the database that was just migrated."""
    copy = prepared_copy()
    if connection.vendor == "sqlite" and not copy.exists():
        copy.parent.mkdir(exist_ok=True)
        unfinished = copy.with_suffix(f".{os.getpid()}")
        with django_db_blocker.unblock():
            connection.ensure_connection()
            with closing(sqlite3.connect(unfinished)) as target:
                connection.connection.backup(target)
        unfinished.replace(copy)
        for old in copy.parent.glob("database-*.sqlite3"):
            if old != copy:
                old.unlink(missing_ok=True)
