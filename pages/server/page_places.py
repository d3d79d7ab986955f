"""A limit of the pages that are drawn at the same time, so that a hundred readers wait in line.

Python runs one thread at a time. If every reader's page had its share at once, all of them would be finished
late, and the server itself would have a hundredth of the time to answer anybody.
"""

from __future__ import annotations

import threading

#: Queries run without Python's lock, so a few pages at the same time are faster than one.
CONCURRENT = 4

PLACES = threading.BoundedSemaphore(CONCURRENT)
