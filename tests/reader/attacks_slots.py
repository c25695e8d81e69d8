#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Slots that take a passphrase and a key, and headers that name nobody."""

from dataclasses import replace

import mohur_archive as m
from forge import Forge, both_slot, kek_slot, kem_slot, passphrase_slot, rnd
from maker import fix_check, flip, patch

WITH = "key=x1 key=pass1 unsigned"


def add(t):
    halves(t)
    wrong(t)
    encoding(t)
    anonymous(t)


def one(maker, name="x1", n=0, **more):
    return both_slot(maker.key(name), maker.key("pass1").text, n, **more)


def halves(t):
    """One half of two opens nothing, and says nothing."""
    bad = lambda name, opener, slots=None: t.bad(
        f"c32_both_{name}", t.forge(slots=slots or [one(t)]), "NO_KEY", "slot",
        opener + " unsigned")
    bad("with_the_key_alone", "key=x1")
    bad("with_the_passphrase_alone", "key=pass1")
    bad("with_another_passphrase", "key=x1 key=pass2")
    bad("with_another_key", "key=x2 key=pass1")
    bad("with_a_key_of_another_type", "key=n1 key=pass1")
    bad("with_a_wrapping_key", "key=kek1 key=pass1")
    bad("beside_the_passphrase_of_another", "key=x1 key=pass2", [
        one(t), passphrase_slot(t.key("pass1").text, 1)])
    bad("without_hint_with_another_key", "key=x2 key=pass1", [
        one(t, hint=False)])
    t.bad("c32_both_beside_a_passphrase_that_is_wrong", t.forge(slots=[
        one(t), passphrase_slot(b"another")]), "PASSPHRASE", "slot",
        "key=pass1 unsigned")


def wrong(t):
    bad = lambda name, slot: t.bad(
        f"c32_both_{name}", t.forge(slots=[slot]), "NO_KEY", "slot", WITH)
    bad("wc", one(t, wc=lambda wc: flip(wc, 0)))
    bad("wc_last_bit", one(t, wc=lambda wc: flip(wc, 31, 7)))
    bad("tag", one(t, wrap=lambda wk, wc: bytes(48)))
    bad("hint_of_someone_else", one(t, hint=rnd("h", 16)))
    bad("hint_as_if_for_the_key_alone", one(t, hint=m.hint(
        rnd("archive salt"), m.X25519, t.key("x1").hint_id())))
    bad("other_cost_than_derived", one(t, t=2, kdf_t=1))
    bad("enc_of_another_encapsulation", one(t, enc=m.public_bytes(
        t.key("x2").private.public_key())))
    bad("enc_of_low_order", one(t, enc=bytes(32)))
    x = t.forge()
    x.build()
    imm = bytearray(x.imm)
    imm[40] ^= 1
    bad("under_another_preamble", replace(one(t, hint=False), imm=bytes(imm)))
    n = one(t, "n1")
    t.bad("b25_both_p256_compressed", t.forge(slots=[replace(
        n, enc=b"\2" + rnd("x", 64))]), "NO_KEY", "slot",
        "key=n1 key=pass1 unsigned")
    # The wrap of one slot beside the check value of another.
    a, b = (t.forge(slots=[one(t, n=i)]) for i in (1, 2))
    a.build()
    b.build()
    a_raw, b_raw = a.slots_raw[0], b.slots_raw[0]
    t.bad("b16_both_wrap_of_another_slot", t.forge(
        slots=[a_raw[:-48] + b_raw[-48:]],
        intended=[t.key("x1").recipient_id()]), "NO_KEY", "slot", WITH)
    t.bad("b16_both_salt_of_another_slot", t.forge(
        slots=[a_raw[:36] + b_raw[36:52] + a_raw[52:]],
        intended=[t.key("x1").recipient_id()]), "NO_KEY", "slot", WITH)


def encoding(t):
    kek = kek_slot(t.key("kek1"))
    for name, status, stage, v in (
            ("m_8191", "LIMIT", "limit", dict(m_kib=8191)),
            ("m_all_ones", "LIMIT", "limit", dict(m_kib=2**32 - 1)),
            ("t_0", "LIMIT", "limit", dict(t=0)),
            ("t_17", "LIMIT", "limit", dict(t=17)),
            ("product", "LIMIT", "limit", dict(m_kib=2**20, t=5)),
            ("p_2", "FORMAT", "header", dict(lanes=2)),
            ("alg_2", "FORMAT", "header", dict(alg=2))):
        t.bad(f"b26_both_{name}", t.forge(slots=[kek, one(
            t, kdf_m=8192, kdf_t=1, **v)]), status, stage)
    t.bad("b26_five_that_take_both", t.forge(slots=[kek] + [
        one(t, n=i) for i in range(5)]), "LIMIT", "limit")
    alone = t.forge(slots=[one(t)])
    data = alone.build()
    at = 112 + 8 + 16
    for kem in (0, 2, 3, 4, 5, 16, 19, 65535):
        t.bad(f"b18_both_kem_{kem}", fix_check(patch(
            data, at, kem.to_bytes(2, "big"))), "FORMAT", "header", WITH)
    for kind, status, stage in ((1, "FORMAT", "header"),
                                (16, "FORMAT", "header"),
                                (20, "NO_KEY", "slot")):
        t.bad(f"b18_both_relabelled_{kind}", fix_check(patch(
            data, 112, kind.to_bytes(2, "big"))), status, stage, WITH)
    for word, off in (("cost", at + 6), ("salt", at + 15), ("enc", at + 40),
                      ("wc", at + 62), ("wrap", at + 100)):
        t.bad(f"b14_both_{word}_flipped", fix_check(flip(data, off)),
              "NO_KEY", "slot", WITH)


def anonymous(t):
    slots = [kem_slot(t.key("x2"), i, hint=False) for i in range(4)]
    t.bad("c33_anonymous_and_for_nobody_at_hand", t.forge(slots=slots), "NO_KEY",
          "slot", "key=x1 unsigned")
    a = t.forge(slots=slots)
    a.build()
    more = slots + [kem_slot(t.key("x1"), 9, hint=False)]
    t.bad("d40_anonymous_forwarded_without_consent", Forge(
        slots=more, generation=1, payload=a.payload), "UNTRUSTED", "policy",
        "key=x1 unsigned")
    t.good("d40_anonymous_forwarded", Forge(
        slots=more, generation=1, payload=a.payload).build(),
        "key=x1 unsigned forwarded")
