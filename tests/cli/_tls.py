#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A server that speaks TLS as PostgreSQL does, and nothing behind it.

usage: _tls.py CERT KEY PORT LOG

Writes its port to PORT, and to LOG a line for each client: what it said under
TLS, or "nothing" if it left before that.
"""

import os
import socket
import ssl
import sys

REQUEST = bytes.fromhex("0000000804d2162f")

cert, key, port, log = sys.argv[1:5]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(cert, key)
listener = socket.create_server(("127.0.0.1", 0))
with open(port + ".new", "w") as f:
    print(listener.getsockname()[1], file=f)
os.rename(port + ".new", port)
while True:
    client, _ = listener.accept()
    client.settimeout(10)
    said = b""
    try:
        if client.recv(8, socket.MSG_WAITALL) == REQUEST:
            client.sendall(b"S")
            client = context.wrap_socket(client, server_side=True)
            said = client.recv(100)
    except (OSError, ssl.SSLError):
        pass
    client.close()
    with open(log, "a") as f:
        print(said.hex() or "nothing", file=f)
