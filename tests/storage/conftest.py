"""Fixtures for the tests of storage."""

from __future__ import annotations

import pytest

from tests.storage.saying import Mailbox


@pytest.fixture
def mailbox() -> Mailbox:
    """Where e-mails of the test arrive."""
    return Mailbox()
