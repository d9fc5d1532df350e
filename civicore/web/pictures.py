"""Logo and icon of the city, made safe to serve; a picture drawn from its initial where there is none."""

from __future__ import annotations

import logging
import re
from xml.etree import ElementTree

from civicore.deployment.city import City
from civicore.web.brand import initial_icon

MOST_BYTES = 200_000
_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = "http://www.w3.org/2000/svg"
_ACTIVE = frozenset(
    {"script", "foreignobject", "iframe", "object", "embed", "audio", "video", "handler", "listener", "a", "set"}
)
_LOCAL = re.compile(r"#|data:image/(png|jpeg|webp);base64,", re.IGNORECASE)
log = logging.getLogger("civicore.web")


def pictures(city: City) -> dict[str, bytes]:
    """``logo.svg`` or ``logo.png``, and ``favicon.svg`` or ``favicon.png``."""
    name = city.deployment.name.in_(city.languages[0])
    drawn = initial_icon(name, city.brand.colours).encode()
    found: dict[str, bytes] = {}
    for role, written in (("logo", city.brand.logo), ("favicon", city.brand.favicon)):
        ending, content = _read(city, written) if written else ("svg", None)
        found[f"{role}.{ending if content else 'svg'}"] = content or drawn
    return found


def clean_svg(content: bytes) -> bytes | None:
    """The drawing without scripts, event handlers and addresses elsewhere; None when it is no plain SVG."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        return None
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 - entities are refused above
    except ElementTree.ParseError:
        return None
    if root.tag != f"{{{_SVG}}}svg":
        return None
    _strip(root)
    ElementTree.register_namespace("", _SVG)
    return ElementTree.tostring(root)


def _strip(element: ElementTree.Element) -> None:
    for name, value in list(element.attrib.items()):
        local = name.rpartition("}")[2].lower()
        foreign = local in ("href", "src") and not _LOCAL.match(value.strip())
        if local.startswith("on") or foreign or "javascript:" in value.lower():
            del element.attrib[name]
    for child in list(element):
        if not isinstance(child.tag, str) or child.tag.rpartition("}")[2].lower() in _ACTIVE:
            element.remove(child)
        else:
            _strip(child)


def _read(city: City, written: str) -> tuple[str, bytes | None]:
    path = city.file(written)
    ending = path.suffix[1:].lower()
    try:
        content = path.read_bytes()
    except OSError:
        content = b""
    if 0 < len(content) <= MOST_BYTES:
        if ending == "svg" and (clean := clean_svg(content)):
            return ending, clean
        if ending == "png" and content.startswith(_PNG):
            return ending, content
    log.warning("the picture %s cannot be used, the initial of the city stands in for it", written)
    return ending, None
