#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What mohur_keystore.py leaves out of docs/formats/keystore.md: slots with a
key pair, with shares, with a token, with several of them and of recipients,
the signatures of those who approved a change, and rollback anchors.

usage: keystore_whole.py FOLDER < PASSPHRASE     prints what is in it as JSON
       keystore_whole.py FOLDER [--pass=FILE] [--shares=FILE] [--key=PEM]
       [--answer=FILE] [--anchor=FILE]
       --answer: what a token answers (section 6), 32 bytes
"""

import hmac
import sys
from struct import pack, unpack

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import x25519

import mohur_crypto as mc
from mohur_keystore import Refused, Store, frame, frames, listing, require
from primitives import sha256

X25519 = 0x0020
ALGS = {"secp256r1": mc.ECDSA_P256, "secp384r1": mc.ECDSA_P384}


class WholeStore(Store):
    """A store that any of the things shown opens."""

    # ---- section 6

    def try_slot(self, slot, shown):
        if slot["type"] == 5:
            require(slot["sk_wrap"] is None and slot["params"] == b"", "slot")
            seed = slot["kem"] == X25519 and shown.get("seed")
            return seed and self.open_kem(slot, seed)
        ikm = self.ikm(slot["id"], slot["type"], slot["params"], shown)
        if ikm is None:
            return None
        if slot["kem"] == 0:
            return self.unwrap(self.slot_keys(slot, ikm, self.epoch),
                               slot["rk_wrap"])
        require(slot["kem"] == X25519, "kem")
        seed = self.unwrap(self.slot_keys(slot, ikm, 0), slot["sk_wrap"])
        return seed and self.open_kem(slot, seed)

    def open_kem(self, slot, seed):
        kem = mc.KEMS[mc.X25519]
        private = x25519.X25519PrivateKey.from_private_bytes(seed)
        enc, wrap = slot["rk_wrap"][:32], slot["rk_wrap"][32:]
        shared = mc.diffie_hellman(kem, private, enc)
        secret = mc.kem_secret(kem, shared, enc,
                               mc.public_bytes(private.public_key()))
        info = (b"mohur/1 keystore slot\0" + self.id + pack(">L", self.epoch)
                + slot["id"])
        return self.unwrap(mc.hpke_export(kem, secret, info, b"", 64), wrap)

    def ikm(self, slot_id, kind, params, shown):
        """None, if what this kind asks for is not shown."""
        if kind == 1 and "passphrase" in shown:
            return self.stretched(shown["passphrase"], params)
        if kind == 2 and "shares" in shown:
            return self.combined(slot_id, params, shown["shares"])
        if kind == 3 and "answer" in shown:
            require(params[:1] == b"\1" and params[17:24] == b"pkcs11:",
                    "slot")
            return shown["answer"]
        if kind == 7:
            return self.several(slot_id, params, shown)
        return None

    def several(self, slot_id, params, shown):
        parts, rest = [], params[1:]
        while rest:
            end = 5 + int.from_bytes(rest[1:5], "big")
            parts.append(self.ikm(slot_id, rest[0], rest[5:end], shown))
            rest = rest[end:]
        require(len(parts) == params[0], "slot")
        return None if None in parts else b"".join(map(frame, parts))

    def combined(self, slot_id, params, sentences):
        """The commitments are checked here; the words are the reference's."""
        from shamir_mnemonic import combine_mnemonics
        from shamir_mnemonic.share import Share
        from shamir_mnemonic.wordlist import mnemonic_to_indices
        ident, exponent, _, count = unpack(">HBBB", params[:5])
        members = params[6:5 + 2 * count:2]
        made = params[5 + 2 * count:]
        require(len(made) == 32 * sum(members), "slot")
        for number, sentence in enumerate(sentences, 1):
            share = Share.from_mnemonic(sentence)
            if (share.identifier, share.iteration_exponent) \
                    != (ident, exponent):
                return None
            bits = 0
            for word in mnemonic_to_indices(sentence):
                bits = bits << 10 | word
            place = sum(members[:share.group_index]) + share.index
            require(sha256(b"mohur/1 share\0", slot_id,
                           (bits << 6).to_bytes(42, "big"))
                    == made[32 * place:32 * place + 32], f"share {number}")
        return combine_mnemonics(sentences, b"")

    # ---- section 7

    def check_approvals(self):
        """Every signature of a move that an event names, where roles count."""
        roles = {r["id"]: r for r in self.db.execute("SELECT * FROM role")}
        for role in roles.values():
            self.env(b"label", role["id"], role["label_ct"])
            require(sha256(role["pub"])[:16] == role["id"], "role id")
        names = {ring["id"]: self.ring_name(ring)
                 for ring in self.db.execute("SELECT * FROM ring")}
        for row in self.db.execute("SELECT leaf FROM event ORDER BY n"):
            kind, tags = read_leaf(row["leaf"])
            if 8 not in tags or not 0x0203 <= kind <= 0x020A:
                continue
            to = 4 if kind == 0x0209 else tags[5][1]
            level = tags.get(14, b"\0")[0]
            for role_id, not_after, signature in read_approvals(tags[8]):
                message = (b"mohur/1 approval\0" + self.id + pack(">H", 4)
                           + tags[3] + tags[4] + tags[17][1:]
                           + pack(">HH", to | level << 8, 0) + not_after
                           + sha256(frame(names[tags[3]])))
                verify(roles[role_id]["pub"], message, signature)

    # ---- section 10

    def check_anchor(self, record):
        require(len(record) == 160 and record[:9] == b"MOHURANC\1" and
                record[9] in range(1, 5) and record[10:12] == b"\0\0", "anchor")
        mac = hmac.digest(self.anchor_key, record[:128], "sha256")
        require(mac == record[128:] and record[16:32] == self.id, "anchor")
        seq, root, count, head = unpack(">Q32sQ32s", record[32:112])
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
    kind, tags, at = int.from_bytes(leaf[21:23], "big"), {}, 31
    while at < len(leaf):
        tag, length = unpack(">HH", leaf[at:at + 4])
        tags[tag] = leaf[at + 4:at + 4 + length]
        at += 4 + length
    return kind, tags


