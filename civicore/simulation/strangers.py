"""People who try what they may not: forged forms, pages of other people's rights, records of other people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from civicore.contracts.simulation import Scene, Secret
from civicore.extension.parts import Navigation
from civicore.extension.simulations import Move
from civicore.people.team import People
from civicore.simulation.world import World

_ELSEWHERE = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
_WITHOUT_LANGUAGE = frozenset({"api", "demo", "static", "health", "hooks", "open311", ".well-known"})
_REFUSED = (403, 404)
_TRIES = 6


@dataclass(frozen=True)
class Strangers:
    """Their moves; what they look for is what the city was told in confidence."""

    world: World

    def moves(self) -> tuple[Move, ...]:
        return (
            Move("stranger.look", self.look, 8),
            Move("stranger.forge", self.forge, 8, "any"),
            Move("stranger.search", self.search, 10, "any"),
            Move("clerk.stray", self.stray, 8),
        )

    async def look(self, scene: Scene) -> None:
        """A page of the site in any language; it must come."""
        city = self.world.runtime.city
        paths = sorted({one for one in self._simple("GET") if not one.startswith("/desk")})
        path = scene.dice.one_of(paths)
        answer = await scene.ask("GET", _address(path, scene.dice.one_of(city.languages)))
        scene.saw(str(answer.status))

    async def forge(self, scene: Scene) -> None:
        """S20, C.5 (e): a form that another site sends in somebody's name is refused, whatever it asks for."""
        path = scene.dice.one_of([one for one in self._simple("POST") if _top(one) not in _WITHOUT_LANGUAGE])
        answer = await scene.ask(
            "POST", _address(path, self.world.runtime.languages.default), data={"x": "1"}, headers=_ELSEWHERE
        )
        scene.saw(str(answer.status))
        said = f"POST {path} from another site was answered {answer.status}"
        scene.must("forgery", answer.status in _REFUSED, said)

    async def stray(self, scene: Scene) -> None:
        """C.5 (f): whoever lacks the permission of a page of the desk is refused there."""
        closed = self._closed()
        if not closed:
            return
        role, entry = scene.dice.one_of(closed)
        answer = await scene.ask("GET", _address(entry.path, self.world.runtime.languages.default), role=role)
        scene.saw(str(answer.status))
        said = f"{role} may open {entry.path} without {entry.permission}: {answer.status}"
        scene.must("permission", answer.status in _REFUSED, said)

    async def search(self, scene: Scene) -> None:
        """I13: where a record may be looked for, nothing of it is shown to strangers; a few addresses each time."""
        if not self.world.secrets:
            return
        secret = scene.dice.one_of(self.world.secrets)
        known = [one for output in self.world.built.outputs for one in await output.addresses(secret.subject)]
        for _ in range(min(_TRIES, len(known))):
            path = scene.dice.one_of(known)
            answer = await scene.ask("GET", _address(path, self.world.runtime.languages.default))
            self._judge(scene, secret, path, answer.text)

    def _judge(self, scene: Scene, secret: Secret, path: str, text: str) -> None:
        sought = [word for word in secret.words if word not in unquote(path)]  # a page may say what was asked
        if sought:
            said = f"a stranger reads private words of a {secret.subject.partition(':')[0]} at {path}"
            scene.must("I13", not any(word in text for word in sought), said)

    def _closed(self) -> list[tuple[str, Navigation]]:
        menu = self.world.runtime.services.one(People).menu
        return [
            (role.id, entry)
            for role in self.world.roles.all()
            for entry in menu
            if entry.permission is not None and entry.permission not in role.permissions
        ]

    def _simple(self, method: str) -> list[str]:
        """Addresses without parameters that take the method, in a fixed order."""
        routes: list[Any] = self.world.built.app.routes
        plain = (one for one in routes if "{" not in one.path and method in getattr(one, "methods", ()))
        return sorted({one.path for one in plain} - {"/demo/clock"})


def _top(path: str) -> str:
    return path.split("/")[1]


def _address(path: str, language: str) -> str:
    return path if _top(path) in _WITHOUT_LANGUAGE else f"/{language}{path}"
