"""Bring a home what its store has, and the store what the home has: a set difference of names.

``CURRENT.json`` is put last and only over the one that was read, so it never names what is not there, and of
two loaders that publish at the same time one fails. A process that is killed leaves objects that nothing
names; the next one uploads them again or, a day later, deletes them.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from data import warehouse
from data.settings import store_url
from data.text.messages import message
from etl.inbox.inspect import Refused
from etl.landing.rewrite import put_in_place
from etl.landing.secret import fingerprint, has_secret, load_secrets
from etl.landing.store import Landing, write_whole
from etl.store import lease
from etl.store.manifest import RECORDS, Manifest, of_home, of_landing, parse
from etl.store.objects import Gone, Lost, Objects, Stored, open_objects, refuse_unconditional
from etl.warehouse.build import KEEP_BUILDS, UNFINISHED, publish, remove_leftovers

CURRENT = "CURRENT.json"
#: In the home: what the store and the home had in common last.
IN_COMMON = ".store.json"
#: Objects that nothing names are deleted after so long: an upload that is under way takes less.
UNNAMED_HOURS = 24
#: Other machines may delete a build while it is downloaded, because they have published the next one.
TRIES = 3

Report = Callable[[str], None]


@dataclass(frozen=True)
class Published:
    """``CURRENT.json`` as it was read, and what it says; nothing in a new store."""

    stored: Stored | None
    manifest: Manifest


@contextlib.contextmanager
def in_store(home: Path, report: Report) -> Iterator[None]:
    """Hold the store that TALKOOTILA_STORE names while a home changes: its content first, the changes last.

    Without the setting this does nothing. Raises Refused if the store cannot be reached, if it has other
    secrets, and if another loader has published meanwhile. What was landed stays for the next load.
    """
    url = store_url()
    if url is None:
        yield
        return
    objects = open_objects(url)
    if read_published(objects).stored is None:
        refuse_unconditional(objects)
    with lease.held(objects, report):
        published = pull(home, objects, report)
        yield
        push(home, objects, published, report)


def read_published(objects: Objects) -> Published:
    """Return what the store has."""
    stored = objects.get(CURRENT)
    return Published(stored, Manifest() if stored is None else parse(stored.content))


def pull(home: Path, objects: Objects, report: Report) -> Published:
    """Bring the home what the store has: landed files, and the published build. Return what it has."""
    for remaining in reversed(range(TRIES)):
        published = read_published(objects)
        manifest, common = published.manifest, _in_common(home)
        try:
            if manifest.generation:
                _pull_landing(home, objects, manifest, common)
            if manifest.build and manifest.build != common.build:
                pull_build(home, objects, manifest, report)
            break
        except Gone as gone:
            if not remaining:
                raise Refused(message("store_damaged", name=gone.args[0])) from None
    _keep_common(home, manifest)
    return published


def _pull_landing(home: Path, objects: Objects, manifest: Manifest, common: Manifest) -> None:
    # A machine that has no secret yet must not make one of its own.
    if not has_secret():
        raise Refused(message("store_other_secret"))
    landing = Landing(home, *load_secrets())
    landing.prepare()
    counts = range(1, len(landing.secrets) + 1)
    if manifest.fingerprint not in [fingerprint(*landing.secrets[:count]) for count in counts]:
        raise Refused(message("store_other_secret"))
    here = of_landing(landing.folder, manifest)
    prefix = f"landing/{manifest.generation}"
    unknown = here.records - common.landing.keys() - manifest.landing.keys()
    if here.generation == manifest.generation:
        if common.generation == here.generation:
            # Another machine has restored an earlier state.
            gone = (here.landing.keys() & common.landing.keys()) - manifest.landing.keys()
            for name in sorted(gone, key=lambda name: not name.startswith(RECORDS)):
                (landing.folder / name).unlink()
        for name, sha256 in manifest.landing.items():
            if name not in here.landing:
                objects.download(f"{prefix}/{name}", landing.folder / name, sha256)
    elif not here.records or (here.generation == common.generation and not unknown):
        # Another machine has written every row again: after an erasure, a rotation or a retention.
        for name, sha256 in manifest.landing.items():
            objects.download(f"{prefix}/{name}", landing.rewritten / name, sha256)
        put_in_place(landing)
    elif manifest.landing != common.landing or manifest.generation != common.generation:
        raise Refused(message("store_diverged"))


def pull_build(home: Path, objects: Objects, manifest: Manifest, report: Report) -> None:
    """Download the published build and publish it in the home, unless it is published there."""
    published = _published_here(home)
    if published is not None and published.id == manifest.build:
        return
    folder = warehouse.warehouse_folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    remove_leftovers(folder)
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=folder) as private:
        for name, sha256 in manifest.files.items():
            objects.download(f"builds/{name}", Path(private) / name, sha256)
        unfinished = Path(private) / f"build-{manifest.build}.duckdb"
        facts = json.loads(unfinished.with_suffix(".json").read_text(encoding="utf-8"))
        if facts["path"] != unfinished.name:
            raise Refused(message("store_damaged", name=unfinished.name))
        # Builds of other inputs show what is redacted now, or what another version defines otherwise.
        is_alike = published is not None and published.inputs == facts["inputs"]
        publish(folder, unfinished, facts, KEEP_BUILDS if is_alike else 1)
    report(message("store_pulled", build=manifest.build))


def push(home: Path, objects: Objects, published: Published, report: Report) -> None:
    """Upload what the store lacks, and then publish it. Raises Refused if another loader was faster."""
    before = published.manifest
    manifest = of_home(home, before)
    if manifest == before or not manifest.records:
        return
    present, named = before.objects(), manifest.objects()
    added = [name for name in named if name not in present]
    for name in added:
        objects.upload(name, _path(home, name))
    try:
        objects.put(CURRENT, manifest.as_json(), published.stored)
    except Lost:
        raise Refused(message("store_overtaken")) from None
    _keep_common(home, manifest)
    report(message("store_pushed", files=len(added)))
    _delete_unnamed(objects, present.keys() - named.keys(), named.keys())


def _path(home: Path, name: str) -> Path:
    """Return the file of a home that is the object of this name."""
    folder, _, rest = name.partition("/")
    return home / "warehouse" / rest if folder == "builds" else home / "landing" / rest.partition("/")[2]


def _delete_unnamed(objects: Objects, replaced: Collection[str], named: Collection[str]) -> None:
    """Delete what is no longer named, and what killed loaders have left."""
    before = dt.datetime.now(dt.UTC) - dt.timedelta(hours=UNNAMED_HOURS)
    objects.delete(
        name
        for name, put_at in list(objects.names())
        if name.startswith(("landing/", "builds/"))
        and name not in named
        and (name in replaced or put_at < before)
    )


def _published_here(home: Path) -> warehouse.Build | None:
    try:
        return warehouse.current(home)
    except warehouse.NoWarehouse:
        return None


def _in_common(home: Path) -> Manifest:
    """Return what the home and the store had in common last; nothing if it was another store."""
    try:
        kept = json.loads((home / IN_COMMON).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Manifest()
    return Manifest(**kept["manifest"]) if kept["store"] == store_url() else Manifest()


def _keep_common(home: Path, manifest: Manifest) -> None:
    write_whole(home / IN_COMMON, json.dumps({"store": store_url(), "manifest": asdict(manifest)}))
