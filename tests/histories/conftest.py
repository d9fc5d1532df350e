"""The town of the fault tests."""

from __future__ import annotations

from tests.faults.conftest import table_sets, town

__all__ = ["table_sets", "town"]
