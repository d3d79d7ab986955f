"""The nginx site of deploy/, run by a real nginx on ports of this machine."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from data.settings import ROOT
from tests.support.services.tls import certificate

SITE = ROOT / "deploy" / "nginx" / "talkootila.conf"
#: The example's name; a test maps it to this machine.
HOST = "talkootila.example.fi"
_AROUND = """{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def configuration(folder: Path, ports: Sequence[int], *, http: int, https: int) -> Path:
    """Write the site with other ports and certificates, and what is around it; return the file."""
    site = SITE.read_text(encoding="utf-8")
    pem, key = certificate(folder)
    for written, used in (
        ("127.0.0.1:8501", f"127.0.0.1:{ports[0]}"),
        ("127.0.0.1:8502", f"127.0.0.1:{ports[1]}"),
        ("listen 80;", f"listen 127.0.0.1:{http};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{https} ssl;"),
        ("/etc/talkootila/tls/certificate.pem", str(pem)),
        ("/etc/talkootila/tls/key.pem", str(key)),
    ):
        assert written in site
        site = site.replace(written, used)
    # The same on IPv6, which not every machine has.
    site = re.sub(r"listen \[::\].*\n", "\n", site)
    (folder / "site.conf").write_text(site, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    path = folder / "nginx.conf"
    path.write_text(_AROUND.format(folder=folder, user=user), encoding="utf-8")
    return path


@contextlib.contextmanager
def serving(folder: Path, ports: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Serve the processes on these ports; yield the ports of HTTP and of HTTPS."""
    http, https = free_port(), free_port()
    path = configuration(folder, ports, http=http, https=https)
    process = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(path), "-g", "daemon off;"])
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", https), 1):
                break
            time.sleep(0.05)
        yield http, https
    finally:
        process.terminate()
        process.wait()
