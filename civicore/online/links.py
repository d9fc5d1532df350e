"""Whether the addresses that the file shows to people answer; asked by the rules for what strangers write (S09)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence

import httpx

from civicore.base.refusal import Refusal
from civicore.base.saying import say
from civicore.deployment import shape
from civicore.deployment.loading import Loaded
from civicore.deployment.nodes import Path_, Scalar
from civicore.extension.parts import Finding, OnlineCheck
from civicore.files.fetching import FetchRules, Resolve, resolved, status_of

_RULES = FetchRules(seconds=15.0, redirects=5, accept="*/*")
_GONE = frozenset({404, 410})
_OWN: Path_ = ("deployment", "url")
_FOR_PROGRAMS = frozenset({"api", "tiles"})  # answer only when they are asked in full


def checks(
    loaded: Loaded, *, resolve: Resolve = resolved, transport: httpx.AsyncBaseTransport | None = None
) -> Iterator[OnlineCheck]:
    """L424, once for each address wherever it stands; the city's own, which may not be live yet, as a warning."""
    for url, paths in addresses(loaded).items():
        yield OnlineCheck(f"core.link:{url}", _asking(url, paths, resolve, transport))


def addresses(loaded: Loaded) -> dict[str, list[Path_]]:
    """The addresses that people can open, each with where it stands."""
    found: dict[str, list[Path_]] = {}
    if loaded.root is None:
        return found
    for path, here, node in shape.visit(shape.of_model(loaded.model), loaded.root):
        shown = here.kind is not None and here.kind.name == "url" and path[-1] not in _FOR_PROGRAMS
        if shown and isinstance(node, Scalar) and not node.null:
            found.setdefault(node.text.strip(), []).append(path)
    return found


def _asking(
    url: str, paths: Sequence[Path_], resolve: Resolve, transport: httpx.AsyncBaseTransport | None
) -> Callable[[], Awaitable[Sequence[Finding]]]:
    async def ask() -> Sequence[Finding]:
        answer = await status_of(url, _RULES, resolve=resolve, transport=transport)
        words = _trouble(answer)
        if words is None:
            return ()
        return tuple(Finding("L424", words, path, "warning" if path == _OWN else "error") for path in paths)

    return ask


def _trouble(answer: int | Refusal) -> str | None:
    if isinstance(answer, Refusal):
        if answer.code == "files.address":
            return say("this address leads into a network that the public cannot reach, or never ends")
        return say("this address does not answer")
    if answer in _GONE or answer >= 500:
        return say("this address answers %(status)s", status=answer)
    return None
