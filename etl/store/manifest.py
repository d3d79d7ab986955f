"""What a store has: ``CURRENT.json`` names every file of landing and of the published build, with its digest.

Nothing else counts: an object that it does not name is not there. Landed files and builds never change, so a
file is known by its name. After an erasure or a rotation the same names have other rows: landing then has
another ``generation``, which follows from the files that say how it was written.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from data.catalogue.tables import LANDING, tables
from data.parquet_files import files_of, folder_of
from data.text.messages import message
from data.warehouse import NoWarehouse, current
from etl.inbox.inspect import Refused
from etl.inbox.walk import digest
from etl.landing import redaction
from etl.landing.store import FINGERPRINT_FILE, KEY_FORMAT_FILE, SUFFIXES, Landing

FORMAT = 1
#: The files that say how landed rows are written; a generation follows from their content.
MARKS = (KEY_FORMAT_FILE, FINGERPRINT_FILE, redaction.FILE)
RECORDS = "loads/"
_ID = r"[0-9A-Za-z-]+"
_BUILD_FILE = re.compile(
    rf"build-(?P<id>{_ID})(\.duckdb|\.json|\.parquet/(booking|booking_hour)/month=[\d-]+/[\w.-]+\.parquet)"
)


@dataclass(frozen=True)
class Manifest:
    """SHA-256 digests by name: of the files in ``landing``, and of the published build in ``warehouse``.

    The rows of a load come before its record, so that a load that has a record is whole.
    """

    generation: str = ""
    fingerprint: str = ""
    landing: Mapping[str, str] = field(default_factory=dict)
    build: str = ""
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def records(self) -> set[str]:
        """The names of the records of loads."""
        return {name for name in self.landing if name.startswith(RECORDS)}

    def objects(self) -> dict[str, str]:
        """Return the digest of each object by its name in the store."""
        landing = {f"landing/{self.generation}/{name}": sha256 for name, sha256 in self.landing.items()}
        return landing | {f"builds/{name}": sha256 for name, sha256 in self.files.items()}

    def as_json(self) -> bytes:
        """Return the content of ``CURRENT.json``, which is never the same twice."""
        once = secrets.token_hex(8)
        return json.dumps({"format": FORMAT, "put": once, **asdict(self)}, indent=1).encode()


def parse(content: bytes) -> Manifest:
    """Return the manifest in ``CURRENT.json``. Raises Refused for a name that this version does not know."""
    try:
        read = json.loads(content)
        manifest = Manifest(**{name: read[name] for name in asdict(Manifest())})
        is_known = read["format"] == FORMAT and _is_known(manifest)
    except (ValueError, KeyError, TypeError, AttributeError):
        is_known = False
    if not is_known:
        raise Refused(message("store_damaged", name="CURRENT.json"))
    return manifest


def _is_known(manifest: Manifest) -> bool:
    """Return whether every name and every digest is of a form that this version writes."""
    build, digests = manifest.build, (*manifest.landing.values(), *manifest.files.values())
    is_whole = not build or {f"build-{build}.duckdb", f"build-{build}.json"} <= manifest.files.keys()
    return (
        is_whole
        and re.fullmatch(_ID, manifest.generation) is not None
        and all(map(_is_landed, manifest.landing))
        and all(_is_of(build, name) for name in manifest.files)
        and all(re.fullmatch("[0-9a-f]{64}", sha256) for sha256 in digests)
    )


def _is_landed(name: str) -> bool:
    """Return whether a file of landing can have this name."""
    folder, _, file = name.partition("/")
    landed = {table.name for table in tables().values() if table.layer == LANDING}
    if name in MARKS or (folder == "loads" and re.fullmatch(rf"{_ID}\.json", file)):
        return True
    return folder in landed and re.fullmatch(rf"{_ID}(\.broken)?\.parquet", file) is not None


def _is_of(build: str, name: str) -> bool:
    match = _BUILD_FILE.fullmatch(name)
    return match is not None and match["id"] == build


def of_home(home: Path, known: Manifest) -> Manifest:
    """Return what a home holds; digests of ``known`` files are not calculated again."""
    landing = of_landing(home / "landing", known)
    try:
        build = current(home)
    except NoWarehouse:
        return landing
    paths = [build.path.with_suffix(".json"), build.path, *files_of(folder_of(build.path))]
    names = {path.relative_to(build.path.parent).as_posix(): path for path in paths}
    files = {name: known.files.get(name) or digest(path) for name, path in names.items()}
    return Manifest(landing.generation, landing.fingerprint, landing.landing, build.id, files)


def of_landing(folder: Path, known: Manifest) -> Manifest:
    """Return what a landing holds: its marks, and the files of every load with a record."""
    marks = {name: folder / name for name in MARKS if (folder / name).exists()}
    contents = {name: path.read_bytes() for name, path in marks.items()}
    generation = hashlib.sha256(json.dumps({n: c.hex() for n, c in contents.items()}).encode()).hexdigest()[
        :16
    ]
    landing = Landing(folder.parent)
    paths = {**marks}
    for load in landing.loads():
        rows = [landing.path(load, suffix) for suffix in SUFFIXES]
        record = folder / RECORDS / f"{load.load_id}.json"
        paths |= {path.relative_to(folder).as_posix(): path for path in (*rows, record) if path.exists()}
    reused = known.landing if known.generation == generation else {}
    digests = {name: reused.get(name) or digest(path) for name, path in paths.items()}
    return Manifest(generation, contents.get(FINGERPRINT_FILE, b"").decode(), digests)
