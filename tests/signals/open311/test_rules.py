"""The pure rules behind the standard interface: spans, jurisdictions, types of services, and what is written."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import fromstring

import pytest
from civicore_signals.open311_asking import SPAN, Asked, asked, jurisdiction, spanned
from civicore_signals.open311_refusals import Denied
from civicore_signals.open311_shapes import Document, Rows, written

from civicore.base.refusal import Refusal

NOW = datetime(2026, 11, 23, 8, 0, 0, 500, tzinfo=UTC)


def test_o15_two_cities_at_one_place_must_be_named() -> None:
    assert jurisdiction(None, ("squares", "trees")) == Refusal("open311.jurisdiction")
    assert jurisdiction("elsewhere", ("squares", "trees")) == Refusal("open311.jurisdiction_unknown")
    assert jurisdiction("trees", ("squares", "trees")) is None
    assert jurisdiction(None, ("squares",)) is None
    assert jurisdiction("elsewhere", ("squares",)) is None
    assert Denied.of(Refusal("open311.jurisdiction")).status == 400
    assert Denied.of(Refusal("open311.jurisdiction_unknown")).status == 404


@pytest.mark.parametrize(
    ("start", "end", "since", "until"),
    [
        (None, None, "2026-08-25T08:00:00+00:00", "2026-11-23T08:00:00+00:00"),
        ("2026-11-01T00:00:00Z", None, "2026-11-01T00:00:00+00:00", "2026-11-23T08:00:00+00:00"),
        ("2026-01-01T00:00:00Z", None, "2026-01-01T00:00:00+00:00", "2026-04-01T00:00:00+00:00"),
        ("2027-01-01T00:00:00Z", None, "2027-01-01T00:00:00+00:00", "2027-01-01T00:00:00+00:00"),
        (None, "2026-04-01T00:00:00Z", "2026-01-01T00:00:00+00:00", "2026-04-01T00:00:00+00:00"),
        (
            "2026-03-29T01:59:59.9+01:00",
            "2026-03-29T03:00:00+02:00",
            "2026-03-29T00:59:59+00:00",
            "2026-03-29T01:00:00+00:00",
        ),
    ],
)
def test_o12_a_missing_end_is_ninety_days_away(start: str | None, end: str | None, since: str, until: str) -> None:
    assert spanned(start, end, NOW) == (datetime.fromisoformat(since), datetime.fromisoformat(until))


@pytest.mark.parametrize("end", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_o12_the_ends_of_the_calendar_are_no_way_out(end: str) -> None:
    assert isinstance(spanned(None, end, NOW) if end < "1" else spanned(end, None, NOW), Refusal | tuple)
    assert isinstance(asked({"end_date": [end]}, NOW), Refusal | Asked)


def test_o11_numbers_are_asked_for_once_and_not_without_end() -> None:
    assert asked({"service_request_id": ["b, a,,b"], "page": ["x"]}, NOW) == Asked(ids=("b", "a"))
    many = ",".join(str(number) for number in range(1001))
    assert asked({"service_request_id": [many]}, NOW) == Refusal("open311.too_many_ids", limit=1000)


def test_an_empty_parameter_counts_as_absent_and_a_doubled_one_is_refused() -> None:
    usual = asked({}, NOW)
    assert asked({"status": [""], "page": [" "], "start_date": [""]}, NOW) == usual
    assert asked({"status": ["open", "closed"]}, NOW) == Refusal("open311.repeated", name="status")
    assert isinstance(usual, Asked)
    assert usual.end - usual.start == SPAN
    assert usual.end == NOW - timedelta(microseconds=500)


def test_o03_the_two_formats_are_written_from_the_same() -> None:
    rows = Rows("thing", [{"a": None, "b": True, "c": 1.5, "d": Rows("part", ["x"]), "e": Rows("part", [])}])
    document = Document("things", rows)
    assert json.loads(written(document, "json")) == [{"a": None, "b": True, "c": 1.5, "d": ["x"], "e": []}]
    assert written(document, "xml").partition(b"\n")[2] == (
        b"<things><thing><a /><b>true</b><c>1.5</c><d><part>x</part></d><e /></thing></things>"
    )


@pytest.mark.parametrize("words", ["<b>&amp;</b> ]]>", "\u0000\u0001\ud800\ufffe", "\u202e\u200b", "a\r\nb"])
def test_signal_case_17_odd_letters_come_back_inert_in_xml(words: str) -> None:
    root = fromstring(written(Document("said", {"words": words}), "xml"))
    shown = root.findtext("words") or ""
    assert len(root) == 1
    assert "\u0000" not in shown
    assert shown.startswith("<b>") == words.startswith("<b>")
