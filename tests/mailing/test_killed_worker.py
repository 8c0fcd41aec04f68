"""A worker is killed in the middle of its work: nothing is lost, and only the mail in its hands may go twice (D-95)."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone

from portal.mailing.enums import MailState
from portal.mailing.models import STALE_AFTER, OutgoingMail
from portal.mailing.services.delivery import tick

from .builders import queued

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
ROOT = Path(__file__).resolve().parents[2]


def database_url():
    """The address of the test database, for a process of its own."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    password = f":{quote(values['PASSWORD'])}" if values["PASSWORD"] else ""
    port = f":{values['PORT']}" if values["PORT"] else ""
    return f"postgres://{values['USER']}{password}@{values['HOST']}{port}/{values['NAME']}"


def test_d95_a_worker_killed_while_sending_loses_nothing_and_doubles_at_most_what_it_held(smtp, tmp_path):
    mails = [queued(key=str(number), email=f"p{number}@b.example") for number in range(6)]
    smtp.slow_seconds = 0.3
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "tick"],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
            "PORTAL_DEMO": "0",
            "PORTAL_DATA_DIR": str(tmp_path),
            "DATABASE_URL": database_url(),
            "EMAIL_HOST": smtp.host,
            "EMAIL_PORT": str(smtp.port),
        },
    )
    deadline = time.monotonic() + 60
    while len(smtp.mails) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert len(smtp.mails) >= 2
    states = Counter(OutgoingMail.objects.values_list("state", flat=True))
    assert states[MailState.QUEUED] > 0 and states[MailState.SENDING] <= 1

    smtp.slow_seconds = 0
    OutgoingMail.objects.filter(state=MailState.SENDING).update(
        claimed_at=timezone.now() - STALE_AFTER - timedelta(seconds=1)
    )
    tick()
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {MailState.SENT}
    received = Counter(mail["message"]["Message-ID"] for mail in smtp.mails)
    assert set(received) == {mail.message_id for mail in mails}
    assert sum(received.values()) <= len(mails) + 1
