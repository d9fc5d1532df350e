"""From a file of another system to rows under our names."""

from __future__ import annotations

import pytest

from civicore.contracts.importing import ImportRow
from civicore.importing import Mapped, NoSheet, mapped, read_mapping

KNOWN = {"day": "* the day", "first_name": "given name", "agenda": "* what for"}


def test_columns_are_found_by_our_names_however_they_are_written() -> None:
    (row,) = mapped("DAY;First Name;Agenda;Price\n 24.11. ;;OP;12\n", Mapped(), KNOWN)
    assert row == ImportRow(2, {"day": "24.11.", "agenda": "OP"})


def test_a_mapping_names_columns_and_words() -> None:
    how = read_mapping("columns: {day: Datum}\nwords: {agenda: {Op: id_cards}}\n")
    (row,) = mapped("datum\tagenda\n1\tOP\n", how, KNOWN)
    assert row.cells == {"day": "1", "agenda": "id_cards"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is nothing in it"),
        ("\n\n", "there is nothing in it"),
        ("day,time\n", "no column for agenda"),
        ('day,agenda\n"a,b\n', "line 2: a quotation mark that never ends"),
        ("day,agenda\n1,2,3\n", "line 2: more columns"),
        (f"day,agenda\n1,{'x' * 10_001}\n", "line 2: more columns, or longer ones"),
    ],
)
def test_a_file_that_is_no_sheet(text: str, said: str) -> None:
    with pytest.raises(NoSheet, match=said):
        mapped(text, Mapped(), KNOWN)


@pytest.mark.parametrize(
    "text",
    [
        "rows: {}",
        "- a",
        "columns: [a]",
        "words: {agenda: x}",
        "columns: {day: [a]}",
        "words: {agenda: {OP: [a]}}",
        "a: [",
        "5",
    ],
)
def test_a_mapping_that_is_none(text: str) -> None:
    with pytest.raises(NoSheet):
        read_mapping(text)


def test_a_mapping_of_a_column_that_we_do_not_have() -> None:
    with pytest.raises(NoSheet, match="there is no column dya"):
        mapped("day,agenda\n", Mapped({"dya": "Datum"}), KNOWN)
