"""The log: one line for each record, in UTC, without what people wrote and without the text of errors."""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TextIO

from civicore.base.request_id import REQUEST
from civicore.storage.delivering import described

_city: ContextVar[str] = ContextVar("civicore_city", default="")
Form = Literal["lines", "json"]
_ACTING = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""What would end a line, steer a terminal or turn the direction of writing (ASVS 5.0, 16.4.1)."""


class OneLine(logging.Formatter):
    """``2026-11-24T07:40:00.000+00:00 ERROR civicore.web: words``; of an error its type and place are told."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said = f"{at} {record.levelname} {_said_city()}{record.name}: {record.getMessage()}"
        if (error := _error(record)) is not None:
            said = f"{said}: {described(error)}"
        return _ACTING.sub(lambda found: found[0].encode("unicode_escape").decode(), said.rstrip())


class OneObject(logging.Formatter):
    """The same as a JSON object a line: at, level, logger, said; city, request, error where there are any."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said = {"at": at, "level": record.levelname, "logger": record.name, "said": record.getMessage()}
        error = _error(record)
        more = {"city": _city.get(), "request": REQUEST.get(), "error": described(error) if error else ""}
        return json.dumps({**said, **{name: words for name, words in more.items() if words}})


def _error(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


@contextmanager
def speaking_for(city: str) -> Iterator[None]:
    """Whatever is logged inside, and by tasks begun inside, is of this city of several in one process."""
    mark = _city.set(city)
    try:
        yield
    finally:
        _city.reset(mark)


def _said_city() -> str:
    city = _city.get()
    return f"[{city}] " if city else ""


class Apart(logging.StreamHandler[TextIO]):
    """Writes what concerns a city into ``folder/<city>.log``, for its owner only, and the rest to ``stream``."""

    def __init__(self, folder: Path, stream: TextIO) -> None:
        super().__init__(stream)
        self._folder = folder
        self._files: dict[str, TextIO] = {}

    def emit(self, record: logging.LogRecord) -> None:
        usual, city = self.stream, _city.get()
        try:
            self.stream = self._of(city) if city else usual
            super().emit(record)
        finally:
            self.stream = usual

    def close(self) -> None:
        super().close()
        for file in self._files.values():
            file.close()

    def _of(self, city: str) -> TextIO:
        if city not in self._files:
            self._folder.mkdir(parents=True, exist_ok=True)
            number = os.open(self._folder / f"{city}.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            self._files[city] = os.fdopen(number, "a", encoding="utf-8")
        return self._files[city]


def set_up(stream: TextIO | None = None, *, apart: Path | None = None, form: Form = "lines") -> None:
    """Send the log of this process to standard error, or to ``stream``; libraries speak from warnings on.

    ``apart``: a folder in which each of several cities has its own file. ``form``: lines to be read, or JSON.
    """
    to = stream or sys.stderr
    handler = logging.StreamHandler(to) if apart is None else Apart(apart, to)
    handler.setFormatter(OneObject() if form == "json" else OneLine())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("civicore").setLevel(logging.INFO)
