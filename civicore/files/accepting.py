"""Has a file cleaned by a process of its own, a few at a time."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from civicore.base.refusal import Refusal
from civicore.files.cleaning import judged
from civicore.files.names import shown_name
from civicore.files.rules import Clean, Rules

AT_ONCE = 2  # processes; each may take 256 MB
_PATIENCE = 40  # seconds; on a busy machine twice what the process itself may use
log = logging.getLogger("civicore.files")


async def accept(content: bytes, name: str, rules: Rules) -> Clean | Refusal:
    """Clean a file that somebody sent, or say why it is not taken. Nothing is stored yet.

    Refusals: ``files.empty``, ``files.too_big``, ``files.type``, ``files.damaged``, ``files.no_heic``,
    ``files.too_many_pixels``, ``files.too_much``, ``files.locked``, ``files.too_many_pages``, ``files.unclean``.
    Each has the name that may be shown in ``file``. What goes wrong in any other way is refused too
    (``files.damaged``), never kept as it came.
    """
    answer: Clean | Refusal | str = judged(content, rules)
    if not isinstance(answer, Refusal):
        answer = await asyncio.get_running_loop().run_in_executor(_threads(), _cleaned, content, name, rules)
    return answer if isinstance(answer, Clean) else Refusal(answer.code, file=shown_name(name), **answer.facts)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="files")


def _cleaned(content: bytes, name: str, rules: Rules) -> Clean | Refusal:
    asked = json.dumps({"name": name[:1000], "types": rules.types, "max_size": rules.max_size}).encode()
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "civicore.files.worker"],
            input=asked + b"\n" + content,
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
            env={},
        )
        return _read(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError, KeyError) as error:
        log.warning("a file was refused: its cleaning ended with %s", type(error).__name__)
        return Refusal("files.damaged")


def _read(answer: bytes) -> Clean | Refusal:
    line, _, rest = answer.partition(b"\n")
    told = json.loads(line)
    if "refused" in told:
        return Refusal(told["refused"], **told["facts"])
    size, small = told["size"], told["thumb"]
    if len(rest) != size + (small or 0):
        raise ValueError("the answer is not whole")
    return Clean(
        told["name"],
        told["content_type"],
        rest[:size],
        None if small is None else rest[size:],
        told["width"],
        told["height"],
        None if told["seen_at"] is None else (told["seen_at"][0], told["seen_at"][1]),
    )
