#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""List D (signature), and the manifest's own rules."""

import hashlib
import struct

from cryptography.hazmat.primitives import serialization

import mohur_archive as m
import mohur_crypto as mc
from forge import Forge, Item, Rec, Signer, kek_slot, rnd, sign, tlv
from good import by_admin, reseal
from maker import PLAIN, SIGNED, flip, raw_public

BOTH = "key=kek1 trust=ed1 trust=pa1"


class SmallR(Signer):
    """Ed25519 with r = 0: the equation holds, R is the neutral element."""

    def sign(self, body):
        raw = lambda key: key.private_bytes(
            serialization.Encoding.Raw, serialization.PrivateFormat.Raw,
            serialization.NoEncryption())
        half = bytearray(hashlib.sha512(raw(self.private)).digest()[:32])
        half[0] &= 248
        half[31] = half[31] & 127 | 64
        big_r, public = (1).to_bytes(32, "little"), raw_public(self.private)
        message = self.domain + b"\0\1" + self.key_id + m.sha256(body)
        k = hashlib.sha512(big_r + public + message).digest()
        s = (int.from_bytes(k, "little") * int.from_bytes(half, "little")) % mc.ED_L
        return 1, self.key_id, big_r + s.to_bytes(32, "little")


def add(t):
    stripped(t)
    forged(t)
    confused(t)
    policies(t)
    resealed(t)
    opaque(t)
    manifest_fields(t)
    meta(t)


def signers(t, *names, **more):
    return [Signer(t.private(name), **more) for name in names]


def change(**fields):
    return lambda forge, value: value.update(fields)


def stripped(t):
    bad = lambda name, status, by, opener=SIGNED, **hooks: t.bad(
        "d" + name, t.forge(signers=signers(t, *by), hooks=hooks), status,
        "signature", opener)
    bad("34_signature_stripped", "AUTH", ["ed1"], signatures=lambda f, v: [])
    bad("34_signature_stripped_unsigned_call", "AUTH", ["ed1"], PLAIN,
        signatures=lambda f, v: [])
    bad("34_signer_list_emptied", "AUTH", ["ed1"], manifest=change(signers=[]))
    bad("34_signer_list_emptied_unsigned_call", "AUTH", ["ed1"], PLAIN,
        manifest=change(signers=[]))
    bad("44_unsigned_by_the_ordinary_call", "UNTRUSTED", [])
    bad("44_signed_by_the_unsigned_call", "UNTRUSTED", ["ed1"], PLAIN)
    bad("35_first_of_two_stripped", "AUTH", ["ed1", "pa1"], BOTH,
        signatures=lambda f, v: v[1:])
    bad("35_second_of_two_stripped", "AUTH", ["ed1", "pa1"], BOTH,
        signatures=lambda f, v: v[:1])
    bad("35_second_stripped_from_both_lists", "AUTH", ["ed1", "pa1"], BOTH,
        signatures=lambda f, v: [Signer(t.private("ed1")).sign(two_signers(f))],
        manifest=lambda f, v: v.update(signers=v["signers"][:1]))
    bad("35_signatures_reordered", "AUTH", ["ed1", "pa1"], BOTH,
        signatures=lambda f, v: v[::-1])
    bad("35_signature_added", "AUTH", ["ed1"], BOTH,
        signatures=lambda f, v: v + [(2, m.key_id(t.key("pa1")[1]), bytes(64))])
    bad("35_signature_doubled", "AUTH", ["ed1"], signatures=lambda f, v: v * 2)
    bad("36_signer_not_accepted", "UNTRUSTED", ["ed2"])
    bad("36_nobody_accepted", "UNTRUSTED", ["ed1"], "key=kek1")
    bad("36_id_in_signatures_only", "AUTH", ["ed1"], signatures=lambda f, v: [
        (v[0][0], m.key_id(t.key("ed2")[1]), v[0][2])])
    bad("36_alg_in_signatures_only", "AUTH", ["ed1"], signatures=lambda f, v: [
        (2, *v[0][1:])])
    bad("34_one_of_two_needed_signed", "UNTRUSTED", ["ed1"],
        BOTH + " threshold=2")
    bad("34_two_signed_three_needed", "UNTRUSTED", ["ed1", "pa1"],
        BOTH + " trust=pb1 threshold=3")
    bad("39_one_wrong_beside_one_right", "AUTH", ["ed1", "pa1"], BOTH,
        signatures=lambda f, v: [v[0], (*v[1][:2], flip(v[1][2], 40))])
    fmt = lambda name, fn: t.bad("d43_" + name, t.forge(
        signers=signers(t, "ed1"), hooks=dict(sigbody=fn)), "FORMAT", "signature",
        SIGNED)
    fmt("cut", lambda f, v: v[:-1])
    fmt("head_cut", lambda f, v: v[:37])
    fmt("byte_after", lambda f, v: v + b"\0")
    fmt("blob_len_63", lambda f, v: v[:34] + struct.pack(">I", 63) + v[38:-1])
    fmt("blob_len_65", lambda f, v: v[:34] + struct.pack(">I", 65) + v[38:] + b"\0")
    fmt("blob_len_0", lambda f, v: v[:34] + bytes(4))
    fmt("blob_len_all_ones", lambda f, v: v[:34] + b"\xff" * 4 + v[38:])


