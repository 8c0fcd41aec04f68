"""What the worker runs: it is only woken, the rows are the truth."""

from django_tasks import task


@task()
def deliver_mail(pk: int) -> None:
    """Send the mail ``pk`` if it is still waiting."""
    from .services.delivery import deliver  # noqa: PLC0415 – the service enqueues this task

    deliver(pk)
