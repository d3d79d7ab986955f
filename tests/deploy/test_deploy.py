"""The files in deploy/: what systemd, nginx and a linter say of them, and the whole behind a real nginx."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shlex
import shutil
import signal
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPMessage
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, sync_playwright

from data.settings import ROOT
from etl.upkeep import archive
from tests.support.browsing import CHROMIUM_FLAGS, download, settle, visit
from tests.support.commands import SECRET
from tests.support.services import nginx
from tests.support.services.tls import AUTHORITY

pytestmark = pytest.mark.slow
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
#: The exposure (0: none, 10: all) that `systemd-analyze security` may find, times ten.
MOST_EXPOSURE = 20


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units with programs that exist here."""
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        text = text.replace("/opt/talkootila/.venv/bin/python", sys.executable)
        text = text.replace("/opt/talkootila", str(ROOT))
        (tmp_path / unit.name.replace("@.", "@8501.")).write_text(text, encoding="utf-8")
    return tmp_path


def test_systemd_accepts_every_unit(units: Path) -> None:
    paths = sorted(map(str, units.iterdir()))
    verified = subprocess.run(["systemd-analyze", "verify", *paths], capture_output=True, text=True)
    complaints = [line for line in verified.stderr.splitlines() if "talkootila" in line]
    assert not complaints
    assert verified.returncode == 0, verified.stderr


@pytest.mark.parametrize("unit", [unit.name for unit in UNITS if unit.suffix == ".service"])
def test_a_service_is_hardened(units: Path, unit: str) -> None:
    path = units / unit.replace("@.", "@8501.")
    command = ["systemd-analyze", "security", "--offline=yes", f"--threshold={MOST_EXPOSURE}", str(path)]
    judged = subprocess.run(command, capture_output=True, text=True)
    assert judged.returncode == 0, judged.stdout.splitlines()[-1]


def test_every_timer_starts_a_service_at_a_time_that_exists() -> None:
    for timer in (DEPLOY / "systemd").glob("*.timer"):
        assert timer.with_suffix(".service").exists()
        (calendar,) = re.findall(r"OnCalendar=(.+)", timer.read_text(encoding="utf-8"))
        subprocess.run(["systemd-analyze", "calendar", calendar], check=True, capture_output=True)


def run_unit(name: str, home: Path, backups: Path, **settings: str) -> list[int]:
    """Run the commands of a service as systemd would, on other folders; return their exit codes."""
    text = (DEPLOY / "systemd" / name).read_text(encoding="utf-8")
    text = text.replace("/opt/talkootila/.venv/bin/python", sys.executable)
    text = text.replace("/var/backups/talkootila", str(backups))
    environment = {"TALKOOTILA_HOME": str(home), "TALKOOTILA_SECRET": SECRET, "PATH": os.environ["PATH"]}
    exit_codes = []
    for command in re.findall(r"^ExecStart(?:Post)?=(.+)", text, re.M):
        # Variables that are not set become empty.
        filled = re.sub(r"\$\{(\w+)\}", lambda name: settings.get(name[1], "") or "''", command)
        arguments = shlex.split(filled.replace("%%", "%"))
        exit_codes.append(subprocess.run(arguments, cwd=ROOT, env=environment).returncode)
    return exit_codes


def test_a_nightly_backup_is_whole_and_old_ones_are_deleted(sample_home: Path, tmp_path: Path) -> None:
    old, others = tmp_path / "2026-01-01-023000.tar.gz", tmp_path / "before-update.tar.gz"
    for path in (old, others):
        path.touch()
        os.utime(path, (time.time() - 30 * 86_400,) * 2)
    home = shutil.copytree(sample_home, tmp_path / "home")
    assert run_unit("talkootila-backup.service", home, tmp_path) == [0, 0]
    [backup, kept] = sorted(tmp_path.glob("*.tar.gz"))
    assert kept == others
    assert archive.check(backup) == SECRET.encode()


