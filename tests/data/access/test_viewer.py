"""From claims to rights: what the rules grant, and what nobody gets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from data.__main__ import main
from data.access import viewer as viewers
from data.access.access_file import access_file
from data.access.viewer import ANYONE, OWNER, Grant, Viewer
from data.files.export import BOOKINGS, FIGURES, Export
from data.filters import Filters
from data.scope import EVERYTHING, Scope
from tests.support.services.access_toml import ACCESS, write_access

KUVA, KASKO, BOTH, NOTHING = (Scope(d, "internal") for d in (("KUVA",), ("KASKO",), ("KASKO", "KUVA"), ()))


def granted(home: Path, **claims: Any) -> Viewer:
    file = access_file(home)
    return viewers.viewer(viewers.person({"sub": "x", **claims}, file), file)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return write_access(tmp_path)


class TestRules:
    def test_a_group_an_app_role_and_a_subject_grant_their_role(self, home: Path) -> None:
        assert granted(home, groups=["Talkootila-KUVA"]).grants == (Grant("reader", ("KUVA",)),)
        assert granted(home, roles=["Talkootila.Analyst"]).role == "analyst"
        assert granted(home, sub="anna").is_steward

    @pytest.mark.parametrize(
        "claims",
        [
            {},
            {"groups": ["talkootila-kuva", "Talkootila"]},
            # A rule for a group grants nothing to a subject or an app role of that name.
            {"roles": ["Talkootila-KUVA"]},
            {"sub": "Talkootila-KUVA"},
            {"groups": ["anna"]},
            {"groups": {"Talkootila-KUVA": True}},
            {"groups": None},
        ],
    )
    def test_everybody_else_gets_nothing(self, home: Path, claims: dict[str, Any]) -> None:
        viewer = granted(home, **claims)
        assert (viewer.grants, viewer.role, viewer.scope, viewer.row_scope) == (
            (),
            "",
            Scope((), "internal"),
            None,
        )

    def test_a_claim_may_be_inside_an_object(self, tmp_path: Path) -> None:
        write_access(tmp_path, ACCESS + '[claims]\napp_roles = "realm_access.roles"\n')
        assert granted(tmp_path, realm_access={"roles": ["Talkootila.Analyst"]}).role == "analyst"

    def test_only_what_the_rules_name_is_remembered(self, home: Path) -> None:
        many = ["Talkootila-KUVA", *map(str, range(200))]
        person = viewers.person({"sub": "x", "name": "N\u202eame\n", "groups": many}, access_file(home))
        assert person.identities == ("group:Talkootila-KUVA",)
        assert person.name == "Name"

    @pytest.mark.parametrize("claims", [{"hasgroups": True}, {"_claim_names": {"groups": "src1"}}])
    def test_entra_lists_no_groups_of_somebody_with_many(self, home: Path, claims: dict[str, Any]) -> None:
        assert viewers.person({"sub": "x", **claims}, access_file(home)).has_unlisted_groups

    def test_claims_without_a_subject_are_nobody(self, home: Path) -> None:
        with pytest.raises(KeyError):
            viewers.person({"name": "x"}, access_file(home))


class TestRights:
    def test_each_role_counts_in_its_own_departments(self, home: Path) -> None:
        viewer = granted(home, groups=["Talkootila-KUVA"], roles=["Talkootila.Analyst"])
        assert (viewer.role, viewer.scope, viewer.row_scope) == ("analyst", BOTH, KASKO)

    @pytest.mark.parametrize(
        ("what", "scope", "allowed"),
        [
            *((FIGURES, KUVA, True), (FIGURES, BOTH, True), (FIGURES, EVERYTHING, False)),
            *((BOOKINGS, KASKO, True), (BOOKINGS, KUVA, False), (BOOKINGS, BOTH, False)),
        ],
    )
    def test_nothing_outside_the_scope_is_downloaded(
        self, home: Path, what: str, scope: Scope, *, allowed: bool
    ) -> None:
        viewer = granted(home, groups=["Talkootila-KUVA"], roles=["Talkootila.Analyst"])
        assert viewer.may_download(Export(what, "tiny", "fi", Filters(), scope)) is allowed

    def test_without_sign_in_the_owner_sees_everything_and_anyone_no_rows(self) -> None:
        def export(what: str, scope: Scope) -> Export:
            return Export(what, "tiny", "fi", Filters(), scope)

        assert OWNER.may_download(export(BOOKINGS, EVERYTHING))
        assert OWNER.is_steward
        assert ANYONE.may_download(export(FIGURES, ANYONE.scope))
        assert not ANYONE.may_download(export(FIGURES, EVERYTHING))
        assert not ANYONE.may_download(export(BOOKINGS, ANYONE.scope))
        assert not ANYONE.is_steward


class TestCommand:
    @pytest.mark.parametrize(
        ("language", "lines"),
        [
            ("fi", ["Rooli: lukija", "Toimialat: KUVA", "Varausten lataaminen riveittäin: ei"]),
            ("sv", ["Roll: läsare", "Sektorer: KUVA", "Se avvisade rader: nej"]),
            ("en", ["Role: reader", "Departments: KUVA", "Access because of: group:Talkootila-KUVA"]),
        ],
    )
    def test_explains_what_somebody_sees(
        self, home: Path, capsys: pytest.CaptureFixture[str], language: str, lines: list[str]
    ) -> None:
        claims = home / "claims.json"
        claims.write_text(json.dumps({"sub": "x", "groups": ["Talkootila-KUVA"]}))
        assert main(["access", str(claims), "--home", str(home), "--lang", language]) == 0
        output = capsys.readouterr().out
        assert [line for line in lines if line not in output.splitlines()] == []
        assert "participation_contacts" in output

    def test_fails_for_somebody_unknown_and_for_wrong_files(
        self, home: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        claims = home / "claims.json"
        for text, exit_code in (('{"sub": "x"}', 1), ('{"name": "x"}', 2), ("[]", 2), ("{", 2)):
            claims.write_text(text)
            assert main(["access", str(claims), "--home", str(home)]) == exit_code
        write_access(home, "x = 1")
        claims.write_text('{"sub": "x"}')
        assert main(["access", str(claims), "--home", str(home)]) == 2
        assert "key x: unknown key" in capsys.readouterr().err
