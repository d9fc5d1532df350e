"""What the code itself shows: who draws lots (S54), that certificates are checked (S55), no call is led on (S65)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from civicore.base.codes import ALPHABETS, Keyring, new_id, secret
from tests.laws.sources import calls, modules, name_of, tree

LOTS = "civicore/base/codes.py"
DRAWN = re.compile(r"^(random|secrets|numpy\.random|uuid\.uuid[14]|os\.urandom|os\.getrandom)(\.|$)")
SHORT = {
    "civicore/devices/enrolment.py": "typed at a kiosk within ten minutes",
    "civicore/people/second_factor.py": "recovery codes, written on paper",
    "civicore/ways/confirming.py": "comes by text message",
    "plugins/booking/civicore_booking/codes.py": "code and reference of a visit, code of a text message",
    "plugins/doctrack/civicore_doctrack/subscribing.py": "comes by text message",
}
"""Who gives codes that people read aloud or type, and why they are short."""
LED_ON = {"civicore/testing/browsing.py": "a browser of the tests, in the test's own process"}
"""Who follows where an answer points, and why that leads nowhere."""
STEPPING = ["civicore/files/fetching.py", "civicore/testing/markup.py"]
"""Who works out where an answer points: a picture of a stranger, and the links of a page under test."""
UNCHECKED = {"verify", "ssl", "check_hostname", "verify_mode", "validate_certs", "cert_reqs"}


def test_s54_one_module_draws_lots() -> None:
    assert {name_of(path) for path in modules() if any(map(DRAWN.match, _named(path)))} == {LOTS}


def _named(path: Path) -> Iterator[str]:
    """What a module imports, and what of uuid and os it asks for."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{one.name}" for one in node.names)
        elif isinstance(node, ast.Attribute) and ast.unparse(node).startswith(("uuid.", "os.", "numpy.", "np.")):
            yield ast.unparse(node).replace("np.", "numpy.", 1)


def test_s54_what_nobody_may_guess_has_128_bits_at_least() -> None:
    assert len(secret()) * 6 >= 256
    assert new_id().version == 4
    ring = Keyring("town", (b"key",))
    assert len(bytes.fromhex(ring.digest("purpose", "value"))) * 8 >= 128
    assert len(ring.token("purpose", new_id())) * 6 >= 128 + 128  # whose it is, and the mark of the key


def test_s54_the_codes_that_people_type_are_the_exception() -> None:
    """Each is short because it is read aloud or typed; tries at it are counted (S42)."""
    typed = {name_of(path) for path in modules() for call in calls(path, "code") if _of_a_key(call)}
    assert typed == SHORT.keys()
    assert {len(letters) for letters in ALPHABETS.values()} == {10, 32}


def _of_a_key(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and "key" in ast.unparse(call.func.value)


def test_s55_nothing_switches_the_check_of_a_certificate_off() -> None:
    off = [
        f"{name_of(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.keyword) and node.arg in UNCHECKED and _no(node.value))
        or (isinstance(node, ast.Assign) and _no(node.value) and _attribute(node.targets[0]) in UNCHECKED)
        or (isinstance(node, ast.Attribute) and node.attr in ("CERT_NONE", "_create_unverified_context"))
    ]
    assert off == []


def _no(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _attribute(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else ""


def test_s65_no_call_is_led_on() -> None:
    """A picture that a stranger's address names is the one exception: it goes step by step, each judged anew."""
    led = {
        name_of(path)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.keyword) and node.arg in ("follow_redirects", "allow_redirects") and not _no(node.value)
    }
    assert led == LED_ON.keys()
    assert [name_of(path) for path in modules() if "urllib.parse.urljoin" in _named(path)] == STEPPING
