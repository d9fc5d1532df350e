"""The bounds of a child process, set by itself before any of the plugin's code runs."""

from __future__ import annotations

import ctypes
import resource
import signal

MEMORY = 1_000_000_000  # bytes of addresses; about a fifth of it is used by Python and the city's model
SECONDS = 600  # of the processor; a child that used them up is begun anew
FILES = 64

_PR_SET_PDEATHSIG = 1


def bind() -> None:
    """Bound this process for good. Linux ends it when the city's process ends."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_NOFILE, FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
