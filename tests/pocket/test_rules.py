"""Rules of the app: what may be written to, whose key it is, what an icon looks like, what a draft may say."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from civicore_signals.filed import Filing
from civicore_signals.judging import OLDEST_DRAFT, written_before
from PIL import Image

from civicore.base.codes import Keyring
from civicore.base.refusal import Refusal
from civicore.deployment.model.channels import PUSH_SERVICES
from civicore.extension.channels import CannotSend
from civicore.pocket.drawing import SAFE, drawn
from civicore.pocket.icons import ICONS, Face, face
from civicore.pocket.manifest import manifest
from civicore.pocket.pushing import judge
from civicore.pocket.subscriptions import allowed, read
from civicore.pocket.vapid import Marks
from tests.pocket.push_service import PushService, raw_of
from tests.web.site import city_of

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
KNOWN = ("https://fcm.googleapis.com/fcm/send/x", "https://updates.push.services.mozilla.com/wpush/v2/x")
STRANGE = (
    *("http://fcm.googleapis.com/x", "https://fcm.googleapis.com:22/x", "https://fcm.googleapis.com.evil.example/x"),
    *(
        "https://evil.example/fcm.googleapis.com",
        "https://user@fcm.googleapis.com/x",
        "https://127.0.0.1/x",
        "file:///x",
    ),
    *("https://[fe80::1]/", "https://[", "", "https://push.services.mozilla.com.evil.example/", "https://a:b/"),
)


@pytest.mark.parametrize("endpoint", KNOWN)
def test_news_go_to_the_services_of_browsers(endpoint: str) -> None:
    assert allowed(endpoint, PUSH_SERVICES)


@pytest.mark.parametrize("endpoint", STRANGE)
def test_nobody_makes_the_server_write_elsewhere(endpoint: str) -> None:
    assert not allowed(endpoint, PUSH_SERVICES)


def test_a_file_may_name_a_whole_origin() -> None:
    assert allowed("http://127.0.0.1:8099/send/1", ("http://127.0.0.1:8099",))
    assert not allowed("http://127.0.0.1:8098/send/1", ("http://127.0.0.1:8099",))


@pytest.mark.parametrize(
    ("part", "value", "code"),
    [
        ("endpoint", KNOWN[0], None),
        ("endpoint", "https://evil.example/", "push.unknown_service"),
        ("endpoint", "https://fcm.googleapis.com/і", "push.unreadable"),
        ("keys", {}, "push.unreadable"),
        ("keys", None, "push.unreadable"),
        ("keys", {"p256dh": "AAAA", "auth": "AAAA"}, "push.unreadable"),
        ("keys", {"p256dh": "ї", "auth": "ї"}, "push.unreadable"),
    ],
)
def test_what_a_browser_says_is_not_believed(part: str, value: object, code: str | None) -> None:
    told = {**PushService().subscription("key"), "endpoint": KNOWN[0], part: value}
    found = read(json.dumps(told), PUSH_SERVICES)
    assert (found.code if isinstance(found, Refusal) else None) == code


@pytest.mark.parametrize("written", ["", "{", "[]", "null", '{"endpoint": 1}', "{" * 3000])
def test_nonsense_is_refused(written: str) -> None:
    assert read(written, PUSH_SERVICES) == Refusal("push.unreadable")


def test_the_keys_of_a_city_are_its_own_and_old_ones_still_sign() -> None:
    old, new = (
        Marks(Keyring("town", (b"one",)), "mailto:a@b.cz"),
        Marks(Keyring("town", (b"two", b"one")), "mailto:a@b.cz"),
    )
    other = Marks(Keyring("village", (b"one",)), "mailto:a@b.cz")
    assert len({old.public, new.public, other.public}) == 3
    assert len(raw_of(old.public)) == 65
    assert Marks(Keyring("town", (b"one",)), "mailto:a@b.cz").public == old.public
    assert new.headers(old.public, KNOWN[0], NOW) is not None
    assert other.headers(old.public, KNOWN[0], NOW) is None


@pytest.mark.parametrize(
    ("status", "head", "dead", "permanent", "wait"),
    [
        (404, {}, True, True, None),
        (410, {}, True, True, None),
        (413, {}, False, True, None),
        (500, {}, False, False, None),
        (401, {}, False, False, None),
        (429, {"Retry-After": "35"}, False, False, timedelta(seconds=35)),
        (429, {}, False, False, timedelta(minutes=1)),
        (301, {"Location": "http://127.0.0.1/"}, False, False, None),
    ],
)
def test_what_a_service_answers(status: int, head: dict[str, str], dead: bool, permanent: bool, wait: object) -> None:
    with pytest.raises(CannotSend) as told:
        judge(httpx.Response(status, headers=head))
    assert (told.value.dead, told.value.permanent, told.value.wait) == (dead, permanent, wait)


def test_a_message_that_was_taken_is_sent() -> None:
    judge(httpx.Response(201))


@pytest.mark.parametrize("name", ICONS)
def test_icons_have_their_size_and_the_colour_of_the_city(name: str) -> None:
    wanted, city = ICONS[name], city_of("kryvyi_rih")
    picture = Image.open(io.BytesIO(drawn(face(city), wanted)))
    assert picture.size == (wanted.size, wanted.size)
    corner = picture.convert("RGBA").getpixel((1, 1))
    assert corner == ((0, 0, 0, 0) if wanted.badge else (0x0B, 0x4E, 0xA2, 255))


def test_what_a_phone_may_cut_away_holds_nothing() -> None:
    """All that is not ground lies within the circle that every phone shows."""
    picture = Image.open(io.BytesIO(drawn(face(city_of("kryvyi_rih")), ICONS["maskable"]))).convert("RGB")
    ground, middle = picture.getpixel((0, 0)), picture.width / 2
    drawn_at = [
        (x, y) for x in range(picture.width) for y in range(picture.height) if picture.getpixel((x, y)) != ground
    ]
    assert drawn_at
    assert max(((x - middle) ** 2 + (y - middle) ** 2) ** 0.5 for x, y in drawn_at) <= middle * SAFE


def test_the_picture_of_the_city_stands_in_for_its_initial() -> None:
    own = io.BytesIO()
    Image.new("RGBA", (40, 20), "#ff0000").save(own, "PNG")
    plain = Face("Ж", "#000000", "#ffffff", "#ffffff", "#ffffff")
    picture = Image.open(io.BytesIO(drawn(replace(plain, picture=own.getvalue()), ICONS["192"]))).convert("RGB")
    assert picture.getpixel((96, 96)) == (255, 0, 0)
    assert picture.getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.rule("KRY-03")
def test_the_manifest_makes_one_app_in_every_language() -> None:
    city = city_of("kryvyi_rih")
    told = {one: manifest(city, one, face(city), [("Book", "/booking")] * 9) for one in city.languages}
    assert {one["id"] for one in told.values()} == {"/"}
    assert told["uk"]["start_url"] == "/uk/"
    assert told["uk"]["short_name"] == "Електронна черга"
    assert told["en"]["shortcuts"][0] == {"name": "Book", "url": "/en/booking"}
    assert len(told["en"]["shortcuts"]) == 4
    assert {(one["sizes"], one["purpose"]) for one in told["uk"]["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    assert told["uk"]["display"] == "standalone"


@pytest.mark.parametrize(
    ("before", "kept"),
    [
        (timedelta(hours=3), True),
        (OLDEST_DRAFT, True),
        (OLDEST_DRAFT + timedelta(seconds=1), False),
        (timedelta(seconds=5), False),
        (timedelta(hours=-3), False),
    ],
)
def test_the_time_of_writing_is_kept_where_it_can_be_true(before: timedelta, kept: bool) -> None:
    filing = Filing("signal", "roads", "A hole", "uk", written_at=NOW - before)
    assert written_before(filing, NOW) == (NOW - before if kept else None)
