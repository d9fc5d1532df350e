"""A changed file: in force at once when nobody has to decide, else the earlier one stays and staff are told why."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import pytest

from civicore.app import Built, compose
from civicore.deployment.loading import Loaded
from civicore.extension.registry import Conflict, Quarantined
from civicore.planning.judging import judge_change
from civicore.planning.plan import Verdict
from civicore.reading import Read, Settings
from civicore.reloading import taking_over
from civicore.runtime import Runtime
from tests.databases import everywhere_in_soak
from tests.people.colleague import audit
from tests.people.conftest import TOWN
from tests.reloading.conftest import Hot

pytestmark = pytest.mark.anyio

NEW = TOWN.replace("name: {en: Town hall}", "name: {en: New town hall}")


async def test_a_valid_change_is_in_force_at_once(hot: Hot) -> None:
    assert "New town hall" not in await hot.shown()
    await hot.save(NEW)
    assert "New town hall" in await hot.shown()
    assert await hot.notices() == []
    assert [action for action, _, _ in await audit(hot.serving.built)] == ["file.accepted"]


@everywhere_in_soak
async def test_the_looks_of_a_page_drawn_before_are_still_there(hot: Hot) -> None:
    sheet = hot.serving.built.app.state.site.assets.href("brand.css")
    await hot.save(f"{TOWN}\nbrand: {{colours: {{primary: '#123456'}}}}\n")
    newer = hot.serving.built.app.state.site.assets.href("brand.css")
    assert newer != sheet
    for address in (sheet, newer):
        assert (await hot.client.get(address)).status_code == 200


async def test_f18_broken_yaml_leaves_the_earlier_file_in_force_and_staff_are_told(hot: Hot) -> None:
    before = hot.serving.built
    await hot.save(NEW.replace("civicore: 1", "civicore: [1"))
    assert hot.serving.built is before
    assert "New town hall" not in await hot.shown()
    (notice,) = await hot.notices()
    assert (notice.kind, notice.severity, notice.where[:10]) == ("configuration.refused", "error", "town.yaml:")
    await hot.save(NEW)
    assert "New town hall" in await hot.shown()
    assert await hot.notices() == []


WRONG = [
    (NEW.replace("timezone: Europe/Prague", "timezone: Europe/Nowhere"), "town.yaml:7:"),
    (NEW + "unknown_section: {}\n", f"town.yaml:{NEW.count(chr(10)) + 1}:"),
    (NEW + "brand: {logo: town/none.svg}\n", f"town.yaml:{NEW.count(chr(10)) + 1}:"),
    (NEW.replace("id: town", "id: {secret: no_such}"), "town.yaml:3:"),
    ("", ""),
]


@everywhere_in_soak
async def test_what_is_wrong_is_told_with_its_place(hot: Hot) -> None:
    for text, where in WRONG:
        await hot.save(text)
        (notice,) = await hot.notices()
        assert notice.where.startswith(where)
        assert notice.how % notice.words
    assert "New town hall" not in await hot.shown()


@everywhere_in_soak
async def test_who_it_is_cannot_change_while_it_runs(hot: Hot) -> None:
    await hot.save(NEW.replace("id: town", "id: village"))
    (notice,) = await hot.notices()
    assert (notice.severity, notice.words["keys"]) == ("warning", "deployment.id")
    await hot.save(TOWN)
    assert await hot.notices() == []


@everywhere_in_soak
async def test_what_needs_a_decision_waits_for_it(hot: Hot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str | None] = []

    async def judge(runtime: Runtime, old: Loaded, new: Loaded) -> Verdict:
        plan = await judge_change(runtime, old, new)
        asked.append(plan.plan.changes[0].name)
        return Verdict(plan.plan, True)

    monkeypatch.setattr(hot.taking, "_judge", judge)
    await hot.save(NEW)
    (notice,) = await hot.notices()
    assert asked == ["offices.hall.name"] == [notice.words["change"]]
    assert "New town hall" not in await hot.shown()


@everywhere_in_soak
async def test_it_is_judged_again_once_nobody_is_being_answered(hot: Hot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    async def judge(runtime: Runtime, old: Loaded, new: Loaded) -> Verdict:
        asked.append(hot.serving._open.is_set())
        return Verdict((await judge_change(runtime, old, new)).plan, not asked[-1])

    monkeypatch.setattr(hot.taking, "_judge", judge)
    before = hot.serving.built
    await hot.save(NEW.replace("mon: 08:00-17:00", "mon: 08:00-12:00"))
    assert asked == [True, False]
    assert hot.serving.built is before
    assert "New town hall" not in await hot.shown()
    monkeypatch.setattr(hot.taking, "_judge", judge_change)
    await hot.taking.changed(hot.serving)
    assert "New town hall" in await hot.shown()
    assert await hot.notices() == []


@everywhere_in_soak
async def test_a_plugin_that_fails_with_the_new_file_leaves_the_earlier_one(
    hot: Hot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoilt(read: object, after: object) -> object:
        raise RuntimeError("a plugin of a stranger")

    monkeypatch.setattr(taking_over, "compose", spoilt)
    await hot.save(NEW)
    (notice,) = await hot.notices()
    assert notice.words["reason"] == "RuntimeError"  # its words may hold what people typed
    assert "New town hall" not in await hot.shown()


@everywhere_in_soak
async def test_two_plugins_that_want_the_same_leave_the_earlier_file_in_force(
    hot: Hot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    why = "weather comes from both rain and sun"

    def both(settings: Settings) -> Read:
        raise Conflict(why)

    with monkeypatch.context() as patch:
        patch.setattr(taking_over, "read", both)
        await hot.save(NEW)
    (notice,) = await hot.notices()
    assert why in str(notice.words["reason"])
    assert why not in caplog.text  # what an error quotes may be personal
    await hot.taking.changed(hot.serving)
    assert "New town hall" in await hot.shown()
    assert await hot.notices() == []


@everywhere_in_soak
async def test_a_plugin_that_is_newly_put_aside_leaves_the_earlier_file_in_force(
    hot: Hot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoilt(read: Read, after: Built) -> Built:
        return replace(compose(read, after), quarantined=[Quarantined("lostfound", "its settings are no use")])

    monkeypatch.setattr(taking_over, "compose", spoilt)
    before = hot.serving.built
    await hot.save(NEW)
    (notice,) = await hot.notices()
    assert (notice.severity, notice.where) == ("error", "plugins.lostfound")
    assert "lostfound fails: its settings are no use" in notice.how % notice.words
    assert hot.serving.built is before and "New town hall" not in await hot.shown()


@everywhere_in_soak
async def test_comments_change_nothing(hot: Hot) -> None:
    before = hot.serving.built
    await hot.save(f"# a word\n{TOWN}")
    assert hot.serving.built is before
    assert await hot.notices() == []


@everywhere_in_soak
async def test_a_page_beside_the_file_is_taken_over_too(hot: Hot) -> None:
    hot.file.with_name("rules.md").write_text("Old rules", encoding="utf-8")
    await hot.save(f"{TOWN}pages: {{rules: {{title: {{en: Rules}}, menu: footer, file: rules.md}}}}\n")
    assert "Old rules" in await hot.shown("/en/pages/rules")
    await hot.save("New rules, which are longer", "rules.md")
    assert "New rules" in await hot.shown("/en/pages/rules")


@everywhere_in_soak
async def test_an_earlier_city_is_put_away(hot: Hot) -> None:
    earlier = weakref.ref(hot.serving.built.app)
    await hot.save(NEW)
    for one in list(hot.serving._leaving):
        await one
    gc.collect()
    assert earlier() is None