def two_signers(forge):
    """The manifest as it was before a co-signer was cut out of it."""
    fields = dict(forge.manifest, signers=[(s.alg, s.key_id)
                                           for s in forge.signers])
    return Forge.make_manifest(_Fixed(forge, fields))


class _Fixed:
    """Stands in for a forge whose manifest fields are already known."""

    def __init__(self, forge, fields):
        self.__dict__.update(vars(forge))
        self.fields_known = fields

    def hook(self, name, value, *index):
        return self.fields_known


def forged(t):
    bad = lambda name, one, status="AUTH", opener=SIGNED: t.bad(
        "d" + name, t.forge(signers=[one]), status, "signature", opener)
    ed1, pa1, pb1 = (t.private(n) for n in ("ed1", "pa1", "pb1"))
    kid = lambda n: m.key_id(t.key(n)[1])
    bad("36_signed_by_another_key", Signer(t.private("ed2"), key_id=kid("ed1")))
    for name, domain in (("countersig", b"mohur/1 countersig\0"),
                         ("header_sig", b"mohur/1 header sig\0"),
                         ("document", b"mohur/1 document\0"), ("none", b""),
                         ("no_zero_byte", b"mohur/1 sig")):
        bad(f"38_domain_{name}", Signer(ed1, domain=domain))
    bad("38_over_another_manifest", Signer(ed1, digest=rnd("another manifest")))
    bad("38_over_the_body_itself", Signer(ed1, blob=lambda b: sign(
        ed1, b"mohur/1 manifest\0")))
    bad("42_manifest_changed_afterwards", Signer(ed1, blob=lambda b: flip(b, 3)))
    for at in (0, 31, 32, 63):
        bad(f"39_ed25519_flip_{at}", Signer(ed1, blob=lambda b: flip(b, at)))
        bad(f"39_p256_flip_{at}", Signer(pa1, blob=lambda b: flip(b, at)),
            opener="key=kek1 trust=pa1")
    bad("39_ed25519_zero", Signer(ed1, blob=lambda b: bytes(64)))
    plus_l = lambda b: b[:32] + (int.from_bytes(b[32:], "little")
                                 + mc.ED_L).to_bytes(32, "little")
    bad("39_ed25519_s_not_canonical", Signer(ed1, blob=plus_l))
    one = (1).to_bytes(32, "little")
    bad("39_ed25519_small_order_key", Signer(
        None, 1, m.sha256(bytes.fromhex("302a300506032b6570032100"), one),
        blob=lambda b: one + bytes(32)), opener="key=kek1 trust=edsmall")
    bad("39_ed25519_small_order_r", Signer(ed1, blob=lambda b: one + b[32:]))
    bad("39_ed25519_small_order_r_that_verifies", SmallR(ed1))
    for name, private in (("p256", pa1), ("p384", pb1)):
        who = f"key=kek1 trust={'pa1' if name == 'p256' else 'pb1'}"
        half = private.curve.key_size // 8
        order = mc.EC_ORDER[private.curve.name].to_bytes(half, "big")
        bad(f"39_{name}_high_s", Signer(private, high_s=True), opener=who)
        for what, blob in (
                ("zero_r", lambda b: bytes(half) + b[half:]),
                ("zero_s", lambda b: b[:half] + bytes(half)),
                ("zeros", lambda b: bytes(2 * half)),
                ("r_is_n", lambda b: order + b[half:]),
                ("s_is_n", lambda b: b[:half] + order),
                ("all_ones", lambda b: b"\xff" * 2 * half),
                ("r_and_s_swapped", lambda b: b[half:] + b[:half]),
                ("little_endian", lambda b: b[:half][::-1] + b[half:][::-1])):
            bad(f"39_{name}_{what}", Signer(private, blob=blob), opener=who)
    der = lambda b: (b"\x30\x44\x02\x20" + b[:32] + b"\x02\x20" + b[32:])
    t.bad("d39_p256_as_der", t.forge(signers=[Signer(pa1, blob=der)]), "FORMAT",
          "signature", "key=kek1 trust=pa1")


