"""The problems of a map's files, found by a process of its own: what measures shapes leaves memory with it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from civicore.base.saying import Said, say


def wrong_areas(path: Path, languages: Sequence[str], base: Path | None = None) -> tuple[str, ...]:
    """What is wrong with a file of areas and with the base map below them, sentence by sentence."""
    asked = [sys.executable, "-m", __name__, str(path), str(base or ""), *languages]
    told = subprocess.run(asked, check=True, stdout=subprocess.PIPE)  # noqa: S603
    return tuple(_heard(**one) for one in json.loads(told.stdout))


def _told(message: str) -> Mapping[str, object]:
    if isinstance(message, Said):
        return {"msgid": message.msgid, "facts": dict(message.facts)}
    return {"msgid": message, "facts": None}


def _heard(msgid: str, facts: Mapping[str, Any] | None) -> str:
    return msgid if facts is None else say(msgid, **facts)


def _answer(path: str, base: str, *languages: str) -> None:
    from civicore.maps.problems import problems

    found = [one.message for one in problems(Path(path), languages)]
    json.dump(list(map(_told, [*found, *(_unreadable(Path(base)) if base else ())])), sys.stdout, default=str)


def _unreadable(base: Path) -> Iterator[str]:
    from civicore.maps.atlas import Atlas, GeoFile

    try:
        Atlas(GeoFile(base.name, b""), GeoFile.read(base)).base  # noqa: B018  reading is what fails
    except (OSError, ValueError) as error:
        yield str(error)


if __name__ == "__main__":
    _answer(*sys.argv[1:])
