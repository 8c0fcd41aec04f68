"""The demonstration, made once for a module and taken back afterwards."""

import pytest
from django.db import transaction

from portal.desk.demo.seed import seed


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            yield seed()
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
