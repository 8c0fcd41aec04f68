"""Imports of spreadsheets in any state, without having been through the steps."""

from django.core.files.base import ContentFile

from portal.directory.enums import ImportState
from portal.directory.importing.outcomes import Outcome
from portal.directory.models import ImportBatch

CONTENT = "Structure;Type\r\nCanari de l’import;CIO\r\n".encode("cp1252")
_COUNTS = {str(outcome): 0 for outcome in Outcome} | {"left_out": 0}


def make_import(platform, state=ImportState.UPLOADED, **fields):
    """Return an import of a file with one row; its preview finds that row unchanged."""
    row = {
        "row": 2,
        "label": "Canari de l’import",
        "outcome": str(Outcome.SAME),
        **{name: [] for name in ("changes", "doubts", "errors", "notes")},
        "plan": {},
    }
    batch = ImportBatch(
        kind="directory",
        platform=platform,
        file_name="partenaires.csv",
        state=state,
        mapping={
            "sheets": ["partenaires"],
            "sheet": 0,
            "header_row": 1,
            "headers": ["Structure", "Type"],
            "letters": ["A", "B"],
            "samples": [["Canari de l’import"], ["CIO"]],
            "rows": 1,
            "sections": [],
            "columns": {"0": "name", "1": "actor_type"},
            "answers": {},
            "remembered": False,
            "confirmed": state != ImportState.UPLOADED,
        },
        preview={"counts": {**_COUNTS, "same": 1}, "fingerprint": "", "rows": [row], "left_out": []},
    )
    for name, value in fields.items():
        setattr(batch, name, value)
    batch.file.save("partenaires.csv", ContentFile(CONTENT), save=False)
    batch.save()
    return batch
