"""Which charters and signatures somebody may see; every view starts here."""

from django.db import models
from django.db.models import Q

from portal.directory.querysets import person_of

from .append_only import AppendOnlyError, AppendOnlyQuerySet
from .standing import standings_of


class CharterVersionQuerySet(models.QuerySet):
    """Versions by state and by right."""

    def published(self):
        """Return what left the draft."""
        return self.filter(published_at__isnull=False)

    def drafts(self):
        """Return what is still being written."""
        return self.filter(published_at__isnull=True)

    def update(self, **fields):
        """Refuse: a version changes through its service only, a published one never."""
        raise AppendOnlyError("Versions of charters are changed one by one, by their service.")

    def bulk_update(self, objs, fields, batch_size=None):
        """Refuse, as ``update``."""
        raise AppendOnlyError("Versions of charters are changed one by one, by their service.")

    def delete(self):
        """Refuse: a draft is dropped by its service, a published version stays for ever."""
        raise AppendOnlyError("Versions of charters are dropped one by one, by their service.")

    def visible_to(self, viewer):
        """Return the published versions of the scopes where ``viewer`` stands, and those that they once signed."""
        person = person_of(viewer)
        if person is None:
            return self.none()
        standing = standings_of(person)
        return self.published().filter(
            Q(charter__platform__in=standing.platform_ids)
            | Q(charter__territory__in=standing.territory_ids)
            | Q(pk__in=person.charter_identities.values("version"))
        )


class SignatureQuerySet(AppendOnlyQuerySet):
    """Signatures by right."""

    def visible_to(self, viewer):
        """Return the signatures of ``viewer``: an attestation is its holder's, the team reads the register (D-59)."""
        person = person_of(viewer)
        if person is None:
            return self.none()
        return self.filter(pk__in=person.charter_identities.values("signature"))
