"""Runs things at the same time, each on a database connection of its own."""

import threading

from django.db import connections


def in_threads(*calls):
    """Run ``calls`` at once; return in order what each gave, or the exception that it raised."""
    start, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(index, call):
        try:
            start.wait()
            results[index] = call()
        except Exception as error:  # noqa: BLE001 - told to the test, which says what it expects
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
