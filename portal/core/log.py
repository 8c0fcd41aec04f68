"""The audit trail: one wrapper over Wagtail's log that keeps who, by what way, and for which platform or territory."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from wagtail.log_actions import log as wagtail_log
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from .actors import Actor

#: Actions already given to Wagtail's registry, by name; ``portal.core.wagtail_hooks`` registers them.
ACTIONS: dict[str, str] = {}
#: Entries that wait for the end of ``written_together``.
_waiting: ContextVar[list[ModelLogEntry] | None] = ContextVar("audit entries written together", default=None)


def declare_actions(**labels: str) -> None:
    """Declare the actions of an app, as ``platform_created="…"``; the key is stored as ``portal.platform_created``.

    Call it at import time in the module of the service that logs them, with English labels marked by ``gettext_noop``.
    """
    for name, label in labels.items():
        ACTIONS[f"portal.{name}"] = label


def record(instance, action: str, *, by: Actor, platform=None, territory=None, **data) -> None:
    """Write one entry of the audit trail about ``instance``.

    ``action`` is a name given to ``declare_actions``. ``data`` must be JSON-serialisable and must hold neither secrets
    nor the text of confidential notes. Raises ``KeyError`` for an action that was never declared.
    """
    key = f"portal.{action}"
    if key not in ACTIONS:
        raise KeyError(f"Undeclared audit action: {action}")
    if not registry.action_exists(key):
        # Wagtail reads its registry once; a service that a command imports later declares its actions after that.
        registry.register_action(key, gettext(ACTIONS[key]), gettext(ACTIONS[key]))
    entry = {"via": str(by.via), **data}
    if by.person is not None:
        entry["person"] = by.person.pk
    if platform is not None:
        entry["platform"] = platform.pk
    if territory is not None:
        entry["territory"] = territory.pk
    # Administrators read the trail and nothing confidential (DESIGN §4): what stands behind a gate gives itself another
    # name there. A cut title keeps the column whole on PostgreSQL, which refuses what SQLite lets pass.
    title = str(getattr(instance, "audit_title", None) or instance)[:250]
    waiting = _waiting.get()
    if waiting is not None and registry.get_log_model_for_instance(instance) is ModelLogEntry:
        waiting.append(
            ModelLogEntry(
                content_type=ContentType.objects.get_for_model(instance, for_concrete_model=False),
                object_id=str(instance.pk),
                label=title,
                action=key,
                timestamp=timezone.now(),
                data=entry,
                user=by.user,
            )
        )
    else:
        wagtail_log(instance, key, user=by.user, title=title, data=entry)


@contextmanager
def written_together() -> Iterator[None]:
    """Write the entries that are recorded inside at its end, in few queries; none when it is left by an error.

    For acts on thousands of rows within one transaction: one by one, the trail costs as much as what it tells.
    """
    entries: list[ModelLogEntry] = []
    token = _waiting.set(entries)
    try:
        yield
    finally:
        _waiting.reset(token)
    ModelLogEntry.objects.bulk_create(entries, batch_size=500)


declare_actions(
    created=gettext_noop("Created"),
    changed=gettext_noop("Changed"),
    ended=gettext_noop("Ended"),
)
