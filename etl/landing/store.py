"""Land an export as one Parquet file of canonical rows, without direct personal data.

A file is written again only when keys change or go (etl/landing/rewrite.py).

Reading, casting, pseudonymising and validating are one SQL statement over the whole file. Rows keep the
order of the export, so a row's position in the Parquet file is its number. Rejected rows stay among the
others, with the column, the value and the expected value; the model leaves them out.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import os
import shutil
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from data.text.messages import message
from etl.inbox.inspect import Export, Refused
from etl.landing.counts import count_rows, keep_broken_rows
from etl.landing.engine import landing_cursor
from etl.landing.export_messages import header_messages, page_messages
from etl.landing.redaction import Redactions, read_redactions
from etl.landing.repeated_keys import hash_repeated
from etl.landing.secret import Keys, fingerprint
from etl.landing.sql_quoting import file_pattern, literal
from etl.landing.statement import landing_sql
from etl.sources.base import Feed, Raw

#: The format of landed keys. The old format had no domains: equal texts of two columns had equal keys.
KEY_FORMAT, OLD_KEY_FORMAT = "2", "1"
KEY_FORMAT_FILE = "KEY_FORMAT"
FINGERPRINT_FILE = "SECRET_FINGERPRINT"
#: Version 2 has shorter encodings of numbers and texts: a tenth less to write, and faster.
PARQUET = "FORMAT parquet, PARQUET_VERSION V2, COMPRESSION lz4_raw"
#: How the names of a load's files end: its rows, and those that fit no columns.
SUFFIXES = ROWS, BROKEN_ROWS = ("parquet", "broken.parquet")


@dataclass(frozen=True)
class Load:
    """The record of a landed file. ``first_row`` is the number of its first record."""

    load_id: str
    file: str
    sha256: str
    source: str
    feed: str
    table_name: str
    is_sample: bool
    exported_at: str
    landed_at: str
    rows_read: int
    rows_rejected: int
    rows_broken: int
    first_row: int
    messages: str
    sidecar: str = "{}"
    #: Loads of older versions have none.
    size_bytes: int | None = None


class Landing:
    """The landing folder of a home: ``loads/*.json`` record loads, ``<table>/*.parquet`` hold their rows."""

    def __init__(self, home: Path, *secrets: bytes) -> None:
        self.folder = home / "landing"
        #: A new landing while it is written, and the old one while it is replaced.
        self.rewritten, self.replaced = home / "landing.rewritten", home / "landing.replaced"
        self.secrets = secrets

    def prepare(self) -> None:
        """Create folders and delete leftovers of a crash. Raises Refused for another secret or newer keys."""
        if self.rewritten.exists() and not self.folder.exists():
            self.rewritten.rename(self.folder)
        for leftover in (self.rewritten, self.replaced):
            shutil.rmtree(leftover, ignore_errors=True)
        (self.folder / "loads").mkdir(parents=True, exist_ok=True)
        secret_mark = self.folder / FINGERPRINT_FILE
        if not secret_mark.exists():
            write_whole(self.folder / KEY_FORMAT_FILE, KEY_FORMAT)
            write_whole(secret_mark, fingerprint(*self.secrets))
        if self._key_format not in (KEY_FORMAT, OLD_KEY_FORMAT):
            raise Refused(message("other_keys", format=self._key_format))
        if self.used_secrets == 0:
            raise Refused(message("other_secret"))
        self._delete_unrecorded()

    def withdraw(self, kept: Collection[str]) -> None:
        """Delete every load whose id is not ``kept``, and what was being written for another."""
        for path in (self.folder / "loads").glob("*.json"):
            if path.stem not in kept:
                path.unlink()
        self._delete_unrecorded()

    def _delete_unrecorded(self) -> None:
        """Delete files of rows that belong to no load."""
        load_ids = {load.load_id for load in self.loads()}
        for path in self.folder.glob("*/*"):
            if path.parent.name != "loads" and path.name.split(".")[0] not in load_ids:
                # A cancelled load may be deleting or naming it in another thread.
                path.unlink(missing_ok=True)

    @functools.cached_property
    def _key_format(self) -> str:
        path = self.folder / KEY_FORMAT_FILE
        return path.read_text(encoding="utf-8").strip() if path.exists() else OLD_KEY_FORMAT

    @functools.cached_property
    def used_secrets(self) -> int:
        """The number of secrets that this landing's keys are made with: fewer if a rotation is not complete.

        0 if they are made with others.
        """
        recorded = (self.folder / FINGERPRINT_FILE).read_text(encoding="utf-8")
        counts = range(1, len(self.secrets) + 1)
        return next((count for count in counts if fingerprint(*self.secrets[:count]) == recorded), 0)

    @property
    def keys(self) -> Keys:
        """How this landing hashes; it keeps the key format of its first load."""
        return self.keys_of(self.secrets[: self.used_secrets])

    def keys_of(self, secrets: tuple[bytes, ...]) -> Keys:
        """Return how this landing hashes with other secrets."""
        return Keys(secrets, has_domains=self._key_format != OLD_KEY_FORMAT)

    @functools.cached_property
    def redactions(self) -> Redactions:
        """What the landed rows no longer contain."""
        return read_redactions(self.folder)

    def loads(self) -> list[Load]:
        """Return all loads, in the order in which they were landed."""
        paths = sorted((self.folder / "loads").glob("*.json"))
        return [Load(**json.loads(path.read_text(encoding="utf-8"))) for path in paths]

    def path(self, load: Load, suffix: str = ROWS) -> Path:
        """Return the path of a load's Parquet file."""
        return self.folder / load.table_name / f"{load.load_id}.{suffix}"

    def land(
        self,
        export: Export,
        feed: Feed,
        digest: Callable[[], str],
        *,
        samples: Collection[str],
        run_at: dt.datetime,
        sequence: int,
    ) -> Load:
        """Land one export of the run that started at ``run_at``; raise Refused if it cannot be used.

        ``digest`` returns the SHA-256 of the file, which is calculated while rows are read; ``samples`` are
        those of sample files.
        """
        load = self._new_load(export, feed, run_at, sequence)
        with landing_cursor() as connection:
            try:
                _refuse_other_files(connection, export.path)
                raw = feed.read(connection, export)
                self.path(load).parent.mkdir(exist_ok=True)
                return self._named(self._write(connection, feed, export, raw, load), digest(), samples)
            except (duckdb.Error, Refused) as error:
                for suffix in SUFFIXES:
                    self.path(load, suffix).unlink(missing_ok=True)
                if isinstance(error, Refused):
                    raise
                # The engine's message may quote the file, so only the kind of error is reported.
                raise Refused(_engine_refusal(export, error)) from None

    @staticmethod
    def _new_load(export: Export, feed: Feed, run_at: dt.datetime, sequence: int) -> Load:
        return Load(
            load_id=f"{run_at:%Y%m%dT%H%M%S%f}-{sequence:04d}",
            file=export.name,
            sha256="",
            source=feed.source,
            feed=feed.name,
            table_name=feed.table,
            is_sample=False,
            exported_at=export.modified.isoformat(),
            landed_at=run_at.isoformat(),
            rows_read=0,
            rows_rejected=0,
            rows_broken=0,
            first_row=1,
            messages="",
            sidecar=sidecar_text(export.sidecar),
            size_bytes=export.path.stat().st_size,
        )

    def _named(self, load: Load, sha256: str, samples: Collection[str]) -> Load:
        """Return a written load with the digest of its file; its id and the names of its files get a part."""
        load_id = f"{load.load_id}-{sha256[:12]}"
        named = replace(load, load_id=load_id, sha256=sha256, is_sample=sha256 in samples)
        for suffix in SUFFIXES:
            if self.path(load, suffix).exists():
                self.path(load, suffix).rename(self.path(named, suffix))
        return named

    def record(self, load: Load) -> None:
        """Write the record of a load whose Parquet files exist. The load counts from then on."""
        write_whole(
            self.folder / "loads" / f"{load.load_id}.json",
            json.dumps(asdict(load), ensure_ascii=False, indent=1),
        )

    def _write(
        self, connection: duckdb.DuckDBPyConnection, feed: Feed, export: Export, raw: Raw, load: Load
    ) -> Load:
        messages = [*raw.messages, *header_messages(feed, export, raw)]
        raw = hash_repeated(connection, feed, raw, self.keys)
        sql = landing_sql(feed, export, raw, self.keys)
        redacted = self.redactions.values(load.source, load.table_name)
        if redacted:
            values = ", ".join(f"{value} AS {column}" for column, value in redacted.items())
            sql = f"SELECT * REPLACE ({values}) FROM ({sql})"
        target = self.path(load)
        connection.execute(f"COPY ({sql}) TO {literal(str(target))} ({PARQUET})")
        broken = keep_broken_rows(connection, raw, self.path(load, BROKEN_ROWS))
        rows, rejected, ambiguous = count_rows(connection, target)
        if rows + broken == 0:
            raise Refused(message("no_rows"))
        if broken > rows:
            raise Refused(message("unreadable", reason=f"{broken} / {rows + broken}"))
        if broken:
            messages.append(message("broken_rows", rows=broken))
        if rejected == rows:
            messages.append(message("all_rejected", rows=rows + broken))
        messages += page_messages(feed, export, rows)
        if ambiguous:
            messages.append(message("ambiguous_times", rows=ambiguous))
        return replace(
            load,
            rows_read=rows + broken,
            rows_rejected=rejected + broken,
            rows_broken=broken,
            first_row=raw.first_row,
            messages="\n".join(messages),
        )


def _refuse_other_files(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Raise Refused if the engine would read another file, or more files, than the one at this path."""
    files = connection.execute("SELECT file FROM glob(?)", [file_pattern(path)]).fetchall()
    if files != [(str(path),)]:
        raise Refused(message("file_name"))


def _engine_refusal(export: Export, error: duckdb.Error) -> str:
    if export.kind == "json":
        return message("json_broken")
    if "utf-8" in str(error).lower() or "unicode" in str(error).lower():
        return message("encoding")
    if "state machine" in str(error):
        return message("line_ends")
    return message("unreadable", reason=type(error).__name__)


def sidecar_text(sidecar: dict[str, Any]) -> str:
    """Return a sidecar as text: equal sidecars have equal texts."""
    return json.dumps(sidecar, sort_keys=True, default=str)


def write_whole(path: Path, text: str) -> None:
    """Write a small file atomically: a reader sees all of it or none, even after a crash."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
