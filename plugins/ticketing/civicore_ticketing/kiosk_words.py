"""Sentences of the kiosk that are said by paper, by screens that are cut off, and by templates alike."""

from __future__ import annotations

WAITING_NONE = "You are next."
WAITING_ONE = "%(num)s person before you"
WAITING_MANY = "%(num)s people before you"
