"""The waiting room as others see it: where arrival is announced, a place nobody came for is free again."""

from __future__ import annotations

from dataclasses import dataclass

from civicore_ticketing.setting import Setting


@dataclass(frozen=True)
class OwnDoor:
    """Answers for every office that gives out tickets."""

    setting: Setting

    def admits(self, office: str, agenda: str) -> bool:
        """Whether tickets are given there for the agenda, so that whoever comes is known to have come."""
        return agenda in self.setting.plan.agendas(office)
