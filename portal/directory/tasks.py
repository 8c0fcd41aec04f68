"""What the worker runs: it is only woken, the rows of the sites are the truth."""

from django_tasks import task


@task()
def find_points() -> None:
    """Look for the points that are due."""
    from .services.points import find_due_points  # noqa: PLC0415 – the service enqueues this task

    find_due_points()
