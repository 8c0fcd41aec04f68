"""Empties the tables of the network, so that the demonstration can begin again."""

from django.apps import apps
from django.db import transaction

#: Loaded by migrations or by ``load_reference``: they stay.
REFERENCE = {
    "directory.Sector",
    "directory.ActorType",
    "directory.Territory",
    "directory.Commune",
    "directory.CommunePostcode",
    "directory.CalendarPeriod",
}
OURS = ("accounts", "mailing", "directory", "charters", "solutions_map", "meetings", "indicators", "desk")
OTHERS = ("account.EmailAddress", "mfa.Authenticator", "sessions.Session", "wagtailcore.ModelLogEntry")


@transaction.atomic
def clear() -> None:
    """Remove all rows of the network, append-only ones too; the caller has made sure that this is a demonstration.

    Constraints are checked at the end of the transaction on both databases, so the order of the tables is free.
    """
    models = [model for label in OURS for model in apps.get_app_config(label).get_models(include_auto_created=True)]
    models += [apps.get_model(label) for label in OTHERS]
    basins = apps.get_model("directory", "Territory").objects.filter(kind="basin", code__startswith="D")
    for model in models:
        if model._meta.label not in REFERENCE:
            rows = model._base_manager.all()
            rows._raw_delete(rows.db)
    periods = apps.get_model("directory", "CalendarPeriod").objects.filter(source="demo")
    periods.delete()
    basins.delete()
