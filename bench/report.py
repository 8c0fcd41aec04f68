"""Runs the scenarios and prints a line for each."""

import re
import resource
import statistics
import time
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from .scenario import Scenario

_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def print_table(scenarios: list[Scenario], *, runs: int, explain_above: float | None = None) -> None:
    """Measure each scenario ``runs`` times and print what came out; end with status 1 when one failed."""
    print(f"\n{connection.vendor}, {runs} runs\n")
    print(f"{'':36} {'queries':>7} {'in SQL':>8} {'CPU':>8} {'median':>8} {'95 %':>8} {'memory':>8} {'answer':>8}")
    failed = False
    for scenario in scenarios:
        problem = _measure(scenario, min(runs, scenario.runs or runs), explain_above)
        if problem:
            failed = True
            print(f"{scenario.name:36} FAILED: {problem}")
    if failed:
        raise SystemExit(1)


def _measure(scenario: Scenario, runs: int, explain_above: float | None) -> str:
    """Print the line of one scenario; return why it failed, or an empty text."""
    client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
    if scenario.user is not None:
        client.force_login(scenario.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    ask = client.post if scenario.post else client.get
    # Once for what is cached on first use: templates, addresses, the text of the catalogue.
    answer = ask(scenario.address)
    if answer.status_code != 200:
        return f"status {answer.status_code} for {scenario.address}"
    if scenario.holds not in answer.content:
        return f"no {scenario.holds.decode()} in {scenario.address}"
    with CaptureQueriesContext(connection) as capture:
        ask(scenario.address)
    # Taken out at once: the next request empties the log.
    queries = capture.captured_queries
    before = _restart_peak()
    times, busy = [], []
    for _number in range(runs):
        begun, begun_cpu = time.perf_counter(), time.process_time()
        answer = ask(scenario.address)
        times.append((time.perf_counter() - begun) * 1_000)
        busy.append((time.process_time() - begun_cpu) * 1_000)
    in_sql = sum(float(one["time"]) for one in queries) * 1_000
    print(
        f"{scenario.name:36} {len(queries):7} {in_sql:5.0f} ms {statistics.median(busy):5.0f} ms "
        f"{statistics.median(times):5.0f} ms "
        f"{_percentile(times):5.0f} ms {(_peak() - before) / 1024:+5.0f} MB {len(answer.content) / 1024:5.0f} kB",
        flush=True,
    )
    if explain_above is not None:
        _explain(queries, explain_above)
    return ""


def _percentile(times: list[float]) -> float:
    """Return the time that 95 of 100 runs stay below."""
    return statistics.quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]


def _explain(queries: list[dict], above: float) -> None:
    """Print the queries that took longer than ``above`` milliseconds, with the plan."""
    prefix = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN (ANALYZE, BUFFERS)"
    for query in queries:
        if float(query["time"]) * 1_000 < above or not query["sql"].startswith("SELECT"):
            continue
        print(f"    {float(query['time']) * 1_000:.0f} ms  {_short(query['sql'])}")
        with connection.cursor() as cursor:
            cursor.execute(f"{prefix} {query['sql'].replace('%', '%%')}", ())
            for row in cursor.fetchall():
                print(f"        {row[-1]}")


def _short(sql: str) -> str:
    """Return the query without its list of columns."""
    return re.sub(r"^(SELECT (?:DISTINCT )?).{80,}? FROM", r"\1… FROM", sql)[:900]


def _restart_peak() -> int:
    """Let the system forget the peak of memory so far, where it can (Linux); return what is used now, in kB."""
    try:
        _RESET.write_text("5")
    except OSError:
        return 0
    return _peak()


def _peak() -> int:
    """Return the most memory used since ``_restart_peak``, or since the start where that is not known; in kB."""
    try:
        found = re.search(r"VmHWM:\s+(\d+)", _STATUS.read_text())
    except OSError:
        found = None
    return int(found.group(1)) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
