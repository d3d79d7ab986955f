"""What a draft says of times that a file does not tell, and rows of another time zone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.commands import Load
from tests.support.exports.mapping_files import mapping, suggest


@pytest.mark.parametrize(
    ("cells", "gap", "said"),
    [
        # Two zones share no time; no zone is called IST alone.
        (("2025-11-03 18:00 EST", "2025-11-04 18:00 CET"), '"???"', "several time zones: CET, EST"),
        (("on 3rd of Nov", "on 4th of Nov"), None, "header Start is about time"),
        # Half of these are no times of a booking: lengths in hours, as a decimal.
        (("0.1234", "0.77", "0.31"), None, ""),
    ],
)
def test_what_a_file_does_not_tell_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], cells: tuple[str, ...], gap: str | None, said: str
) -> None:
    rows = "".join(f"{n};Hall;{cell};confirmed\n" for n, cell in enumerate(cells))
    path = tmp_path / "a.csv"
    path.write_text(f"Booking ID;Room;Start;Status\n{rows}", encoding="utf-8")
    _, draft, err = suggest(path, capsys)
    assert said in err
    assert (f"time_zone = {gap}" in draft) == (gap is not None)
    assert "FRACTION" not in draft


def test_a_row_of_another_time_zone_is_rejected(home: Path, exports: Path, load: Load) -> None:
    texts = ("2025-11-03 18:00 EST", "2025-11-04 18:00 CET", "2025-11-05 18:00")
    lines = [f"{n};Hall;{text};2025-11-09 20:00;confirmed" for n, text in enumerate(texts)]
    exports.mkdir()
    (exports / "a.csv").write_text("\n".join(["Nr;Halle;Beginn;Ende;Status", *lines]), encoding="utf-8")
    formats = '["yyyy-mm-dd HH:MM ZONE"]'
    mapping(home, time_zone='"America/New_York"', date_formats=formats, values={})
    file = load()["files"][0]
    assert (file["rows_loaded"], file["rows_rejected"]) == (2, 1)
