"""The cities whose rules are shown, each on both databases."""

from __future__ import annotations

import pytest

from tests.tools.fixtures import Cities
from tests.tools.serving import Server


@pytest.fixture
def trutnov(cities: Cities, engine_name: str) -> Server:
    return cities.get("trutnov", engine_name)


@pytest.fixture
def kostelec(cities: Cities, engine_name: str) -> Server:
    return cities.get("kostelec", engine_name)


@pytest.fixture
def kostelec_crisis(cities: Cities, engine_name: str) -> Server:
    return cities.get("kostelec_crisis", engine_name)


@pytest.fixture
def sofia(cities: Cities, engine_name: str) -> Server:
    return cities.get("sofia", engine_name)


@pytest.fixture
def dms_ua(cities: Cities, engine_name: str) -> Server:
    return cities.get("dms_ua", engine_name)


@pytest.fixture
def kryvyi_rih(cities: Cities, engine_name: str) -> Server:
    return cities.get("kryvyi_rih", engine_name)
