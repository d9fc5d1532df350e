"""The log: one line for each record, in UTC, without what people wrote and without the text of errors."""

from __future__ import annotations

import logging
import re
import sys
from datetime import UTC, datetime
from typing import TextIO

from civicore.storage.delivering import described

_ACTING = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""What would end a line, steer a terminal or turn the direction of writing (ASVS 5.0, 16.4.1)."""


class OneLine(logging.Formatter):
    """``2026-11-24T07:40:00.000+00:00 ERROR civicore.web: words``; of an error its type and place are told."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said = f"{at} {record.levelname} {record.name}: {record.getMessage()}"
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            said = f"{said}: {described(error)}"
        return _ACTING.sub(lambda found: found[0].encode("unicode_escape").decode(), said.rstrip())


def set_up(stream: TextIO | None = None) -> None:
    """Send the log of this process to standard error, or to ``stream``; libraries speak from warnings on."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(OneLine())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("civicore").setLevel(logging.INFO)
