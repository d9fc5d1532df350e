"""The kit's own clock, in whose place the other tests of this house have another one."""

from __future__ import annotations

from civicore.testing.plugin import clock

__all__ = ["clock"]
