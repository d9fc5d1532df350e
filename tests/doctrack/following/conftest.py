"""The office of papers."""

from __future__ import annotations

from tests.doctrack.papers import bureau as bureau
from tests.doctrack.papers import engine_name as engine_name
