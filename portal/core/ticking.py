"""What is to be done every minute, given by the apps, so that the command knows none of them."""

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)

_jobs: list[Callable[[], object]] = []


def register(job: Callable[[], object]) -> None:
    """Add a job; called from ``AppConfig.ready``. It must be quick and harmless when run twice at once."""
    if job not in _jobs:
        _jobs.append(job)


def run_all() -> list[str]:
    """Run every job and return the names of those that failed; one that fails stops no other."""
    failed = []
    for job in _jobs:
        name = f"{job.__module__}.{job.__qualname__}"
        try:
            job()
        except Exception:  # noqa: BLE001 – the clock must go on whatever one app does
            logger.exception("The minute job %s failed", name)
            failed.append(name)
    return failed
