"""An ``access.toml`` with every kind of rule."""

from __future__ import annotations

from pathlib import Path

ACCESS = """\
address = "http://127.0.0.1:8501"

[contact]
name = "Talkootilan tuki"
email = "tuki@example.fi"

[provider]
discovery = "https://id.example/.well-known/openid-configuration"
client_id = "talkootila"

[[access]]
group = "Talkootila-KUVA"
role = "reader"
departments = ["KUVA"]

[[access]]
app_role = "Talkootila.Analyst"
role = "analyst"
departments = ["KASKO"]

[[access]]
subject = "anna"
role = "steward"
departments = "all"

[[reports]]
department = "KUVA"
address = "kuva@example.fi"
language = "sv"
"""


def write_access(home: Path, text: str = ACCESS) -> Path:
    """Write the file into a home and return the home."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "access.toml").write_text(text, encoding="utf-8")
    return home
