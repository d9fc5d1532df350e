"""Walks of the manual: what a page tells its reader to write and to type is written and typed, and must answer so.

- A block ``yaml title="town.yaml"`` (or of any other language with a title) is a file that the reader writes.
- A block ``diff title="town.yaml"`` is a change to it: what is left and taken out must stand there once.
- In a block ``console`` lines after ``$`` are typed, in one folder; the rest is what they answer. ``...``
  stands for anything; ``exit 4`` as the last line is how the command ended, 0 where nothing is said.
- ``console title="another window"`` is a program that goes on: its answer is waited for, it is stopped in the end.
  ``console title="the same window"`` stops it before and begins something else there.

Ports are exchanged for free ones, so that walks can go side by side.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r'^```(?P<language>\w+)(?: +title="(?P<title>[^"]+)")?[^\n]*\n(?P<text>.*?)^```$', re.M | re.S)
PORT = re.compile(r"(?<=127\.0\.0\.1:)\d{4}|(?<=--port )\d{4}")
PATIENCE = 90  # seconds, for the slowest command on a busy machine


@dataclass(frozen=True)
class Block:
    """A block of code of a page, with its line."""

    language: str
    title: str | None
    text: str
    line: int


def blocks(page: Path) -> Iterator[Block]:
    """The blocks that are to be done, in order."""
    said = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(said):
        if found["language"] == "console" or found["title"]:
            yield Block(found["language"], found["title"], found["text"], said.count("\n", 0, found.start()) + 1)


@dataclass
class Reader:
    """Somebody who does what the page says, in a folder of their own."""

    folder: Path
    ports: dict[str, str] = field(default_factory=dict)
    windows: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def environ(self) -> dict[str, str]:
        """Nothing of this computer but the programs."""
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        kept = {name: os.environ[name] for name in ("TMPDIR", "SSL_CERT_FILE") if name in os.environ}
        return {**kept, "PATH": path, "HOME": str(self.folder), "LANG": "C.UTF-8", "COLUMNS": "120", "NO_COLOR": "1"}

    def does(self, block: Block) -> None:
        """One block; an AssertionError tells the line of the page and what came instead."""
        if block.language == "console":
            (self._leaves_running if block.title else self._types)(block)
        elif block.language == "diff":
            self._changes(self.folder / str(block.title), block)
        else:
            target = self.folder / str(block.title)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(self._here(block.text), encoding="utf-8")

    def _types(self, block: Block) -> None:
        for line, command, expected in commands(block):
            wanted, code = ending(self._here(expected))
            done = subprocess.run(
                ["bash", "-c", self._here(command)],
                cwd=self.folder,
                env=self.environ(),
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
            )
            said = done.stdout + done.stderr
            assert done.returncode == code, f"line {line}: {command!r} ended with {done.returncode}:\n{said}"
            assert answers(said, wanted), f"line {line}: {command!r} answered\n{said}\ninstead of\n{wanted}"

    def _leaves_running(self, block: Block) -> None:
        if block.title == "the same window":
            stop([self.windows.pop()])
        (line, command, expected), *more = commands(block)
        assert not more, f"line {line}: one command in another window"
        log = self.folder / f".window-{len(self.windows)}"
        with log.open("wb") as out:
            self.windows.append(
                subprocess.Popen(
                    ["bash", "-c", f"exec {self._here(command)}"],
                    cwd=self.folder,
                    env=self.environ(),
                    stdout=out,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            )
        end = time.monotonic() + PATIENCE
        while not answers(log.read_text(encoding="utf-8"), f"...{self._here(expected).strip()}..."):
            assert time.monotonic() < end, f"line {line}: {command!r} says\n{log.read_text(encoding='utf-8')}"
            time.sleep(0.1)
        for port in PORT.findall(command):
            while not listens(int(self.ports[port])):
                assert time.monotonic() < end, f"line {line}: nobody listens"
                time.sleep(0.1)

    def _changes(self, file: Path, block: Block) -> None:
        lines = self._here(block.text).splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in " -")
        after = "".join(line[1:] for line in lines if line[0] in " +")
        said = file.read_text(encoding="utf-8")
        assert said.count(before) == 1, f"line {block.line}: {file.name} has {said.count(before)} times\n{before}"
        file.write_text(said.replace(before, after), encoding="utf-8")

    def _here(self, text: str) -> str:
        return PORT.sub(lambda found: self.ports.setdefault(found[0], free_port()), text)

    def leaves(self) -> None:
        """Close every window."""
        stop(self.windows)


def stop(windows: list[subprocess.Popen[bytes]]) -> None:
    """End what goes on in windows, and wait until it has ended."""
    for window in windows:
        os.killpg(window.pid, signal.SIGTERM)
    for window in windows:
        window.wait(PATIENCE)


@contextmanager
def reading(folder: Path) -> Iterator[Reader]:
    """A reader who closes the windows in the end."""
    reader = Reader(folder)
    try:
        yield reader
    finally:
        reader.leaves()


def commands(block: Block) -> list[tuple[int, str, str]]:
    """Each command with its line in the page and what it is to answer; lines further in than it go on with it."""
    found: list[tuple[int, str, str]] = []
    goes_on = False
    for place, line in enumerate(block.text.splitlines(), block.line + 1):
        goes_on = line.startswith("$ ") or (goes_on and line.startswith("    "))
        if line.startswith("$ "):
            found.append((place, line[2:], ""))
        elif found:
            number, command, expected = found[-1]
            found[-1] = (number, f"{command}\n{line}", "") if goes_on else (number, command, f"{expected}{line}\n")
    return found


def ending(expected: str) -> tuple[str, int]:
    """What is to be answered, and how the command is to end."""
    *lines, last = expected.rstrip("\n").split("\n")
    told = re.fullmatch(r"exit (\d+)", last)
    return ("\n".join(lines), int(told[1])) if told else (expected, 0)


def answers(said: str, expected: str) -> bool:
    """Whether it is what was expected; ``...`` stands for anything, blanks at the ends of lines for nothing."""
    wanted = r".*".join(re.escape(part) for part in laid(expected).split("..."))
    return re.fullmatch(wanted, laid(said), re.S) is not None


def laid(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def listens(port: int) -> bool:
    """Whether somebody answers at a port of this computer."""
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> str:
    """A port of this computer that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return str(one.getsockname()[1])
