#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Archives that every reader must open."""

import hashlib
import struct

import forge
import mohur_archive as m
from forge import (Forge, Item, Rec, Signer, kek_slot, kem_slot,
                   both_slot, passphrase_slot, raw_slot, rnd, tlv)
from maker import PLAIN, SIGNED

MIB = 1 << 20


def add(t):
    contents(t)
    names_and_fields(t)
    slots(t)
    signers(t)
    headers(t)
    changed_by_holders(t)


def contents(t):
    one = lambda n, **more: t.forge([Item(b"f", rnd(f"content {n}", n))], **more)
    t.good("no_entries", t.forge([]))
    t.good("empty_file", one(0))
    for n in (1, 32767, 32768, 32769, 65536, MIB - 1, MIB, MIB + 1, 3 * MIB + 5):
        t.good(f"file_{n}", one(n))
    t.good("file_1_chacha", one(1, suite=0x0102))
    t.good("file_1m_chacha", one(MIB + 77, suite=0x0102))
    t.good("many_small", t.forge([
        Item(b"d%02d/f%04d" % (i % 10, i), rnd(i, i % 300)) for i in range(1500)]))
    for k in (1, 2, 3):
        t.good(f"stream_{k}_chunks", one(40000 * k - 30000 + 1, pad=k * m.CHUNK),
               notes="the last chunk is empty")
    for rest in (1, 79, 80, 81):
        t.good(f"stream_tail_{rest}", one(10, pad=m.CHUNK + rest),
               notes="the TRAILER straddles two chunks")
    t.good("pad_none", one(10, pad="none"))
    t.good("pad_bucket", one(10, pad=100000))
    t.good("stream_order_is_not_name_order", t.forge([
        Item(b"z", b"first"), Item(b"m", b"second"), Item(b"a", b"third")]))
    leaves = b"".join(hashlib.sha256(rnd(i)).digest() for i in range(3))
    table = struct.pack(">I32s", 5, m.segment_digest(b"salam"))
    inner = Rec(m.TABLE, table).bytes()
    t.good("a84_files_like_our_records", t.forge([
        Item(b"digests", leaves), Item(b"table", table), Item(b"record", inner),
        Item(b"manifest", b"mohur/1 manifest\0" + bytes(123)),
        Item(b"directory", Item(b"x").inline(0) + bytes(96)),
        Item(b"trailer", b"MOHURTRL" + bytes(56))]))


def names_and_fields(t):
    t.good("folders", t.forge([
        Item(b"d", kind=m.FOLDER), Item(b"d/e", kind=m.FOLDER),
        Item(b"d/e/f", b"x"), Item(b"g", kind=m.FOLDER)]))
    t.good("executable", t.forge([Item(b"run.sh", b"#!/bin/sh\n", mode=1),
                                  Item(b"text", b"x")]))
    t.good("times", t.forge([Item(b"a", mtime=-1 << 63), Item(b"b", mtime=-1),
                             Item(b"c", mtime=(1 << 63) - 1), Item(b"d", mtime=0)]))
    t.good("attrs", t.forge([Item(b"a", b"x", attrs=tlv(
        (1, b"text/plain"), (2, b"TLP:AMBER"), (3, "şərh".encode()),
        (0x7FFF, b"raw")))]))
    t.good("attrs_longest", t.forge([Item(b"a", attrs=tlv((3, bytes(4092))))]))
    t.good("f87_order_of_a_folder_and_its_neighbours", t.forge([
        Item(b"a", kind=m.FOLDER), Item(b"a!", b"1"), Item(b"a/b", b"2"),
        Item(b"a-b", b"3"), Item(b"B", b"4"), Item(b"c", b"5"), Item(b"_", b"6")]))
    for name, names in (
            ("f56_nfc_and_nfd_twins", ["\u00e9", "e\u0301"]),
            ("f56_joiners", ["a\u200db", "a\u200cb"]),
            ("f57_almost_devices", ["com", "com10", "lpt", "console", "nul1",
                                    "aux-x", "xcon", "conin", "com\u2074"]),
            ("f87_dotless_i", ["I", "\u0131", "\u0130"]),
            ("f_dots_dashes_spaces", ["-rf", "--", ".x", "..x", "a b", "a..b",
                                      "a .b", "%41", "~", "$HOME", "a;b", "'"]),
            ("f_longest_component", ["a" * 255, "b" * 255 + "/c"]),
            ("f_longest_name", ["/".join(["n" * 203] * 5) + "n" * 5]),
            ("f_deepest", ["/".join("d" * 64)]),
            ("f_wide_characters", ["möhür/şəkil.png", "\U0001f512", "漢字"])):
        t.good(name, t.forge([Item(n.encode(), n.encode()) for n in names]))
    t.good("f59_links", t.forge([
        Item(b"d/l1", kind=m.LINK, link=b"../f"), Item(b"f", b"x"),
        Item(b"l2", kind=m.LINK, link=b"d/x"),
        Item(b"d/l3", kind=m.LINK, link=b"..")], features=1), PLAIN + " links")
    t.good("feature_links_without_a_link", t.forge(features=1), PLAIN + " links")


