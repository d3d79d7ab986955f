"""The text files: every text is in three languages, translated, used and not repeated."""

from __future__ import annotations

import ast
import re
from collections import defaultdict

from data.catalogue.metrics import catalogue
from data.catalogue.tables import tables
from data.city_profile.city import read_city
from data.city_profile.in_use import current_city, using
from data.settings import LANGUAGES, ROOT
from data.text import texts

TEXTS = ("title", "description", "how_to_read", "caveats", "numerator", "denominator")
#: The settings of a city without a name.
NEUTRAL = """
languages = ["fi"]
time_zone = "UTC"
currency = "CHF"
name.fi = "X"
genitive.fi = "X"
levels.major_district.fi = { name = "X", plural = "X", by = "X" }
levels.district.fi = { name = "X", plural = "X", by = "X" }
levels.sub_district.fi = { name = "X", plural = "X", by = "X" }
"""
PLACEHOLDER = re.compile(r"{(\w+)(?::[^}]*)?}")
#: The placeholder of a value in the pattern of an f-string.
GAP = "<gap>"
#: Names that are the same in Finnish as in another language.
SAME_IN_TWO_LANGUAGES = {
    *(f"shell.language_{language}" for language in LANGUAGES),
    *("terms.talkootila", "units.organisations"),
    *("downloads.form_xlsx", "downloads.form_parquet"),
}


def texts_by_key() -> dict[str, texts.Text]:
    """Return the texts by key, without keys that share the text of another key."""
    return {key: entry for key, entry in texts.entries().items() if not isinstance(entry, str)}


def is_text_key(pattern: str) -> bool:
    return pattern.partition(".")[0] in texts.files()


def constants_and_patterns() -> tuple[set[str], set[str]]:
    """Return the string constants of the code, and its f-strings as patterns of keys."""
    constants, patterns = set(), set()
    paths = [path for folder in ("data", "etl", "pages") for path in (ROOT / folder).rglob("*.py")]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths]
    formatted = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    for node in formatted:
        values = node.values
        parts = (re.escape(str(v.value)) if isinstance(v, ast.Constant) else GAP for v in values)
        patterns.add("".join(parts))
    fragments = {id(value) for node in formatted for value in node.values}
    for part in (part for tree in trees for part in ast.walk(tree)):
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and id(part) not in fragments:
            constants |= {part.value, *part.value.split()}
    return constants, patterns


def test_every_text_is_in_every_language_with_the_same_values() -> None:
    for key, text in texts_by_key().items():
        assert list(text) == list(LANGUAGES), key
        assert all(text.values()) or key.endswith("_symbol"), key
        assert len({frozenset(PLACEHOLDER.findall(t)) for t in text.values()}) == 1, key


def test_text_files_have_different_names() -> None:
    folders = (ROOT / "data" / "text", ROOT / "pages" / "words")
    assert len(texts.files()) == sum(len(list(folder.glob("*.toml"))) for folder in folders)


def test_no_text_is_repeated() -> None:
    keys = defaultdict(list)
    for key, text in texts_by_key().items():
        if not key.endswith("_symbol"):
            keys[tuple(text.values())].append(key)
    assert [same for same in keys.values() if len(same) > 1] == []


def test_a_shared_key_refers_to_a_text() -> None:
    shared = {key: entry for key, entry in texts.entries().items() if isinstance(entry, str)}
    assert [key for key, other in shared.items() if other not in texts_by_key()] == []


def test_no_text_is_left_untranslated() -> None:
    untranslated = []
    for key, text in texts_by_key().items():
        words = {language: PLACEHOLDER.sub("", text[language]).strip(" .:()*÷") for language in LANGUAGES}
        has_words = re.search(r"[a-zåäö]{4}", words["fi"])
        if has_words and words["fi"] in (words["sv"], words["en"]) and key not in SAME_IN_TWO_LANGUAGES:
            untranslated.append(key)
    assert untranslated == []


def test_every_text_is_used() -> None:
    constants, patterns = constants_and_patterns()
    for path in (ROOT / "etl").rglob("*.*"):
        if path.suffix in (".sql", ".toml"):
            constants |= set(re.findall(r"['\"](\w+)['\"]", path.read_text(encoding="utf-8")))
    # Messages and texts of charts have functions of their own, which add the file's name.
    patterns |= {f"{file}\\.{p}" for file in ("charts", "messages") for p in patterns if p[0].isalpha()}
    of_texts = [p for p in patterns if is_text_key(p.replace("\\", "")) or p.startswith(f"{GAP}\\.")]
    # Where a pattern has two gaps, the first may be the longest name that fits, the shortest, or one word.
    firsts = (r"(\w*)", r"(\w*?)", "([^_]*)")
    known = [
        re.compile(p.replace(GAP, first, 1).replace(GAP, r"(\w*)")) for p in of_texts for first in firsts
    ]

    def is_named(key: str) -> bool:
        return any(constants.issuperset(match.groups()) for p in known if (match := p.fullmatch(key)))

    units = {column.unit for table in catalogue().tables.values() for column in table.columns.values()}
    columns = [column for table in tables().values() for column in table.columns.values()]
    values = {value for column in columns for ours in column.values.values() for value in ours.values()}
    needs = {name for metric in catalogue().metrics.values() for name in metric.needs}
    used = {
        *constants,
        *(f"missing_inputs.{name}" for name in needs),
        *(f"messages.{code}" for code in constants),
        *(f"column_units.{unit}" for unit in units),
        *(f"load_data.value_{value}" for value in values),
        # A sentence has four endings (pages.components.page_header.sentence).
        *(f"{key}_{end}" for key in constants for end in ("more", "less", "same", "plain")),
    }
    shared = {entry for entry in texts.entries().values() if isinstance(entry, str)}
    unused = set(texts.entries()) - used - shared
    assert sorted(key for key in unused if not is_named(key)) == []


def test_every_used_key_has_a_text() -> None:
    constants, _ = constants_and_patterns()
    keys = {key for key in constants if re.fullmatch(r"[a-z_]+\.[a-z_0-9]+", key) and is_text_key(key)}
    keys = {key for key in keys if not (ROOT / "data" / "files" / "report" / key).exists()}
    known = texts.entries()
    assert sorted(k for k in keys if k not in known and f"{k}_plain" not in known) == []


def test_no_text_names_a_city_or_its_levels_of_areas() -> None:
    """They are in the city profile; only the reader of OmaStadi knows whose it is."""
    words = re.compile(r"helsin|helsing|peruspiiri|suurpiiri|osa-alue|stordistrikt|hel\.fi|euro\b|€", re.I)
    said = {key: " ".join(text.values()) for key, text in texts_by_key().items()}
    said |= {
        metric.id: " ".join(str(getattr(text, name)) for text in metric.texts.values() for name in TEXTS)
        for metric in catalogue().metrics.values()
    }
    with using(read_city({**current_city().files, "city.toml": NEUTRAL})):
        for table in catalogue().tables.values():
            said |= {f"{table.name}.{c.name}": " ".join(c.texts.values()) for c in table.columns.values()}
    assert [key for key, text in said.items() if words.search(text)] == ["messages.two_districts"]
