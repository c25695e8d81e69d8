#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second reader of the keystore, from docs/formats/keystore.md alone:
unlocks a store, checks every MAC, node and event, decrypts every secret.

usage: mohur_keystore.py FOLDER < PASSPHRASE     prints what is in it as JSON
       mohur_keystore.py FOLDER [--pass=FILE] [--shares=FILE] [--key=PEM]
       [--answer=FILE] [--anchor=FILE]
       --answer: what a token answers (section 6), 32 bytes
"""

import hashlib
import hmac
import json
import sqlite3
import struct
import sys

from cryptography.hazmat.primitives import cmac, hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey, X25519PublicKey)
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.ciphers.aead import (
    AESGCM, ChaCha20Poly1305)

TABLES = ("store slot ring key cert lease role subject item profile "
          "backup").split()
KEYS = {"slot": 1, "ring": 1, "key": 2, "cert": 3, "lease": 3, "role": 1,
        "subject": 2, "item": 2, "profile": 2, "backup": 1}
ZERO = bytes(32)


class Refused(Exception):
    pass


def require(true, what):
    if not true:
        raise Refused(what)


# ------------------------------------------------------------- cryptography

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def extract(salt, ikm):
    return hmac.digest(salt, ikm, "sha512")


def expand(prk, info, length):
    out, block, i = b"", b"", 1
    while len(out) < length:
        block = hmac.digest(prk, block + info + bytes([i]), "sha512")
        out, i = out + block, i + 1
    return out[:length]


def argon2id(passphrase, salt, m_kib, t):
    try:
        from argon2.low_level import Type, hash_secret_raw
        return hash_secret_raw(passphrase, salt, t, m_kib, 1, 32, Type.ID, 19)
    except ImportError:
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
        return Argon2id(salt=salt, length=32, iterations=t, lanes=1,
                        memory_cost=m_kib).derive(passphrase)


def hchacha20(key, nonce):
    """draft-irtf-cfrg-xchacha, section 2.2."""
    s = list(struct.unpack("<16L", b"expand 32-byte k" + key + nonce))

    def quarter(a, b, c, d):
        for x, y, z, bits in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8),
                              (c, d, b, 7)):
            s[x] = (s[x] + s[y]) & 0xffffffff
            s[z] ^= s[x]
            s[z] = (s[z] << bits | s[z] >> 32 - bits) & 0xffffffff

    for _ in range(10):
        for i in range(4):
            quarter(i, i + 4, i + 8, i + 12)
        for i in range(4):
            quarter(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    return struct.pack("<8L", *s[:4], *s[12:])


def open_xchacha(key, nonce, aad, sealed):
    inner = ChaCha20Poly1305(hchacha20(key, nonce[:16]))
    return inner.decrypt(bytes(4) + nonce[16:], sealed, aad)


def open_xaes(key, nonce, aad, sealed):
    """C2SP XAES-256-GCM: a key by CMAC from the first half of the nonce."""
    inner = b""
    for i in (1, 2):
        mac = cmac.CMAC(algorithms.AES(key))
        mac.update(bytes([0, i]) + b"X\0" + nonce[:12])
        inner += mac.finalize()
    return AESGCM(inner).decrypt(nonce[12:], sealed, aad)


SUITES = {1: open_xchacha, 2: open_xaes}


def u16(n):
    return struct.pack(">H", n)


def u32(n):
    return struct.pack(">L", n)


def u64(n):
    return struct.pack(">Q", n)


def frame(x):
    return u32(len(x)) + x


def unwrap(open_aead, keys, wrap):
    """Section 6: wc is compared before anything is decrypted."""
    if not hmac.compare_digest(keys[32:], wrap[:32]):
        return None
    return open_aead(keys[:32], wrap[32:56], b"", wrap[56:])


def labeled(suite, label, ikm):
    return b"HPKE-v1" + suite + label + ikm


def hpke_x25519(seed, enc, info):
    """RFC 9180: DHKEM(X25519), HKDF-SHA-512, export-only; 64 bytes."""
    private = X25519PrivateKey.from_private_bytes(seed)
    public = private.public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    dh = private.exchange(X25519PublicKey.from_public_bytes(enc))
    kem = b"KEM" + u16(0x0020)
    prk = hmac.digest(bytes(32), labeled(kem, b"eae_prk", dh), "sha256")
    shared = hmac.digest(prk, u16(32) + labeled(
        kem, b"shared_secret", enc + public) + b"\1", "sha256")
    suite = b"HPKE" + u16(0x0020) + u16(3) + u16(0xffff)
    context = (b"\0" + extract(b"", labeled(suite, b"psk_id_hash", b""))
               + extract(b"", labeled(suite, b"info_hash", info)))
    secret = extract(shared, labeled(suite, b"secret", b""))
    exporter = expand(secret, u16(64) + labeled(suite, b"exp", context), 64)
    return expand(exporter, u16(64) + labeled(suite, b"sec", b""), 64)


# ---------------------------------------------------------------- the store

class Store:
    def __init__(self, folder, shown):
        self.db = sqlite3.connect(f"file:{folder}/keystore.db?mode=ro",
                                  uri=True)
        self.db.row_factory = sqlite3.Row
        require(self.number("PRAGMA application_id") == 0x4D484B53, "kind")
        require(self.number("PRAGMA user_version") == 1, "version")
        self.head = self.db.execute("SELECT * FROM store").fetchone()
        self.id, self.epoch = self.head["store_id"], self.head["epoch"]
        require(self.head["suite"] in SUITES, "suite")
        self.open_aead = SUITES[self.head["suite"]]
        self.derive(self.unlock(shown))
        self.check()

    def number(self, sql, *with_):
        return self.db.execute(sql, with_).fetchone()[0]

    # ---- section 6

    def unlock(self, shown):
        for slot in self.db.execute("SELECT * FROM slot WHERE state = 1"):
            root_key = self.try_slot(slot, shown)
            if root_key:
                return root_key
        raise Refused("no slot opens")

    def try_slot(self, slot, shown):
        if slot["type"] == 5:
            seed = shown.get("seed")
            require(slot["sk_wrap"] is None and slot["params"] == b"", "slot")
            return seed and slot["kem"] == 0x0020 and self.open_kem(slot, seed)
        ikm = self.ikm(slot["id"], slot["type"], slot["params"], shown)
        return ikm and self.open_slot(slot, ikm)

    def ikm(self, slot_id, kind, params, shown):
        if kind == 1 and "passphrase" in shown:
            one, m_kib, t, lanes, salt = struct.unpack(">BLLB16s", params)
            require((one, lanes) == (1, 1), "slot")
            return argon2id(shown["passphrase"], salt, m_kib, t)
        if kind == 2 and "shares" in shown:
            return self.shares(slot_id, params, shown["shares"])
        if kind == 3 and "answer" in shown:
            require(params[:1] == b"\1" and params[17:24] == b"pkcs11:",
                    "slot")
            return shown["answer"]
        if kind == 7:
            parts, rest = [], params[1:]
            while rest:
                end = 5 + struct.unpack(">L", rest[1:5])[0]
                parts.append(self.ikm(slot_id, rest[0], rest[5:end], shown))
                rest = rest[end:]
            require(len(parts) == params[0], "slot")
            return None not in parts and b"".join(map(frame, parts))
        return None

    def shares(self, slot_id, params, sentences):
        """The commitments are checked here; the words are the reference's."""
        from shamir_mnemonic import combine_mnemonics
        from shamir_mnemonic.share import Share
        from shamir_mnemonic.wordlist import mnemonic_to_indices
        ident, exponent, threshold, count = struct.unpack(">HBBB", params[:5])
        members = [tuple(params[5 + 2 * g:7 + 2 * g]) for g in range(count)]
        made = params[5 + 2 * count:]
        require(len(made) == 32 * sum(n for _, n in members), "slot")
        for number, sentence in enumerate(sentences, 1):
            share = Share.from_mnemonic(sentence)
            if (share.identifier, share.iteration_exponent) \
                    != (ident, exponent):
                return None
            bits = 0
            for word in mnemonic_to_indices(sentence):
                bits = bits << 10 | word
            place = sum(n for _, n in members[:share.group_index]) + share.index
            require(sha256(b"mohur/1 share\0", slot_id,
                           (bits << 6).to_bytes(42, "big"))
                    == made[32 * place:32 * place + 32], f"share {number}")
        return combine_mnemonics(sentences, b"")

    def open_slot(self, slot, ikm):
        if slot["kem"] == 0:
            return unwrap(self.open_aead, self.slot_keys(slot, ikm, self.epoch),
                          slot["rk_wrap"])
        require(slot["kem"] == 0x0020, "kem")
        seed = unwrap(self.open_aead, self.slot_keys(slot, ikm, 0),
                      slot["sk_wrap"])
        return seed and self.open_kem(slot, seed)

    def slot_keys(self, slot, ikm, epoch):
        return expand(
            extract(self.id + slot["id"], ikm),
            b"mohur/1 keystore slot\0" + u32(epoch) + bytes([slot["type"]])
            + u16(slot["kem"]) + frame(slot["params"]), 64)

    def open_kem(self, slot, seed):
        info = (b"mohur/1 keystore slot\0" + self.id + u32(self.epoch)
                + slot["id"])
        return unwrap(self.open_aead,
                      hpke_x25519(seed, slot["rk_wrap"][:32], info),
                      slot["rk_wrap"][32:])

    # ---- section 4

    def derive(self, root_key):
        prk = extract(self.id + u32(self.epoch), root_key)
        self.k_record = expand(prk, b"mohur/1 keystore record\0", 32)
        self.k_row = expand(prk, b"mohur/1 keystore row\0", 32)
        commit = expand(prk, b"mohur/1 keystore commit\0", 32)
        require(commit == self.head["rk_commit"], "rk_commit")
        system = self.env(b"system", b"", self.head["sys_ct"])
        self.anchor_key, self.index_key = system[:32], system[32:]

    def env(self, label, ids, sealed):
        aad = (b"mohur/1 keystore " + label + b"\0" + self.id
               + u32(self.epoch) + ids)
        return self.open_aead(self.k_record, sealed[:24], aad, sealed[24:])

    # ---- section 5

    def row_mac(self, table, values):
        data = b"mohur/1 keystore row\0" + self.id + bytes([table])
        for v in values:
            data += (b"\0" if v is None else b"\1" + u64(v)
                     if isinstance(v, int) else b"\2" + frame(v)
                     if isinstance(v, bytes) else b"\3" + frame(v.encode()))
        return hmac.digest(self.k_row, data, "sha256")

    def check(self):
        require(self.row_mac(0, tuple(self.head)[:-1]) == self.head["mac"],
                "store.mac")
        leaves = {}
        for table, name in list(enumerate(TABLES))[1:]:
            for row in self.db.execute(f"SELECT * FROM {name}"):
                pk = b"".join(
                    u64(v) if isinstance(v, int) else v
                    if isinstance(v, bytes) else u16(len(v.encode()))
                    + v.encode() for v in tuple(row)[:KEYS[name]])
                n = int.from_bytes(sha256(bytes([table]), pk)[:2],
                                   "big") >> 4
                leaves[n, table, pk] = self.row_mac(table, tuple(row))
        stored = {tuple(r)[:3]: r["mac"]
                  for r in self.db.execute("SELECT * FROM leaf")}
        require(leaves == stored, "leaf")
        require(self.nodes(leaves) == self.head["root"], "root")
        self.check_events()

    def nodes(self, leaves):
        buckets, nodes = {}, {}
        for (n, table, pk), mac in sorted(leaves.items()):
            buckets[n] = (buckets.get(n, b"") + bytes([table])
                          + u16(len(pk)) + pk + mac)
        for n, data in buckets.items():
            nodes[0, n] = sha256(b"mohur/1 keystore bucket\0", u16(n), data)
        for g in {n // 64 for n in buckets}:
            nodes[1, g] = sha256(
                b"mohur/1 keystore group\0", u16(g),
                *(nodes.get((0, 64 * g + i), ZERO) for i in range(64)))
        stored = {tuple(r)[:2]: r["hash"]
                  for r in self.db.execute("SELECT * FROM node")}
        require(nodes == stored, "node")
        return sha256(b"mohur/1 keystore root\0",
                      *(nodes.get((1, g), ZERO) for g in range(64)))

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

    def rings(self):
        for ring in self.db.execute("SELECT * FROM ring"):
            meta, texts = self.env(b"meta", ring["id"], ring["meta_ct"]), []
            while meta:
                end = 4 + struct.unpack(">L", meta[:4])[0]
                texts.append(meta[4:end])
                meta = meta[end:]
            tag = hmac.digest(self.index_key, b"mohur/1 keystore name\0"
                              + texts[0], "sha256")
            require(tag == ring["name_tag"] and len(texts) == 3, "name")
            keys = self.db.execute("SELECT * FROM key WHERE ring_id = ? "
                                   "ORDER BY ver", (ring["id"],)).fetchall()
            require([k["ver"] for k in keys]
                    == list(range(1, ring["next_ver"])), "versions")
            for key in keys:
                yield texts[0].decode(), key, self.secret(ring, key)

    def secret(self, ring, key):
        if key["secret_ct"] is None:
            return None
        return self.env(b"secret", key["ring_id"] + struct.pack(
            ">LHLBBBBQ", key["ver"], key["alg"], key["usage"], key["origin"],
            ring["level"], ring["custody"], key["exportable"],
            key["created"]), key["secret_ct"])

    # ---- section 7

    def check_approvals(self):
        """Every signature of a move that an event names, where roles count."""
        roles = {r["id"]: r for r in self.db.execute("SELECT * FROM role")}
        for role in roles.values():
            self.env(b"label", role["id"], role["label_ct"])
            require(sha256(role["pub"])[:16] == role["id"], "role id")
        names = {ring["id"]: self.env(b"meta", ring["id"], ring["meta_ct"])
                 for ring in self.db.execute("SELECT * FROM ring")}
        for row in self.db.execute("SELECT leaf FROM event ORDER BY n"):
            kind, tags = read_leaf(row["leaf"])
            if 8 not in tags or not 0x0203 <= kind <= 0x020A:
                continue
            to, level = tags[5][1], tags.get(14, b"\0")[0]
            to = 4 if kind == 0x0209 else to
            name = names[tags[3]]
            name = name[:4 + struct.unpack(">L", name[:4])[0]]
            for role_id, not_after, signature in read_approvals(tags[8]):
                message = (b"mohur/1 approval\0" + self.id + u16(4) + tags[3]
                           + tags[4] + tags[17][1:] + u16(to | level << 8)
                           + u16(0) + not_after + sha256(name))
                verify(roles[role_id]["pub"], message, signature)

    # ---- section 10

    def check_anchor(self, record):
        require(len(record) == 160 and record[:9] == b"MOHURANC\1" and
                record[9] in (1, 2, 3) and record[10:12] == b"\0\0", "anchor")
        mac = hmac.digest(self.anchor_key, record[:128], "sha256")
        require(mac == record[128:] and record[16:32] == self.id, "anchor")
        seq, root, count, head = struct.unpack(">Q32sQ32s", record[32:112])
        if seq == self.head["seq"]:
            require((root, head) == (self.head["root"],
                                     self.head["event_head"]), "rollback")
        require(seq <= self.head["seq"], "rollback")
        for row in self.db.execute("SELECT leaf FROM event WHERE n >= ? "
                                   "ORDER BY n", (count,)):
            head = sha256(b"mohur/1 ledger chain\0", head,
                          sha256(b"\0", row["leaf"]))
        require(head == self.head["event_head"], "rollback")


def read_leaf(leaf):
    """Type and tags of an event."""
    kind, tags, at = struct.unpack(">H", leaf[21:23])[0], {}, 31
    while at < len(leaf):
        tag, length = struct.unpack(">HH", leaf[at:at + 4])
        tags[tag] = leaf[at + 4:at + 4 + length]
        at += 4 + length
    return kind, tags


def read_approvals(data):
    while data:
        length = struct.unpack(">L", data[24:28])[0]
        yield data[:16], data[16:24], data[28:28 + length]
        data = data[28 + length:]


def verify(spki, message, signature):
    key = serialization.load_der_public_key(spki)
    if isinstance(key, ed25519.Ed25519PublicKey):
        key.verify(signature, message)
        return
    half = len(signature) // 2
    key.verify(utils.encode_dss_signature(
        int.from_bytes(signature[:half], "big"),
        int.from_bytes(signature[half:], "big")), message,
        ec.ECDSA(hashes.SHA256() if half == 32 else hashes.SHA384()))


def describe(name, key, secret):
    """The id, computed from the secret where there is one."""
    out = {"name": name, "version": key["ver"], "state": key["state"],
           "alg": key["alg"]}
    if key["kcv"] is not None:
        out["id"] = key["ring_id"].hex() + bytes(16).hex()
        kcv = secret and expand(secret, b"mohur/1 keystore kcv\0", 8)
        require(kcv in (None, key["kcv"]), "kcv")
    else:
        out["id"] = sha256(key["pub"]).hex()
    if key["kcv"] is None and secret is not None and key["alg"] != 0x0604:
        private = serialization.load_der_private_key(secret, None)
        public = private.public_key().public_bytes(
            serialization.Encoding.DER,
            serialization.PublicFormat.SubjectPublicKeyInfo)
        require(public == key["pub"], "pub")
    return out


def read_shown(words):
    """A passphrase from stdin; or what the words name."""
    shown = {}
    for word in words:
        kind, _, path = word.partition("=")
        with open(path, "rb") as f:
            data = f.read()
        if kind == "--pass":
            shown["passphrase"] = data.rstrip(b"\n")
        elif kind == "--answer":
            shown["answer"] = data
        elif kind == "--shares":
            shown["shares"] = data.decode().split("\n")[:-1]
        else:
            key = serialization.load_pem_private_key(data, None)
            shown["seed"] = key.private_bytes(
                serialization.Encoding.Raw, serialization.PrivateFormat.Raw,
                serialization.NoEncryption())
    return shown or {"passphrase": sys.stdin.buffer.read().rstrip(b"\n")}


def main():
    words = [w for w in sys.argv[2:] if not w.startswith("--anchor=")]
    store = Store(sys.argv[1], read_shown(words))
    store.check_approvals()
    for word in sys.argv[2:]:
        if word.startswith("--anchor="):
            with open(word[len("--anchor="):], "rb") as f:
                store.check_anchor(f.read())
    found = [describe(*r) for r in store.rings()]
    found.sort(key=lambda k: (k["name"].encode(), k["version"]))
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    try:
        main()
    except Refused as e:
        sys.exit(f"mohur_keystore: refused: {e}")
