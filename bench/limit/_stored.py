"""The least that stores a deed: one number counted up to a cap, and some rows, in one commit that is on disk.

SQLite with one writer and synchronous=FULL, PostgreSQL with synchronous_commit=on and one statement a deed.
``each``: a commit for each deed, on PostgreSQL over 32 connections; ``gathered``: what waits is committed together.
"""

import asyncio
import json
import queue
import sqlite3
import threading
from uuid import uuid4

import asyncpg

TABLES = (
    "CREATE TABLE place (key TEXT PRIMARY KEY, used INTEGER NOT NULL)",
    "CREATE TABLE claim (id TEXT PRIMARY KEY, holder TEXT, key TEXT)",
    "CREATE TABLE booking (id TEXT PRIMARY KEY, start TEXT, fields TEXT)",
    "CREATE TABLE message (id TEXT PRIMARY KEY, body TEXT)",
    "CREATE TABLE ticket (id TEXT PRIMARY KEY, code TEXT)",
    "CREATE TABLE line (id TEXT PRIMARY KEY, body TEXT)",
)
CONNECTIONS = 32
COUNT = (
    "INSERT INTO place VALUES ({}, 1) ON CONFLICT (key) DO UPDATE SET used = place.used + 1"
    " WHERE place.used < {} RETURNING used"
)


def booking(wish):
    """Counted place, claim, booking, message, line of the log."""
    one, start = str(uuid4()), wish["start"]
    rows = (
        ("claim", (str(uuid4()), one, start)),
        ("booking", (one, start, json.dumps(wish["fields"]))),
        ("message", (str(uuid4()), one)),
        ("line", (str(uuid4()), one)),
    )
    return wish["office"] + start, 40, rows


def check_in(wish):
    """Number of the queue, ticket, line of the log."""
    one = str(uuid4())
    return "queue", 1_000_000, (("ticket", (one, wish["code"])), ("line", (str(uuid4()), one)))


class InFile:
    def __init__(self, url, how):
        self.path, self.gathers, self.asked = url.removeprefix("sqlite:///"), how == "gathered", queue.SimpleQueue()

    async def open(self):
        self.loop = asyncio.get_running_loop()
        threading.Thread(target=self.write, daemon=True).start()

    async def do(self, deed):
        answer = self.loop.create_future()
        self.asked.put((deed, answer))
        return await answer

    def write(self):
        base = sqlite3.connect(self.path, isolation_level=None)
        for one in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", *TABLES):
            base.execute(one)
        while True:
            some = [self.asked.get()]
            while self.gathers and not self.asked.empty():
                some.append(self.asked.get())
            base.execute("BEGIN IMMEDIATE")
            told = [(answer, self.stored(base, *deed)) for deed, answer in some]
            base.execute("COMMIT")
            self.loop.call_soon_threadsafe(lambda told=told: [answer.set_result(number) for answer, number in told])

    def stored(self, base, key, cap, rows):
        number = base.execute(COUNT.format("?", "?"), (key, cap)).fetchone()
        for table, row in rows if number else ():
            base.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        return number and number[0]


class OnServer:
    def __init__(self, url, how):
        self.url, self.gathers, self.asked = url, how == "gathered", asyncio.Queue()

    async def open(self):
        self.pool = await asyncpg.create_pool(self.url, min_size=CONNECTIONS, max_size=CONNECTIONS)
        for table in TABLES:
            await self.pool.execute(table)
        self.writer = asyncio.create_task(self.write()) if self.gathers else None

    async def do(self, deed):
        if not self.gathers:
            return await self.pool.fetchval(*statement(*deed))
        answer = asyncio.get_running_loop().create_future()
        self.asked.put_nowait((deed, answer))
        return await answer

    async def write(self):
        async with self.pool.acquire() as base:
            while True:
                some = [await self.asked.get()]
                while not self.asked.empty():
                    some.append(self.asked.get_nowait())
                async with base.transaction():
                    told = [(answer, await base.fetchval(*statement(*deed))) for deed, answer in some]
                for answer, number in told:
                    answer.set_result(number)


def statement(key, cap, rows):
    """One statement for all of it, and its values."""
    values, parts = [key, cap], [f"place AS ({COUNT.format('$1', '$2')})"]
    for number, (table, row) in enumerate(rows):
        marks = ", ".join(f"${len(values) + one + 1}::text" for one in range(len(row)))
        parts.append(f"row{number} AS (INSERT INTO {table} SELECT {marks} FROM place)")
        values += row
    return f"WITH {', '.join(parts)} SELECT used FROM place", *values


def opened(url, how):
    return (InFile if url.startswith("sqlite") else OnServer)(url, how)
