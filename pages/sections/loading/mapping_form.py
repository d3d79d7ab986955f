"""The mapping of a file as a form: what the rows are, what each column says, and what its values mean.

The form knows nothing of mappings: it shows what the loader says may be chosen (etl/suggest/as_json.py) and
keeps what was chosen in the upload; the next run shows the draft that follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from data.access import audit_log
from data.loading.uploads import Upload
from data.settings import LANGUAGES
from pages.components.markdown_text import escape_markdown
from pages.components.member_labels import names
from pages.sections.loading import field_names
from pages.server import loader
from pages.state import described_files
from pages.state.described_files import Described
from pages.state.view import View

#: What a column may be besides a field: not used; personal and never read; not personal, after all.
_UNUSED, _NEVER, _NOT_PERSONAL = "unused", "never_read", "not_personal"
#: Joins the roles of a column that fills several fields, such as the day of a start and an end.
_AND = "+"
#: Constants whose values are the members of a dimension.
_MEMBERS = {
    "department": "department",
    "site": "department",
    "district": "district",
    "place_name": "district",
}
_REFUSED = "mapping_refused"
#: The file of the mapping that was saved last, until somebody has read it.
SAVED = "mapping_saved"


def show(view: View, upload: Upload, file: Described) -> None:
    """Show the form of a file that needs a mapping."""
    form = _Form(view, upload, file)
    st.header(view.text("load_data.mapping"), anchor=False)
    form.names()
    with st.container(height=340, border=True, gap="xxsmall", key="scroll_mapping"):
        form.columns()
        form.values()
        form.constants()


def save_button(view: View, upload: Upload, file: Described) -> None:
    """Show the button that saves the mapping once nothing is open."""
    _Form(view, upload, file).save()


def open_questions(view: View, upload: Upload, file: Described) -> None:
    """Say what is still open, or why the mapping could not be saved."""
    _Form(view, upload, file).questions()


class _Form:
    def __init__(self, view: View, upload: Upload, file: Described) -> None:
        self.view, self.upload, self.path, self.draft = view, upload, file.path, file.answer
        self.entries: dict[str, Any] = self.draft["entries"]
        self.fields: dict[str, dict[str, Any]] = self.draft["fields"]
        self.gap: str = self.draft["gap"]

    def names(self) -> None:
        """Show what the rows are, the code of the source, and its name in each language."""
        with st.container(horizontal=True, gap="small", key="mapping_names"):
            table = self.entries["table"]
            label = self.view.plain_text("load_data.table")
            self._select("table", label, self.draft["tables"], table, self._table_name, self._choose_table)
            name = "" if self.entries["name"] == self.gap else self.entries["name"]
            self._text("name", self._say("name"), name, lambda text: self._set(name=text))
        with st.container(horizontal=True, gap="small", key="mapping_titles"):
            chosen = self.upload.choices(self.path).get("title", {})
            for language in LANGUAGES:

                def choose(text: str, language: str = language) -> None:
                    self._set(title={**chosen, language: text})

                label = self.view.plain_text(f"load_data.title_{language}")
                self._text(f"title_{language}", label, chosen.get(language, ""), choose)

    def columns(self) -> None:
        """Show a row for each column of the file: what it holds and why, its role, and its format."""
        st.subheader(self.view.text("terms.columns"), anchor=False)
        for number, column in enumerate(self.draft["columns"]):
            about, role, written = st.columns([1.3, 1.2, 0.7], gap="small", vertical_alignment="center")
            header = escape_markdown(column["header"])
            facts = " · ".join(
                escape_markdown(text) for text in (column["shape"], *column["reasons"]) if text
            )
            about.markdown(f"**{header}**  \n{facts}")
            with role:
                self._role(number, column)
            with written:
                self._format(number, column)

    def _role(self, number: int, column: dict[str, Any]) -> None:
        header, is_personal = column["header"], column["is_personal"]
        roles = _AND.join(column["roles"])
        allowed = [name for name, field in self.fields.items() if field["is_coarse"] or not is_personal]
        special = [_NOT_PERSONAL, _NEVER] if is_personal else [_UNUSED, _NEVER]
        current = roles or (_NEVER if is_personal else _UNUSED)
        first = [name for name in column["alternatives"] if name in allowed]
        options = list(dict.fromkeys([current, *special, *first, *allowed]))

        def choose(option: str) -> None:
            chosen: dict[str, Any] = {"roles": [] if option in (*special, _UNUSED) else option.split(_AND)}
            if option in (_NEVER, _NOT_PERSONAL):
                chosen["personal"] = option == _NEVER
            self._choose_column(header, chosen)

        label = self.view.plain_text("load_data.role", header=header)
        self._select(f"role_{number}", label, options, current, self._role_name, choose, hides_label=True)

    def _format(self, number: int, column: dict[str, Any]) -> None:
        header, fits = column["header"], self.draft["fits"].get(column["header"], ())
        units = [self.entries.get("units", {}).get(role) for role in column["roles"]]
        current = next((written for written in (*units, *column["formats"]) if written in fits), None)
        if current is None:
            shown = next((unit for unit in (*units, *column["formats"]) if unit), "")
            st.markdown(escape_markdown(shown) or "\u00a0")
            return

        def choose(option: str) -> None:
            self._choose_column(header, {"format": option})

        label = self.view.plain_text("load_data.format", header=header)
        self._select(f"format_{number}", label, fits, current, str, choose, hides_label=True)

    def values(self) -> None:
        """Show for each column with a vocabulary what its values mean."""
        for name, pairs in self.entries.get("values", {}).items():
            if name not in self.fields:
                continue
            header = self.entries["columns"].get(name, name)
            header = header if isinstance(header, str) else ", ".join(header)
            st.subheader(self.view.text("load_data.values", header=header), anchor=False)
            for number, (value, ours) in enumerate(pairs.items()):
                if value != self.gap:
                    self._value(f"value_{name}_{number}", name, header, value, ours)
            if hidden := self.draft["hidden"].get(name):
                st.caption(self.view.text("load_data.hidden", count=hidden))
                self._add_value(name, header)

    def _value(self, key: str, name: str, header: str, value: str, ours: str) -> None:
        field = self.fields[name]
        options = [*([self.gap] if ours == self.gap else []), *field["values"]]
        if not field["is_required"]:
            options.append("")

        def choose(option: str) -> None:
            self._choose_value(name, value, option)

        about, role = st.columns([1.1, 2], gap="small", vertical_alignment="center")
        about.markdown(escape_markdown(value))
        label = self.view.plain_text("load_data.value", header=header, value=value)
        with role:
            self._select(key, label, options, ours, self._value_name, choose, hides_label=True)

    def _add_value(self, name: str, header: str) -> None:
        def add(text: str) -> None:
            if text.strip():
                self._choose_value(name, text.strip(), self.gap)

        self._text(f"add_{name}", self.view.plain_text("load_data.add_value", header=header), "", add)

    def constants(self) -> None:
        """Show what is the same for all rows, because the file does not say it."""
        given = self.entries.get("constants", {})
        advised = [name for name in self.draft["advised"] if name not in self.entries["columns"]]
        if not (given or advised):
            return
        st.subheader(self.view.text("load_data.constants"), anchor=False)
        for name in dict.fromkeys((*given, *advised)):
            current = given.get(name, "")
            members = names(self.view.build, _MEMBERS[name], self.view.language) if name in _MEMBERS else {}
            options = [current, *([] if self.fields[name]["is_required"] else [""])]
            options = list(dict.fromkeys((*options, *members, *self.fields[name]["values"])))

            def write(option: str, name: str = name) -> None:
                chosen = self.upload.choices(self.path).get("constants", {})
                self._set(constants={**chosen, name: option})

            def spoken(option: str, members: Mapping[str, str] = members) -> str:
                return members.get(option) or (self._value_name(option) if option else self._say("from_file"))

            self._select(f"constant_{name}", self._field(name), options, current, spoken, write)

    def save(self) -> None:
        """Show the button that saves the mapping."""
        can_save = not self._gaps() and not self.draft["preview"]["problem"]
        if st.button(self._say("save"), key="mapping_save", type="primary", disabled=not can_save):
            self._save()

    def questions(self) -> None:
        """Show what is still open, or was refused."""
        if gaps := self._gaps():
            st.caption(self.view.text("load_data.gaps", gaps=", ".join(gaps)))
        if refused := st.session_state.pop(_REFUSED, ""):
            st.error(escape_markdown(refused))

    def _save(self) -> None:
        home, choices = self.view.build.home, self.upload.choices(self.path)
        answer = loader.save(home, self.path, choices, self.view.language)
        if "saved" not in answer:
            st.session_state[_REFUSED] = answer.get("refused") or answer.get("known", "")
        else:
            audit_log.log_loading(home, self.view.viewer, audit_log.MAPPING_SAVED, file=answer["saved"])
            st.session_state[SAVED] = answer["saved"]
        described_files.forget()
        st.rerun()

    def _set(self, **chosen: Any) -> None:
        self.upload.choose(self.path, {**self.upload.choices(self.path), **chosen})

    def _choose_table(self, table: str) -> None:
        # Roles and values are those of a table.
        choices = self.upload.choices(self.path)
        columns = {
            header: {key: value for key, value in chosen.items() if key != "roles"}
            for header, chosen in choices.get("columns", {}).items()
        }
        self._set(table=table, columns=columns, values={}, constants={})

    def _choose_column(self, header: str, chosen: dict[str, Any]) -> None:
        columns = self.upload.choices(self.path).get("columns", {})
        before = columns.pop(header, {})
        # The latest choice is the last one, and holds where two exclude each other.
        self._set(columns={**columns, header: {**before, **chosen}})

    def _choose_value(self, name: str, value: str, ours: str) -> None:
        chosen = self.upload.choices(self.path).get("values", {})
        self._set(values={**chosen, name: {**chosen.get(name, {}), value: ours}})

    def _say(self, name: str) -> str:
        return self.view.plain_text(f"load_data.{name}")

    def _table_name(self, table: str) -> str:
        return self.view.plain_text(f"load_data.table_{table}")

    def _field(self, name: str) -> str:
        return field_names.field_name(self.fields, name)

    def _role_name(self, option: str) -> str:
        if option in (_UNUSED, _NEVER, _NOT_PERSONAL):
            return self._say(option)
        roles = option.split(_AND)
        parts = [self._say("weekly") if role.startswith("weekly.") else self._field(role) for role in roles]
        return " + ".join(parts)

    def _value_name(self, value: str) -> str:
        if value in ("", self.gap):
            return self._say("undecided" if value else "no_value")
        return self.view.plain_text(f"load_data.value_{value}")

    def _gaps(self) -> list[str]:
        """Return what is still to fill in. Readers can only choose a source that has a name."""
        title = self.upload.choices(self.path).get("title", {})
        unnamed = [f"title.{language}" for language in LANGUAGES if not title.get(language)]
        return list(dict.fromkeys(self._gap(gap) for gap in (*self.draft["gaps"], *unnamed)))

    def _gap(self, gap: str) -> str:
        part, _, name = gap.partition(".")
        return self._say(gap.replace(".", "_")) if part in ("name", "title") else self._field(name or part)

    def _select(
        self,
        key: str,
        label: str,
        options: Sequence[str],
        current: str,
        name_of: Callable[[str], str],
        write: Callable[[str], None],
        *,
        hides_label: bool = False,
    ) -> None:
        key = f"mapping_{key}"
        st.session_state[key] = current
        st.selectbox(
            label,
            options,
            format_func=name_of,
            key=key,
            on_change=lambda: write(st.session_state[key]),
            label_visibility="collapsed" if hides_label else "visible",
        )

    def _text(self, key: str, label: str, current: str, write: Callable[[str], None]) -> None:
        key = f"mapping_{key}"
        st.session_state[key] = current
        st.text_input(label, key=key, on_change=lambda: write(st.session_state[key].strip()))
