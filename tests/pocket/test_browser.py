"""The app in Chromium, cut off from the network and back: what is kept, what is sent, what is forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.pocket.conftest import Visit
from tests.pocket.push_service import PushService
from tests.tools.counts import times
from tests.tools.pagecheck import Checker, State, View
from tests.tools.serving import Server, eventually
from tests.tools.visitor import Visitor

ENDPOINT = "https://push.test/send/one"
SUBSCRIBE = """
PushManager.prototype.subscribe = async (asked) => {{
  self.asked = asked;
  return {{ toJSON: () => ({told}) }};
}};
PushManager.prototype.getSubscription = async () => ({{ endpoint: "{endpoint}", unsubscribe: async () => true }});
Notification.requestPermission = async () => "granted";
"""
CACHED = """(async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const one of await cache.keys()) found.push([one.url, await (await cache.match(one)).text()]);
  }
  return found;
})()"""


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="uk-UA", timezone_id="America/New_York"
    )
    context.grant_permissions(["notifications"])
    context.set_default_timeout(30_000)
    yield context
    context.close()


def keep(phone: BrowserContext, visit: Visit) -> Page:
    """Open one's booking and have it kept; the worker is ready to stand in for the network."""
    page = phone.new_page()
    page.goto(visit.page)
    page.click("[data-keep] button")
    expect(page.locator("[data-kept-now]")).to_be_visible()
    ready(page)
    return page


def ready(page: Page) -> None:
    look = "navigator.serviceWorker.controller !== null && caches.match('/en/app/kept').then(Boolean)"
    eventually(lambda: page.evaluate(look) or None, "the worker")


def cut(phone: BrowserContext, page: Page, address: str) -> None:
    """Go somewhere without network."""
    phone.set_offline(True)
    page.goto(address)


STATES = (State("app", "/uk/app"), State("kept", "/en/app/kept"))


VIEWS = (View("small"), View("desktop"), View("desktop", "dark"), View("mobile", script=False))


@pytest.mark.parametrize(("state", "view"), list(zip(STATES * 2, VIEWS, strict=True))[: times(2, 4)], ids=str)
def test_the_pages_of_the_app_pass_the_page_checker(chromium: Browser, town: Server, state: State, view: View) -> None:
    assert Checker(chromium, town.base).problems(state, view) == []


@pytest.mark.rule("KRY-03")
def test_a_kept_booking_is_read_without_network(phone: BrowserContext, town: Server, visit: Visit) -> None:
    page = keep(phone, visit)
    cut(phone, page, f"{town.base}/uk/booking")
    expect(page.locator("[data-offline]")).to_be_visible()
    card = page.locator("article.ticket")
    expect(card.locator(".code-value")).to_have_text(visit.code)
    # The city's time in the person's language, wherever the telephone believes to be.
    expect(card.locator("header")).to_contain_text("Четвер, 26 листопада 2026 р., 08:")
    expect(card).to_contain_text("пл. Молодіжна 1")
    expect(card).to_contain_text("Візьміть талон")
    assert page.evaluate("document.querySelector('article .qr').naturalWidth") > 0
    assert page.evaluate("document.documentElement.lang") == "uk"
    page.goto(f"{town.base}/en/contact")
    expect(page.locator("h1")).to_have_text("Kept on this device")
    card.locator("[data-drop]").click()
    expect(card).to_have_count(0)
    expect(page.locator("[data-nothing]")).to_be_visible()


@pytest.mark.check("S59")
def test_nothing_personal_lies_in_the_shared_cache(phone: BrowserContext, town: Server, visit: Visit) -> None:
    page = keep(phone, visit)
    page.reload()
    for path in ("/uk/booking", "/uk/app", "/uk/desk/", "/uk/booking/cancel"):
        page.goto(f"{town.base}{path}")
    cached = page.evaluate(CACHED)
    assert {url.removeprefix(town.base) for url, _ in cached if "/static/" not in url} == {
        f"/{language}/app/kept" for language in ("uk", "en")
    }
    secret = [visit.code, visit.page.rpartition("/")[2], visit.person.email, visit.person.last_name]
    assert [(url, word) for url, text in cached for word in secret if word in url + text] == []
    assert page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0


# How many things the browser keeps.
THINGS = """new Promise((done) => {
  indexedDB.open("pocket").onsuccess = ({ target }) => {
    const asked = target.result.transaction("things").objectStore("things").count();
    asked.onsuccess = () => { target.result.close(); done(asked.result); };
  };
})"""


def test_a_cancelled_booking_is_not_kept_any_longer(phone: BrowserContext, town: Server, visit: Visit) -> None:
    page = keep(phone, visit)
    page.goto(f"{town.base}/uk/booking/cancel")
    page.fill("[name=code]", visit.code)
    page.fill("[name=last_name]", visit.person.last_name)
    page.locator("main form button.button").first.click()
    page.locator("main form button.button").first.click()
    expect(page.locator("h1")).to_have_text("Запис скасовано")
    page.wait_for_function(f"async () => (await {THINGS}) === 0")
    page.goto(f"{town.base}/uk/app/kept")
    expect(page.locator("[data-nothing]")).to_be_visible()


