"""People whose accounts have another e-mail now: letters about what they sent and follow go there (case 9)."""

from __future__ import annotations

from functools import partial

from civicore import UnitOfWork
from civicore.contracts.accounts import AccountAddresses, AddressChanged
from civicore_signals import people, store_followers, store_people
from civicore_signals.setting import Setting


async def moved(setting: Setting, news: AddressChanged) -> None:
    """Write to the new address from now on; doing it again changes nothing."""
    await setting.runtime.transact(partial(_moved, setting, news))


async def _moved(setting: Setting, news: AddressChanged, unit: UnitOfWork) -> None:
    for accounts in setting.runtime.services.all(AccountAddresses):  # type: ignore[type-abstract]
        email = await accounts.address_of(news.account)
        if email is not None:
            key = people.address_key(setting.runtime.keys, email)
            await store_people.moved(news.account, email, key)
            await store_followers.moved(news.account, email, key)
