"""How long personal data of cases live, and what is told or erased about one person (cases 16, 60)."""

from __future__ import annotations

from civicore_signals.setting import Setting
from civicore_signals.tables import CaseRow


async def forget_networks(setting: Setting) -> None:
    """Where cases were filed from is kept against abuse for the declared time alone (case 16)."""
    before = setting.plan.keeping.network.before(setting.now, setting.zone)
    old = CaseRow.network.is_not_null() & (CaseRow.received_at < before)
    await setting.runtime.transact(lambda unit: CaseRow.update({CaseRow.network: None}).where(old).run())
