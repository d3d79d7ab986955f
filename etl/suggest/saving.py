"""Save a completed draft as a mapping of the home, unless something in it is wrong."""

from __future__ import annotations

import tomllib
from pathlib import Path

from data.text.messages import message
from etl.custom.mapping_files import problems_with
from etl.inbox.inspect import Refused
from etl.landing.store import write_whole
from etl.suggest.draft import Draft
from etl.suggest.toml_text import mapping_text


def save(home: Path, draft: Draft, language: str) -> str:
    """Write the mapping into the folder ``custom`` of the home; return its file, as ``custom/<name>.toml``.

    Another mapping is never replaced. Raises Refused if a load could not use the mapping.
    """
    folder = home / "custom"
    name, table = draft.entries["name"], draft.entries["table"]
    free = (stem for stem in (name, f"{name}-{table}") if not (folder / f"{stem}.toml").exists())
    stem = next(free, None)
    if stem is None:
        raise Refused(message("suggest_name_taken", name=name))
    text = mapping_text(draft, language)
    if wrong := problems_with(home, f"custom/{stem}.toml", tomllib.loads(text)):
        raise Refused("\n".join(wrong))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(folder / f"{stem}.toml", text)
    return f"custom/{stem}.toml"
