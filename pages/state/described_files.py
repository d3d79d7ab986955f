"""What the loader says of each uploaded file, asked again only if the file or a choice has changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from data.loading import load_history
from data.loading.uploads import Upload
from pages.server import loader
from pages.state.view import View

#: What a file is: a known source; known and landed before; without a mapping; of no use.
KNOWN, LOADED, NEW, REFUSED = ("known", "loaded", "new", "refused")
_ANSWERS = "described_files"


@dataclass(frozen=True)
class Described:
    """An uploaded file, what it is (KNOWN, LOADED, NEW or REFUSED), and the loader's whole answer."""

    path: Path
    is_a: str
    answer: dict[str, Any]

    @property
    def is_ready(self) -> bool:
        """Whether a load can use the file."""
        return self.is_a in (KNOWN, LOADED)


def described(view: View, upload: Upload) -> list[Described]:
    """Return what each file of an upload is."""
    answers = st.session_state.setdefault(_ANSWERS, {})
    files = []
    for path in upload.files:
        choices = upload.choices(path)
        stat = path.stat()
        key = (stat.st_mtime_ns, stat.st_size, json.dumps(choices), view.language)
        if answers.get(path.name, (None, None))[0] != key:
            with st.spinner(view.plain_text("load_data.reading")):
                answers[path.name] = (key, loader.describe(view.build.home, path, choices, view.language))
        answer = answers[path.name][1]
        files.append(Described(path, _is_a(view, path, answer), answer))
    return files


def forget() -> None:
    """Ask the loader about every file again, since there is another mapping."""
    st.session_state.pop(_ANSWERS, None)


def _is_a(view: View, path: Path, answer: dict[str, Any]) -> str:
    if "refused" in answer:
        return REFUSED
    if "known" not in answer:
        return NEW
    return LOADED if load_history.is_loaded(view.scope, view.build, path) else KNOWN
