#!/usr/bin/env python
"""Measure calendar addresses over http against constant answers of the same server; bench/README.md says what it means.

The server is gunicorn with the portal's own middleware. Rounds of the feed and of its constant counterpart take turns,
so that other work on the machine weighs on both; each line gives the median round.
"""

import argparse
import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Ticks of a second in /proc/<pid>/stat.
TICK = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Read the options, fill the scratch database, start the server, measure, print."""
    options = _options()
    sys.dont_write_bytecode = True
    sys.path[:0] = [str(ROOT)]
    options.data.mkdir(parents=True, exist_ok=True)
    os.environ.update(PORTAL_DATA_DIR=str(options.data), PORTAL_DEMO="1", DJANGO_SETTINGS_MODULE="bench.feed_settings")

    import django

    django.setup()
    import logging

    logging.disable(logging.WARNING)
    from django.db import connection

    from bench.feed_data import make_feeds

    feeds = make_feeds(options.sizes)
    connection.close()
    print(f"{connection.vendor}, {options.rounds} rounds of {options.requests} requests, one connection\n")
    print(f"{'':22} {'cold':>8} {'feed':>8} {'constant':>9} {'ratio':>6} {'CPU feed':>9} {'constant':>9} {'bytes':>9}")
    missed = False
    for size, path in feeds.items():
        missed |= _measure(size, path, options)
    raise SystemExit(int(missed and options.strict))


def _measure(size: int, path: str, options) -> bool:
    """Print the lines of one feed; return whether it stayed below half of a constant answer."""
    missed = False
    with _server() as (port, workers):
        begun = time.perf_counter()
        status, etag, body = _get(port, path)
        cold = (time.perf_counter() - begun) * 1_000
        assert status == 200, (status, body[:200])
        assert body.count(b"BEGIN:VEVENT") == size, body.count(b"BEGIN:VEVENT")
        warm = (path, {}, f"/agenda/constant-{len(body)}.ics")
        unchanged = (path, {"If-None-Match": etag}, "/agenda/unchanged.ics")
        for name, (address, headers, constant) in (("warm", warm), ("304", unchanged)):
            _round(port, address, headers, 20), _round(port, constant, {}, 20)
            ours, theirs, ours_cpu, theirs_cpu = [], [], [], []
            for _number in range(options.rounds):
                for times, busy, where, sent in (
                    (ours, ours_cpu, address, headers),
                    (theirs, theirs_cpu, constant, {}),
                ):
                    before = _cpu(workers)
                    times.append(options.requests / _round(port, where, sent, options.requests))
                    busy.append((_cpu(workers) - before) / options.requests * 1_000)
            ratio = statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))
            missed |= ratio < 0.5
            shown_cold = f"{cold:5.0f} ms" if name == "warm" else ""
            print(
                f"{size:5} meetings, {name:6} {shown_cold:>8} {statistics.median(ours):6.0f}/s "
                f"{statistics.median(theirs):7.0f}/s {ratio:6.2f} {statistics.median(ours_cpu):6.2f} ms "
                f"{statistics.median(theirs_cpu):6.2f} ms {len(body) if name == 'warm' else 0:9}",
                flush=True,
            )
    return missed


def _round(port: int, path: str, headers: dict, requests: int) -> float:
    """Ask ``requests`` times on one connection kept open; return the seconds it took."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.connect()
    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    begun = time.perf_counter()
    for _number in range(requests):
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        response.read()
        assert response.status == (304 if headers or path.endswith("unchanged.ics") else 200), response.status
    taken = time.perf_counter() - begun
    connection.close()
    return taken


def _get(port: int, path: str) -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, response.headers.get("ETag", ""), body


@contextmanager
def _server():
    """Run gunicorn as ``script/server`` does, with one process; yield its port and the processes whose work counts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*command, "--workers", "1", "--threads", "4", "--log-level", "warning"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONWARNINGS": "ignore"},
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                assert _get(port, "/agenda/unchanged.ics")[0] == 304
                break
            except OSError:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise
                time.sleep(0.2)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        yield port, [int(pid) for pid in children.read_text().split()] if children.exists() else []
    finally:
        process.terminate()
        process.wait(20)


def _cpu(workers: list[int]) -> float:
    """Return the seconds of processor that the server used so far; 0 where the system does not tell."""
    total = 0
    for pid in workers:
        fields = re.sub(r"^.*\) ", "", Path(f"/proc/{pid}/stat").read_text()).split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[500, 1118], help="meetings in the feed (500 1118)")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=200, help="requests of a round (200)")
    parser.add_argument("--strict", action="store_true", help="end with status 1 below half of a constant answer")
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(tempfile.gettempdir()) / "concerto-bench-feeds",
        help="scratch directory, kept from one run to the next",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