def confused(t):
    """The algorithm says one thing, the key another."""
    bad = lambda name, private, alg, blob, trust: t.bad(
        "d39_" + name, t.forge(signers=[Signer(t.private(private), alg,
                                               blob=blob)]),
        "AUTH", "signature", f"key=kek1 trust={trust}")
    same = lambda b: b
    bad("ed25519_key_as_p256", "ed1", 2, same, "ed1")
    bad("ed25519_key_as_p384", "ed1", 3, lambda b: b + bytes(32), "ed1")
    bad("p256_key_as_ed25519", "pa1", 1, same, "pa1")
    bad("p256_key_as_p384", "pa1", 3, lambda b: b[:32].rjust(48, b"\0")
        + b[32:].rjust(48, b"\0"), "pa1")
    bad("p384_key_as_p256", "pb1", 2, lambda b: b[:64], "pb1")
    bad("p384_key_as_ed25519", "pb1", 1, lambda b: b[:64], "pb1")


def policies(t):
    kek2 = kek_slot(t.key("kek2"), 3)

    def forwarded(forward_policy, **more):
        a = t.forge(signers=signers(t, "ed1"), forward_policy=forward_policy)
        a.build()
        return Forge(slots=a.slots + [kek2], generation=1, payload=a.payload,
                     **more)
    t.bad("d40_forwarded_without_consent", forwarded(0), "UNTRUSTED", "policy",
          "key=kek2 trust=ed1")
    t.bad("d40_forward_policy_1", forwarded(1), "POLICY", "policy",
          "key=kek2 trust=ed1")
    t.bad("d40_forward_policy_1_with_consent", forwarded(1), "POLICY", "policy",
          "key=kek2 trust=ed1 forwarded")
    bad = lambda name, archive, opener="key=kek1 trust=ed1 admin=pa1 admin=pa2": \
        t.bad("d" + name, archive, "POLICY", "policy", opener)
    bad("41_admin_not_listed", by_admin(t, "pa2"))
    bad("41_admin_key_not_given", by_admin(t, "pa1"), SIGNED)
    bad("41_admin_signed_another_header", by_admin(t, "pa1", rnd("digest")))
    bad("41_admin_cannot_thaw", by_admin(t, "pa1", policy=2))
    bad("41_admin_signature_flipped", by_admin(
        t, "pa1", change=lambda body: flip(body, 50)))
    bad("41_admin_signed_as_a_sender", by_admin(
        t, "pa1", label=b"mohur/1 sig\0"))
    bad("41_admin_listed_under_another_alg", by_admin(
        t, "pa1", listed_alg=b"\0\1"))
    bad("41_a_foreign_key_that_says_it_is_the_admin", by_admin(
        t, "pa1", signs="pa2"))
    for policy in (1, 2):
        bad(f"81_header_digest_under_policy_{policy}", t.forge(
            signers=signers(t, "ed1"), header_policy=policy,
            hooks=dict(manifest=change(header_digest=bytes(32)))), SIGNED)
    older = t.forge(signers=signers(t, "ed1"), header_policy=1)
    older.build()
    bad("81_admin_signature_of_an_older_generation", by_admin(
        t, "pa1", older.header_digest))
    intended = lambda name, status, stage, fn, opener=SIGNED: t.bad(
        f"d80_{name}", t.forge(signers=signers(t, "ed1"),
                               hooks=dict(manifest=fn)), status, stage, opener)
    intended("opener_not_on_the_list", "UNTRUSTED", "policy",
             change(intended=[rnd("someone", 16)]))
    intended("id_of_another_archive", "UNTRUSTED", "policy", lambda f, v: v.update(
        intended=[m.intended_id(rnd("x", 16), t.key("kek1").recipient_id())]))
    t.bad("d80_opener_not_on_an_unsigned_list", t.forge(
        intended=[rnd("someone")]), "UNTRUSTED", "policy", PLAIN)
    t.good("d80_not_on_an_unsigned_list_with_consent", t.forge(
        intended=[rnd("someone")]), PLAIN + " forwarded")
    fmt = lambda name, fn: intended(name, "FORMAT", "manifest", fn)
    ids = [rnd(f"i{i}", 16) for i in range(257)]
    fmt("unsorted", lambda f, v: v.update(
        intended=sorted(v["intended"] + ids[:2], reverse=True)))
    fmt("doubled", lambda f, v: v.update(intended=v["intended"] * 2))
    fmt("empty", change(intended=[]))
    fmt("257", lambda f, v: v.update(intended=sorted(v["intended"] + ids[:256])))
    fmt("count_too_small", change(n_intended=0))
    fmt("count_too_large", change(n_intended=2))
    t.good("d80_256_addressees", t.forge(signers=signers(t, "ed1"), hooks=dict(
        manifest=lambda f, v: v.update(intended=sorted(
            v["intended"] + ids[:255])))), SIGNED)


