"""Addresses that are older than the geocoder are to be asked for too, from the day on which it is switched on."""

from django.db import migrations
from django.utils import timezone


def ask(apps, schema_editor):
    sites = apps.get_model("directory", "Site").objects.using(schema_editor.connection.alias)
    sites.filter(latitude__isnull=True, closed_at__isnull=True).exclude(address="").update(point_due_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("directory", "0009_points_to_find")]

    operations = [migrations.RunPython(ask, migrations.RunPython.noop, elidable=True)]
