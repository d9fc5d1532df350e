"""The tutorial and the recorded walks: every command is typed, every file is written, every answer is compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.manual.walking import ROOT, Block, answers, blocks, commands, ending, reading

PAGES = [ROOT / "docs/tutorial.md", ROOT / "docs/plugins.md", *(ROOT / "docs").glob("*/*.md")]
WALKS = sorted(page.relative_to(ROOT / "docs").as_posix() for page in PAGES)


@pytest.mark.parametrize("page", WALKS)
def test_a_walk_goes_as_its_page_says(page: str, tmp_path: Path) -> None:
    with reading(tmp_path) as reader:
        for block in blocks(ROOT / "docs" / page):
            reader.does(block)


def test_what_is_typed_and_what_is_answered_are_told_apart() -> None:
    block = Block("console", None, "$ one \\\n    two\nout\n$ three\nexit 4\n", 10)
    assert commands(block) == [(11, "one \\\n    two", "out\n"), (14, "three", "exit 4\n")]
    assert ending("said\nexit 4\n") == ("said", 4)
    assert ending("said\n") == ("said\n", 0)


def test_another_answer_is_seen() -> None:
    assert answers("a 1 b\nc\n", "a ... b\nc")
    assert not answers("a 1 b\nc\nd\n", "a ... b\nc")
    assert not answers("", "a")


def test_a_walk_that_tells_an_untruth_fails(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text('```yaml title="a.txt"\none\n```\n\n```console\n$ cat a.txt\ntwo\n```\n', encoding="utf-8")
    with reading(tmp_path) as reader, pytest.raises(AssertionError, match=r"line 6: 'cat a.txt' answered\none"):
        for block in blocks(page):
            reader.does(block)


def test_a_change_must_find_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\ntwo\n", encoding="utf-8")
    with reading(tmp_path) as reader:
        reader.does(Block("diff", "a.txt", " one\n-two\n+three\n", 1))
        assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "one\nthree\n"
        with pytest.raises(AssertionError, match=r"line 1: a\.txt has 0 times"):
            reader.does(Block("diff", "a.txt", "-two\n", 1))
