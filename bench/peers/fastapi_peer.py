"""The same three calls on FastAPI with sqlite3: HS256 by python-jose, uvloop and httptools, one process.

FastAPI's manual asks for plain functions where a library blocks, as sqlite3 does, and runs them on a pool of threads
(https://fastapi.tiangolo.com/async/). BENCH_ON_EVENT_LOOP=1 runs them on the event loop instead: less CPU, but one slow
sync of the disk then holds up everybody.
"""

import functools
import hashlib
import hmac
import os
import secrets
import sqlite3
import threading
import time
from datetime import datetime, timezone

import uvicorn
from fastapi import Depends, FastAPI, Header, HTTPException
from fastapi.responses import JSONResponse
from jose import JWTError, jwt
from pydantic import BaseModel, Field

TOKEN_SECONDS = 3600
SESSION_MS = 365 * 86_400_000
REFRESH_SECONDS = 60 * 86_400
SECRET = secrets.token_urlsafe(32)

PRAGMAS = ("journal_mode = WAL", f"synchronous = {os.environ['BENCH_SYNCHRONOUS']}", "foreign_keys = ON", "secure_delete = ON")


class Connections(threading.local):
    """A connection for each thread, kept open."""

    def __init__(self):
        self.database = sqlite3.connect(os.environ["BENCH_DATABASE"], isolation_level=None)
        for pragma in PRAGMAS:
            self.database.execute(f"pragma {pragma}")


connections = Connections()
# Threads take turns here instead of polling for SQLite's lock: in this peer's favour.
writing = threading.Lock()
CATALOGUE = {
    row[0]: {
        "itemId": row[0], "title": {"en": row[1], "zh": row[2]}, "description": {"en": row[3], "zh": row[4]},
        "category": row[5], "price": {"amount": row[6], "currency": row[7]},
    }
    for row in connections.database.execute(
        "select item_id, title_en, title_zh, description_en, description_zh, category, price_minor, currency from item order by position"
    )
}

app = FastAPI()


class NewAction(BaseModel):
    action: str = Field(min_length=1, max_length=200)
    itemId: str


def instant(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, timezone.utc).isoformat(timespec="milliseconds")


def new_id(now: int) -> str:
    digits = f"{now:012x}7{secrets.token_hex(10)[:19]}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-8{digits[17:20]}-{digits[20:]}"


def on_event_loop_if_asked(function):
    """FastAPI moves a plain function to its pool and keeps an asynchronous one on the event loop."""
    if os.environ.get("BENCH_ON_EVENT_LOOP") != "1":
        return function

    @functools.wraps(function)
    async def run(*args, **kwargs):
        return function(*args, **kwargs)

    return run


# It blocks on nothing, so it stays on the event loop.
async def current_visitor(authorization: str = Header("")) -> str:
    try:
        return jwt.decode(authorization[len("Bearer "):], SECRET, algorithms=["HS256"])["sub"]
    except JWTError as error:
        raise HTTPException(401) from error


@app.get("/readyz")
async def ready():
    return JSONResponse({})


@app.post("/login")
@on_event_loop_if_asked
def login():
    database = connections.database
    now = time.time_ns() // 1_000_000
    anon_id, session_id, salt = new_id(now), new_id(now), secrets.token_urlsafe(16)
    with writing:
        database.execute("begin immediate")
        database.execute("insert into anon_user (anon_id, created_at, last_activity_at) values (?, ?, ?)", (anon_id, now, now))
        database.execute(
            "insert into session (session_id, anon_id, salt, gen, created_at, last_activity_at, expires_at)"
            " values (?, ?, ?, 1, ?, ?, ?)",
            (session_id, anon_id, salt, now, now, now + SESSION_MS),
        )
        database.execute("commit")
    token = jwt.encode({"sub": anon_id, "sid": session_id, "exp": now // 1000 + TOKEN_SECONDS}, SECRET, algorithm="HS256")
    mac = hmac.new(SECRET.encode(), f"{session_id}.1.{salt}".encode(), hashlib.sha256).hexdigest()
    return JSONResponse({
        "anonId": anon_id, "accessToken": token, "tokenType": "Bearer", "expiresIn": TOKEN_SECONDS,
        "refreshToken": f"{session_id}.1.{mac}", "refreshExpiresIn": REFRESH_SECONDS,
    })


# A JSONResponse passes FastAPI's encoder by, which walks every value: in this peer's favour.
@app.get("/list")
@on_event_loop_if_asked
def list_items(anon_id: str = Depends(current_visitor)):
    database = connections.database
    actions = database.execute(
        "select id, action, item_id, created_at from action where anon_id = (select ?) order by seq desc limit 20", (anon_id,)
    ).fetchall()
    tallies = database.execute(
        "select item_id, action_count, last_action_at from item_tally where anon_id = (select ?) order by last_seq desc", (anon_id,)
    ).fetchall()
    touched = {item_id for item_id, _count, _at in tallies}
    items = [{**CATALOGUE[item_id], "actionCount": count, "lastActionAt": instant(at)} for item_id, count, at in tallies]
    items += [{**item, "actionCount": 0, "lastActionAt": None} for item_id, item in CATALOGUE.items() if item_id not in touched]
    return JSONResponse({
        "anonId": anon_id,
        "items": items,
        "actions": [{"id": row[0], "action": row[1], "itemId": row[2], "createdAt": instant(row[3])} for row in actions],
        "nextCursor": None,
    })


@app.post("/add")
@on_event_loop_if_asked
def add_action(body: NewAction, anon_id: str = Depends(current_visitor)):
    database = connections.database
    now = time.time_ns() // 1_000_000
    action_id = new_id(now)
    with writing:
        database.execute("begin immediate")
        (seq,) = database.execute("select coalesce(max(seq), 0) + 1 from action where anon_id = (select ?)", (anon_id,)).fetchone()
        database.execute(
            "insert into action (anon_id, seq, id, action, item_id, created_at) values (?, ?, ?, ?, ?, ?)",
            (anon_id, seq, action_id, body.action, body.itemId, now),
        )
        database.execute(
            "insert into item_tally (anon_id, item_id, action_count, last_action_at, last_seq) values (?, ?, 1, ?, ?)"
            " on conflict (anon_id, item_id) do update set action_count = action_count + 1,"
            " last_action_at = excluded.last_action_at, last_seq = excluded.last_seq",
            (anon_id, body.itemId, now, seq),
        )
        database.execute("commit")
    return JSONResponse({"action": {"id": action_id, "action": body.action, "itemId": body.itemId, "createdAt": instant(now)}})


if __name__ == "__main__":
    uvicorn.run(app, host=os.environ["HOST"], port=int(os.environ["PORT"]), log_level="warning", access_log=False, loop="uvloop", http="httptools")
