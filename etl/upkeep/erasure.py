"""python -m etl forget: remove the key of a person from every landed row, for good.

The key stays in landing's list of redactions, as a hash: without it, the next export would bring the person
back.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from data.catalogue.tables import tables
from data.text.messages import message
from etl.command import Report, run_alone
from etl.custom.mapping import PREFIX
from etl.inbox.inspect import Refused
from etl.landing.engine import engine
from etl.landing.redaction import PERSONS, Forgotten
from etl.landing.secret import load_secrets
from etl.landing.sql_quoting import file_pattern
from etl.landing.store import Landing
from etl.sources.v4s import ID_LENGTH
from etl.upkeep.redacting import redact


def define(parser: argparse.ArgumentParser, _: Path) -> None:
    """Define the options of ``python -m etl forget``."""
    parser.description = (
        "Remove a person's key from everything landed, and from what is landed later. See docs/operate.md."
    )
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("--booker", metavar="ID", help="the account (Varaamo: reservee UUID), as exported")
    whose.add_argument("--volunteer", metavar="ID", help="the volunteer's id, as exported")
    parser.add_argument("--source", help="the system, if several have this id")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    person = "booker" if options.booker else "volunteer"
    identifier = options.booker or options.volunteer
    return run_alone(options, lambda home, report: forget(home, report, person, identifier, options.source))


def forget(home: Path, report: Report, person: str, identifier: str, source: str | None) -> int:
    """Forget a person of a source; return 0, 1 if nobody has the id, or 2 if the new build fails its checks.

    Raises Refused if several sources have the id and ``source`` is None: they may mean different people.
    """
    landing = Landing(home, *load_secrets())
    landing.prepare()
    people = [found for found in _people(landing, person, identifier) if source in (None, found.source)]
    if not people:
        report(message("forget_unknown"))
        return 1
    if len(people) > 1:
        raise Refused(message("forget_sources", sources=", ".join(found.source for found in people)))
    exit_code = redact(landing, landing.redactions.with_forgotten(people[0]))
    report(message("forgotten", source=people[0].source))
    return exit_code


def _landed_text(source: str, identifier: str) -> str:
    """Return the text of which landing hashes an identifier."""
    if source.startswith(PREFIX):
        # The keys of a mapped export hold within its source (etl/custom/cell_sql.py).
        return f"{source}/{identifier}"
    return identifier[:ID_LENGTH] if source == "v4s" else identifier


def _people(landing: Landing, person: str, identifier: str) -> list[Forgotten]:
    """Return who has the identifier, by source; the same text in two systems may mean two people."""
    by_table = PERSONS[person]
    files: dict[tuple[str, str], list[str]] = {}
    for load in landing.loads():
        if load.table_name in by_table:
            files.setdefault((load.source, load.table_name), []).append(file_pattern(landing.path(load)))
    people = {}
    for (source, table), paths in files.items():
        column = by_table[table][0]
        key = landing.keys.of(
            _landed_text(source, identifier).encode(), tables()[table].columns[column].domain
        )
        with engine().cursor() as connection:
            row = connection.execute(
                f"SELECT count(*) FROM read_parquet(?, union_by_name = true) WHERE {column} = ?", [paths, key]
            ).fetchone()
        if row and row[0]:
            people[source] = Forgotten(person, source, key.hex())
    return list(people.values())
