"""Exports of systems that nobody foresaw, read as a mapping in TOML says (docs/custom-sources.md).

A city's own mappings lie in the home's folder ``custom``, shared ones in ``data/columns/custom``.
"""

from __future__ import annotations

from etl.custom.identify import applied, identify, read_as
from etl.custom.mapping import Mapping
from etl.custom.mapping_files import WrongMapping, mappings, problems

__all__ = ["Mapping", "WrongMapping", "applied", "identify", "mappings", "problems", "read_as"]