def resealed(t):
    a = t.forge(signers=signers(t, "ed1"))
    a.build()
    b_salt = dict(salt=rnd("b salt"), fk=rnd("b fk"), archive_id=rnd("b id", 16))
    seen = {}
    other = t.forge([Item(b"a.txt", b"SALAM\n"),
                     Item(b"b/c.bin", rnd("c.bin", 1500))],
                    signers=signers(t, "ed1"), hooks=dict(
                        records=lambda f, v: seen.update(r=v)), **b_salt)
    other.build()

    def records(f, v):
        by_type = {r.type: r for r in seen["r"]}
        return [by_type[r.type] if r.type in (m.MANIFEST, m.SIGNATURES) else r
                for r in v]
    t.bad("d37_manifest_of_another_archive", t.forge(
        signers=signers(t, "ed1"), hooks=dict(records=records)), "AUTH",
        "directory", SIGNED, notes="both archives are the sender's")
    for off, word in ((61, "first"), (66, "last")):
        t.bad(f"d42_resealed_with_the_{word}_content_byte_changed", reseal(
            t, a, 0x0101, lambda plain: flip(plain, off)), "AUTH", "entry", SIGNED)
    t.bad("d42_resealed_with_a_name_changed", reseal(
        t, a, 0x0101, lambda plain: plain.replace(b"a.txt", b"a-txt")),
        "AUTH", "directory", SIGNED)
    t.bad("d42_resealed_with_the_inline_name_changed", reseal(
        t, a, 0x0102, lambda plain: plain.replace(b"a.txt", b"b.txt", 1)),
        "FORMAT", "entry", SIGNED)
    t.bad("d42_resealed_with_the_claimed_time_changed", reseal(
        t, a, 0x0102, lambda plain: flip(plain, plain.index(
            b"mohur/1 manifest") + 47)), "AUTH", "signature", SIGNED)


def opaque(t):
    """d43: signatures that this build cannot check."""
    one = lambda alg, n, key="opaque": Signer(None, alg, rnd(key),
                                              blob=lambda b: bytes(n))
    bad = lambda name, by, status, stage="signature": t.bad(
        "d43_" + name, t.forge(signers=by), status, stage, SIGNED)
    bad("cms_garbage_alone", [one(16, 100)], "UNTRUSTED")
    bad("cms_empty_alone", [one(16, 0)], "UNTRUSTED")
    bad("cms_oversize", [one(16, 65537)], "FORMAT")
    bad("ml_dsa_65_alone", [one(4, 3309)], "UNTRUSTED")
    bad("ml_dsa_65_of_3308", [one(4, 3308)], "FORMAT")
    bad("ml_dsa_87_of_3309", [one(5, 3309)], "FORMAT")
    bad("alg_0_alone", [one(0, 64)], "UNTRUSTED")
    bad("alg_99_alone", [one(99, 64)], "UNTRUSTED")
    bad("known_key_under_an_unknown_alg", [Signer(
        None, 99, m.key_id(t.key("ed1")[1]), blob=lambda b: bytes(64))],
        "UNTRUSTED")
    bad("signatures_over_1_mib", [one(16, 65536, i) for i in range(16)],
        "LIMIT", "limit")


