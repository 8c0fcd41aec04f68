"""Territories, communes, catalogue of actors and school holidays, so that a new portal knows France."""

from django.conf import settings
from django.db import migrations

from portal.directory.reference.loaders import load_reference


def load(apps, schema_editor):
    load_reference(
        apps, schema_editor.connection.alias, all_communes=getattr(settings, "PORTAL_LOAD_COMMUNES", True)
    )


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    # Going back keeps the rows: 0001 drops the tables anyway, and by then others point to them.
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
