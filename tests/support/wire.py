"""A wire between a phone and the product that can really be cut: connections break and new ones are refused."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Wire:
    """A TCP forwarder on a port of its own."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.listener: socket.socket | None = None
        self.port = 0
        self.ends: set[socket.socket] = set()
        self.lock = threading.Lock()
        self.mend()

    @property
    def url(self) -> str:
        """Where the phone finds the product."""
        return f"http://127.0.0.1:{self.port}"

    def mend(self) -> None:
        """Listen, at the same port as before."""
        self.listener = socket.create_server(("127.0.0.1", self.port), backlog=128)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def cut(self) -> None:
        """Refuse new connections and break those that stand."""
        if self.listener is not None:
            # Closing alone leaves a blocked accept listening.
            with suppress(OSError):
                self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            self.listener = None
        with self.lock:
            for end in self.ends:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                phone, _ = listener.accept()
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                return
            with self.lock:
                self.ends |= {phone, server}
            for source, sink in ((phone, server), (server, phone)):
                threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while chunk := source.recv(65536):
                sink.sendall(chunk)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        with self.lock:
            self.ends -= {source, sink}
