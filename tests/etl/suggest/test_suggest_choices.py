"""What a steward chooses of a draft: roles, formats, personal data, names; and how the draft is saved."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from etl.inbox.inspect import Refused
from etl.suggest.drafting import Drafted, draft_of
from etl.suggest.saving import save
from tests.support.commands import command_here

HALLS = Path(__file__).parents[1] / "custom" / "spordihallid.csv"
NAMED = {"name": "halls", "title": {"fi": "Hallit", "sv": "Hallar", "en": "Halls"}}


def columns(drafted: Drafted) -> dict[str, tuple[str, ...]]:
    return {column.header: column.roles for column in drafted.draft.columns}


def test_a_column_gets_the_chosen_role_and_the_one_before_loses_it() -> None:
    drafted = draft_of(HALLS, choices={"columns": {"Kliendi tüüp": {"roles": ["space_name"]}}})
    assert columns(drafted)["Kliendi tüüp"] == ("space_name",)
    assert columns(drafted)["Saal"] == ()
    assert "Saal" in drafted.draft.entries["ignored"]
    # The translations of what the column was before are gone.
    assert "booker_type" not in drafted.draft.entries["values"]
    chosen = draft_of(HALLS, choices={"columns": {"Kliendi tüüp": {"roles": []}}}).draft.entries
    assert "booker_type" not in chosen["columns"]


def test_a_day_and_a_time_of_day_are_joined(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [f"{n};0{n}/02/2026;1{n}:00;1{n}:30;confirmed;Hall" for n in range(1, 8)]
    path.write_text("\n".join(["Nr;Day;Von;Bis;Status;Room", *rows]), encoding="utf-8")
    roles = {"Day": ["begin_utc", "end_utc"], "Von": ["begin_utc"], "Bis": ["end_utc"]}
    choices = {"columns": {header: {"roles": chosen} for header, chosen in roles.items()}}
    entries = draft_of(path, "bookings", choices).draft.entries
    assert entries["columns"]["begin_utc"] == ["Day", "Von"]
    assert entries["columns"]["end_utc"] == ["Day", "Bis"]


@pytest.mark.parametrize(("written", "month"), [("dd/mm/yyyy", "02"), ("mm/dd/yyyy", "01")])
def test_the_chosen_format_reads_the_dates(tmp_path: Path, written: str, month: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Id,Volunteer status,Date,Hours\n1,completed,01/02/2026,2\n", encoding="utf-8")
    choices: dict[str, Any] = {"table": "volunteer_records", "columns": {"Date": {"format": written}}}
    drafted = draft_of(path, choices=choices)
    assert drafted.draft.entries["date_formats"] == [written]
    shown = dict(zip(drafted.preview.columns, drafted.preview.rows[0], strict=True))
    assert shown["start_date"] == f"2026-{month}-{'01' if month == '02' else '02'}"


def test_personal_data_stay_dropped_until_a_steward_says_that_they_are_none() -> None:
    assert {"Klient", "E-post"} == set(draft_of(HALLS).draft.entries["personal"])
    as_text = {"columns": {"Klient": {"roles": ["purpose"]}}}
    assert "custom_personal" in draft_of(HALLS, choices=as_text).preview.problem
    cleared = {"columns": {"Klient": {"roles": ["purpose"], "personal": False}}}
    drafted = draft_of(HALLS, choices=cleared)
    assert drafted.preview.rows_accepted == 5
    assert drafted.draft.entries["not_personal"] == ["Klient"]
    hashed = draft_of(HALLS, choices={"columns": {"Klient": {"roles": ["organisation_key"]}}})
    shown = dict(zip(hashed.preview.columns, hashed.preview.rows[0], strict=True))
    assert shown["organisation_key"] == "•••"
    dropped = draft_of(HALLS, choices={"columns": {"Saal": {"roles": [], "personal": True}}})
    assert "Saal" in dropped.draft.entries["personal"]


def test_translations_and_constants_are_those_chosen() -> None:
    choices = {
        **NAMED,
        "values": {"state": {"ootel": "denied"}, "is_applied": {"x": "true"}},
        "constants": {"department": "KUVA", "district": "", "state": "denied", "nonsense": "x"},
    }
    drafted = draft_of(HALLS, choices=choices)
    assert drafted.draft.entries["values"]["state"]["ootel"] == "denied"
    assert "is_applied" not in drafted.draft.entries["values"]
    assert drafted.draft.entries["constants"] == {"department": "KUVA"}
    assert drafted.draft.gaps == ()
    half = draft_of(HALLS, choices={"title": {"fi": "Hallit"}})
    assert half.draft.gaps == ("name", "title.sv", "title.en")


def test_a_complete_draft_is_saved_once_and_then_known(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with pytest.raises(Refused, match="custom_gap"):
        save(home, draft_of(HALLS).draft, "fi")
    drafted = draft_of(HALLS, choices=NAMED)
    assert save(home, drafted.draft, "fi") == "custom/halls.toml"
    entries = tomllib.loads((home / "custom" / "halls.toml").read_text(encoding="utf-8"))
    assert entries["title"] == NAMED["title"]
    with pytest.raises(Refused, match="custom_alike"):
        save(home, drafted.draft, "fi")
    known = command_here("etl", "suggest", HALLS, "--json", "--home", home)
    counted = json.loads(known.stdout)["preview"]
    assert (counted["rows_read"], counted["rows_accepted"]) == (7, 5)


def test_a_form_gets_fields_formats_and_what_a_load_would_do(tmp_path: Path) -> None:
    choices = tmp_path / "choices.json"
    choices.write_text(json.dumps(NAMED), encoding="utf-8")
    arguments = ("etl", "suggest", HALLS, "--json", "--lang", "sv", "--home", tmp_path / "home")
    told = json.loads(command_here(*arguments, "--choices", choices).stdout)
    assert told["fields"]["state"]["is_required"]
    assert told["fields"]["state"]["values"][0] == "created"
    assert told["gaps"] == []
    assert {group["rows"] for group in told["preview"]["rejected"]} == {1}
    assert "ett heltal, minst 0" in {group["expected"] for group in told["preview"]["rejected"]}
    saved = command_here(*arguments, "--choices", choices, "--save")
    assert json.loads(saved.stdout) == {"saved": "custom/halls.toml"}
    empty = tmp_path / "empty.csv"
    empty.touch()
    refused = command_here("etl", "suggest", empty, "--json", "--lang", "sv", "--home", tmp_path / "home")
    assert (refused.returncode, list(json.loads(refused.stdout))) == (2, ["refused"])
