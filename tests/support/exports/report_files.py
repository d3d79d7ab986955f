"""Read a report: the text and structure of a PDF, the sheets of a workbook."""

from __future__ import annotations

import io
import re
from typing import Any

import pikepdf
import pypdf
import python_calamine


def text_of(pdf: bytes) -> str:
    """Return the text that a reader can select and copy, with plain spaces."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def elements(pdf: pikepdf.Pdf) -> list[Any]:
    """Return every element of the structure tree."""
    nodes, waiting = [], [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(node)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                nodes.append(node)
            if "/K" in node:
                waiting.append(node.K)
    return nodes


def workbook(file: bytes) -> dict[str, list[list[Any]]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
