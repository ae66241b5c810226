"""A provider on loopback: a real HTTP server with a ledger of every request and faults that can be ordered.

All state is in one object, so that a test in the same process reads it, and another process asks `/_stub/…` for it.
"""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

#: status: answer so without doing it · cut: close before doing it · slow: do it, answer `seconds` later
#: drop: do it, close without an answer · reset: do it, break the connection · half: do it, stop within the answer
Kind = Literal["status", "slow", "drop", "reset", "cut", "half"]


@dataclass
class Fault:
    """What goes wrong with the next `times` requests whose path contains `path`."""

    kind: Kind
    path: str = ""
    times: int = 1
    status: int = 500
    code: int = 0
    description: str = ""
    retry_after: int | None = None
    seconds: float = 30.0


@dataclass
class Call:
    """One request as the provider saw it. `was_done`: it took effect, whatever the answer was."""

    number: int
    at: str
    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    fault: str = ""
    was_done: bool = False
    status: int = 0


@dataclass
class Answer:
    """What goes back. `body`: JSON unless bytes."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


class Stub:
    """Subclasses answer with `perform`, know their errors with `error`, and take orders with `order`."""

    def __init__(self, port: int = 0, ledger: Path | None = None) -> None:
        self.calls: list[Call] = []
        self.problems: list[str] = []
        self.now: datetime | None = None
        self.lock = threading.RLock()
        self._faults: deque[Fault] = deque()
        self._released = threading.Event()
        self._ledger = ledger
        self._connections: set[socket.socket] = set()
        self._server: ThreadingHTTPServer | None = None
        self.port = port
        self.accept()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def clock(self) -> datetime:
        """The provider's time: the real one, or `now` when a test moves it."""
        return self.now or datetime.now(UTC)

    # what a test orders

    def fault(self, kind: Kind, **how: Any) -> None:
        with self.lock:
            self._faults.append(Fault(kind, **how))

    def release(self) -> None:
        """Let all slow answers go now."""
        self._released.set()

    def accept(self) -> None:
        """Listen, again on the same port after `refuse`."""
        self._server = _Server(("127.0.0.1", self.port), _handler(self))
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def refuse(self) -> None:
        """Stop listening: connecting fails."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        for connection in list(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._released.set()
        self.refuse()

    # what a subclass gives

    def perform(self, call: Call, headers: Mapping[str, str]) -> Answer:
        raise NotImplementedError

    def error(self, fault: Fault) -> Answer:
        raise NotImplementedError

    def order(self, name: str, how: dict[str, Any]) -> Any:
        raise NotImplementedError

    # how it works

    def take(self, method: str, target: str, body: bytes, headers: Mapping[str, str]) -> tuple[Answer, Fault | None]:
        asked = urlsplit(target)
        if asked.path.startswith("/_stub/"):
            return Answer(body=self._ordered(asked.path.removeprefix("/_stub/"), body)), None
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        query = dict(parse_qsl(asked.query, keep_blank_values=True))
        with self.lock:
            call = Call(len(self.calls), self.clock().isoformat(), method, asked.path, query, form)
            self.calls.append(call)
            fault = self._next_fault(call)
        call.fault = fault.kind if fault else ""
        if fault is not None and fault.kind in ("status", "cut"):
            answer = self.error(fault)
        else:
            answer = self.perform(call, headers)
            call.was_done = answer.status < 400
        call.status = answer.status
        self._write(call)
        if fault is not None and fault.kind == "slow":
            self._released.wait(fault.seconds)
        return answer, fault

    def _next_fault(self, call: Call) -> Fault | None:
        for fault in self._faults:
            if fault.path in call.path:
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return None

    def _write(self, call: Call) -> None:
        if self._ledger is not None:
            with self.lock, self._ledger.open("a") as file:
                file.write(json.dumps(asdict(call)) + "\n")

    def _ordered(self, name: str, body: bytes) -> Any:
        how = json.loads(body or b"{}")
        match name:
            case "ledger":
                return {"calls": [asdict(call) for call in self.calls], "problems": self.problems}
            case "fault":
                self.fault(**how)
            case "release":
                self.release()
            case _:
                return self.order(name, how)
        return {}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 128


def _handler(stub: Stub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            stub._connections.add(self.connection)

        def finish(self) -> None:
            stub._connections.discard(self.connection)
            with contextlib.suppress(OSError):
                super().finish()

        def handle(self) -> None:
            with contextlib.suppress(OSError):
                super().handle()

        def log_message(self, *_: object) -> None:
            return None

        def _take(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            if len(body) < length:
                # The program died while it was asking: nothing was asked.
                self.close_connection = True
                return
            answer, fault = stub.take(self.command, self.path, body, dict(self.headers.items()))
            kind = fault.kind if fault else ""
            if kind == "reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
            if kind in ("drop", "cut", "reset"):
                self.close_connection = True
                return
            content = answer.encoded()
            self.send_response(answer.status)
            for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) // 2] if kind == "half" else content)
            self.close_connection = self.close_connection or kind == "half"

        do_GET = do_POST = do_DELETE = _take

    return Handler


def post(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    """What a provider does at a webhook; (0, '') when nobody answers."""
    asked = urlsplit(url)
    connection = HTTPConnection(asked.hostname or "", asked.port or 80, timeout=10)
    try:
        connection.request("POST", asked.path + (f"?{asked.query}" if asked.query else ""), body, dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except OSError:
        return 0, ""
    finally:
        connection.close()


def serve_forever(stub: Stub) -> None:
    """For `python -m`: print the address, then answer until ended."""
    print(stub.url, flush=True)
    threading.Event().wait()
