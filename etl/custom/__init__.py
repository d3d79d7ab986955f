"""Read exports of other systems with mappings in TOML (docs/custom-sources.md).

A city's own mappings are in the home's folder ``custom``, shared ones in ``data/columns/custom``.
"""

from __future__ import annotations

from etl.custom.identify import current_sidecar, identify
from etl.custom.mapping import Mapping
from etl.custom.mapping_files import WrongMapping, mappings, problems

__all__ = ["Mapping", "WrongMapping", "current_sidecar", "identify", "mappings", "problems"]
