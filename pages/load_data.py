"""How do I load new data: files are dropped, understood, previewed and loaded."""

from __future__ import annotations

import secrets

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.access import audit_log
from data.loading import uploads
from data.loading.uploads import Upload
from pages.components import page_header
from pages.components.markdown_text import Markdown, escape_markdown
from pages.components.member_labels import names
from pages.sections.loading import file_preview, load_outcome, load_progress, mapping_form
from pages.server import loader
from pages.state import url_state
from pages.state.described_files import NEW, Described, described
from pages.state.view import View, current

#: Names the uploader, which is another one after each upload.
_UPLOADER = "uploader"
_CHOSEN = "chosen_file"


def show(view: View) -> None:
    """Show the steps up to a load, the load while it runs, or its outcome: whichever the steward is at."""
    if not view.viewer.may_load:
        # The guard lets nobody else here, but this script also runs without it.
        page_header.title_and_answer(
            view, view.text("load_data.question"), view.text("load_data.stewards_only")
        )
        return
    uploads.remove_old(view.build.home)
    upload = uploads.upload_of(view.build.home, view.viewer.subject)
    state = upload.state
    if state in (uploads.REQUESTED, uploads.RUNNING):
        load_progress.show(view, upload)
    elif state in (uploads.FINISHED, uploads.STOPPED):
        load_outcome.show(view, upload)
    else:
        _steps(view, upload)


def _steps(view: View, upload: Upload) -> None:
    top = page_header.top(view, view.text("load_data.question"))
    left, right = st.columns([1, 1.05], gap="medium")
    with left, st.container(gap="xsmall", key="load_steps"):
        st.header(view.text("load_data.choose"), anchor=False)
        _uploader(view, upload)
        if not upload.files:
            st.caption(view.text("load_data.private"))
        files = described(view, upload)
        chosen = _files(view, upload, files) if files else None
        if chosen is not None and chosen.is_a == NEW:
            mapping_form.show(view, upload, chosen)
    with right, st.container(gap="xsmall", key="load_preview"):
        if chosen is None:
            _guide(view)
        else:
            _controls(view, upload, files, chosen)
            if saved := st.session_state.pop(mapping_form.SAVED, ""):
                st.success(view.text("load_data.saved", file=saved))
            file_preview.show(view, chosen)
    top.show_sentences(*_answer(view, files))


def _answer(view: View, files: list[Described]) -> list[str]:
    if not files:
        return [view.text("load_data.answer_empty")]
    waiting = [file for file in files if not file.is_ready]
    state = view.text("load_data.answer_waits", count=len(waiting)) if waiting else ""
    return [
        view.text("load_data.answer_files", count=len(files)),
        state or view.text("load_data.answer_ready"),
    ]


def _uploader(view: View, upload: Upload) -> None:
    key = st.session_state.setdefault(_UPLOADER, f"upload_{secrets.token_hex(4)}")
    with st.container(key="load_uploader"):
        chosen = st.file_uploader(
            view.plain_text("load_data.upload", limit=st.get_option("server.maxUploadSize")),
            accept_multiple_files=True,
            key=key,
        )
    if not chosen:
        return
    context = get_script_run_ctx()
    for file in chosen:
        upload.add(file.name, file)
        if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
            # Streamlit would keep it in memory for as long as the page is open.
            context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
    audit_log.log_loading(view.build.home, view.viewer, audit_log.UPLOADED, files=len(chosen))
    # A new uploader is empty, so that the next file can be chosen.
    del st.session_state[_UPLOADER]
    st.rerun()


def _files(view: View, upload: Upload, files: list[Described]) -> Described:
    """Show what each file is; return the one that the steward looks at, first one that has to be resolved."""
    st.header(view.text("load_data.files"), anchor=False)
    by_name = {file.path.name: file for file in files}
    first = next((file for file in files if not file.is_ready), files[0])
    if st.session_state.get(_CHOSEN) not in by_name:
        st.session_state[_CHOSEN] = first.path.name
    with st.container(horizontal=True, gap="small", vertical_alignment="top", key="load_files"):
        name = st.radio(
            view.plain_text("data_quality.file"),
            list(by_name),
            key=_CHOSEN,
            captions=[view.plain_text(f"load_data.is_{file.is_a}") for file in files],
            format_func=escape_markdown,
            label_visibility="collapsed",
        )
        if st.button(view.plain_text("load_data.remove"), key="load_remove", type="tertiary"):
            upload.remove(by_name[name].path)
            st.rerun()
    return by_name[name]


def _controls(view: View, upload: Upload, files: list[Described], chosen: Described) -> None:
    """Draw the buttons, and below them what has to be done before they can be pressed."""
    waiting = [file.path.name for file in files if not file.is_ready]
    with st.container(horizontal=True, gap="small", key="load_controls"):
        if chosen.is_a == NEW:
            mapping_form.save_button(view, upload, chosen)
        label, is_blocked = view.plain_text("load_data.load"), bool(waiting)
        if st.button(label, key="load_start", type="primary", disabled=is_blocked):
            viewer = view.viewer
            who = {"subject": viewer.subject, "name": viewer.name, "role": viewer.role}
            upload.request({**who, "language": view.language})
            loader.start(view.build.home, upload)
            st.rerun()
        if st.button(view.plain_text("load_data.discard"), key="load_discard"):
            upload.discard()
            st.rerun()
    if chosen.is_a == NEW:
        mapping_form.open_questions(view, upload, chosen)
    if others := [name for name in waiting if name != chosen.path.name or chosen.is_a != NEW]:
        st.caption(view.text("load_data.load_first", files=", ".join(others)))


def _guide(view: View) -> None:
    st.header(view.text("load_data.guide"), anchor=False)
    known = names(view.build, "source", view.language)
    listed = ", ".join(name for source, name in known.items() if source != "unknown" and ":" not in source)
    help_page = view.plain_text("shell.page_help")
    items = [
        view.text("load_data.guide_known", names=listed),
        view.text("load_data.guide_others"),
        view.text("load_data.guide_personal"),
        view.text("load_data.guide_more", link=Markdown(f"[{help_page}]({url_state.link_to('help')})")),
    ]
    st.markdown("\n".join(f"- {item}" for item in items))


show(current())
