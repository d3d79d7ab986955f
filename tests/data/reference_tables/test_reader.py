"""Reference files: a change to any of them changes the digest that caches use."""

from __future__ import annotations

import os
from pathlib import Path

from data.reference_tables.reader import reference_digest


def test_the_digest_changes_when_a_file_is_added_edited_or_removed(tmp_path: Path) -> None:
    targets = tmp_path / "reference" / "targets.csv"
    targets.parent.mkdir()
    digests = [reference_digest(tmp_path)]
    targets.write_text("metric\n")
    digests.append(reference_digest(tmp_path))
    os.utime(targets, ns=(1, 1))
    digests.append(reference_digest(tmp_path))
    assert len(set(digests)) == 3
    assert reference_digest(tmp_path) == digests[-1]
    targets.unlink()
    assert reference_digest(tmp_path) == digests[0]
