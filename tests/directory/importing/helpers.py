"""Take a small sheet through the steps of an import, without a browser and without waiting for a worker."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.core.actors import Actor
from portal.directory.enums import ImportState
from portal.directory.importing.batches import rows_of
from portal.directory.importing.deciding import choose, start_import
from portal.directory.importing.receiving import map_columns, receive
from portal.directory.importing.steps import run
from tests.factories import make_lead, make_user

HEADERS = (
    "Structure",
    "Type",
    "Cercle",
    "SIRET",
    "Commune",
    "CP",
    "Téléphone",
    "Mél structure",
    "Référent",
    "Mél du référent",
    "Observations",
)


def sheet(*rows, headers=HEADERS, name="partenaires.csv") -> SimpleUploadedFile:
    """Return a CSV file of ``rows``, each a mapping of header to text or a list of cells."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(headers)
    for row in rows:
        writer.writerow([row.get(header, "") for header in headers] if isinstance(row, dict) else row)
    return SimpleUploadedFile(name, file.getvalue().encode())


def lead_of(platform) -> Actor:
    """Return a lead of the platform, with an account, as an actor."""
    person = make_lead(platform)
    person.user = make_user()
    person.save(update_fields=["user"])
    return Actor(user=person.user, person=person)


def compared(platform, upload, by, **answers):
    """Return the batch of ``upload`` once its rows are compared, with the columns as they were guessed."""
    batch = receive(platform, upload, kind="directory", by=by)
    columns = {int(index): name for index, name in batch.mapping["columns"].items()}
    map_columns(batch, columns, {**batch.mapping["answers"], **answers}, by=by)
    return settled(batch)


def answered(batch, answers, by):
    """Return the batch once ``answers`` are given and its rows compared again."""
    choose(batch, answers, by=by)
    return settled(batch)


def imported(batch, by):
    """Return the batch once it is imported."""
    start_import(batch, by=by)
    return settled(batch)


def settled(batch):
    """Run the step that the batch waits for and return it as it is then."""
    run(batch.pk)
    batch.refresh_from_db()
    return batch


def outcomes(batch) -> list[str]:
    """Return the outcome of each row; fails with its message for a batch that failed."""
    assert batch.state == ImportState.PREVIEWED, batch.error
    return [str(row.outcome) for row in rows_of(batch)]
