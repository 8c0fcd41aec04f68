"""Tests: fast hashing, mail in memory, tasks run when asked, and every shortcut visible here."""

import atexit
import shutil
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import DATABASES, TEMPLATES

SECRET_KEY = "only-for-tests"  # noqa: S105
SECURITY_CONTACT = "mailto:securite@exemple.example"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DATA_DIR = Path(tempfile.mkdtemp(prefix="concerto-test-"))
atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)
MEDIA_ROOT = DATA_DIR / "media"
PRIVATE_FILES_ROOT = DATA_DIR / "private"
# The static middleware warns of a missing directory, and warnings fail.
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir()
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
# No test reaches beyond this machine, whatever the environment of whoever runs it says.
GEOCODER_URL = MAP_TILE_URL = MAP_ATTRIBUTION = ""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# 35,000 communes in every test database would cost more than the tests: a sample of the demo's territories is enough.
PORTAL_LOAD_COMMUNES = False
TEMPLATES[0]["OPTIONS"]["debug"] = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in production: a database in memory ignores the busy time-out of concurrent writers.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