def slots(t):
    pass1 = t.key("pass1").text
    every = [kem_slot(t.key("x1"), 1), kem_slot(t.key("n1"), 2),
             kem_slot(t.key("m1"), 3), passphrase_slot(pass1),
             kek_slot(t.key("kek1"))]
    for suite, word in ((0x0101, "gcm"), (0x0102, "chacha")):
        for name in ("x1", "n1", "m1", "pass1", "kek1"):
            t.good(f"slots_{word}_opened_by_{name}", t.forge(
                slots=every, suite=suite), f"key={name} unsigned")
    for name in ("x1", "n1", "m1"):
        t.good(f"slot_{name}_alone", t.forge(
            slots=[kem_slot(t.key(name))]), f"key={name} unsigned")
        t.good(f"slot_{name}_without_hint", t.forge(
            slots=[kem_slot(t.key(name[0] + "2"), 1, hint=False),
                   kem_slot(t.key(name), 2, hint=False)]), f"key={name} unsigned")
    t.good("slot_pass1_alone", t.forge(slots=[passphrase_slot(pass1)]),
           "key=pass1 unsigned")
    t.good("slot_pass_second_of_four", t.forge(slots=[
        passphrase_slot(b"p%d" % i, i) if i != 1 else passphrase_slot(pass1, 1)
        for i in range(4)]), "key=pass1 unsigned")
    t.good("slot_pass_cost_2", t.forge(slots=[
        passphrase_slot(pass1, m_kib=9000, t=2)]), "key=pass1 unsigned")
    for name in ("x1", "n1", "m1"):
        t.good(f"slot_both_{name}", t.forge(slots=[
            both_slot(t.key(name), pass1)]), f"key={name} key=pass1 unsigned")
    t.good("slot_both_chacha", t.forge(suite=0x0102, slots=[
        both_slot(t.key("x1"), pass1)]), "key=x1 key=pass1 unsigned")
    t.good("slot_both_last_of_four_without_hint", t.forge(slots=[
        both_slot(t.key("x2" if i < 3 else "x1"), pass1, i, hint=False)
        for i in range(4)]), "key=n1 key=x1 key=pass1 unsigned")
    t.good("slot_both_beside_others", t.forge(slots=[
        kem_slot(t.key("x2"), 1), both_slot(t.key("x1"), pass1),
        passphrase_slot(b"another")]), "key=x1 key=pass1 unsigned")
    t.good("slot_both_costs_more", t.forge(slots=[both_slot(
        t.key("x1"), pass1, m_kib=9000, t=2)]), "key=x1 key=pass1 unsigned")
    nobody = [rnd(f"nobody {i}") for i in range(3)]
    t.good("anonymous", t.forge(slots=[
        kem_slot(t.key(n), i, hint=False) for i, n in enumerate(
            ("x2", "x2", "x1", "x2"))], intended=[
                t.key("x1").recipient_id()] + nobody), "key=x1 unsigned")
    t.good("slot_kek_version_2", t.forge(slots=[kek_slot(t.key("kek1v2"))]),
           "key=kek1 key=kek1v2 unsigned")
    t.good("slot_kek_without_hint", t.forge(slots=[
        kek_slot(t.key("kek2"), 1, hint=False),
        kek_slot(t.key("kek1"), 2, hint=False)]))
    t.good("slot_critical_but_known", t.forge(slots=[
        kek_slot(t.key("kek1"), flags=1)]))
    t.good("c32_broken_slot_beside_a_right_one", t.forge(slots=[
        kek_slot(t.key("kek1"), 1, wc=lambda wc: bytes(32)),
        kek_slot(t.key("kek1"), 2)]))
    t.good("c32_wrong_passphrase_beside_a_right_key", t.forge(slots=[
        passphrase_slot(pass1), kek_slot(t.key("kek1"))]),
        "key=pass2 key=kek1 unsigned")
    t.good("b24_grease", t.forge(slots=[
        raw_slot(0xFFE0), kek_slot(t.key("kek1")),
        raw_slot(0xFFEF, rnd("grease", 64))]))
    t.good("b24_unknown_slots", t.forge(slots=[
        raw_slot(0x1234, b"body"), raw_slot(5, bytes(1233)), raw_slot(6, b""),
        raw_slot(40, b"xyz", rnd("hint", 16)), kek_slot(t.key("kek1"))]))
    t.good("b24_slots_of_later_milestones", t.forge(slots=[
        raw_slot(m.XWING, rnd("xwing", 1200)), raw_slot(m.HSM, rnd("hsm", 44)),
        raw_slot(m.BOTH, b"\0\1\1" + struct.pack(">IIB", 8192, 1, 1)
                 + rnd("both", 128)), kek_slot(t.key("kek1"))]))
    t.good("b23_256_slots", t.forge(slots=[
        raw_slot(0xFFE1) for _ in range(255)] + [kek_slot(t.key("kek1"))]))
    t.good("c33_last_of_256_hintless_x25519", t.forge(slots=[
        kem_slot(t.key("x2"), i, hint=False) for i in range(255)]
        + [kem_slot(t.key("x1"), 255, hint=False)]), "key=x1 unsigned")


