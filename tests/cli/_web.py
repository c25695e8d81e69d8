#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A server on loopback for what certificates name: lists, answers, issuers.

usage: _web.py FOLDER       writes FOLDER/port, and a line for each request to
                            FOLDER/asked

GET gives what is in FOLDER/www, POST /ocsp an answer by openssl, of the index,
CA and responder in FOLDER.  A line "PATH MOOD" in FOLDER/moods makes it answer
as nobody should.  It ends when whoever started it does.
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
OCSP = "application/ocsp-response"


def answer(request):
    (FOLDER / "request").write_bytes(request)
    subprocess.run(
        ["openssl", "ocsp", "-index", "index.txt", "-CA", "ca.crt", "-rsigner",
         "ocsp.crt", "-rkey", "ocsp.key", "-ndays", "1", "-reqin", "request",
         "-respout", "response"],
        cwd=FOLDER, check=True, capture_output=True,
    )
    return (FOLDER / "response").read_bytes()


def mood_of(path):
    for line in (FOLDER / "moods").read_text().splitlines():
        where, mood = line.split()
        if where == path:
            return mood
    return "good"


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *words):
        pass

    def give(self, status, kind, body, **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def endless(self):
        self.send_response(200)
        self.send_header("Content-Type", OCSP)
        self.end_headers()
        piece = b"\x30\x84\x7f\xff\xff\xff" + bytes(1 << 20)
        while True:
            self.wfile.write(piece)

    def slow(self):
        self.send_response(200)
        self.send_header("Content-Type", OCSP)
        self.end_headers()
        while True:
            self.wfile.write(b"\x30")
            self.wfile.flush()
            time.sleep(0.2)

    def odd(self, mood, kind):
        if mood == "endless":
            self.endless()
        elif mood == "slow":
            self.slow()
        elif mood == "html":
            self.give(200, kind, b"<html>there are no lists today</html>")
        elif mood == "empty":
            self.give(200, kind, b"")
        elif mood == "busy":
            self.give(200, kind, bytes.fromhex("30030a0103"))
        elif mood == "file":
            self.give(302, kind, b"", Location=(FOLDER / "www").as_uri())
        elif mood == "round":
            self.give(302, kind, b"", Location=self.path)
        elif mood.startswith("to:"):
            self.give(302, kind, b"", Location=mood[3:])
        else:
            self.give(int(mood), "text/plain", b"no")

    def handle_it(self, kind, make):
        with open(FOLDER / "asked", "a", encoding="ascii") as f:
            print(self.command, self.path, file=f)
        mood = mood_of(self.path)
        try:
            if mood == "good":
                make()
            elif mood == "again" and (FOLDER / "response").exists():
                self.give(200, OCSP, (FOLDER / "response").read_bytes())
            else:
                self.odd(mood, kind)
        except OSError:
            pass

    def do_GET(self):
        def make():
            file = FOLDER / "www" / self.path.lstrip("/")
            if file.is_file():
                self.give(200, "application/octet-stream", file.read_bytes())
            else:
                self.give(404, "text/plain", b"nothing here")

        self.handle_it("application/pkix-crl", make)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))

        def make():
            if self.headers["Content-Type"] != "application/ocsp-request":
                self.give(415, "text/plain", b"no request")
            else:
                self.give(200, OCSP, answer(body))

        self.handle_it(OCSP, make)


def end_with_parent():
    while os.getppid() == PARENT:
        time.sleep(0.2)
    os._exit(0)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
(FOLDER / "port.new").write_text(str(server.server_port))
(FOLDER / "port.new").rename(FOLDER / "port")
threading.Thread(target=end_with_parent, daemon=True).start()
server.serve_forever()
