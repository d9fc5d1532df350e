"""Imported by the process that servers are forked from, and by nothing else: reads all that any city needs."""

from __future__ import annotations

import gc
from pathlib import Path

import uvicorn.lifespan.on
import uvicorn.loops.uvloop
import uvicorn.protocols.http.httptools_impl  # noqa: F401

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.reading import Settings

for city in ("trutnov", "sofia", "dms_ua"):
    build(Settings(Path(__file__).parents[2] / f"deployments/{city}.yaml", demo=True, clock=DemoClock()))
gc.collect()
gc.freeze()
