"""The city's key is changed, the old one stays behind it: what was sent to be confirmed still is (F22)."""

from __future__ import annotations

import pytest
from civicore_doctrack import subscribing

from civicore import Refusal
from civicore.base.codes import Keyring
from civicore.contracts.dialog import Contact
from tests.doctrack.bureau import Bureau
from tests.tools.reliability import Counted
from tests.tools.serving import code_in

pytestmark = pytest.mark.anyio


async def test_f22_a_code_sent_under_the_old_key_says_yes_under_the_new(bureau: Bureau, counted: Counted) -> None:
    found, to = await bureau.document("accepted"), "+380671112299"
    one = await subscribing.ask(bureau.setting, found.document, Contact("sms", to), "en", None)
    assert not isinstance(one, Refusal)
    code = code_in((await bureau.letters(to))[0]["text"], r"\b\d{6}\b")
    old = bureau.setting.runtime.keys
    try:
        object.__setattr__(bureau.setting.runtime, "keys", Keyring(old.city, (b"n" * 32, *old.keys)))
        refused = await subscribing.confirm_code(bureau.setting, found.document, one.id, code)
        assert refused is None
        assert await subscribing.follows(bureau.setting, found.document, Contact("sms", to))
    finally:
        object.__setattr__(bureau.setting.runtime, "keys", old)
    counted(runs=1, faults=1, acknowledged=1, lost=int(refused is not None))
