"""What the people of a simulated city remember of what they sent: what it said, and the link that they were given."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from civicore import Refusal
from civicore.contracts.simulation import Scene
from civicore_signals.access import Holder
from civicore_signals.case import Case
from civicore_signals.filed import Filed
from civicore_signals.setting import Setting


@dataclass
class Sent:
    """A case as its sender knows it. ``name`` and ``text`` stand in it and nowhere else in the city."""

    id: UUID
    kind: str
    category: str
    token: str
    name: str
    text: str
    agreed: bool
    """Its sender has confirmed the address, or never had to."""

    @property
    def holder(self) -> Holder:
        return Holder(self.token)


@dataclass
class Memory:
    """All cases that were ever acknowledged, by their ids."""

    setting: Setting
    sent: dict[UUID, Sent] = field(default_factory=dict)

    def keep(self, filed: Filed, name: str, text: str) -> Sent:
        """Remember what was acknowledged."""
        case = filed.case
        if case.id not in self.sent:
            live = case.state != "unconfirmed"
            self.sent[case.id] = Sent(case.id, case.kind, case.category, filed.token, name, text, live)
        return self.sent[case.id]

    def some(self, scene: Scene) -> Sent | None:
        """One of the registered cases; the same one when the step is done again."""
        if "sent" not in scene.facts:
            known = [one for one in self.sent.values() if one.agreed]
            scene.facts["sent"] = scene.dice.one_of(known) if known else None
        found: Sent | None = scene.facts["sent"]
        return found

    def for_all(self, case: Case) -> bool:
        """Whether strangers may learn of a case, by the file and by what was decided about it alone."""
        kind = self.setting.plan.kinds[case.kind]
        type = self.setting.plan.categories[case.category]
        open_ = kind.public is not None and type.public is not False
        return open_ and case.state == "live" and not case.hidden and case.number is not None


def word(answer: object) -> str:
    """How a step ended, for the report."""
    return answer.code if isinstance(answer, Refusal) else "yes"
