"""python -m etl rotate-secret: hash every landed key again under a new secret; figures do not change.

The new secret is added to the secret file first. A landing that has not come so far goes on using the older
secrets, so a rotation that is interrupted leaves a home that works, and the next one completes it instead of
adding another secret.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from data.catalogue.tables import tables
from data.text.messages import message
from etl.command import Report, run_alone
from etl.landing import redaction
from etl.landing.rewrite import rewrite
from etl.landing.secret import add_secret, fingerprint, load_secrets
from etl.landing.store import FINGERPRINT_FILE, Landing, Load


def define(parser: argparse.ArgumentParser, _: Path) -> None:
    """Define the command, which has no options of its own."""
    parser.description = "Hash every landed key again under a new secret. See docs/operate.md."
    parser.set_defaults(run=lambda options: run_alone(options, rotate))


def rotate(home: Path, report: Report) -> int:
    """Rotate the secret of a home. Raises Refused if the environment has the secret instead of a file."""
    landing = Landing(home, *load_secrets())
    landing.prepare()
    secrets = landing.secrets
    if landing.used_secrets == len(secrets):
        secrets = add_secret(secrets)
    later = landing.keys_of(secrets[landing.used_secrets :])

    def values(load: Load) -> dict[str, str]:
        columns = tables()[load.table_name].columns.values()
        return {c.name: later.sql(c.name, c.domain) for c in columns if c.type == "key"}

    def again(person: str, key: bytes) -> bytes:
        table, columns = next(iter(redaction.PERSONS[person].items()))
        return later.of(key, tables()[table].columns[columns[0]].domain)

    marks = {FINGERPRINT_FILE: fingerprint(*secrets)}
    if landing.redactions.forgotten:
        marks[redaction.FILE] = landing.redactions.hashed_again(again).as_text()
    rewrite(landing, values, marks)
    report(message("rotated", loads=len(landing.loads()), secrets=len(secrets)))
    return 0
