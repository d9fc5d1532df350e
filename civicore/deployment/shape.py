"""The language as data: which fields a block has, of which type, with which meaning.

``check`` takes its suggestions from here, ``explain``, ``schema`` and the reference their words.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from civicore.deployment.kinds import Kind, Refers
from civicore.deployment.nodes import Block, Items, Node, Path_


@dataclass(frozen=True)
class Shape:
    """What may stand at a place.

    ``form`` is block, map, list or scalar; ``model`` belongs to a block, ``inner`` to a map or list,
    ``key`` to a map. A scalar has a ``kind``, or ``words`` it is one of, or is a number.
    """

    form: Literal["block", "map", "list", "scalar"]
    model: type[BaseModel] | None = None
    inner: Shape | None = None
    key: Shape | None = None
    kind: Kind | None = None
    words: tuple[str, ...] = ()
    number: Literal["integer", "number"] | None = None
    refers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The type as the reference writes it."""
        if self.form == "block":
            return "hours" if self.model is not None and self.model.__name__ == "Week" else "block"
        if self.form == "list":
            return f"list of {self.inner.name}" if self.inner else "list"
        if self.form == "map":
            return f"map {self.key.name if self.key else 'id'}: {self.inner.name if self.inner else 'any'}"
        return self.kind.name if self.kind else self.number or " / ".join(self.words) or "any"

    def fields(self) -> Mapping[str, FieldInfo]:
        return self.model.model_fields if self.model is not None else {}

    def field(self, name: str) -> Shape | None:
        info = self.fields().get(name)
        return of_field(info) if info is not None else None


def of_model(model: type[BaseModel]) -> Shape:
    """The shape of a block."""
    return Shape("block", model=model)


def of_field(info: FieldInfo) -> Shape:
    """The shape of what may stand in a field."""
    return _of(info.annotation, tuple(info.metadata))


def at(root: Shape, path: tuple[str | int, ...]) -> Shape | None:
    """The shape at a path of the file; None where the language knows nothing."""
    shape: Shape | None = root
    for part in path:
        if shape is None:
            return None
        if shape.form == "block":
            shape = shape.field(str(part))
        elif shape.form in ("map", "list"):
            shape = shape.inner
        else:
            return None
    return shape


def visit(shape: Shape, node: Node, path: Path_ = ()) -> Iterator[tuple[Path_, Shape, Node]]:
    """Everything the language knows in a file, with its shape, parents first."""
    yield path, shape, node
    if isinstance(node, Block) and shape.form in ("block", "map"):
        for key, (_, value) in node.entries.items():
            inner = shape.field(key) if shape.form == "block" else shape.inner
            if inner is not None:
                yield from visit(inner, value, (*path, key))
    elif isinstance(node, Items) and shape.form == "list" and shape.inner is not None:
        for index, value in enumerate(node.nodes):
            yield from visit(shape.inner, value, (*path, index))


def known_words(shape: Shape | None) -> tuple[str, ...]:
    """Words of the language that may stand here: keys of a block, or values."""
    if shape is None:
        return ()
    if shape.form == "block":
        return tuple(shape.fields())
    if shape.form == "list":
        return known_words(shape.inner)
    return shape.words or (shape.kind.words if shape.kind else ())


def blocks(root: type[BaseModel], path: str = "") -> Iterator[tuple[str, type[BaseModel]]]:
    """Every block of the language with its path (``offices.<id>.counters.<id>``), depth first."""
    yield path, root
    for name, info in root.model_fields.items():
        shape, below = of_field(info), f"{path}.{name}" if path else name
        while shape is not None and shape.form in ("map", "list"):
            below += ".<date>" if shape.key and shape.key.name == "date" else ".<id>" if shape.form == "map" else ""
            inner = shape.inner
            if inner is None:
                break
            shape = inner
        if shape.form == "block" and shape.model is not None and shape.name != "hours":
            yield from blocks(shape.model, below)


def _of(annotation: Any, metadata: tuple[Any, ...] = ()) -> Shape:
    while typing.get_origin(annotation) is Annotated:
        annotation, *more = typing.get_args(annotation)
        metadata = (*metadata, *more)
    refers = next((one.to for one in metadata if isinstance(one, Refers)), ())
    kind = next((one for one in metadata if isinstance(one, Kind)), None)
    if kind is not None:
        return Shape("scalar", kind=kind, refers=refers)
    form = next((one.form for one in metadata if hasattr(one, "form")), None)
    if form is not None:
        return of_model(form)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (Union, types.UnionType):
        inner = _of(next(one for one in arguments if one is not type(None)))
        return inner if not refers else Shape(**{**vars(inner), "refers": refers})
    if origin is Literal:
        return Shape("scalar", words=tuple(str(one) for one in arguments))
    if origin is tuple:
        return Shape("list", inner=_of(arguments[0]))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        inner_shape = None if arguments[1] is object else _of(arguments[1])
        return Shape("map", key=_of(arguments[0]), inner=inner_shape)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return of_model(annotation)
    return Shape("scalar", number={int: "integer", float: "number"}.get(annotation))
