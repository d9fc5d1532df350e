"""What the manual says of hooks, settings, contracts, notices, commands and the API is what the code says."""

from __future__ import annotations

import pytest

from civicore.retention import PersonalData
from tools.pages import personal, settings
from tools.pages.all import DOCS, PAGES, SCHEMA, schema
from tools.pages.shipped import built


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_current(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


def test_the_schemas_for_editors_are_current() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema(), "run `make docs`"
    assert [path.parent.name for path, made in settings.files().items() if path.read_text("utf-8") != made] == []


def test_the_paper_on_personal_data_names_every_store_there_is() -> None:
    kept = {store for city in built() for store in city.runtime.services.one(PersonalData).stores}
    assert {one.store for _, one in personal.stores()} == kept
