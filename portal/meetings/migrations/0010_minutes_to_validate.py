"""Items under which the minutes of an earlier meeting are validated."""

import django.db.models.deletion
from django.db import migrations, models


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
    ]
