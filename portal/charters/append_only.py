"""Rows written once: the ORM refuses to change or remove them; raw SQL is found by the chain's verification."""

from django.db import models


class AppendOnlyError(RuntimeError):
    """Code tried to change or remove a row that is evidence."""


def _refuse(model) -> None:
    raise AppendOnlyError(f"{model.__name__} is append-only.")


class AppendOnlyQuerySet(models.QuerySet):
    """A queryset that adds and reads."""

    def update(self, **fields):
        """Refuse to change rows."""
        _refuse(self.model)

    def bulk_update(self, objs, fields, batch_size=None):
        """Refuse to change rows."""
        _refuse(self.model)

    def bulk_create(self, objs, **options):
        """Refuse rows in bulk: each is written by a service that knows the one before."""
        _refuse(self.model)

    def delete(self):
        """Refuse to remove rows."""
        _refuse(self.model)


class AppendOnly(models.Model):
    """A row that is added once."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args, **options):
        """Add the row; refuse to change it."""
        if not self._state.adding:
            _refuse(type(self))
        # ``force_insert`` so that a forged primary key cannot overwrite a row either.
        options["force_insert"] = True
        super().save(*args, **options)

    def delete(self, *args, **options):
        """Refuse to remove the row."""
        _refuse(type(self))
