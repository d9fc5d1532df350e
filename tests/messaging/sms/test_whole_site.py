"""The addresses of text messages in a whole city: the gateway's hook, and the demo's telephone."""

from __future__ import annotations

import re
from pathlib import Path
from shutil import copytree

import httpx
import pytest

from tests.tools.serving import ROOT, served

HOOK = "  sms:\n    hook: {secret: {secret: sms_hook}}\n"


@pytest.mark.rule("TRU-17")
def test_a_hook_and_a_telephone_book_a_visit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVICORE_SECRET_SMS_HOOK", "s3cret")
    deployment = _with_a_hook(tmp_path)
    with served(deployment, tmp_path, clock="2026-11-24T07:40:00+01:00") as server:
        message = {"id": "m1", "from": "739 547 765", "text": "OBJ ZOP 25.11. 10:00 NOVAK"}
        stranger = httpx.post(f"{server.base}/hooks/sms/gateway", json=message)
        assert (stranger.status_code, stranger.json()["code"]) == (401, "request.unauthorized")
        for _ in range(2):
            told = httpx.post(f"{server.base}/hooks/sms/gateway", json=message, headers={"X-Hook-Secret": "s3cret"})
            assert told.status_code == 200
        answer = server.letter("739 547 765", channel="sms")
        assert "25.11. 10:00" in answer.text and re.search(r"PIN \d{6}", answer.text)
        assert len(server.outbox("739 547 765")) == 1
        form = {"sender": "+420 777 111 222", "text": "OBJ VOLNE ZOP"}
        assert httpx.post(f"{server.base}/demo/sms", data=form).status_code == 303
        assert "Volno" in server.letter("+420 777 111 222", channel="sms").text
        for rubbish in (b"\xff\xfe", b"{", b"[[[[1]]]]", b""):
            headers = {"X-Hook-Secret": "s3cret", "Content-Type": "application/json"}
            assert httpx.post(f"{server.base}/hooks/sms/gateway", content=rubbish, headers=headers).status_code == 200
        assert server.complaints() == []


def _with_a_hook(folder: Path) -> Path:
    written = (ROOT / "deployments/trutnov.yaml").read_text("utf-8").replace("  sms:\n", HOOK, 1)
    copytree(ROOT / "deployments/trutnov", folder / "trutnov")
    deployment = folder / "trutnov.yaml"
    deployment.write_text(written, "utf-8")
    return deployment
