"""Prove that the server stands many readers while builds change, and that its memory does not grow.

    python bench/sessions.py [--home DIR] [--sessions 100] [--builds 12] [--exports 5] [--reports 10]
                             [--bookings 2000000] [--seconds 240] [--think 20]
    python bench/sessions.py --soak 60 --sessions 20 --bookings 200000

Every session is a real websocket that opens pages and changes filters, with random pauses of ``--think``
seconds on average. Meanwhile builds are published one after the other, and all bookings and monthly reports
are downloaded. Afterwards every key figure that arrived is calculated again on the build that its page named.
Reported: seconds of a change of filter and of a page, of downloads and of a health check, the server's time
per page, its memory with its children, and what was wrong: figures, errors on pages, exceptions in the log.
The exit code is 1 if anything was. ``--soak`` runs for minutes, prints the memory of each, and says by how
much it grew.

``--home`` keeps the loaded home with its builds, so that the next run starts at once.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.published_builds import Builds, differences  # noqa: E402
from bench.session_results import Results, cpu_seconds, megabytes, report  # noqa: E402
from data import members, period, warehouse  # noqa: E402
from data.filters import Filters, conditions  # noqa: E402
from data.scope import EVERYTHING  # noqa: E402
from pages.server.navigation import PAGES  # noqa: E402
from tests.support.browsing import serve  # noqa: E402
from tests.support.services.page_socket import Drawn, draw, open_socket  # noqa: E402

#: Pages whose cards show metrics under exactly the filters of the address.
CHECKED = ("overview", "spaces", "shared_use", "volunteering", "participation")
#: The dimensions that sessions filter by.
DIMENSIONS = ("department", "major_district", "booker_type")
#: One of so many steps of a session opens another page; the others change the filters.
STEPS_PER_PAGE = 4
#: Steps after which a reader leaves, and another one comes.
STEPS_PER_VISIT = 20
#: Seconds that a page may take before its session counts as failed.
LONGEST = 120.0


@dataclass(frozen=True)
class Run:
    """The parts of a run that every thread needs."""

    address: str
    builds: Builds
    results: Results
    ends: float
    stopped: threading.Event

    def pause(self, seconds: float) -> bool:
        """Wait, and return whether the run goes on."""
        self.stopped.wait(max(0.0, min(seconds, self.ends - time.monotonic())))
        return time.monotonic() < self.ends and not self.stopped.is_set()

    def spread(self, count: int, act: Callable[[int], object]) -> None:
        """Do something ``count`` times at even intervals, the first after one."""
        step = (self.ends - time.monotonic()) / (count + 1)
        for number in range(count):
            if not self.pause(step):
                return
            act(number)


class Choices:
    """The filters that sessions choose from: months and members of the first build."""

    def __init__(self, home: Path) -> None:
        build = warehouse.current(home)
        self.months = period.months(build)
        self.members = {
            dimension: sorted(members.known_members(dimension, EVERYTHING, build)) for dimension in DIMENSIONS
        }

    @property
    def whole(self) -> Filters:
        """The whole period that the build has."""
        return Filters.of(self.months[0], self.months[-1])

    def choose(self, chance: random.Random) -> Filters:
        """Return a period of up to a year, and often a member."""
        start = chance.randrange(len(self.months))
        end = min(start + chance.randrange(12), len(self.months) - 1)
        dimension = chance.choice([*DIMENSIONS, ""])
        where = {dimension: [chance.choice(self.members[dimension])]} if dimension else {}
        return Filters(self.months[start], self.months[end], where=conditions(where))


def query(filters: Filters) -> str:
    """Return the filters as they are in the address of a page."""
    names = {"from": filters.from_month, "to": filters.to_month}
    return urlencode({**names, **{name: ",".join(chosen) for name, chosen in filters.where}})


def read(run: Run, number: int, choices: Choices, think: float) -> None:
    """Be one reader after the other: open a page, change its filters, open another, until the run ends."""
    chance, page, results = random.Random(number), "", run.results
    goes_on = run.pause(chance.uniform(0, think))
    while goes_on:
        try:
            with open_socket(run.address) as socket:
                for _ in range(STEPS_PER_VISIT):
                    opens = not page or chance.randrange(STEPS_PER_PAGE) == 0
                    page = chance.choice(PAGES) if opens else page
                    filters = choices.choose(chance)
                    started = time.monotonic()
                    drawn = draw(socket, page, query(filters), seconds=LONGEST)
                    (results.pages if opens else results.changes).append(time.monotonic() - started)
                    note(results, page, filters, drawn)
                    if not (goes_on := run.pause(chance.expovariate(1 / think))):
                        break
            page = ""
        except Exception as error:
            results.wrong.append(f"{page}: {type(error).__name__}: {error}")
            page, goes_on = "", run.pause(think)


def note(results: Results, page: str, filters: Filters, drawn: Drawn) -> None:
    """Note the errors of a page, and its key figures to be checked."""
    results.wrong += [f"{page}: {error}" for error in drawn.errors]
    if not drawn.build_id:
        results.wrong.append(f"{page}: names no build")
    elif page in CHECKED:
        # Shared use is shown of all booker types, whichever are chosen.
        whole = filters.without("booker_type") if page == "shared_use" else filters
        results.shown.append((drawn.build_id, whole, drawn.key_figures))


def download(run: Run, number: int, page: str, link: str, whole: Filters) -> None:
    """Take a file of the ``whole`` period that a page links to, as somebody with an address of their own.

    If no place is free (503), wait for one; if the link's build is no longer kept (410), open the page again.
    """
    results, started, status = run.results, time.monotonic(), 410
    try:
        while status != 200:
            if status == 410:
                with open_socket(run.address) as socket:
                    [path, *_] = draw(socket, page, query(whole), seconds=LONGEST).links(link)
            status = take(run, path, f"127.0.0.{number % 200 + 10}")
            if status not in (200, 410, 503):
                raise ValueError(f"answer {status}")
            results.refused += status != 200
        results.downloads.append(time.monotonic() - started)
    except Exception as error:
        results.wrong.append(f"{link}: {type(error).__name__}: {error}")


def take(run: Run, path: str, client: str) -> int:
    """Ask for a file and, if it is served, count its rows; return the status of the answer."""
    address = run.address.removeprefix("http://")
    connection = http.client.HTTPConnection(address, timeout=LONGEST, source_address=(client, 0))
    with contextlib.closing(connection):
        connection.request("GET", path)
        answer = connection.getresponse()
        if answer.status == 503:
            run.stopped.wait(int(answer.headers["Retry-After"]))
        rows = -1
        while piece := answer.read(1 << 20):
            rows += piece.count(b"\n")
        if answer.status == 200 and answer.headers["X-Row-Count"] not in (None, str(rows)):
            raise ValueError(f"{rows} rows instead of {answer.headers['X-Row-Count']}")
        return answer.status


def watch(run: Run, pid: int, minutes: bool) -> None:
    """Sample memory and the time of a health check, and print the memory of each minute if asked."""
    started, printed = time.monotonic(), 0
    while run.pause(0.5):
        asked = time.monotonic()
        connection = http.client.HTTPConnection(run.address.removeprefix("http://"), timeout=LONGEST)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError as error:
            run.results.wrong.append(f"health: {type(error).__name__}: {error}")
        finally:
            connection.close()
        run.results.health.append(time.monotonic() - asked)
        run.results.memory.append((asked - started, megabytes(pid)))
        if minutes and (asked - started) // 60 > printed:
            printed += 1
            of_minute = [mb for seconds, mb in run.results.memory if seconds > asked - started - 60]
            print(f"minute {printed:>3}: {statistics.median(of_minute):6.0f} MB", flush=True)


def measure(options: argparse.Namespace, home: Path, builds: Builds) -> Results:
    """Serve the home to the readers, publish builds, download, and return what happened."""
    builds.publish(0)
    choices = Choices(home)
    log = home / "logs" / "server.log"
    log.unlink(missing_ok=True)
    # As deploy/talkootila.env sets it.
    os.environ["MALLOC_ARENA_MAX"] = "2"
    server, address = serve(home)
    seconds = options.soak * 60 or options.seconds
    run = Run(address, builds, Results(), time.monotonic() + seconds, threading.Event())

    def start(act: Callable[..., object], *arguments: object) -> threading.Thread:
        thread = threading.Thread(target=act, args=arguments)
        thread.start()
        return thread

    def download_later(number: int, page: str, link: str, delay: float) -> None:
        if run.pause(delay):
            download(run, number, page, link, choices.whole)

    threads = [
        start(watch, run, server.pid, bool(options.soak)),
        start(run.spread, options.builds, lambda number: builds.publish(number + 1)),
    ]
    try:
        for number in range(options.sessions):
            threads.append(start(read, run, number, choices, options.think))
        for count, page, link in (
            (options.exports, "downloads", "/bookings.csv"),
            (options.reports, "department_month", ".pdf"),
        ):
            for number in range(count):
                # All at once, or in a soak one after the other.
                share = (number + 1) / (count + 1) if options.soak else 1 / 3
                threads.append(start(download_later, number, page, link, share * seconds))
        for thread in threads:
            thread.join()
        run.results.cpu_seconds = cpu_seconds(server.pid)
    finally:
        run.stopped.set()
        server.kill()
        server.wait()
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    run.results.wrong += [f"{log}: {line}" for line in lines if " ERROR " in line]
    return run.results


def check(results: Results, builds: Builds) -> int:
    """Compare every key figure with its build's; return how many there were."""
    figures = 0
    for build_id, filters, shown in sorted(results.shown, key=lambda drawn: drawn[0]):
        figures += len(shown)
        results.wrong += differences(builds.published[build_id], filters, shown)
    return figures


def main() -> int:
    """Run the sessions and print what happened. Returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", type=Path, help="where the loaded home is kept (default: nowhere)")
    parser.add_argument("--soak", type=float, default=0, metavar="MINUTES")
    for name, number in (
        *(("sessions", 100), ("builds", 12), ("exports", 5), ("reports", 10)),
        *(("bookings", 2_000_000), ("seconds", 240), ("think", 20.0)),
    ):
        parser.add_argument(f"--{name}", type=type(number), default=number)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = (options.home or Path(folder)).resolve()
        builds = Builds(home)
        builds.prepare(options.bookings, options.builds + 1)
        results = measure(options, home, builds)
        return report(results, check(results, builds), options.soak)


if __name__ == "__main__":
    sys.exit(main())
