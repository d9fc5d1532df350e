"""The picture of a code is read by other programs than the one that drew it."""

from __future__ import annotations

from io import BytesIO

import pytest
import zxingcpp
from civicore_booking import picture
from PIL import Image

from tests.tools.counts import times

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@pytest.mark.parametrize("number", range(times(20, 2000)))
def test_readers_read_every_code(number: int) -> None:
    code = "".join(LETTERS[(number * 7919 + place * (number + 13)) % len(LETTERS)] for place in range(9))
    attached = picture.attachment(code)
    with Image.open(BytesIO(attached.content)) as drawn:
        drawn.load()
        assert (drawn.format, drawn.mode, drawn.size) == ("PNG", "1", (232, 232))
        read = [one.text for one in zxingcpp.read_barcodes(drawn.convert("L"))]
    assert (read, attached.content_type) == ([code], "image/png")
