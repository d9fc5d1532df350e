"""The process that looks into a stranger's file: bounded, alone, and refused when it ends badly."""

from __future__ import annotations

import asyncio
import io
import json
import subprocess
import sys

import pytest

from civicore import files
from civicore.base.refusal import Refusal
from civicore.files import accepting, worker
from tests.files import corpus
from tests.files.corpus import MARK, SEEN

pytestmark = pytest.mark.anyio
RULES = files.Rules()
_PEAK = (
    "import sys; from civicore.files import worker; worker.SECONDS = {seconds}; "
    "worker.main(sys.stdin.buffer, sys.stdout.buffer); "
    "print([line for line in open('/proc/self/status') if 'VmHWM' in line][0].split()[1], file=sys.stderr)"
)


def peak(content: bytes, seconds: int = worker.SECONDS) -> tuple[int, dict[str, object]]:
    """Megabytes that the process needed at most, and what it answered.

    What needs more of the processor's time than these seconds, from the start of the process, is ended by the system:
    CalledProcessError.
    """
    asked = json.dumps({"name": "a", "types": RULES.types, "max_size": 10**9}).encode()
    program = [sys.executable, "-c", _PEAK.format(seconds=seconds)]
    done = subprocess.run(program, input=asked + b"\n" + content, capture_output=True, check=True)
    return int(done.stderr) // 1024, json.loads(done.stdout.partition(b"\n")[0])


async def test_signal_case_19_a_photo_comes_back_clean_from_its_own_process() -> None:
    answer = await files.accept(corpus.jpeg(), "Дупка.jpg", RULES)
    assert isinstance(answer, files.Clean)
    assert answer.name == "Дупка.jpg"
    assert answer.seen_at == pytest.approx(SEEN, abs=1e-5)
    assert answer.thumb is not None
    assert MARK.encode() not in answer.content + answer.thumb


async def test_papers_and_refusals_come_back_too() -> None:
    paper = await files.accept(corpus.pdf(), "letter.pdf", RULES)
    assert isinstance(paper, files.Clean)
    assert paper.thumb is None
    locked = await files.accept(corpus.locked_pdf(), "letter.pdf", RULES)
    assert locked == Refusal("files.locked", file="letter.pdf")


async def test_what_is_no_file_at_all_needs_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accepting, "_cleaned", None)
    assert await files.accept(b"", "a\u202eb.jpg", RULES) == Refusal("files.empty", file="ab.jpg")


@pytest.mark.parametrize(
    "ending",
    [
        subprocess.CalledProcessError(-9, "cleaner"),
        subprocess.TimeoutExpired("cleaner", 1),
        OSError("no more processes"),
        ValueError("not whole"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_signal_case_19_when_the_cleaner_fails_the_file_is_refused(
    monkeypatch: pytest.MonkeyPatch, ending: Exception
) -> None:
    def fails(*arguments: object, **options: object) -> None:
        raise ending

    monkeypatch.setattr(subprocess, "run", fails)
    answer = await files.accept(corpus.jpeg(), "a.jpg", RULES)
    assert answer == Refusal("files.damaged", file="a.jpg")


@pytest.mark.parametrize("answer", [b"", b"{}\n", b'{"size": 5, "thumb": null}\nabc', b"nonsense\n"])
async def test_signal_case_19_half_an_answer_is_none(monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, answer))
    assert await files.accept(corpus.jpeg(), "a.jpg", RULES) == Refusal("files.damaged", file="a.jpg")


@pytest.mark.check("S33")
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_signal_case_21_a_hundred_million_pixels_need_less_than_256_megabytes() -> None:
    needed, answer = peak(corpus.jpeg_of_size(10_000, 10_000))
    assert needed < 256
    assert answer["width"] == 2560


@pytest.mark.check("S33")
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_signal_case_21_a_bomb_is_refused_before_it_is_opened() -> None:
    needed, answer = peak(corpus.png_of_size(30_000, 30_000))
    assert needed < 100
    assert answer["refused"] == "files.too_many_pixels"


@pytest.mark.skipif(sys.platform != "linux", reason="bounds of Linux")
def test_signal_case_21_who_needs_more_memory_is_refused() -> None:
    program = (
        "import sys; from civicore.files import worker; worker.MEMORY = 60_000_000; "
        "worker.main(sys.stdin.buffer, sys.stdout.buffer)"
    )
    asked = json.dumps({"name": "a", "types": ["png"], "max_size": 10**9}).encode() + b"\n"
    out = io.BytesIO()
    corpus.picture(4000, 3000).save(out, "PNG")
    done = subprocess.run([sys.executable, "-c", program], input=asked + out.getvalue(), capture_output=True)
    answer = json.loads(done.stdout.partition(b"\n")[0] or b"{}")
    assert done.returncode != 0 or answer["refused"] in ("files.too_much", "files.damaged")
    assert len(done.stdout) < 200  # nothing of the picture


async def test_many_at_once_wait_for_two_processes() -> None:
    answers = await asyncio.gather(*(files.accept(corpus.jpeg(), f"{n}.jpg", RULES) for n in range(4)))
    assert [answer.name for answer in answers if isinstance(answer, files.Clean)] == [f"{n}.jpg" for n in range(4)]
    assert accepting._threads()._max_workers == accepting.AT_ONCE
