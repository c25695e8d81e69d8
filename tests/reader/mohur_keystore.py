#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second reader of the keystore, from docs/formats/keystore.md alone: opens
a store with a passphrase, checks every MAC, node and event, and decrypts every
secret.  keystore_whole.py has the other ways to open one, roles and anchors.

usage: mohur_keystore.py FOLDER < PASSPHRASE     prints what is in it as JSON
"""

import hmac
import json
import sqlite3
import sys
from struct import pack, unpack

from cryptography.hazmat.primitives import serialization

from primitives import (argon2id, hkdf_expand, hkdf_extract, open_xaes,
                        open_xchacha, sha256)

SUITES = {1: open_xchacha, 2: open_xaes}
# Tables 1 to 10, each with how many columns its primary key has.
TABLES = {"slot": 1, "ring": 1, "key": 2, "cert": 3, "lease": 3, "role": 1,
          "subject": 2, "item": 2, "profile": 2, "backup": 1}


class Refused(Exception):
    pass


def require(true, what):
    if not true:
        raise Refused(what)


def frame(x):
    return pack(">L", len(x)) + x


def frames(x):
    """What was framed, one after the other."""
    while x:
        end = 4 + int.from_bytes(x[:4], "big")
        yield x[4:end]
        x = x[end:]


class Store:
    """A store that opened, and that is whole: all else raises."""

    def __init__(self, folder, shown):
        self.db = sqlite3.connect(f"file:{folder}/keystore.db?mode=ro",
                                  uri=True)
        self.db.row_factory = sqlite3.Row
        pragmas = [self.db.execute(f"PRAGMA {p}").fetchone()[0]
                   for p in ("application_id", "user_version")]
        require(pragmas == [0x4D484B53, 1], "kind of file, or version")
        self.head = self.db.execute("SELECT * FROM store").fetchone()
        self.id, self.epoch = self.head["store_id"], self.head["epoch"]
        require(self.head["suite"] in SUITES, "suite")
        self.open_aead = SUITES[self.head["suite"]]
        self.derive(self.unlock(shown))
        self.check_rows()
        self.check_events()

    # ---- section 6

    def unlock(self, shown):
        for slot in self.db.execute("SELECT * FROM slot WHERE state = 1"):
            root_key = self.try_slot(slot, shown)
            if root_key:
                return root_key
        raise Refused("no slot opens")

    def try_slot(self, slot, passphrase):
        """RK, if this slot takes a passphrase and no more, and it is this."""
        if (slot["type"], slot["kem"]) != (1, 0):
            return None
        ikm = self.stretched(passphrase, slot["params"])
        return self.unwrap(self.slot_keys(slot, ikm, self.epoch),
                           slot["rk_wrap"])

    def stretched(self, passphrase, params):
        one, m_kib, t, lanes, salt = unpack(">BLLB16s", params)
        require((one, lanes) == (1, 1), "slot")
        return argon2id(passphrase, salt, t, m_kib)

    def slot_keys(self, slot, ikm, epoch):
        info = (b"mohur/1 keystore slot\0"
                + pack(">LBH", epoch, slot["type"], slot["kem"])
                + frame(slot["params"]))
        prk = hkdf_extract("sha512", self.id + slot["id"], ikm)
        return hkdf_expand("sha512", prk, info, 64)

    def unwrap(self, keys, wrap):
        """wc is compared before anything is decrypted."""
        if not hmac.compare_digest(keys[32:], wrap[:32]):
            return None
        return self.open_aead(keys[:32], wrap[32:56], b"", wrap[56:])

    # ---- section 4

    def derive(self, root_key):
        prk = hkdf_extract("sha512", self.id + pack(">L", self.epoch), root_key)
        self.k_record, self.k_row, commit = (
            hkdf_expand("sha512", prk, b"mohur/1 keystore " + use + b"\0", 32)
            for use in (b"record", b"row", b"commit"))
        require(commit == self.head["rk_commit"], "rk_commit")
        system = self.env(b"system", b"", self.head["sys_ct"])
        self.anchor_key, self.index_key = system[:32], system[32:]

    def env(self, label, ids, sealed):
        aad = (b"mohur/1 keystore " + label + b"\0" + self.id
               + pack(">L", self.epoch) + ids)
        return self.open_aead(self.k_record, sealed[:24], aad, sealed[24:])

    # ---- section 5

    def row_mac(self, table, values):
        data = b"mohur/1 keystore row\0" + self.id + bytes([table])
        for v in values:
            if v is None:
                data += b"\0"
            elif isinstance(v, int):
                data += b"\1" + pack(">Q", v)
            elif isinstance(v, bytes):
                data += b"\2" + frame(v)
            else:
                data += b"\3" + frame(v.encode())
        return hmac.digest(self.k_row, data, "sha256")

    def primary_key(self, values):
        pk = b""
        for v in values:
            if isinstance(v, int):
                pk += pack(">Q", v)
            elif isinstance(v, bytes):
                pk += v
            else:
                pk += pack(">H", len(v.encode())) + v.encode()
        return pk

    def check_rows(self):
        """Each row has its leaf, each leaf its row, and the tree is theirs."""
        require(self.row_mac(0, tuple(self.head)[:-1]) == self.head["mac"],
                "store.mac")
        leaves = {}
        for table, (name, columns) in enumerate(TABLES.items(), 1):
            for row in self.db.execute(f"SELECT * FROM {name}"):
                pk = self.primary_key(tuple(row)[:columns])
                n = int.from_bytes(sha256(bytes([table]), pk)[:2], "big") >> 4
                leaves[n, table, pk] = self.row_mac(table, tuple(row))
        stored = {tuple(r)[:3]: r["mac"]
                  for r in self.db.execute("SELECT * FROM leaf")}
        require(leaves == stored, "leaf")
        require(self.root(leaves) == self.head["root"], "root")

    def root(self, leaves):
        buckets, nodes, zero = {}, {}, bytes(32)
        for (n, table, pk), mac in sorted(leaves.items()):
            buckets[n] = (buckets.get(n, b"") + pack(">BH", table, len(pk))
                          + pk + mac)
        for n, data in buckets.items():
            nodes[0, n] = sha256(b"mohur/1 keystore bucket\0", pack(">H", n),
                                 data)
        for g in {n // 64 for n in buckets}:
            nodes[1, g] = sha256(
                b"mohur/1 keystore group\0", pack(">H", g),
                *(nodes.get((0, 64 * g + i), zero) for i in range(64)))
        stored = {tuple(r)[:2]: r["hash"]
                  for r in self.db.execute("SELECT * FROM node")}
        require(nodes == stored, "node")
        return sha256(b"mohur/1 keystore root\0",
                      *(nodes.get((1, g), zero) for g in range(64)))

    # ---- section 8

    def check_events(self):
        label, count = b"mohur/1 ledger chain\0", 0
        chain = sha256(label, self.id)
        for row in self.db.execute("SELECT * FROM event ORDER BY n"):
            chain = sha256(label, chain, sha256(b"\0", row["leaf"]))
            require((row["n"], row["chain"]) == (count, chain), "event")
            count += 1
        require((count, chain) == (self.head["event_count"],
                                   self.head["event_head"]), "event_head")

    # ---- section 3

    def keys(self):
        """Name, row and secret of each version."""
        for ring in self.db.execute("SELECT * FROM ring"):
            name = self.ring_name(ring)
            keys = self.db.execute("SELECT * FROM key WHERE ring_id = ? "
                                   "ORDER BY ver", (ring["id"],)).fetchall()
            require([k["ver"] for k in keys]
                    == list(range(1, ring["next_ver"])), "versions")
            for key in keys:
                yield name, key, self.secret(ring, key)

    def ring_name(self, ring):
        texts = list(frames(self.env(b"meta", ring["id"], ring["meta_ct"])))
        tag = hmac.digest(self.index_key, b"mohur/1 keystore name\0" + texts[0],
                          "sha256")
        require(tag == ring["name_tag"] and len(texts) == 3, "name")
        return texts[0]

    def secret(self, ring, key):
        if key["secret_ct"] is None:
            return None
        return self.env(b"secret", key["ring_id"] + pack(
            ">LHLBBBBQ", key["ver"], key["alg"], key["usage"], key["origin"],
            ring["level"], ring["custody"], key["exportable"],
            key["created"]), key["secret_ct"])


def key_id(key, secret):
    """Computed from the secret where there is one."""
    if key["kcv"] is not None:
        kcv = secret and hkdf_expand("sha512", secret,
                                     b"mohur/1 keystore kcv\0", 8)
        require(kcv in (None, key["kcv"]), "kcv")
        return key["ring_id"].hex() + bytes(16).hex()
    if secret is not None and key["alg"] != 0x0604:  # X-Wing has a seed
        public = serialization.load_der_private_key(secret, None).public_key()
        require(key["pub"] == public.public_bytes(
            serialization.Encoding.DER,
            serialization.PublicFormat.SubjectPublicKeyInfo), "pub")
    return sha256(key["pub"]).hex()


def listing(store):
    found = [{"name": name.decode(), "version": key["ver"],
              "state": key["state"], "alg": key["alg"],
              "id": key_id(key, secret)} for name, key, secret in store.keys()]
    found.sort(key=lambda k: (k["name"].encode(), k["version"]))
    return json.dumps(found, indent=1)


if __name__ == "__main__":
    try:
        passphrase = sys.stdin.buffer.read().rstrip(b"\n")
        print(listing(Store(sys.argv[1], passphrase)))
    except Refused as e:
        sys.exit(f"mohur_keystore: refused: {e}")
