"""Signals and correspondence: signals, questions, letters, complaints, proposals, applications for information."""

from __future__ import annotations
