#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Open, list or check a sealed archive with the second reader.

    archive.py --kek RING:VERSION:KEY [--from SIGNER.pem] --out DIR FILE
    archive.py --kek-in-token RING:VERSION:KEY --unsigned --list FILE
    archive.py --key private.pem --unsigned --list FILE
    archive.py --passphrase-file pw.txt --from SIGNER.pem FILE

A KEK is written in hexadecimal with the decimal version between colons; an
argument that names a file is read from it.  A private key is PKCS#8 PEM, or
TYPE:HEX with TYPE x25519, p256 or p384.  Without --out and --list the whole
file is verified.  Exit codes are those of the mohur command.
"""

import argparse
import os
import sys

from cryptography.hazmat.primitives import serialization

import cases
import mohur_archive as m

EXIT = {m.FORMAT: 4, m.UNSUPPORTED: 4, m.LIMIT: 4, m.AUTH: 1, m.UNTRUSTED: 1,
        m.NO_KEY: 3, m.WRONG_PASSPHRASE: 7, m.POLICY: 6}


def file_or_text(value):
    if not os.path.exists(value):
        return value
    with open(value, encoding="ascii") as f:
        return f.read().strip()


def read_kek(value, kind=m.Kek):
    ring, version, key = file_or_text(value).split(":")
    return kind(bytes.fromhex(ring), int(version), bytes.fromhex(key))


def read_token_kek(value):
    return read_kek(value, m.TokenKek)


def read_private(value):
    text = file_or_text(value)
    if text.startswith("-----BEGIN"):
        return m.PrivateKey(serialization.load_pem_private_key(
            text.encode() + b"\n", None))
    kind, raw = text.split(":")
    return m.PrivateKey(cases.load_private(kind, raw))


def read_public(path):
    with open(path, "rb") as f:
        return serialization.load_pem_public_key(f.read())


def read_passphrase(path):
    """The first line, without its end."""
    with open(path, "rb") as f:
        return m.Passphrase(f.readline().rstrip(b"\r\n"))


def escaped(name):
    """A name for display: what a terminal might act on becomes %XX."""
    return "".join(c if c.isprintable() and c != "%" else
                   "".join(f"%{b:02X}" for b in c.encode())
                   for c in name.decode())


def extract(reader, out):
    """Into a new folder, after everything has been verified."""
    reader.verify_all()
    os.mkdir(out, 0o700)
    for entry in reader.entries:
        path = os.path.join(os.fsencode(out), entry.name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if entry.kind == m.FOLDER:
            os.makedirs(path, exist_ok=True)
        elif entry.kind == m.FILE:
            mode = 0o777 if entry.mode else 0o666
            fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            with os.fdopen(fd, "wb") as f:
                f.writelines(reader.segments(entry))
    for entry in reader.entries:
        path = os.path.join(os.fsencode(out), entry.name)
        if entry.kind == m.LINK:
            os.symlink(entry.link, path)
    for entry in reversed(reader.entries):
        if entry.kind != m.LINK and entry.mtime != -1 << 63:
            path = os.path.join(os.fsencode(out), entry.name)
            os.utime(path, (entry.mtime, entry.mtime))


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kek", action="append", type=read_kek, default=[])
    parser.add_argument("--kek-in-token", action="append",
                        type=read_token_kek, default=[])
    parser.add_argument("--key", action="append", type=read_private, default=[])
    parser.add_argument("--passphrase-file", action="append",
                        type=read_passphrase, default=[])
    parser.add_argument("--from", dest="senders", action="append",
                        type=read_public, default=[])
    parser.add_argument("--header", metavar="FILE", help="a header apart")
    parser.add_argument("--threshold", type=int, default=1)
    parser.add_argument("--admin", action="append", type=read_public, default=[])
    parser.add_argument("--unsigned", action="store_true")
    parser.add_argument("--allow-forwarded", action="store_true")
    parser.add_argument("--links", action="store_true")
    parser.add_argument("--max-size", type=int, help="bytes of all content")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--out", metavar="DIR")
    parser.add_argument("file")
    return parser.parse_args()


def main():
    args = arguments()
    opener = m.Opener(args.kek + args.kek_in_token + args.key
                      + args.passphrase_file, args.senders,
                      args.admin, unsigned=args.unsigned, forwarded=args.allow_forwarded,
                      links=args.links)
    opener.threshold = args.threshold
    if args.header:
        with open(args.header, "rb") as f:
            opener.header = f.read()
    if args.max_size is not None:
        opener.limits = m.Limits(entry=args.max_size, content=args.max_size)
    with open(args.file, "rb") as f:
        data = f.read()
    try:
        reader = m.Reader(data, opener)
        if args.list:
            for entry in reader.entries:
                kind = {m.FILE: "file", m.FOLDER: "folder", m.LINK: "link"}
                print(f"{kind[entry.kind]:6} {'x' if entry.mode else '-'} "
                      f"{entry.content_len:12} {escaped(entry.name)}")
        elif args.out:
            extract(reader, args.out)
        else:
            reader.verify_all()
    except m.ArchiveError as e:
        print(f"archive.py: {e}", file=sys.stderr)
        return EXIT[e.status]
    print(f"{reader.trust}; {len(reader.entries)} entries; header "
          f"{reader.header_state}; generation {reader.header.generation}",
          file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
