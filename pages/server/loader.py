"""Ask the loader what a file is, save a mapping, and start a load: always another process.

A page only shows what the loader says; the two share no code but ``data/``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from data import settings
from data.loading.uploads import Upload
from data.log_files import log
from data.text.messages import message, render

#: Seconds after which the loader has taken too long to look at a file.
PATIENCE_SECONDS = 120
#: Set where another service takes requests, because the server may not read landing (deploy/).
BY_SERVICE = "TALKOOTILA_UPLOADS_BY_SERVICE"


def describe(home: Path, path: Path, choices: dict[str, Any], language: str) -> dict[str, Any]:
    """Return what the loader says of a file: ``known``, ``refused``, or a draft (etl/suggest/as_json.py)."""
    return _suggest(home, path, choices, language)


def save(home: Path, path: Path, choices: dict[str, Any], language: str) -> dict[str, Any]:
    """Save the draft of a file as a mapping; return ``saved``, or ``refused`` with the reason."""
    return _suggest(home, path, choices, language, "--save")


def _suggest(home: Path, path: Path, choices: dict[str, Any], language: str, *options: str) -> dict[str, Any]:
    command = _command("suggest", str(path), "--home", str(home), "--lang", language, "--json", *options)
    try:
        completed = subprocess.run(
            [*command, "--choices", "/dev/stdin"],
            input=json.dumps(choices),
            cwd=settings.ROOT,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
        )
        answer: dict[str, Any] = json.loads(completed.stdout)
    except (subprocess.TimeoutExpired, OSError, ValueError) as error:
        # Neither the name of the file nor what the loader wrote: both may name people.
        log.error("The loader did not describe an uploaded file: %s", type(error).__name__)
        return {"refused": render(message("unreadable", reason=type(error).__name__), language)}
    return answer


def start(home: Path, upload: Upload) -> None:
    """Start the load that an upload asks for, unless a service does."""
    if os.environ.get(BY_SERVICE) == "1":
        return
    subprocess.Popen(
        _command("load", "--home", str(home), "--uploads", upload.folder.name),
        cwd=settings.ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # It outlives a server that is restarted, and does not get its signals.
        start_new_session=True,
    )


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "etl", *arguments]
