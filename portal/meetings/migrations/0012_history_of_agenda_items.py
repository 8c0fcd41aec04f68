import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0011_change_notices_and_newcomers")]

    operations = [
        migrations.AddField(
            model_name="agendaitem",
            name="times_carried",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        # In two steps: the items that are there already were not added today.
        migrations.AddField(
            model_name="agendaitem",
            name="added_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="agendaitem",
            name="added_at",
            field=models.DateTimeField(blank=True, default=django.utils.timezone.now, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="changed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
