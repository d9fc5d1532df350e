"""The town whose bot books and cancels."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from civicore_booking.tables import BOOKING

from civicore.capacity.tables import CAPACITY
from civicore.extension.parts import TableSet
from civicore.people.tables import PEOPLE
from civicore.ways.tables import WAYS


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (PEOPLE, CAPACITY, WAYS, BOOKING)
