"""The minute jobs: one that fails stops no other."""

import pytest
from django.core.management import CommandError, call_command

from portal.core import ticking


@pytest.fixture
def jobs(monkeypatch):
    """An empty list of jobs in place of the apps'."""
    monkeypatch.setattr(ticking, "_jobs", [])
    return ticking._jobs


def test_every_job_runs_once_however_often_it_is_registered(jobs):
    done = []

    def job():
        done.append(1)

    ticking.register(job)
    ticking.register(job)
    call_command("tick")
    assert done == [1]


def test_a_job_that_fails_is_named_and_the_others_run(jobs):
    done = []

    def broken():
        raise ZeroDivisionError

    def fine():
        done.append(1)

    ticking.register(broken)
    ticking.register(fine)
    with pytest.raises(CommandError, match="broken"):
        call_command("tick")
    assert done == [1]


def test_the_mails_are_among_the_jobs():
    assert "portal.mailing.services.delivery.tick" in [f"{job.__module__}.{job.__qualname__}" for job in ticking._jobs]
