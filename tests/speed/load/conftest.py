"""An office with booking, on both databases."""

from __future__ import annotations

from tests.ticketing.service.conftest import hall, rebuilt, table_sets

__all__ = ["hall", "rebuilt", "table_sets"]
