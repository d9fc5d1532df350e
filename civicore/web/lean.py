"""The application without what Litestar adds unasked: plugins for both generations of pydantic, and for attrs.

They load 90 modules, 3 MB in every process. What handlers of a plugin may rely on is given here in a few lines: a
model of pydantic is answered as JSON, and one that a parameter asks for is read. An older Litestar, or a later one
that chooses its plugins elsewhere, adds them as before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin
from pydantic import BaseModel

from civicore.web.front import CityApp


class LeanApp(CityApp):
    """A city's application; it brings no plugin but that of msgspec, which Litestar itself is made of."""

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        return [*plugins, MsgspecDIPlugin()]


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _read(kind: type[BaseModel], value: Any) -> BaseModel:
    return kind.model_validate(value)  # its errors are ValueErrors, which Litestar answers with 400


def _told(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json")


ENCODERS: dict[type, Callable[[Any], Any]] = {BaseModel: _told}
DECODERS: Sequence[tuple[Callable[[Any], bool], Callable[[Any, Any], Any]]] = [(_is_model, _read)]
