"""The one Jinja environment of a city; pages, messages and tickets are all rendered by it."""

from __future__ import annotations

from urllib.parse import urlsplit

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    select_autoescape,
)

from civicore.messaging.languages import Languages
from civicore.web import pieces
from civicore.web.compiled import COMPILED
from civicore.web.folders import Folders


def environment(languages: Languages, folders: Folders) -> Environment:
    """Templates of the city stand before those of plugins, these before the core's.

    ``!core/base.html`` and ``!<plugin>/...`` name the original of an overridden template. Names that a
    template does not know are an error, not an empty place.
    """
    layers = [(name, FileSystemLoader(folder)) for name, folder in folders.layers("templates")]
    originals: dict[str, BaseLoader] = {f"!{name}": loader for name, loader in layers}
    env = Environment(
        loader=ChoiceLoader([*(loader for _, loader in layers), PrefixLoader(originals)]),
        autoescape=select_autoescape(default=True, disabled_extensions=("txt",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=COMPILED,
    )
    env.filters["host"] = lambda address: urlsplit(address).netloc
    languages.install(env)
    pieces.install(env)
    return env
