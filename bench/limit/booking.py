"""The least that books: one counted place, one claim, one row, one message and one line of the log, in one commit.

Litestar before SQLite (one writer, commits gathered, synchronous=FULL) or PostgreSQL (synchronous_commit=on).

python -m bench.limit.booking DATABASE
"""

import asyncio
import json
import queue
import socket
import sqlite3
import sys
import threading
from uuid import uuid4

import asyncpg
import uvicorn
from litestar import Litestar, Request, Response, post

TABLES = (
    "CREATE TABLE place (key TEXT PRIMARY KEY, used INTEGER NOT NULL)",
    "CREATE TABLE claim (id TEXT PRIMARY KEY, holder TEXT, key TEXT)",
    "CREATE TABLE booking (id TEXT PRIMARY KEY, start TEXT, fields TEXT)",
    "CREATE TABLE message (id TEXT PRIMARY KEY, body TEXT)",
    "CREATE TABLE line (id TEXT PRIMARY KEY, body TEXT)",
)
CAP = 40
COUNT = "INSERT INTO place VALUES ({0}, 1) ON CONFLICT (key) DO UPDATE SET used = place.used + 1 WHERE place.used < {1} RETURNING key"
ROWS = ("INSERT INTO claim VALUES ({0}, {1}, {2})", "INSERT INTO booking VALUES ({0}, {1}, {2})",
        "INSERT INTO message VALUES ({0}, {1})", "INSERT INTO line VALUES ({0}, {1})")


def values(wish):
    one = str(uuid4())
    return one, [(str(uuid4()), one, wish["start"]), (one, wish["start"], json.dumps(wish["fields"])),
                 (str(uuid4()), one), (str(uuid4()), one)]


class InFile:
    def __init__(self, url):
        self.path, self.asked = url.removeprefix("sqlite:///"), queue.SimpleQueue()

    async def open(self):
        self.loop = asyncio.get_running_loop()
        threading.Thread(target=self.write, daemon=True).start()

    async def book(self, wish):
        answer = self.loop.create_future()
        self.asked.put((wish, answer))
        return await answer

    def write(self):
        base = sqlite3.connect(self.path, isolation_level=None)
        for one in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", *TABLES):
            base.execute(one)
        count, rows = COUNT.format("?", "?"), [row.format("?", "?", "?") for row in ROWS]
        while True:
            some = [self.asked.get()]
            while not self.asked.empty():
                some.append(self.asked.get())
            base.execute("BEGIN IMMEDIATE")
            told = []
            for wish, answer in some:
                sold = base.execute(count, (wish["office"] + wish["start"], CAP)).fetchone()
                one, written = values(wish)
                for row, what in zip(rows, written) if sold else ():
                    base.execute(row, what)
                told.append((answer, one if sold else None))
            base.execute("COMMIT")
            self.loop.call_soon_threadsafe(lambda told=told: [answer.set_result(one) for answer, one in told])


class OnServer:
    def __init__(self, url):
        self.url = url

    async def open(self):
        self.pool = await asyncpg.create_pool(self.url, min_size=16, max_size=16)
        for table in TABLES:
            await self.pool.execute(table)

    async def book(self, wish):
        one, written = values(wish)
        async with self.pool.acquire() as base, base.transaction():
            if not await base.fetchval(COUNT.format("$1", "$2"), wish["office"] + wish["start"], CAP):
                return None
            for row, what in zip(ROWS, written):
                await base.execute(row.format("$1", "$2", "$3"), *what)
        return one


BASE = (InFile if sys.argv[1].startswith("sqlite") else OnServer)(sys.argv[1])


@post("/api/v1/bookings")
async def book(request: Request) -> Response:
    made = await BASE.book(await request.json())
    return Response({"id": made}, status_code=201 if made else 409)


if __name__ == "__main__":
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(1024)
    print(listening.getsockname()[1], flush=True)
    app = Litestar([book], on_startup=[BASE.open], openapi_config=None)
    uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="warning")).run(sockets=[listening])