def test_a_draft_written_without_network_is_sent_once(phone: BrowserContext, town: Server) -> None:
    page = phone.new_page()
    page.goto(f"{town.base}/uk/app/kept")
    page.evaluate("navigator.serviceWorker.register('/sw.js').then(() => null)")
    ready(page)
    cut(phone, page, f"{town.base}/uk/")
    page.select_option("[name=category]", label="Дороги")
    page.fill("[name='place.address']", "вул. Поштова 5")
    page.fill("[name=text]", "Яма на дорозі")
    page.fill("[name='sender.email']", "phone@posta.example")
    page.click("[data-draft] button")
    waits = page.locator("[data-drafts] li")
    expect(waits.locator("[data-state='']")).to_be_visible()
    page.reload()
    expect(waits).to_contain_text("Яма на дорозі")
    assert town.outbox("phone@posta.example") == []
    town.advance("3h")
    other = phone.new_page()
    other.goto(f"{town.base}/uk/app/kept")
    phone.set_offline(False)
    for one in (page, other):  # two windows wake the worker at once
        one.evaluate("navigator.serviceWorker.controller.postMessage('send')")
    expect(waits.locator("[data-state=sent]")).to_be_visible()
    expect(waits).not_to_contain_text("Яма")
    town.letter("phone@posta.example")
    page.goto(f"{town.base}/uk/booking")
    page.goto(f"{town.base}/uk/app/kept")
    expect(waits).to_have_count(1)
    assert len(town.outbox("phone@posta.example")) == 1


def test_the_office_sees_when_a_draft_was_written(town: Server) -> None:
    body = {"kind": "signal", "category": "roads", "text": "Яма", "place": {"address": "вул. Поштова 5"}}
    sent = {**body, "written_at": "2026-11-22T21:30:00Z", "language": "uk"}
    for _ in range(2):
        told = town.api("POST", "/signals", json=sent, headers={"Idempotency-Key": "draft-1"})
        assert told.status_code == 201
    with Visitor(town.base, "uk") as clerk:
        page = clerk.open("/uk/desk/")
        clerk.submit(page.form("password"), {"email": "admin@kryvyi-rih.example", "password": "practice makes perfect"})
        clerk.open("/uk/desk/signals")
        desk = clerk.follow(told.json()["number"])
    assert "Написано без мережі: 22.11.2026, 23:30." in desk.text


def test_what_the_city_does_not_take_comes_back_to_its_writer(phone: BrowserContext, town: Server) -> None:
    page = phone.new_page()
    page.goto(f"{town.base}/uk/app/kept")
    page.evaluate("navigator.serviceWorker.register('/sw.js').then(() => null)")
    ready(page)
    page.select_option("[name=category]", label="Дороги")
    page.fill("[name='place.address']", "вул. Поштова 5")
    page.fill("[name=text]", "   .")
    page.evaluate("document.querySelector('[data-draft]').dataset.fixed = '{\"kind\": \"unknown\"}'")
    page.click("[data-draft] button")
    refused = page.locator("[data-drafts] li")
    expect(refused.locator("[data-state=refused]")).to_be_visible()
    refused.locator("[data-change]").click()
    expect(page.locator("[name=text]")).to_have_value("   .")
    expect(refused).to_have_count(0)


def allow(phone: BrowserContext, town: Server, visit: Visit) -> Page:
    """Press the button for news about a booking; the browser's maker is played by us."""
    key = town.http.get("/uk/app/push").json()["key"]
    told: dict[str, Any] = {**PushService().subscription(key), "endpoint": ENDPOINT}
    phone.add_init_script(SUBSCRIBE.format(told=json.dumps(told), endpoint=ENDPOINT))
    page = phone.new_page()
    page.goto(visit.page)
    with page.expect_navigation():
        page.click("form[action$='/app/push'] button")
    return page


def cancel(town: Server, visit: Visit) -> None:
    with Visitor(town.base, "uk") as citizen:
        citizen.open("/uk/booking/cancel")
        assert citizen.page is not None
        found = citizen.submit(citizen.page.form("code"), {"code": visit.code, "last_name": visit.person.last_name})
        citizen.submit(next(form for form in found.forms() if form.method == "POST" and "cancel" in form.action))


def shown(page: Page, news: dict[str, str]) -> None:
    """The worker makes of what was pushed a notice in the person's language that opens the visit."""
    session = page.context.new_cdp_session(page)
    found: list[dict[str, Any]] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    session.send("ServiceWorker.enable")
    about = {"origin": page.evaluate("location.origin"), "registrationId": found[-1]["registrationId"]}
    session.send("ServiceWorker.deliverPushMessage", {**about, "data": json.dumps(news)})
    look = """navigator.serviceWorker.ready.then((one) => one.getNotifications()).then((all) =>
      all.map((one) => ({title: one.title, body: one.body, url: one.data, tag: one.tag, lang: one.lang}))[0])"""
    assert eventually(lambda: page.evaluate(look), "the notice") == news


def test_news_about_a_booking_come_to_the_browser_that_asked(phone: BrowserContext, town: Server, visit: Visit) -> None:
    page = allow(phone, town, visit)
    assert page.url == visit.page
    cancel(town, visit)
    told = eventually(lambda: next((one for one in town.outbox() if one.channel == "push"), None), "news by push")
    assert told.subject
    assert [one for one in town.outbox(visit.person.email) if one.notice == told.notice] == []
    shown(page, {"title": told.subject, "body": told.text, "url": visit.page, "tag": told.id, "lang": "uk"})
    page.goto(f"{town.base}/uk/app")
    page.click("[data-forget] button")
    expect(page.locator(".notice.ok")).to_be_visible()
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
