"""Where the sources expect each type of actor, in the catalogue of a portal that stands already."""

from django.db import migrations

from portal.directory.reference.loaders import load_catalogue


def load(apps, schema_editor):
    load_catalogue(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_the_whole_directory")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
