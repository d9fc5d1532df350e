"""Fixtures for the tests of storage."""

from __future__ import annotations

import pytest

from civicore.base.clock import DemoClock
from civicore.storage.outbox import Outbox
from civicore.storage.store import Store
from tests.storage.far_sides import Far, Manners
from tests.storage.saying import Echo, Mailbox


@pytest.fixture
def mailbox() -> Mailbox:
    """Where e-mails of the test arrive."""
    return Mailbox()


@pytest.fixture
def far() -> Far:
    """The far side of every channel."""
    return Far()


@pytest.fixture
def manners(store: Store) -> Manners:
    """What a file might say, which the test's store goes by."""
    store.renderer, store.manners = Echo(), Manners()
    return store.manners


@pytest.fixture
def outbox(store: Store, clock: DemoClock, far: Far, manners: Manners) -> Outbox:
    """The outbox, with a far side behind four channels."""
    names = {"viber": {"receipts": True}, "email": {}, "sms": {}, "telegram": {}}
    return Outbox(store, {name: far.channel(name, **more) for name, more in names.items()}, (), clock)