def signers(t):
    s = lambda *names: [Signer(t.private(n)) for n in names]
    for name, by in (("ed25519", "ed1"), ("p256", "pa1"), ("p384", "pb1")):
        t.good(f"signed_{name}", t.forge(signers=s(by)), f"key=kek1 trust={by}")
    t.good("signed_by_three", t.forge(signers=s("ed1", "pa1", "pb1")),
           "key=kek1 trust=ed1 trust=pa1 trust=pb1")
    t.good("signed_by_two_one_trusted", t.forge(signers=s("ed1", "pa1")),
           "key=kek1 trust=pa1 trust=ed2", notes="the other stays UNCHECKED")
    t.good("signed_by_three_two_needed", t.forge(signers=s("ed1", "pa1", "pb1")),
           "key=kek1 trust=ed1 trust=ed2 trust=pb1 threshold=2")
    t.good("signed_by_two_both_needed", t.forge(signers=s("ed1", "pa1")),
           "key=kek1 trust=ed1 trust=pa1 threshold=2")
    t.good("signed_for_a_p256_recipient", t.forge(
        slots=[kem_slot(t.key("n1"))], signers=s("ed1")), "key=n1 trust=ed1")
    t.good("signed_chacha", t.forge(suite=0x0102, signers=s("ed1")), SIGNED)
    opaque = lambda alg, n: Signer(None, alg, rnd("opaque"), blob=lambda b: bytes(n))
    t.good("d43_cms_unchecked_beside_ed25519", t.forge(
        signers=s("ed1") + [opaque(16, 500)]), SIGNED)
    t.good("d43_ml_dsa_unchecked_beside_ed25519", t.forge(
        signers=[opaque(4, 3309)] + s("ed1")), SIGNED)
    t.good("signer_of_unknown_alg_beside_ed25519", t.forge(
        signers=s("ed1") + [opaque(99, 7)]), SIGNED)
    ids = [rnd(f"admin {i}") for i in range(2)]
    t.good("meta_of_every_kind", t.forge(signers=s("ed1"), meta=tlv(
        (1, "Başlıq".encode()), (2, b"\0\2id" + bytes(8) + rnd("profile")),
        (3, b"TLP:RED"), (4, b"".join(ids)),
        (5, b"".join(b"\0\1" + i for i in ids)), (6, bytes(8)),
        (7, rnd("old", 16)), (8, b"comment"), (0x7FFF, b""))), SIGNED)
    t.good("d81_policies_kept", t.forge(signers=s("ed1"), header_policy=2,
                                        forward_policy=1), SIGNED)


def headers(t):
    t.good("header_of_two_pages", t.forge(area_pages=2))
    t.good("header_of_256_pages", t.forge(area_pages=256))
    one = kek_slot(t.key("kek1"))
    exact = raw_slot(0xFFE2, bytes(4096 - 40 - 112 - 140 - 8))
    t.good("b21_no_slack", t.forge(slots=[one, exact], area_pages=1))
    e = lambda n, kind=5, body=b"label": (kind, body, rnd(f"ext {n}"))
    t.good("ext_comment", t.forge(ext=[e(0)]))
    t.good("ext_unknown_types", t.forge(ext=[e(0, 77, b""), e(1, 0xFFFF, b"xx")]))
    t.good("ext_64_records", t.forge(ext=[e(i) for i in range(64)]))
    t.good("ext_64_kib", t.forge(ext=[e(0, 5, bytes(65536 - 36 - 20))]))
    blob = b"\0\1" + rnd("nobody") + struct.pack(">I", 64) + bytes(64)
    t.good("ext_countersignature_of_nobody", t.forge(ext=[e(0, 1, blob)]))
    two = t.forge(areas=2)
    data = two.build()
    t.good("b20_two_areas", two)
    newer = t.forge(areas=2, generation=1,
                    slots=two.slots + [kek_slot(t.key("kek2"), 9)],
                    payload=two.payload).build()
    a_new = newer[:4096] + data[4096:]
    t.good("b20_first_area_newer", a_new)
    t.good("b20_second_area_newer", data[:4096] + newer[4096:])
    t.good("b20_newer_has_the_new_slot", data[:4096] + newer[4096:],
           "key=kek2 unsigned forwarded", notes="kek2 is not on the list")
    for cut in range(512, 4096, 512):
        t.good(f"b20_first_area_torn_at_{cut}",
               newer[:cut] + data[cut:])
        t.good(f"b20_second_area_torn_at_{cut}",
               newer[:4096 + cut] + data[4096 + cut:])


