#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A time-stamp authority on loopback: OpenSSL behind HTTP.

usage: _tsa.py FOLDER       with tsa.cnf in it; writes FOLDER/port

POST /tsa stamps.  Other paths answer as no authority should.  It ends when
whoever started it does.
"""

import http.server
import os
import pathlib
import subprocess
import sys
import threading
import time

FOLDER = pathlib.Path(sys.argv[1])
PARENT = os.getppid()


def stamp(query):
    (FOLDER / "query").write_bytes(query)
    subprocess.run(
        ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile",
         "query", "-out", "reply"],
        cwd=FOLDER, check=True, capture_output=True,
    )
    return (FOLDER / "reply").read_bytes()


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *words):
        pass

    def give(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if status == 302:
            self.send_header("Location", "/tsa")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        reply = "application/timestamp-reply"
        if self.headers["Content-Type"] != "application/timestamp-query":
            self.give(415, "text/plain", b"no query")
        elif self.path == "/tsa":
            self.give(200, reply, stamp(body))
        elif self.path == "/again":
            old = FOLDER / "old"
            if not old.exists():
                old.write_bytes(stamp(body))
            self.give(200, reply, old.read_bytes())
        elif self.path == "/html":
            self.give(200, "text/html", stamp(body))
        elif self.path == "/nonsense":
            self.give(200, reply, b"<html>")
        elif self.path == "/long":
            self.give(200, reply, bytes(1 << 20))
        elif self.path == "/redirect":
            self.give(302, reply, b"")
        else:
            self.give(404, "text/plain", b"nothing here")


def end_with_parent():
    while os.getppid() == PARENT:
        time.sleep(0.2)
    os._exit(0)


server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
(FOLDER / "port.new").write_text(str(server.server_port))
(FOLDER / "port.new").rename(FOLDER / "port")
threading.Thread(target=end_with_parent, daemon=True).start()
server.serve_forever()