def read_approvals(data):
    """Role id, last second and signature of each."""
    while data:
        signature = next(frames(data[24:]))
        yield data[:16], data[16:24], signature
        data = data[28 + len(signature):]


def verify(spki, message, signature):
    key = serialization.load_der_public_key(spki)
    alg = ALGS[key.curve.name] if hasattr(key, "curve") else mc.ED25519
    require(mc.signature_is_right(alg, key, signature, message), "approval")


def raw_seed(pem):
    return serialization.load_pem_private_key(pem, None).private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw,
        serialization.NoEncryption())


READ = {
    "--pass": ("passphrase", lambda data: data.rstrip(b"\n")),
    "--answer": ("answer", bytes),
    "--shares": ("shares", lambda data: data.decode().split("\n")[:-1]),
    "--key": ("seed", raw_seed),
    "--anchor": ("anchor", bytes),
}


def read_shown(words):
    """What the words name, or a passphrase from stdin."""
    shown = {}
    for word in words:
        option, _, path = word.partition("=")
        name, read = READ[option]
        with open(path, "rb") as f:
            shown[name] = read(f.read())
    if not shown.keys() - {"anchor"}:
        shown["passphrase"] = sys.stdin.buffer.read().rstrip(b"\n")
    return shown


def main():
    shown = read_shown(sys.argv[2:])
    store = WholeStore(sys.argv[1], shown)
    store.check_approvals()
    if "anchor" in shown:
        store.check_anchor(shown["anchor"])
    print(listing(store))


if __name__ == "__main__":
    try:
        main()
    except Refused as e:
        sys.exit(f"keystore_whole: refused: {e}")