def test_retention_does_nothing_until_the_years_are_set(sample_home: Path, tmp_path: Path) -> None:
    home = shutil.copytree(sample_home, tmp_path / "home")
    redactions = home / "landing" / "REDACTIONS.json"
    assert run_unit("talkootila-retention.service", home, tmp_path) == [2]
    assert not redactions.exists()
    assert run_unit("talkootila-retention.service", home, tmp_path, TALKOOTILA_RETAIN_YEARS="1") == [0]
    assert redactions.exists()


def test_nginx_accepts_the_site(tmp_path: Path) -> None:
    path = nginx.configuration(tmp_path, (8501, 8502), http=8080, https=8443)
    tested = subprocess.run(
        ["nginx", "-t", "-p", str(tmp_path), "-c", str(path)], capture_output=True, text=True
    )
    assert tested.returncode == 0, tested.stderr
    assert "warn" not in tested.stderr


def test_the_container_file_passes_its_linter() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    linted = subprocess.run([hadolint, ROOT / "Containerfile"], capture_output=True, text=True)
    assert linted.returncode == 0, linted.stdout
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    copied = {path for line in re.findall(r"^COPY (?!--from)(.+)", text, re.M) for path in line.split()[:-1]}
    allowed = set(re.findall(r"^!(.+)", (ROOT / ".containerignore").read_text(encoding="utf-8"), re.M))
    assert copied == allowed


