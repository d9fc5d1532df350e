"""Other cities, on one database: where senders confirm first, where cases have no page, where limits hold (O8, O9)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from civicore_signals import open311_keys, program_keys, store

from civicore.storage.tables import MessageRow
from tests.databases import ENGINES, Databases, engine_of_module
from tests.signals.desk.house import House
from tests.signals.open311.conftest import running, town
from tests.signals.open311.program import Program

pytestmark = pytest.mark.anyio


engine_name = engine_of_module(ENGINES[:1])


QUESTIONS = (
    "    kind: question\n  kinds:\n    question: {required: [category, text, email], track: [number, link, account]}\n"
)


@pytest.fixture(scope="module")
async def asking(
    databases: Databases, engine_name: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """The city where programs send questions, whose sender confirms the address first."""
    folder: Path = tmp_path_factory.mktemp("asking")
    async with running(databases, engine_name, town(folder, QUESTIONS)) as there:
        yield there


@pytest.mark.parametrize("format", ["xml", "json"])
async def test_o09_a_token_becomes_a_number(asking: House, format: str) -> None:
    program = Program(asking, format)
    assert {one["type"] for one in (await program.get("services")).rows} == {"batch"}
    usual = {"service_code": "services", "attribute[surface]": None}
    assert (await program.post(usual)).refused(400)  # no address to confirm
    answer = await program.post(usual, email=f"{format}@example.cz")
    assert set(answer.row) == {"token", "service_notice"}
    token = answer.row["token"]
    waiting = (await program.get(f"tokens/{token}")).row
    assert waiting == {"token": token}
    async with asking.built.runtime.store.reading():
        case = await store.get(asking.built.runtime.keys.subject("open311.token", token))  # type: ignore[arg-type]
    assert case is not None
    assert case.state == "unconfirmed"
    assert (await program.get("requests")).rows == [] or format == "json"
    link = await confirmation(asking, f"{format}@example.cz")
    await asking.cases.confirm(link)
    ready = (await program.get(f"tokens/{token}")).row
    assert ready["token"] == token
    number = ready["service_request_id"]
    assert (await program.get(f"requests/{number}")).row["service_request_id"] == number
    assert (await program.get(f"tokens/{token[:-2]}AA")).refused(404)
    assert (await program.get("tokens")).refused(404)


async def confirmation(house: House, address: str) -> str:
    """The secret of the link in the newest letter to an address."""
    async with house.built.runtime.store.reading():
        rows = await MessageRow.select(MessageRow.text).where(MessageRow.recipient == address)
    [link] = [word for row in rows for word in row["text"].split() if "/signals/confirm/" in word]
    return str(link.rpartition("/")[2])


SHUT = "  kinds:\n    signal: {track: [link, account]}\n"


@pytest.fixture(scope="module")
async def shut(
    databases: Databases, engine_name: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """The city whose signals have no page to track them by."""
    async with running(databases, engine_name, town(tmp_path_factory.mktemp("shut"), SHUT)) as there:
        yield there


@pytest.mark.parametrize("format", ["xml", "json"])
async def test_o08_a_blackbox_gives_neither_number_nor_record(shut: House, format: str) -> None:
    program = Program(shut, format)
    assert {one["type"] for one in (await program.get("services")).rows} == {"blackbox"}
    answer = await program.post()
    assert answer.status == 200
    assert answer.row == {"service_notice": None} or answer.row is None
    assert (await program.get("requests")).rows == []


@pytest.fixture(scope="module")
async def strict(
    databases: Databases, engine_name: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """The city with its limits in force."""
    async with running(databases, engine_name, town(tmp_path_factory.mktemp("strict")), strict=True) as there:
        yield there


async def test_who_guesses_keys_is_slowed_down(strict: House) -> None:
    program = Program(strict, "json")
    answers = [(await program.post(api_key=f"guess-{number}")).status for number in range(23)]
    assert answers[:20] == [403] * 20
    assert answers[-1] == 429
    assert (await program.post()).status == 200  # the right key is no guess


async def test_a_program_that_sends_without_end_is_slowed_down(strict: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open311_keys, "CLIENT", replace(program_keys.CLIENT, free=2))
    program = Program(strict, "xml")
    answers = [await program.post(api_key="demo-app") for _ in range(4)]
    assert answers[-1].refused(429)
    assert answers[-1].response.headers["retry-after"]
    assert (await program.post()).status == 200


async def test_a_key_is_the_secret_that_the_file_names(strict: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVICORE_SECRET_OPEN311_APP", "a-long-secret-of-the-town")
    strict.wait(hours=2)  # nobody has guessed for a while
    program = Program(strict, "json")
    assert (await program.post(api_key="a-long-secret-of-the-town")).status == 200
    assert (await program.post(api_key="demo-app")).refused(403)  # the demo's key ends with the secret
    assert (await program.post(api_key="open311_app")).refused(403)
