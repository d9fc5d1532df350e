"""Answers of GeoReport v2 as values, written as XML and as JSON from the same facts.

JSON follows the Spark rule of the specification (``JSON_and_XML_Conversion``): repeated elements become a bare array,
also with one member or none, and an empty element becomes null.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Union
from xml.etree.ElementTree import Element, SubElement, tostring

Format = Literal["xml", "json"]
CONTENT_TYPES: Mapping[Format, str] = {
    "xml": "text/xml",  # the framework adds the charset of every text
    "json": "application/json; charset=utf-8",
}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
Value = Union[None, bool, str, float, "Rows", Mapping[str, "Value"]]


@dataclass(frozen=True)
class Rows:
    """Repeated elements: in XML each is named ``item``."""

    item: str
    rows: Sequence[Value]


@dataclass(frozen=True)
class Document:
    """A whole answer; ``root`` is the outermost element in XML and is not seen in JSON."""

    root: str
    body: Rows | Mapping[str, Value]


def written(document: Document, format: Format) -> bytes:
    """The answer as it goes over the wire, in UTF-8."""
    if format == "json":
        return json.dumps(_plain(document.body), ensure_ascii=False).encode()
    root = Element(document.root)
    _fill(root, document.body)
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=False, short_empty_elements=True)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + body


def _plain(value: Value) -> object:
    if isinstance(value, Rows):
        return [_plain(one) for one in value.rows]
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return value


def _fill(element: Element, value: Value) -> None:
    if isinstance(value, Rows):
        for one in value.rows:
            _fill(SubElement(element, value.item), one)
    elif isinstance(value, Mapping):
        for name, one in value.items():
            _fill(SubElement(element, name), one)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = _NOT_XML.sub("\ufffd", str(value))