def manifest_fields(t):
    bad = lambda name, status="FORMAT", stage="manifest", **v: t.bad(
        "d82_" + name, t.forge(signers=signers(t, "ed1"),
                               hooks=dict(manifest=change(**v))),
        status, stage, SIGNED)
    for tree in (0, 2, 3, 255):
        bad(f"tree_{tree}", tree=tree)
    bad("header_policy_3", header_policy=3)
    bad("forward_policy_2", forward_policy=2)
    bad("label", label=b"mohur/2 manifest\0")
    bad("label_without_zero", label=b"mohur/1 manifest ")
    bad("17_signers", signers=[(1, rnd(i)) for i in range(17)])
    bad("n_signers_too_large", n_signers=2)
    bad("n_signers_too_small", n_signers=0)
    bad("n_signers_all_ones", n_signers=65535)
    bad("n_intended_all_ones", n_intended=65535)
    bad("bytes_after", tail=b"\0")
    bad("meta_len_too_large", meta_len=1)
    bad("meta_len_all_ones", meta_len=2**32 - 1)
    t.bad("d82_signer_twice", t.forge(signers=signers(t, "ed1", "ed1")),
          "FORMAT", "manifest", SIGNED)
    t.bad("d82_signer_twice_under_two_algs", t.forge(signers=signers(t, "ed1") + [
        Signer(t.private("ed1"), 2)]), "FORMAT", "manifest", SIGNED)
    for n in (0, 16, 139, 155):
        cut = lambda f, v: [Rec(r.type, r.body[:n]) if r.type == m.MANIFEST
                            else r for r in v]
        t.bad(f"d82_manifest_of_{n}_bytes", t.forge(pad="none", hooks=dict(
            records=lambda f, v: fit(cut(f, v)))), "FORMAT", "manifest")
    for name, n in (("2_to_the_32", 2**32), ("all_ones", 2**64 - 1),
                    ("1000001", 1000001)):
        bad(f"n_entries_{name}", "LIMIT", "limit", n_entries=n)
    for name, n in (("all_ones", 2**64 - 1), ("2_to_the_44", 2**44)):
        bad(f"total_content_{name}", "LIMIT", "limit", total_content=n)
    for name, v in (("n_entries_3", dict(n_entries=3)),
                    ("n_entries_1", dict(n_entries=1)),
                    ("n_entries_0", dict(n_entries=0)),
                    ("total_content_plus_1", dict(total_content=40007)),
                    ("total_content_0", dict(total_content=0)),
                    ("total_stored_plus_1", dict(total_stored=40007)),
                    ("total_stored_all_ones", dict(total_stored=2**64 - 1))):
        bad(name, "FORMAT", "directory", **v)
    bad("dir_root", "AUTH", "directory", dir_root=bytes(32))


def fit(records):
    """Write the TRAILER anew for records as they are."""
    sizes = {r.type: len(r.body) for r in records}
    off, at = {}, 0
    for r in records:
        off.setdefault(r.type, at)
        at += len(r.bytes())
    records[-1] = Rec(m.TRAILER, struct.pack(
        ">8s7Q", b"MOHURTRL", off[m.DIRECTORY], sizes[m.DIRECTORY],
        sizes[m.MANIFEST], sizes[m.SIGNATURES], sizes[m.PAD], at, 0))
    return records


def meta(t):
    bad = lambda name, value, status="FORMAT", stage="manifest": t.bad(
        "d82_meta_" + name, t.forge(signers=signers(t, "ed1"), meta=value),
        status, stage, SIGNED)
    bad("tag_8000", tlv((0x8000, b"")), "UNSUPPORTED")
    bad("tag_ffff", tlv((1, b"t"), (0xFFFF, b"x")), "UNSUPPORTED")
    bad("descending", tlv((3, b"x"), (1, b"y")))
    bad("tag_twice", tlv((1, b"x"), (1, b"y")))
    bad("head_cut", tlv((1, b"x")) + b"\0\2\0")
    bad("value_cut", b"\0\1\0\5abcd")
    bad("value_len_all_ones", b"\0\1\xff\xffabcd")
    bad("profile_cut", tlv((2, b"\0\5id" + bytes(40))))
    bad("profile_too_long", tlv((2, b"\0\2id" + bytes(41))))
    bad("profile_empty", tlv((2, b"")))
    bad("recipients_33", tlv((4, bytes(33))))
    bad("recipients_empty", tlv((4, b"")))
    bad("admins_33", tlv((5, bytes(33))))
    bad("admins_empty", tlv((5, b"")))
    bad("keep_until_7", tlv((6, bytes(7))))
    bad("replaced_15", tlv((7, bytes(15))))
    bad("over_128_kib", tlv((1, bytes(65535)), (3, bytes(65535))), "LIMIT", "limit")
