"""The language as data: which fields a block has, of which type, with which meaning.

``check`` takes its suggestions from here, ``explain``, ``schema`` and the reference their words.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from civicore.deployment.kinds import Kind, Refers
from civicore.deployment.nodes import Block, Items, Node, Path_

_CODES = {
    "text": "E114",
    "duration": "E104",
    "duration above 0": "E104",
    "time range": "E105",
    "list of time ranges": "E105",
    "range, list of ranges or closed": "E105",
    'time "07:45"': "E105",
    "date": "E106",
    "date span": "E106",
    "id": "E107",
    "colour": "E108",
    "url": "E109",
    "e-mail": "E110",
    "phone": "E111",
    "code such as CZ": "E112",
    "A..ZZ": "E112",
    "IANA name": "E112",
    "list of language codes": "E112",
    "integer": "E112",
    "n / {mon: n}": "E113",
    'n / "40%" / {mon: n}': "E113",
    "{secret: name}": "E301",
    "string / env": "E303",
    "erase_at_once / duration": "E104",
}


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

    @property
    def code(self) -> str:
        """The first finding of a value that is wrong here."""
        if self.kind is not None:
            return _CODES.get(self.kind.name, "E103")
        if self.number or self.words:
            return "E113" if self.number else "E112"
        return "E101" if self.form == "block" else "E103"

    def fields(self) -> Mapping[str, FieldInfo]:
        return self.model.model_fields if self.model is not None else {}

    def field(self, name: str) -> Shape | None:
        return _field(self.model, name) if self.model is not None else None


@cache
def _field(model: type[BaseModel], name: str) -> Shape | None:
    info = model.model_fields.get(name)
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


def blocks(root: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel], bool]]:
    """Every block of the language with its path (``offices.<id>.counters.<id>``), depth first.

    The last part tells whether it is new; the blocks within one that is not are left out. Blocks of the top
    level belong there: where a section stands at another level it is not new.
    """
    tops = {
        inner.model for info in root.model_fields.values() if (inner := _block_of(of_field(info))[0]) and inner.model
    }
    seen: set[type[BaseModel]] = set()

    def below(path: str, model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel], bool]]:
        new = model not in seen and (model not in tops or "." not in path.removesuffix(".<id>"))
        seen.update({model} if new else ())
        yield path, model, new
        for name, info in model.model_fields.items() if new else ():
            inner, steps = _block_of(of_field(info))
            if inner is not None and inner.model is not None:
                yield from below(f"{path}.{name}{steps}".removeprefix("."), inner.model)

    yield from below("", root)


def _block_of(shape: Shape) -> tuple[Shape | None, str]:
    """The block that a field holds, perhaps in a map or list, and the steps to it."""
    steps = ""
    while shape.form in ("map", "list"):
        if shape.inner is None:
            return None, steps
        steps += "" if shape.form == "list" else ".<date>" if shape.key and shape.key.name == "date" else ".<id>"
        shape = shape.inner
    return (shape if shape.form == "block" and shape.name != "hours" else None), steps


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
    return Shape("scalar", number="integer" if annotation is int else "number" if annotation is float else None)
