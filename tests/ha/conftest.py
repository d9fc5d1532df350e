"""A rehearsal of a minute and more, with servers of its own: ``make test-ha`` alone collects it."""

from __future__ import annotations

import os

collect_ignore_glob = [] if "CIVICORE_HA" in os.environ else ["test_*.py"]
