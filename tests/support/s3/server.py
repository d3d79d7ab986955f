"""An S3-compatible server on the loopback interface: python server.py PORT [unconditional]."""

from __future__ import annotations

import sys
from typing import Any

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple

SERVER = DomainDispatcherApplication(create_backend_app)


def unconditional(environ: dict[str, Any], start_response: Any) -> Any:
    """Answer as servers do that ignore the conditions of a put."""
    environ.pop("HTTP_IF_MATCH", None)
    environ.pop("HTTP_IF_NONE_MATCH", None)
    return SERVER(environ, start_response)


# One request at a time: what is put on a condition is then checked and put in one step, as S3 does.
run_simple("127.0.0.1", int(sys.argv[1]), unconditional if sys.argv[2:] else SERVER, threaded=False)
