"""The made-up city, served in the process on both databases, once for each module."""

from __future__ import annotations

from tests.signals.desk.conftest import engine_name as engine_name
from tests.signals.desk.conftest import house as house
