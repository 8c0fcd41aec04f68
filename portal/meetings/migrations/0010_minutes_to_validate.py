"""Items under which earlier minutes are validated; minutes that hold notes go on keeping notes."""

import django.db.models.deletion
from django.db import migrations, models


def keep_notes(apps, schema_editor):
    """Minutes became a record of decisions by default: those where notes were taken keep their editors."""
    noted = apps.get_model("meetings", "ItemNote").objects.exclude(html="").values("item__meeting")
    apps.get_model("meetings", "Minutes").objects.filter(meeting__in=noted).update(with_notes=True)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0009_who_noted_presence")]

    operations = [
        migrations.AddField(
            model_name="agendaitem",
            name="minutes_of",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="validation_items",
                to="meetings.meeting",
            ),
        ),
        migrations.RunPython(keep_notes, migrations.RunPython.noop, elidable=True),
    ]
