#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Take the first signature of a CMS file, and the time stamp on it, apart.

usage: _token.py FILE SIGNATURE TOKEN
"""

import pathlib
import sys

STAMP = bytes.fromhex("060b2a864886f70d010910020e")


def element(data, at):
    """(tag, start of contents, end) of the element at a place, in DER."""
    length, start = data[at + 1], at + 2
    if length >= 128:
        start += length - 128
        length = int.from_bytes(data[at + 2 : start], "big")
    return data[at], start, start + length


def children(data, at):
    _, place, end = element(data, at)
    while place < end:
        yield place
        place = element(data, place)[2]


data = pathlib.Path(sys.argv[1]).read_bytes()
content_info = list(children(data, 0))
signed_data = list(children(data, next(children(data, content_info[1]))))
signer = list(children(data, next(children(data, signed_data[-1]))))
for place in signer:
    tag, start, end = element(data, place)
    if tag == 0x04:
        pathlib.Path(sys.argv[2]).write_bytes(data[start:end])
    if tag == 0xA1:
        for attribute in children(data, place):
            kind, values = children(data, attribute)
            if data[kind:values] == STAMP:
                token = next(children(data, values))
                pathlib.Path(sys.argv[3]).write_bytes(
                    data[token : element(data, token)[2]]
                )
