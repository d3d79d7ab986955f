"""What the fields are called that a column of a file may fill."""

from __future__ import annotations

import re
from typing import Any

#: Where the explanation of a field starts, after what it is called.
_EXPLANATION = re.compile(r":| \(|, (?:kun|när|om|when|if) ")


def field_name(fields: dict[str, dict[str, Any]], name: str) -> str:
    """Return what a field is called: its meaning up to the first explanation."""
    return _EXPLANATION.split(fields[name]["text"])[0] if name in fields else name
