#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Slots of X-Wing keys, alone and with a passphrase."""

from dataclasses import replace

import mohur_archive as m
import mohur_mlkem as mk
from forge import Forge, Signer, both_slot, kek_slot, kem_slot, rnd
from maker import fix_check, flip, patch

WITH = "key=w1 unsigned xwing"


def add(t):
    opened(t)
    wrong(t)
    encoding(t)


def opened(t):
    one, two = t.key("w1"), t.key("w2")
    for suite, word in ((0x0101, "gcm"), (0x0102, "chacha")):
        t.good(f"slot_xwing_{word}", t.forge(slots=[kem_slot(one)], suite=suite),
               WITH)
    t.good("slot_xwing_without_hint", t.forge(slots=[
        kem_slot(two, 1, hint=False), kem_slot(one, 2, hint=False)]), WITH)
    t.good("slot_xwing_signed", t.forge(slots=[kem_slot(one)], signers=[
        Signer(t.private("ed1"))]), "key=w1 trust=ed1 xwing")
    t.good("slot_xwing_and_passphrase", t.forge(slots=[
        both_slot(one, t.key("pass1").text)]),
        "key=w1 key=pass1 unsigned xwing")
    # Whoever is not addressed by it need not have it.
    t.good("slot_xwing_beside_x25519", t.forge(slots=[
        kem_slot(one), kem_slot(t.key("x1"), 1)]), "key=x1 unsigned")
    t.good("slot_x25519_beside_xwing", t.forge(slots=[
        kem_slot(one), kem_slot(t.key("x1"), 1)]), WITH)


def enc_of(t):
    return mk.xwing_encap(mk.xwing_public(t.key("w1").seed), rnd("enc", 64))[1]


def wrong(t):
    bad = lambda name, slot, opener=WITH: t.bad(
        f"{name}", t.forge(slots=[slot]), "NO_KEY", "slot", opener)
    one = lambda **more: kem_slot(t.key("w1"), **more)
    bad("c32_xwing_wrong_key", one(), "key=w2 unsigned xwing")
    bad("c32_xwing_wrong_key_without_hint", one(hint=False),
        "key=w2 unsigned xwing")
    bad("c32_xwing_with_x25519", one(), "key=x1 unsigned")
    bad("c32_xwing_wc", one(wc=lambda wc: flip(wc, 0)))
    bad("c32_xwing_tag", one(wrap=lambda wk, wc: bytes(48)))
    enc = enc_of(t)
    # A ciphertext that nobody made gives another secret, and no other sign.
    bad("b25_xwing_enc_of_another_encapsulation", one(enc=enc))
    bad("b25_xwing_ciphertext_of_zeros", one(enc=bytes(1088) + enc[1088:]))
    bad("b25_xwing_ciphertext_of_ones", one(enc=b"\xff" * 1088 + enc[1088:]))
    for name, point in (("zero", bytes(32)), ("one", b"\1" + bytes(31)),
                        ("p", (2**255 - 19).to_bytes(32, "little"))):
        bad(f"b25_xwing_x25519_half_{name}", one(enc=enc[:1088] + point))
    x = t.forge()
    x.build()
    imm = bytearray(x.imm)
    imm[40] ^= 1
    bad("b16_xwing_under_another_preamble",
        replace(one(hint=False), imm=bytes(imm)))
    both = both_slot(t.key("w1"), t.key("pass1").text)
    for name, opener in (("with_the_key_alone", "key=w1"),
                         ("with_the_passphrase_alone", "key=pass1"),
                         ("with_another_key", "key=w2 key=pass1"),
                         ("with_another_passphrase", "key=w1 key=pass2"),
                         ("with_x25519", "key=x1 key=pass1")):
        bad(f"c32_both_xwing_{name}", both, f"{opener} unsigned xwing")


def encoding(t):
    data = t.forge(slots=[kem_slot(t.key("w1"))]).build()
    body = 112 + 8 + 16
    for name, at in (("ciphertext_first", body), ("ciphertext_u", body + 959),
                     ("ciphertext_v", body + 960), ("ciphertext_last", body + 1087),
                     ("x25519_first", body + 1088), ("wc", body + 1120),
                     ("wrap", body + 1152), ("tag", body + 1199)):
        t.bad(f"b14_xwing_{name}_flipped", fix_check(flip(data, at)), "NO_KEY",
              "slot", WITH)
    for kind in (1, 2, 3, 16, 17, 18, 19):
        t.bad(f"b18_4_to_{kind}", fix_check(patch(
            data, 112, kind.to_bytes(2, "big"))), "FORMAT", "header", WITH)
    t.bad("b18_4_to_unknown", fix_check(patch(data, 112, b"\x12\x34")),
          "NO_KEY", "slot", WITH)
    a = t.forge(slots=[kem_slot(t.key("w1"), 1, hint=False), kek_slot(t.key("kek1"))])
    a.build()
    other = Forge(slots=[a.slots_raw[0], kek_slot(t.key("kek1"))],
                  salt=rnd("other salt"), items=[])
    t.bad("b16_xwing_slot_of_another_archive", other, "NO_KEY", "slot", WITH)
