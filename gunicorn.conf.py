"""Settings that gunicorn reads by itself: an access log without what opens something, and workers that collect less."""

import gc

from gunicorn.glogging import Logger

from portal.core.logging import redact


class RedactingLogger(Logger):
    """Writes private calendar addresses, one-click links and invitations without their secret part."""

    def atoms(self, resp, req, environ, request_time):
        """Return the parts of an access line, cleaned."""
        return {
            name: redact(value) if isinstance(value, str) else value
            for name, value in super().atoms(resp, req, environ, request_time).items()
        }


logger_class = RedactingLogger


def post_worker_init(worker):
    """Take what the portal imported out of the collector's rounds: it never goes, and looking it over costs time."""
    gc.collect()
    gc.freeze()
