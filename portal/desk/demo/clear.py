"""Empties the tables of the network, so that the demonstration can begin again."""

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import transaction

from portal.core.storage import private_storage

#: Loaded by migrations or by ``load_reference``: they stay.
REFERENCE = {
    "directory.Sector",
    "directory.ActorType",
    "directory.Territory",
    "directory.Commune",
    "directory.CommunePostcode",
    "directory.CalendarPeriod",
    "solutions_map.SolutionType",
    "solutions_map.Need",
    "solutions_map.Audience",
    "solutions_map.Level",
    "solutions_map.Funder",
}
OURS = ("accounts", "mailing", "directory", "charters", "solutions_map", "meetings", "indicators", "desk")
OTHERS = ("account.EmailAddress", "mfa.Authenticator", "sessions.Session", "wagtailcore.ModelLogEntry")


@transaction.atomic
def clear() -> None:
    """Remove all rows of the network, append-only ones too; the caller has made sure that this is a demonstration.

    What Wagtail keeps about an account goes with it: its profile, its marks on pages that are being edited.

    Constraints are checked at the end of the transaction on both databases, so the order of the tables is free.
    """
    models = [model for label in OURS for model in apps.get_app_config(label).get_models(include_auto_created=True)]
    models += [apps.get_model(label) for label in OTHERS]
    _forget_accounts()
    _forget_letters()
    basins = apps.get_model("directory", "Territory").objects.filter(kind="basin", code__startswith="D")
    for model in models:
        if model._meta.label not in REFERENCE:
            rows = model._base_manager.all()
            rows._raw_delete(rows.db)
    periods = apps.get_model("directory", "CalendarPeriod").objects.filter(source="demo")
    periods.delete()
    basins.delete()


def _forget_letters() -> None:
    """Take the files of the mission letters away once their rows are gone for good."""
    storage = private_storage()
    roles, former = (apps.get_model("directory", name) for name in ("PlatformRole", "FormerLetter"))
    names = [
        *roles.objects.exclude(letter="").values_list("letter", flat=True),
        *former.objects.values_list("letter", flat=True),
    ]
    transaction.on_commit(lambda: [storage.delete(name) for name in names])


def _forget_accounts() -> None:
    """Take the accounts out of the rows of others: these go where they are nothing without one, else they stay."""
    for relation in get_user_model()._meta.related_objects:
        if relation.many_to_many or relation.related_model._meta.app_label in OURS:
            continue
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__isnull": False})
        if relation.field.null:
            rows.update(**{relation.field.name: None})
        else:
            rows.delete()
