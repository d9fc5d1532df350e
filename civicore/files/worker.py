"""The process that looks into one file of a stranger: bounded in memory and time, and with nothing to steal.

It reads a line of JSON and the file from its standard input, and writes a line of JSON and the clean file. When it
ends in any other way, the file is refused.
"""

from __future__ import annotations

import json
import sys
from typing import BinaryIO

from civicore.base.refusal import Refusal
from civicore.files.cleaning import clean
from civicore.files.rules import Clean, Rules

MEMORY = 240 * 1024 * 1024  # bytes it may write to, everything counted; with its program below 256 MB
SECONDS = 20  # of the processor's time


def main(source: BinaryIO, target: BinaryIO) -> None:
    """Clean one file."""
    _bound()
    asked = json.loads(source.readline())
    answer = _answer(source.read(), asked["name"], Rules(tuple(asked["types"]), asked["max_size"]))
    if isinstance(answer, Refusal):
        target.write(json.dumps({"refused": answer.code, "facts": dict(answer.facts)}).encode() + b"\n")
        return
    told = {
        "name": answer.name,
        "content_type": answer.content_type,
        "size": len(answer.content),
        "thumb": None if answer.thumb is None else len(answer.thumb),
        "width": answer.width,
        "height": answer.height,
        "seen_at": answer.seen_at,
    }
    target.write(json.dumps(told).encode() + b"\n" + answer.content + (answer.thumb or b""))


def _answer(content: bytes, name: str, rules: Rules) -> Clean | Refusal:
    try:
        return clean(content, name, rules)
    except MemoryError:
        return Refusal("files.too_much")


def _bound() -> None:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # our own limits are narrower and end in a refusal, not in a warning
    try:
        import resource
    except ImportError:  # not on every system; the limits of pixels stand all the same
        return
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
