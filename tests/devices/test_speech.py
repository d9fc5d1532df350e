"""The voice: sentences become sound in every language of the shipped cities, and a city without it still works."""

from __future__ import annotations

import asyncio
import io
import wave
from pathlib import Path

import pytest

from civicore.devices.speech import Speech

SENTENCES = {
    "cs": "Číslo A 12, kabinka 2",
    "uk": "Номер а 12, вікно 2",
    "bg": "Номер а 12, гише 2",
    "en": "Number A 12, counter 2",
}


def seconds(sound: bytes) -> float:
    with wave.open(io.BytesIO(sound)) as opened:
        assert opened.getnchannels() == 1
        assert len(opened.readframes(opened.getnframes())) == opened.getnframes() * opened.getsampwidth()
        return float(opened.getnframes() / opened.getframerate())


@pytest.mark.parametrize("language", SENTENCES)
async def test_a_call_is_spoken_in_every_language(language: str) -> None:
    sound = await Speech().wav(SENTENCES[language], language)
    assert sound is not None
    assert 1.0 < seconds(sound) < 8.0


async def test_each_language_has_a_voice_of_its_own() -> None:
    speech = Speech()
    assert len({await speech.wav("112", language) for language in SENTENCES}) == len(SENTENCES)


async def test_a_variant_of_a_language_has_its_voice() -> None:
    assert await Speech().wav("12", "cs-x-easy") == await Speech().wav("12", "cs")


@pytest.mark.parametrize(
    ("text", "language"), [("", "cs"), (" ", "cs"), ("12", "xx"), ("a" * 601, "cs"), ("12", "-w/x")]
)
async def test_what_cannot_be_spoken_is_silence(text: str, language: str) -> None:
    assert await Speech().wav(text, language) is None


async def test_many_boards_that_ask_for_one_sentence_have_it_made_once(tmp_path: Path) -> None:
    speech = Speech(_counting(tmp_path))
    sounds = await asyncio.gather(*(speech.wav("12", "cs") for _ in range(20)))
    assert sounds[0] is not None
    assert all(one == sounds[0] for one in sounds)
    assert await speech.wav("12", "cs") == sounds[0]
    assert (tmp_path / "count").read_text() == "x"


async def test_who_stops_waiting_stops_nobody_else() -> None:
    speech = Speech()
    first, second = (asyncio.create_task(speech.wav("12", "cs")) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    assert await second is not None


async def test_a_city_without_the_program_has_no_voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    speech = Speech()
    assert not speech.able
    assert await speech.wav("12", "cs") is None


async def test_a_program_that_fails_is_silence(tmp_path: Path) -> None:
    assert await Speech(str(tmp_path / "gone")).wav("12", "cs") is None
    assert await Speech("/bin/false").wav("12", "cs") is None


async def test_a_program_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civicore.devices.speech._PATIENCE", 0.05)
    assert await Speech(_script(tmp_path, "exec sleep 1000")).wav("12", "cs") is None


def _counting(folder: Path) -> str:
    return _script(folder, f'printf x >> {folder}/count; exec espeak-ng "$@"')


def _script(folder: Path, body: str) -> str:
    file = folder / "voice"
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)
    return str(file)
