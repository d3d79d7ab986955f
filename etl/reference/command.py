"""python -m etl reference: a line per part on stderr, with ``--json`` the result on stdout."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from data import settings
from data.text.messages import message, render
from etl.reference.renewal import exit_code, renew


def define(parser: argparse.ArgumentParser, inbox: Path) -> None:
    """Define the options of ``python -m etl reference``."""
    parser.description = (
        "Fetch the official boundaries of the city's areas and its residents into the home's "
        "folder reference, and the tree of departments into the inbox. See docs/fetch.md."
    )
    parser.add_argument("--exports", type=Path, default=inbox, help="the inbox, for the departments")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Renew; return 0 (all renewed or unchanged), 1 (some failed) or 2 (all failed)."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)

    def report(stored: str) -> None:
        console.print(render(stored, options.lang), markup=False)

    parts = renew(settings.home(options.home), options.exports.resolve(), report)
    for part in parts:
        text = f": {render(part.message, options.lang)}" if part.message else ""
        console.print(f"{part.status:>9}  {part.part} ({part.rows}) {part.file}{text}", markup=False)
    if any(part.status == "renewed" for part in parts):
        report(message("reference_load"))
    if options.json:
        printed = [asdict(part) | {"message": render(part.message, options.lang)} for part in parts]
        print(json.dumps({"parts": printed}, ensure_ascii=False))
    return exit_code(parts)
