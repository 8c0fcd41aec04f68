"""Addresses are looked up in the background: what is to be asked, and the table of the answers that are kept."""

from django.core.management import call_command
from django.db import migrations, models


def create_cache_table(apps, schema_editor):
    # Makes the tables of the settings that are missing; a new database has this one since the first migration of core.
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0008_sheet_reminders"),
        ("core", "0001_cache_table"),
    ]

    operations = [
        migrations.AddField(
            model_name="site",
            name="point_due_at",
            field=models.DateTimeField(blank=True, db_index=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="site",
            name="point_tries",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.RunPython(create_cache_table, migrations.RunPython.noop, elidable=False),
    ]