@dataclass
class Site:
    """Two server processes behind nginx."""

    home: Path
    folder: Path
    base: str
    ports: tuple[int, int]
    http: int = 0
    https: int = 0
    processes: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"https://{nginx.HOST}:{self.https}{self.base}"

    def start(self, port: int) -> None:
        """Start a process with the settings of deploy/talkootila.env, except the folders."""
        lines = (DEPLOY / "talkootila.env").read_text(encoding="utf-8").splitlines()
        settings = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
        del settings["TALKOOTILA_SECRET_FILE"]
        settings |= {"TALKOOTILA_HOME": str(self.home), "TALKOOTILA_SECRET": SECRET}
        if self.base:
            settings["STREAMLIT_SERVER_BASE_URL_PATH"] = self.base.strip("/")
        (unit,) = re.findall(
            r"ExecStart=\S+ (.+)", (DEPLOY / "systemd" / "talkootila@.service").read_text(encoding="utf-8")
        )
        self.processes[port] = subprocess.Popen(
            [sys.executable, *unit.replace("%i", str(port)).split()],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        health = f"http://127.0.0.1:{port}{self.base}/_stcore/health"
        for _ in range(600):
            with contextlib.suppress(OSError), urllib.request.urlopen(health, timeout=1):
                return
            time.sleep(0.1)
        raise AssertionError("the server did not start")

    def stop(self, port: int) -> None:
        process = self.processes.pop(port)
        process.send_signal(signal.SIGTERM)
        process.wait(30)

    def get(self, path: str, cookie: str = "", **headers: str) -> tuple[int, HTTPMessage, bytes]:
        """Return the answer of nginx over TLS."""
        context = ssl.create_default_context(cafile=str(self.folder / AUTHORITY))
        connection = http.client.HTTPSConnection("localhost", self.https, timeout=30, context=context)
        sent = {"Host": f"{nginx.HOST}:{self.https}", "Cookie": cookie, **headers}
        connection.request("GET", path, headers=sent)
        response = connection.getresponse()
        answer = (response.status, response.headers, response.read())
        connection.close()
        return answer


@pytest.fixture(scope="module", params=["", "/talkootila"], ids=["at the root", "below a path"])
def site(
    request: pytest.FixtureRequest, sample_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    home = shutil.copytree(sample_home, folder / "home")
    site = Site(home, folder, request.param, (nginx.free_port(), nginx.free_port()))
    for port in site.ports:
        site.start(port)
    with nginx.serving(folder, site.ports) as (site.http, site.https):
        yield site
    for process in site.processes.values():
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def guest() -> Iterator[BrowserContext]:
    """A visitor whose Chromium finds the example's host name on this machine."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    flags = [*CHROMIUM_FLAGS, f"--host-resolver-rules=MAP {nginx.HOST} 127.0.0.1"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        context = browser.new_context(ignore_https_errors=True, accept_downloads=True)
        context.set_default_timeout(120_000)
        yield context
        browser.close()


def test_every_answer_comes_over_tls_and_metrics_stay_inside(site: Site) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.http, timeout=10)
    connection.request("GET", f"{site.base}/spaces?lang=sv", headers={"Host": nginx.HOST})
    response = connection.getresponse()
    assert (response.status, response.headers["Location"]) == (
        301,
        f"https://{nginx.HOST}{site.base}/spaces?lang=sv",
    )
    status, headers, body = site.get(f"{site.base}/spaces?lang=sv")
    assert status == 200
    assert b'lang="sv"' in body
    assert headers["Strict-Transport-Security"]
    assert "Secure; HttpOnly; SameSite=Lax" in headers["Set-Cookie"]
    assert site.get(f"{site.base}/metrics")[0] == 404
    status, _, body = site.get(f"{site.base}/healthz")
    assert json.loads(body)["build"]
    for port in site.ports:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{site.base}/metrics") as metrics:
            assert b"talkootila_requests_total" in metrics.read()


def test_a_foreign_host_is_refused(site: Site) -> None:
    assert site.get(f"{site.base}/", Host="evil.example")[0] == 400


def test_a_browser_stays_with_one_process_and_browsers_are_spread(site: Site) -> None:
    def requests(port: int) -> float:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{site.base}/metrics") as metrics:
            lines = [
                line for line in metrics.read().decode().splitlines() if line.startswith("talkootila_req")
            ]
        return sum(float(line.rpartition(" ")[2]) for line in lines if 'kind="assets"' in line)

    before = [requests(port) for port in site.ports]
    for _ in range(10):
        site.get(f"{site.base}/assets/frame.js", cookie="talkootila_route=abc")
    once = [requests(port) for port in site.ports]
    assert sorted(after - first for first, after in zip(before, once, strict=True)) == [0, 10]
    for number in range(40):
        site.get(f"{site.base}/assets/frame.js", cookie=f"talkootila_route={number}")
    assert all(requests(port) > first for port, first in zip(site.ports, once, strict=True))


def test_pages_and_downloads_survive_the_restart_of_either_process(
    site: Site, guest: BrowserContext, tmp_path: Path
) -> None:
    opened = visit(guest, f"{site.address}/downloads?lang=en&department=KUVA")
    page = opened.page
    link = page.locator('a[href*="/api/export/"][href*=".csv"]').first
    first = download(link, tmp_path / "first.csv").read_bytes()
    href = link.get_attribute("href") or ""
    path = href[href.index(f"{site.base}/api/") :]
    for port in site.ports:
        site.stop(port)
        try:
            # The other process draws the same address, and makes the same file from the same link.
            page.goto(f"{site.address}/spaces?lang=en&department=KUVA")
            settle(page)
            assert "department=KUVA" in page.url
            assert page.locator("h1").is_visible()
            status, _, body = site.get(path)
            assert status == 200
            assert body == first
        finally:
            site.start(port)
    assert not [url for url in opened.foreign_requests if nginx.HOST not in url]


def test_an_open_page_goes_on_when_its_process_ends(site: Site, guest: BrowserContext) -> None:
    for port in site.ports:
        page = visit(guest, f"{site.address}/spaces?lang=en&department=KUVA").page
        heading = page.locator("h1").inner_text()
        site.stop(port)
        try:
            page.wait_for_timeout(6_000)
            settle(page)
            assert page.locator("h1").inner_text() == heading
            assert "department=KUVA" in page.url
            # The page still answers: a link of its menu opens another page.
            page.locator('a[href*="goals"]').first.click()
            page.wait_for_url("**/goals**")
            settle(page)
            assert page.locator("h1").inner_text() != heading
        finally:
            site.start(port)
