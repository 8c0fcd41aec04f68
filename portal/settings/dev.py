"""Development and demonstration: invented people, mail kept in the portal, plain http on this machine."""

from .base import *  # noqa: F403
from .base import DATA_DIR, env_flag

DEBUG = env_flag("PORTAL_DEBUG", False)
DEMO = env_flag("PORTAL_DEMO", True)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]


def _local_secret() -> str:
    """Return the secret of this installation, made on the first start and kept in the data directory."""
    import secrets

    path = DATA_DIR / "secret-key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = _local_secret()
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
SECOND_FACTOR_REQUIRED = not DEMO
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
EMAIL_BACKEND = (
    "django.core.mail.backends.dummy.EmailBackend" if DEMO else "django.core.mail.backends.smtp.EmailBackend"
)
# No collectstatic on a developer's machine: files are found where they are.
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
