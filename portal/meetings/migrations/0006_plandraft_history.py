from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0005_planner_whole"),
    ]

    operations = [
        migrations.AddField(
            model_name="plandraft",
            name="history",
            field=models.JSONField(default=list, editable=False),
        ),
    ]
