"""python -m etl restore FILE: fill a home from a backup, and build.

Everything is checked before anything is written. Landing is moved into place last, so a restore that is
interrupted can be run again.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from data import secret_file
from data.text.messages import message
from etl.command import Report, run_alone
from etl.inbox.inspect import Refused
from etl.landing.secret import has_secret, load_secrets, parse, secret_path
from etl.landing.store import Landing
from etl.upkeep import archive
from etl.warehouse.build import build

#: Prefix of the private folder of a restore; one that was interrupted leaves its own behind.
_PRIVATE = ".restore-"


def define(parser: argparse.ArgumentParser, _: Path) -> None:
    """Define the options of ``python -m etl restore``."""
    parser.description = "Fill a home, and the secret file, from a backup, and build. See docs/operate.md."
    parser.add_argument("file", type=Path, metavar="FILE", help="a file that `python -m etl backup` wrote")
    parser.add_argument("--replace", action="store_true", help="delete what the home has now")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    return run_alone(
        options, lambda home, report: restore(home, report, options.file, replace=options.replace)
    )


def restore(home: Path, report: Report, source: Path, *, replace: bool) -> int:
    """Restore a home; return 0, or 2 if a check keeps its build from being published.

    Raises Refused for a damaged backup, for a home with data unless ``replace``, and if the secrets in use
    are others than those of the backup.
    """
    secret = archive.check(source)
    if any((home / "landing" / "loads").glob("*.json")) and not replace:
        raise Refused(message("restore_has_data", home=home))
    _restore_secret(secret)
    for leftover in home.glob(f"{_PRIVATE}*"):
        shutil.rmtree(leftover)
    with tempfile.TemporaryDirectory(prefix=_PRIVATE, dir=home) as private:
        archive.extract(source, Path(private))
        _move(Path(private), home)
    landing = Landing(home, *load_secrets())
    landing.prepare()
    loads = landing.loads()
    is_published = not loads or build(home, landing, loads, keep=1).published
    report(message("restored", loads=len(loads), file=source))
    return 0 if is_published else 2


def _restore_secret(secret: bytes) -> None:
    """Write the secret file if there is none. Raises Refused if another secret is in use.

    A secret that was rotated after the backup includes the older ones.
    """
    if has_secret():
        backed_up = parse(secret)
        if load_secrets()[: len(backed_up)] != backed_up:
            raise Refused(message("restore_other_secret", path=secret_path()))
    else:
        secret_file.write(secret_path(), secret)


def _move(restored: Path, home: Path) -> None:
    """Move what was restored into the home: what the backup lacks goes too, and landing comes last."""
    for name in (*archive.FILES, *reversed(archive.FOLDERS)):
        if (home / name).is_dir():
            shutil.rmtree(home / name)
        else:
            (home / name).unlink(missing_ok=True)
        if (restored / name).exists():
            (restored / name).rename(home / name)
