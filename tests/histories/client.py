"""One client in a process of its own: books, asks again with the same key when it has no answer, writes all down."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import count, islice
from pathlib import Path

import httpx

from tests.histories.checker import Event

_TRIES, _REST = 600, 0.1  # how often it asks for one booking, and how long it waits between


def client(number: int, bases: Sequence[str], starts: Sequence[str], bookings: int, file: str) -> None:
    """So many bookings at any of the workers; ``starts`` are tried in turn, each client from another one on."""
    with Path(file).open("w", buffering=1, encoding="utf-8") as told, httpx.Client(timeout=20) as http:
        wanted = (starts[(number * 7 + turn) % len(starts)] for turn in count())
        for turn, start in enumerate(islice(wanted, bookings)):
            asked = Event(number, time.monotonic(), f"history-{number:02d}-{turn:05d}", start, _email(number, turn))
            told.write(f"{asked.line()}\n")
            for answer in _answers(http, asked, _from(bases, number + turn)):
                told.write(f"{answer.line()}\n")


def _email(number: int, turn: int) -> str:
    return f"h{number}x{turn}@example.org"


def _from(bases: Sequence[str], first: int) -> Iterator[str]:
    return (bases[place % len(bases)] for place in count(first))


def _answers(http: httpx.Client, asked: Event, bases: Iterator[str]) -> Iterator[Event]:
    """Ask until the answer is known; one more time, elsewhere, when a place was given: the answer must be the same."""
    fields = {"first_name": "Jan", "last_name": "Novák", "email": asked.email}
    body = {"agenda": "cards", "start": asked.start, "fields": fields, "language": "cs"}
    given = 0
    for base in islice(bases, _TRIES):
        try:
            answer = http.post(f"{base}/api/v1/bookings", json=body, headers={"Idempotency-Key": asked.key})
        except httpx.TransportError:
            time.sleep(_REST)
            continue
        id = str(answer.json().get("id", "")) if answer.status_code == 201 else ""
        yield Event(asked.client, time.monotonic(), asked.key, asked.start, asked.email, answer.status_code, id)
        given += answer.status_code == 201
        if given == 2 or answer.status_code not in (201, 503):
            return
        if answer.status_code == 503:
            time.sleep(_REST)
