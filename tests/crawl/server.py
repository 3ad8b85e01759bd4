"""A site on 127.0.0.1: pages by path, faults on demand, and a note of every request."""

from __future__ import annotations

import gzip
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Reply:
    """What the server sends. ``promised`` is the length that it states, if not the body's; ``seconds`` it waits."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    promised: int | None = None
    seconds: float = 0

    @classmethod
    def html(cls, text: str, encoding: str = "utf-8", **headers: str) -> Reply:
        stated = {"Content-Type": f"text/html; charset={encoding}"} | headers
        return cls(text.encode(encoding), headers=stated)

    @classmethod
    def json(cls, text: str) -> Reply:
        return cls(text.encode(), headers={"Content-Type": "application/json"})

    def zipped(self) -> Reply:
        """The same, compressed though nobody asked."""
        return Reply(gzip.compress(self.body), self.status, {**self.headers, "Content-Encoding": "gzip"})

    def broken_off(self) -> Reply:
        """The same, half of it."""
        return Reply(self.body[: len(self.body) // 2], self.status, self.headers, promised=len(self.body))


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


Answering = Reply | Callable[[Asked], Reply]


def bomb(megabytes: int) -> Reply:
    """A page of so many megabytes of nothing, packed small."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    packed = b"".join(packer.compress(bytes(1_000_000)) for _ in range(megabytes)) + packer.flush()
    return Reply(packed, headers={"Content-Type": "text/html", "Content-Encoding": "gzip"})


def in_turn(*replies: Reply) -> Callable[[Asked], Reply]:
    """One reply after the other; the last for ever."""
    left = list(replies)
    lock = threading.Lock()

    def answer(asked: Asked) -> Reply:
        with lock:
            return left.pop(0) if len(left) > 1 else left[0]

    return answer


class LocalSite:
    """Pages by path (without query); what isn't there is 404. ``log`` holds every request in order."""

    def __init__(self) -> None:
        self.pages: dict[str, Answering] = {}
        self.log: list[Asked] = []
        self.port = 0

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def paths(self, beginning: str = "/") -> list[str]:
        """The paths asked for, in order, robots.txt left out."""
        asked = [request.path for request in self.log if request.path != "/robots.txt"]
        return [path for path in asked if path.startswith(beginning)]

    def answer(self, asked: Asked) -> Reply:
        self.log.append(asked)
        page = self.pages.get(asked.path, Reply.html("<title>404 Not Found</title>"))
        if asked.path not in self.pages:
            return Reply(b"<title>404 Not Found</title>", 404, {"Content-Type": "text/html"})
        return page if isinstance(page, Reply) else page(asked)

    @contextmanager
    def served(self) -> Iterator[LocalSite]:
        """Serve it on a free port until the end of the block."""
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                headers = {name.lower(): value for name, value in self.headers.items()}
                reply = site.answer(Asked(parts.path, dict(parse_qsl(parts.query)), headers))
                if reply.seconds:
                    time.sleep(reply.seconds)
                try:
                    self._send(reply)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def _send(self, reply: Reply) -> None:
                self.send_response_only(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                length = len(reply.body) if reply.promised is None else reply.promised
                if reply.status != 304:
                    self.send_header("Content-Length", str(length))
                self.end_headers()
                self.wfile.write(reply.body)
                self.wfile.flush()
                if length != len(reply.body):
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, request: object, client_address: object) -> None:
                pass  # a client that was killed in the middle

        server = Server(("127.0.0.1", 0), Handler)
        self.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