def changed_by_holders(t):
    """What a holder of the file key may do under header policy 0."""
    signers = [Signer(t.private("ed1"))]
    slots = [kek_slot(t.key("kek1"), 1), kem_slot(t.key("x1"), 2)]
    a = t.forge(slots=slots, signers=signers)
    a.build()
    again = lambda **more: Forge(payload=a.payload, **{
        "slots": slots, "generation": 1, **more}).build()
    t.good("b17_slots_reordered_with_mac", again(slots=slots[::-1]), SIGNED)
    t.good("b17_slot_removed_with_mac", again(slots=slots[:1]), SIGNED)
    t.good("b17_slot_doubled_with_mac", again(slots=slots[:1] * 2), SIGNED)
    t.good("b79_header_moved_to_a_larger_area", again(area_pages=4), SIGNED)
    t.good("b79_same_header_larger_area", again(area_pages=4, generation=0), SIGNED)
    t.good("generation_of_all_ones", again(generation=2**32 - 1), SIGNED)
    kek2 = kek_slot(t.key("kek2"), 3)
    t.good("d40_rewrapped_for_another", again(slots=slots + [kek2]),
           "key=kek2 trust=ed1 forwarded", "FORWARDED")
    t.good("d81_header_digest_differs_policy_0", t.forge(
        signers=signers, hooks=dict(
            manifest=lambda f, v: v.update(header_digest=bytes(32)))), SIGNED)
    for suite in (0x0101, 0x0102):
        t.good(f"d42_resealed_{suite:04x}", reseal(t, a, suite), SIGNED)
    t.good("d41_header_changed_by_an_admin", by_admin(t, "pa1"),
           "key=kek1 trust=ed1 admin=pa1")
    t.good("d41_header_changed_by_an_admin_policy_0", by_admin(
        t, "pa1", policy=0), "key=kek1 trust=ed1 admin=pa1")
    t.good("d41_policy_0_asks_for_no_right_signature", by_admin(
        t, "pa1", rnd("digest"), policy=0), "key=kek1 trust=ed1 admin=pa1")
    t.good("d41_an_admin_among_the_senders", by_admin(t, "pa1"),
           "key=kek1 trust=ed1 trust=pa1")


def reseal(t, old, suite, change=lambda plain: plain):
    """New file key, salt, padding: the stream up to SIGNATURES is kept."""
    def plain(forge_, fresh):
        kept = old_plain[:fields["stream_len"] - 80 - fields["pad_len"] - 16]
        fields.update(stream_len=len(kept) + 96 + 1000, pad_len=1000)
        return change(kept) + Rec(m.PAD, bytes(1000)).bytes() + Rec(
            m.TRAILER, struct.pack(">8s7Q", *fields.values())).bytes()
    seen = {}
    copy = Forge(old.items, old.slots, old.signers, hooks=dict(
        trailer=lambda f, v: seen.update(v), plain=lambda f, v: seen.update(p=v)),
        suite=old.suite, salt=old.salt, fk=old.fk, archive_id=old.archive_id)
    copy.build()
    old_plain = seen.pop("p")
    fields = dict(seen)
    return Forge(slots=old.slots, suite=suite, salt=rnd("reseal salt"),
                 fk=rnd("reseal fk"), hooks=dict(plain=plain)).build()


def by_admin(t, admin, digest=None, listed="pa1", policy=1, signs=None,
             label=b"mohur/1 header sig\0", listed_alg=b"\0\2",
             change=lambda body: body):
    """A header changed under policy 1, signed by admin (or in their name)."""
    alg_id = lambda n: b"\0\2" + m.key_id(t.key(n)[1])
    signers = [Signer(t.private("ed1"))]
    meta = tlv((5, listed_alg + alg_id(listed)[2:]))
    a = t.forge(signers=signers, meta=meta, header_policy=policy)
    a.build()
    slots = a.slots + [kek_slot(t.key("kek2"), 5)]
    make = lambda ext: Forge(slots=slots, generation=1, payload=a.payload, ext=ext)
    first = make([])
    first.build()
    message = (label + alg_id(admin)
               + (digest or first.header_digest))
    blob = forge.sign(t.private(signs or admin), message)
    body = alg_id(admin) + struct.pack(">I", len(blob)) + blob
    return make([(4, change(body), rnd("admin ext"))]).build()
