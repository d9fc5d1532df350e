"""What both messengers share: a server on this machine, bots, people, faults on request, deliveries in order."""

from __future__ import annotations

import html
import itertools
import json
import queue
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

Json = dict[str, Any]
LOOPBACK = ("127.0.0.1", "localhost")
PATIENCE = 10.0  # seconds until an answer that does not come is given up


class Refused(Exception):
    """The service says no: with its code, its words and its parameters."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


@dataclass
class Fault:
    """What goes wrong at the next ``times`` calls of a method, or of those for one person.

    ``drop`` breaks the connection before anything is done, ``late`` after all is done; ``delay`` is in seconds.
    """

    method: str | None = None
    person: str | None = None
    code: int | None = None
    description: str = "a fault on request"
    retry_after: int | None = None
    times: int = 1
    delay: float = 0.0
    drop: bool = False
    late: bool = False

    def hits(self, method: str, person: object) -> bool:
        return self.times > 0 and self.method in (None, method) and self.person in (None, str(person))


@dataclass(frozen=True)
class Delivery:
    """One try at handing an update to the webhook; status 0 when nobody answered."""

    update: Json
    status: int
    attempt: int
    answer: str


@dataclass
class Person:
    """A citizen's telephone. ``screen`` is what can be read on it now; states: new, open, blocked, gone.

    ``devices`` are those that are on: none tells that a message arrived, or each does."""

    id: str
    name: str = "Jana"
    language: str = "uk"
    state: str = "new"
    screen: list[Json] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)
    tracking: str = ""
    newest: int = 0
    devices: int = 1

    def said(self) -> list[str]:
        """The texts that the bot wrote, the oldest first."""
        return [str(one.get("text", "")) for one in self.screen if one["by"] == "bot"]

    def labels(self) -> list[str]:
        """What stands on the buttons that answer, under the newest message of the bot that has any."""
        shown = next((one for one in reversed(self.screen) if one["by"] == "bot"), {})
        rows = (shown.get("reply_markup") or {}).get("inline_keyboard", [])
        found = [one["text"] for row in rows for one in row if "callback_data" in one]
        buttons = (shown.get("keyboard") or {}).get("Buttons", [])
        return found + [html.unescape(one["Text"]) for one in buttons if one["ActionType"] == "reply"]

    def last(self) -> str:
        """The newest text of the bot."""
        return self.said()[-1]


@dataclass
class Bot:
    """An account of a bot. ``limits``: ``chat`` and ``all`` messages a second, ``unanswered`` an hour."""

    token: str
    name: str = "city_test_bot"
    webhook: Json = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    calls: list[Json] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    updates: list[Json] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    limits: dict[str, float] = field(default_factory=dict)
    sent: list[float] = field(default_factory=list)
    open_queries: set[str] = field(default_factory=set)
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    pending: queue.Queue[Json] = field(default_factory=queue.Queue)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def person(self, id_: str, language: str = "uk") -> Person:
        """The person with this id, who has not met the bot yet."""
        with self.lock:
            return self.people.setdefault(id_, Person(id_, language=language))

    def fail(self, **fault: Any) -> None:
        """Let something go wrong; see ``Fault``."""
        self.faults.append(Fault(**fault))

    def called(self, method: str) -> list[Json]:
        """The parameters of all calls of a method that were answered well."""
        return [one["params"] for one in self.calls if one["method"] == method and one["well"]]


class Counterpart:
    """A server with bots; a ``with`` block runs it. ``retries`` are the pauses before a webhook is tried again.

    ``links`` are public addresses beside the interface, and what they answer.
    """

    retries: tuple[float, ...] = (0.02, 0.05, 0.1, 0.2, 0.5)

    def __init__(self) -> None:
        self.bots: dict[str, Bot] = {}
        self.tokens: set[str] = set()
        self.links: dict[str, int] = {}
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self._routed))
        self._http.daemon_threads = True
        self._busy = 0
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def bot(self, token: str) -> Bot:
        """The bot with this token."""
        if token not in self.bots:
            self.bots[token] = Bot(token)
            threading.Thread(target=self._pump, args=(self.bots[token],), daemon=True).start()
        return self.bots[token]

    def settle(self, bot: Bot) -> None:
        """Wait until every update was taken or given up."""
        end = time.monotonic() + PATIENCE
        while bot.pending.unfinished_tasks and time.monotonic() < end:
            time.sleep(0.005)
        assert not bot.pending.unfinished_tasks, "updates are still on their way"

    def redeliver(self, bot: Bot, number: int = -1) -> int:
        """Hand an update over once more, with the same ids; the status of the answer."""
        return self.post(bot, bot.updates[number], attempt=99)[0]

    def _routed(self, path: str, query: Json, raw: bytes, headers: Message) -> tuple[int, Json]:
        return (self.links[path], {}) if path in self.links else self.route(path, query, raw, headers)

    def route(self, path: str, query: Json, raw: bytes, headers: Message) -> tuple[int, Json]:
        raise NotImplementedError

    def accepted(self, status: int) -> bool:
        return 200 <= status < 300

    def signed(self, bot: Bot, raw: bytes) -> Mapping[str, str]:
        raise NotImplementedError

    def taken(self, bot: Bot, update: Json, answer: str) -> None:
        """An update was handed over: the answer may hold something."""

    def emit(self, bot: Bot, update: Json) -> None:
        with bot.lock:
            bot.updates.append(update)
        bot.pending.put(update)

    def post(self, bot: Bot, update: Json, attempt: int = 1) -> tuple[int, str]:
        raw = json.dumps(update, ensure_ascii=False).encode()
        status, answer = self.hand_over(bot.webhook["url"], raw, self.signed(bot, raw))
        bot.deliveries.append(Delivery(update, status, attempt, answer))
        return status, answer

    @staticmethod
    def hand_over(url: str, raw: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
        """Post bytes to a webhook on this machine."""
        assert urlsplit(url).hostname in LOOPBACK, "the webhook is elsewhere"
        request = urllib.request.Request(url, raw, {"Content-Type": "application/json", **headers})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(errors="replace")
        except OSError as error:
            return 0, repr(error)

    def judge(self, bot: Bot, method: str, person: object) -> Fault | None:
        """Whatever was ordered to go wrong with this call."""
        with bot.lock:
            fault = next((one for one in bot.faults if one.hits(method, person)), None)
            if fault is None:
                return None
            fault.times -= 1
        time.sleep(fault.delay)
        if fault.drop:
            raise ConnectionAbortedError
        if fault.code is not None:
            raise Refused(
                fault.code, fault.description, **({"retry_after": fault.retry_after} if fault.retry_after else {})
            )
        return fault

    @staticmethod
    def over(stamps: list[float], rate: float | None, now: float, window: float = 1.0) -> bool:
        """Whether one more would be too many within the window, in seconds."""
        stamps[:] = [one for one in stamps if now - one < window]
        return rate is not None and len(stamps) >= rate

    def _pump(self, bot: Bot) -> None:
        while True:
            update = bot.pending.get()
            try:
                self._deliver(bot, update)
            finally:
                bot.pending.task_done()

    def _deliver(self, bot: Bot, update: Json) -> None:
        for attempt, pause in enumerate((0.0, *self.retries), 1):
            if not bot.webhook.get("url"):
                return
            time.sleep(pause)
            status, answer = self.post(bot, update, attempt)
            if self.accepted(status):
                self.taken(bot, update, answer)
                return


def body(raw: bytes, headers: Message, query: Json) -> Json:
    """The parameters of a call, however they came."""
    kind, found = headers.get("content-type") or "", dict(query)
    if "urlencoded" in kind:
        found.update(parse_qsl(raw.decode(), keep_blank_values=True))
    elif "multipart" in kind:
        message = BytesParser().parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + raw)
        for part in message.walk():
            if name := part.get_param("name", header="content-disposition"):
                found[str(name)] = bytes(part.get_payload(decode=True) or b"").decode()
    elif raw:
        found.update(json.loads(raw))
    for name in ("reply_markup", "allowed_updates", "entities", "commands"):
        if isinstance(found.get(name), str) and found[name]:
            found[name] = json.loads(found[name])
    return found


def _handler(
    route: Callable[[str, Json, bytes, Message], tuple[int, Json]],
) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

        def run(self) -> None:
            raw = self.rfile.read(int(self.headers.get("content-length") or 0))
            path, _, query = self.path.partition("?")
            try:
                status, said = route(unquote(path), dict(parse_qsl(query)), raw, self.headers)
            except ConnectionAbortedError:
                self.close_connection = True
                return
            answer = json.dumps(said, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = run

    return Handler
