"""The catalogues of the map, so that a new portal knows solutions and needs."""

from django.db import migrations

from portal.solutions_map.reference.loaders import load_catalogues


def load(apps, schema_editor):
    load_catalogues(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("solutions_map", "0002_seat_requests")]

    # Going back keeps the rows: 0001 drops the tables anyway, and by then others point to them.
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
