"""Files of strangers: so many from one network."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from civicore_signals import people, uploading
from litestar.datastructures import FormMultiDict, UploadFile

from civicore import files
from tests.signals.backoffice.office import Office


async def test_one_network_sends_so_many_forms_with_files_and_then_waits(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = []

    async def receive(*said: Any, **more: Any) -> files.Uploads:
        taken.append(said)
        return files.Uploads(())

    monkeypatch.setattr(files, "receive", receive)
    request = SimpleNamespace(client=SimpleNamespace(host="192.0.2.7"))
    here: Any = SimpleNamespace(runtime=office.runtime, cases=office.cases, request=request)
    photo = FormMultiDict([("photos", UploadFile("image/jpeg", "a.jpg", b"a"))])
    for _ in range(people.UPLOADS.free):
        await uploading.receive(here, photo, "photos", files.Rules(), "draft:1")
    late = await uploading.receive(here, photo, "photos", files.Rules(), "draft:1")
    assert [one.refusal.code for one in late.errors] == ["signals.too_many"]
    words = FormMultiDict([("text", "A hole.")])
    assert not (await uploading.receive(here, words, "photos", files.Rules(), "draft:1")).errors
    assert len(taken) == people.UPLOADS.free + 1
    await photo.close()
