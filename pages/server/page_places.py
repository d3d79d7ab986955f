"""A limit of the pages that are drawn at the same time, so that a hundred readers wait in line.

Python runs one thread at a time. If every reader's page had its share at once, all would be finished late, and
the server would not find time to answer anybody: with a hundred, sockets could not even be opened.
"""

from __future__ import annotations

import threading

#: Queries run without Python's lock, so a few pages at the same time are faster than one.
CONCURRENT = 4

PLACES = threading.BoundedSemaphore(CONCURRENT)
