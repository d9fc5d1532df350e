"""What a change of each field of ``bots`` and ``consultations`` does: conversations begin anew, nothing is promised."""

from __future__ import annotations

BOTS = {
    "": {
        "cosmetic": "title greeting menu fallback price qr page",
        "future": "channels health silence",
    }
}
CONSULTATIONS = {
    "": {
        "cosmetic": "title summary words version papers prices results",
        "future": "start questions on_web on_kiosk sms_segments",
    }
}
