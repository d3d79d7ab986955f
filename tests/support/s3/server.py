"""An S3-compatible server on the loopback interface: python server.py PORT."""

from __future__ import annotations

import sys

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple

# One request at a time: what is put on a condition is then checked and put in one step, as S3 does.
run_simple("127.0.0.1", int(sys.argv[1]), DomainDispatcherApplication(create_backend_app), threaded=False)
