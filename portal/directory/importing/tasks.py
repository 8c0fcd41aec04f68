"""What the worker runs: it is only woken, the row of the batch is the truth."""

from django_tasks import task


@task()
def run_import_step(pk: int) -> None:
    """Do the step that the batch ``pk`` waits for, if any."""
    from .steps import run  # noqa: PLC0415 – batches, which steps know, enqueue this task

    run(pk)
