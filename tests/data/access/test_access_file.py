"""access.toml: every key is checked, and an error names file, key, what was found and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.access.access_file import AccessFile, ReportRecipient, WrongAccess, access_file
from tests.support.services.access_toml import ACCESS, write_access


def test_a_home_without_the_file_has_an_empty_one(tmp_path: Path) -> None:
    assert access_file(tmp_path) == AccessFile()


def test_the_whole_file_is_read(tmp_path: Path) -> None:
    file = access_file(write_access(tmp_path))
    assert file.address == "http://127.0.0.1:8501"
    assert [rule.identity for rule in file.access] == [
        "group:Talkootila-KUVA",
        "app_role:Talkootila.Analyst",
        "subject:anna",
    ]
    assert file.reports == (ReportRecipient("KUVA", "kuva@example.fi", "sv"),)


def test_a_changed_file_counts_at_once(tmp_path: Path) -> None:
    write_access(tmp_path)
    assert access_file(tmp_path).access[0].role == "reader"
    write_access(tmp_path, ACCESS.replace('"reader"', '"analyst"'))
    assert access_file(tmp_path).access[0].role == "analyst"


@pytest.mark.parametrize(
    ("written", "replaced_by", "message"),
    [
        (
            'role = "reader"',
            'role = "boss"',
            "key access[1].role: “boss” is not valid, expected: one of: reader",
        ),
        ('departments = ["KUVA"]', 'departments = ["KUV"]', "key access[1].departments: “KUV” is not valid"),
        ('departments = ["KUVA"]', 'departments = "KUVA"', "key access[1].departments: “KUVA” is not valid"),
        ('departments = ["KUVA"]', "departments = []", "key access[1].departments: “” is not valid"),
        (
            'role = "reader"',
            'rol = "reader"',
            "key access[1].rol: unknown key. Known keys: role, departments",
        ),
        ('role = "reader"\n', "", "the key access[1].role is missing"),
        (
            'group = "Talkootila-KUVA"',
            'group = "a"\nsubject = "b"',
            "key access[1]: “group, subject” is not valid",
        ),
        (
            'group = "Talkootila-KUVA"\n',
            "",
            "key access[1]: “” is not valid, expected: one of: group, app_role",
        ),
        (
            '"steward"\ndepartments = "all"',
            '"steward"\ndepartments = ["KUVA"]',
            "key access[3].departments: “KUVA”",
        ),
        (
            'client_id = "talkootila"',
            "client_id = 7",
            "key provider.client_id: “7” is not valid, expected: a text",
        ),
        (
            "http://127.0.0.1:8501",
            "http://talkootila.example",
            "expected: an address that starts with https://",
        ),
        ("https://id.example", "http://id.example", "key provider.discovery: “http://id.example/.well-known"),
        ("[contact]\n", "[contakt]\n", "key contakt: unknown key. Known keys: address, contact"),
        ('"tuki@example.fi"', '"tuki"', "key contact.email: “tuki” is not valid, expected: a mail address"),
        ('"kuva@example.fi"', '"a@example.fi, b@example.fi"', "key reports[1].address: “a@example.fi, b@"),
        (
            'language = "sv"',
            'language = "de"',
            "key reports[1].language: “de” is not valid, expected: one of: fi",
        ),
        ('department = "KUVA"', 'department = "X"', "key reports[1].department: “X” is not valid"),
        ("[provider]", "[provider", "access.toml is not TOML in UTF-8"),
    ],
)
def test_an_error_names_key_found_and_expected(
    tmp_path: Path, written: str, replaced_by: str, message: str
) -> None:
    assert written in ACCESS
    write_access(tmp_path, ACCESS.replace(written, replaced_by, 1))
    with pytest.raises(WrongAccess) as error:
        access_file(tmp_path)
    assert message in str(error.value)
    assert str(error.value).startswith("access.toml")


def test_rules_that_nobody_would_check_are_an_error(tmp_path: Path) -> None:
    start, end = ACCESS.index("[provider]"), ACCESS.index("[[access]]")
    write_access(tmp_path, ACCESS[:start] + ACCESS[end:])
    with pytest.raises(WrongAccess, match="key provider"):
        access_file(tmp_path)
