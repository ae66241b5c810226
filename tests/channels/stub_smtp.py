"""A mail server on loopback that takes letters, or refuses, or hangs up, as a test wants."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class SmtpStub:
    """`letters`: (recipient, text) as they came. `answers`: what a command is answered with instead of yes."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, str]] = []
        self.answers: dict[str, str] = {}
        self.port = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?from=alerts@clinic.example"


def _handler(stub: SmtpStub) -> type[socketserver.StreamRequestHandler]:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            recipient = ""
            self._say("220 stub")
            for line in self.rfile:
                word = line.decode().split()[0].upper()
                said = stub.answers.get(word, "")
                if said == "hang up":
                    return
                if word == "RCPT":
                    recipient = line.decode().partition("<")[2].partition(">")[0]
                if said:
                    self._say(said)
                elif word == "EHLO":
                    self._say("250-stub\r\n250 AUTH PLAIN")
                elif word == "DATA":
                    self._say("354 go on")
                    letter = b"".join(iter(self.rfile.readline, b".\r\n")).decode()
                    if stub.answers.get("LETTER") == "hang up":
                        return
                    stub.letters.append((recipient, letter))
                    self._say(stub.answers.get("LETTER", "250 taken"))
                else:
                    self._say("250 yes")

        def _say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

    return Handler


@contextmanager
def serving() -> Iterator[SmtpStub]:
    stub = SmtpStub()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _handler(stub)) as server:
        server.daemon_threads = True
        stub.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield stub
        server.shutdown()
        thread.join()
