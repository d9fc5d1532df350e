"""The check-in code as a picture for the readers of ticket printers and kiosks: the plain code and nothing else."""

from __future__ import annotations

from io import BytesIO

import segno

from civicore import Attachment

FILE = "code.png"


def svg(code: str) -> bytes:
    """For pages, drawn by the server: sharp in any size and on paper."""
    drawn = BytesIO()
    segno.make_qr(code, error="m").save(drawn, kind="svg", scale=5, border=2, dark="#000", light="#fff")
    return drawn.getvalue()


def attachment(code: str) -> Attachment:
    """For e-mail, whose readers show no SVG and fetch nothing from our site."""
    drawn = BytesIO()
    segno.make_qr(code, error="m").save(drawn, kind="png", scale=8, border=4)
    return Attachment(FILE, "image/png", drawn.getvalue())
