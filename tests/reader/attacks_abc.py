#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lists A (payload), B (header) and C (commitment, oracles)."""

import struct
from dataclasses import replace

import collide
import mohur_archive as m
from forge import (Forge, Item, kek_slot, kem_slot, passphrase_slot,
                   raw_slot, rnd, slot_head)
from maker import PLAIN, fix_check, flip, patch

FULL = m.CHUNK + m.TAG


def add(t):
    payload(t)
    preamble_and_fields(t)
    holder_made_headers(t)
    splices(t)
    slot_encoding(t)
    slot_keys(t)
    argon2(t)
    ext(t)
    areas(t)
    collisions(t)
    oracles(t)


# ------------------------------------------------------------------ payload

def payload(t):
    big = [Item(b"f", rnd("three chunks", 150000))]
    forge = t.forge(big, pad=160000)
    data = forge.build()
    t.good("three_chunks", forge)
    head, chunks = data[:4096], [data[4096 + i * FULL:4096 + (i + 1) * FULL]
                                 for i in range(3)]
    other = t.forge(big, pad=160000, salt=rnd("other salt"),
                    fk=rnd("other fk")).build()
    bad = lambda name, body, status="AUTH", **more: t.bad(
        "a" + name, head + b"".join(body) if isinstance(body, list) else body,
        status, more.pop("stage", "payload"), **more)
    c0, c1, c2 = chunks
    for i, at in enumerate((0, 40000, FULL - 1)):
        bad(f"01_flip_{i}_in_first_chunk", [flip(c0, at), c1, c2])
        bad(f"01_flip_{i}_in_second_chunk", [c0, flip(c1, at), c2])
    bad("01_flip_in_last_chunk", [c0, c1, flip(c2, 5)])
    bad("01_flip_in_last_tag", [c0, c1, flip(c2, -1, 7)])
    bad("02_cut_by_1", data[:-1])
    bad("02_cut_by_16", data[:-16])
    bad("02_cut_in_second_chunk", data[:4096 + FULL + 1000])
    bad("02_cut_to_15_of_third_chunk", data[:4096 + 2 * FULL + 15], "FORMAT")
    bad("02_cut_to_16_of_third_chunk", data[:4096 + 2 * FULL + 16])
    bad("02_cut_in_first_chunk", data[:4096 + 16])
    for n in (0, 1, 7, 8, 9, 63, 111, 112, 252, 4087, 4095):
        bad(f"02_cut_to_{n}", data[:n], "FORMAT", stage="header")
    bad("03_cut_after_first_chunk", [c0], "FORMAT")
    bad("04_last_chunk_dropped", [c0, c1], "FORMAT")
    bad("09_header_only", [], "FORMAT")
    bad("05_append_1", data + b"\0")
    bad("05_append_16", data + bytes(16))
    bad("05_append_valid_chunk", data + forge.seal(bytes(3 * m.CHUNK + 100))[3])
    bad("05_append_second_archive", data + data[:-FULL])
    bad("05_append_up_to_a_full_chunk", data + bytes(FULL - len(c2)), "FORMAT")
    bad("06_first_two_swapped", [c1, c0, c2])
    bad("06_first_chunk_twice", [c0, c0, c2])
    bad("06_first_chunk_inserted_again", [c0, c0, c1, c2])
    bad("06_second_chunk_dropped", [c0, c2])
    cut = lambda i: other[4096 + i * FULL:4096 + (i + 1) * FULL]
    for i, word in enumerate(("first", "second", "last")):
        bad(f"06_{word}_chunk_of_another_archive",
            chunks[:i] + [cut(i)] + chunks[i + 1:])
    plain = {}
    t.forge(big, pad=160000, hooks=dict(plain=lambda f, v: plain.update(p=v))).build()
    p = plain["p"]
    full = lambda f, v: p[:-80] + bytes(3 * m.CHUNK - len(p)) + p[-80:]
    t.bad("a07_last_chunk_of_full_size", t.forge(big, hooks=dict(
        plain=full, chunks=lambda f, v: v[:3])), "FORMAT", "payload")
    exact = lambda hook: t.forge(big, pad=3 * m.CHUNK, hooks=dict(chunks=hook))
    t.bad("a08_empty_last_chunk_missing", exact(lambda f, v: v[:3]),
          "FORMAT", "payload")
    t.bad("a08_empty_last_chunk_forged", exact(lambda f, v: v[:3] + [bytes(16)]),
          "AUTH", "payload")
    t.bad("a08_two_empty_chunks", exact(lambda f, v: v + v[3:]),
          "AUTH", "payload")
    nonces = lambda fn: t.forge(big, pad=160000, hooks=dict(
        chunks=lambda f, v: [m.SUITES[f.suite](f.schedule.kpay).encrypt(
            fn(f, i), p[i * m.CHUNK:(i + 1) * m.CHUNK], b"") for i in range(3)]))
    t.bad("a06_nonces_from_one", nonces(lambda f, i: f.schedule.nonce(i + 1)),
          "AUTH", "payload")
    t.bad("a06_nonces_little_endian", nonces(lambda f, i: bytes(
        a ^ b for a, b in zip(f.schedule.n0, i.to_bytes(12, "little")))),
        "AUTH", "payload", notes="the last chunk shows it first")
    t.bad("a06_one_nonce_for_all", nonces(lambda f, i: f.schedule.nonce(0)),
          "AUTH", "payload")
    t.bad("a07_short_chunk_in_the_middle", t.forge(big, pad=160000, hooks=dict(
        plain=lambda f, v: v, chunks=lambda f, v: [
            v[0], m.SUITES[f.suite](f.schedule.kpay).encrypt(
                f.schedule.nonce(1), p[m.CHUNK:2 * m.CHUNK - 1], b""),
            m.SUITES[f.suite](f.schedule.kpay).encrypt(
                f.schedule.nonce(2), p[2 * m.CHUNK - 1:], b"")])),
        "AUTH", "payload")
    one = lambda **hooks: t.forge(pad=m.CHUNK, hooks=hooks)
    t.bad("a07_only_chunk_of_full_size", t.forge(pad=m.CHUNK - 16, hooks=dict(
        plain=lambda f, v: v[:-80] + bytes(16) + v[-80:],
        chunks=lambda f, v: v[:1])), "FORMAT", "payload")
    t.good("a08_one_chunk_and_an_empty_one", one())
    t.bad("a08_one_chunk_and_no_empty_one", one(chunks=lambda f, v: v[:1]),
          "FORMAT", "payload")
    t.bad("a08_one_chunk_and_an_empty_one_forged", one(
        chunks=lambda f, v: v[:1] + [bytes(16)]), "AUTH", "payload")
    t.bad("a08_one_chunk_and_two_empty_ones", one(
        chunks=lambda f, v: v + v[1:]), "AUTH", "payload")
    three = t.forge([Item(b"a.bin", rnd("54", 66000)), Item(b"b.txt", b"whole"),
                     Item(b"c.bin", rnd("54c", 66000))])
    sealed = three.build()
    t.good("three_entries", three)
    t.bad("e54_first_entry_corrupt", flip(sealed, 4096 + 1000), "AUTH", "payload",
          notes="b.txt and c.bin must still open on their own")
    t.bad("e54_last_entry_corrupt", flip(sealed, 4096 + 2 * FULL + 10), "AUTH",
          "payload", notes="a.bin and b.txt must still open on their own")


# ------------------------------------------------------------------- header

def preamble_and_fields(t):
    """Edits of a finished header by who holds no key; check bytes right."""
    data = t.forge().build()
    head = lambda name, off, new, status="FORMAT", stage="header", **more: t.bad(
        name, fix_check(patch(data, off, bytes.fromhex(new))), status, stage,
        **more)
    t.bad("b14_magic_without_check", flip(data, 0), "FORMAT", "header")
    for i in range(8):
        head(f"b14_magic_{i}", i, f"{data[i] ^ 0x20:02x}")
    for v in (0, 2, 255):
        head(f"b14_version_{v}", 8, f"{v:02x}", "UNSUPPORTED")
    head("b14_zero_at_9", 9, "01")
    for suite in ("0000", "0001", "0100", "0103", "0201", "ffff"):
        head(f"b14_suite_{suite}", 10, suite, "UNSUPPORTED")
    head("b14_suite_changed_to_0102", 10, "0102", "NO_KEY", "slot")
    for i in (12, 15, 24, 31):
        head(f"b14_zero_at_{i}", i, "80")
    for name, new in (("1", "02"), ("7", "80")):
        head(f"b14_feature_bit_{name}", 23, new, "UNSUPPORTED")
    head("b14_feature_bit_63", 16, "80", "UNSUPPORTED")
    head("b14_feature_links_without_consent", 23, "01", "UNSUPPORTED")
    head("b14_feature_links_set_later", 23, "01", "NO_KEY", "slot",
         opener=PLAIN + " links")
    head("b14_salt_changed", 40, "00", "NO_KEY", "slot")
    head("c31_commitment_changed", 64, "00", "AUTH", "commitment")
    head("b14_generation_changed", 99, "01", "AUTH", "mac")
    for n in ("0000", "0002", "0101", "ffff"):
        head(f"b22_n_slots_{n}", 100, n)
    for n in ("0001", "0041", "ffff"):
        head(f"b22_n_ext_{n}", 102, n)
    used = int.from_bytes(data[104:108], "big")
    for name, n in (("0", 0), ("111", 111), ("112", 112), ("minus_1", used - 1),
                    ("plus_1", used + 1), ("4057", 4057), ("4096", 4096),
                    ("all_ones", 2**32 - 1), ("high_bit", used | 1 << 31)):
        head(f"b22_used_len_{name}", 104, f"{n:08x}")
    for n in ("0000", "0002", "0101", "ffff"):
        head(f"b14_area_pages_{n}", 108, n)
    for n in ("00", "03", "ff"):
        head(f"b14_areas_{n}", 110, n)
    t.bad("b14_areas_02", fix_check(patch(t.forge(pad=8000).build(), 110, b"\2")),
          "AUTH", "mac", notes="the payload is long enough for a second area")
    head("b14_zero_at_111", 111, "01")
    head("b21_slack_first", used + 32, "01")
    head("b21_slack_last", 4087, "01")
    t.bad("b14_check_bytes", flip(data, 4095), "FORMAT", "header")
    t.bad("b14_one_bit_without_check", flip(data, 130), "FORMAT", "header")
    for off in (0, 31):
        t.bad(f"c31_header_mac_{off}", fix_check(flip(data, used + off)),
              "AUTH", "mac")
    slot = 112
    for name, off, new, status in (
            ("b22_flag_bit_1", 2, "02", "UNSUPPORTED"),
            ("b22_flag_bit_7", 2, "80", "UNSUPPORTED"),
            ("b22_hint_len_1", 3, "01", "FORMAT"),
            ("b22_hint_len_0", 3, "00", "FORMAT"),
            ("b22_hint_len_32", 3, "20", "FORMAT"),
            ("b22_hint_len_255", 3, "ff", "FORMAT"),
            ("b22_body_len_0", 4, "00000000", "FORMAT"),
            ("b22_body_len_115", 4, "00000073", "FORMAT"),
            ("b22_body_len_117", 4, "00000075", "FORMAT"),
            ("b22_body_len_all_ones", 4, "ffffffff", "FORMAT"),
            ("b22_body_len_wraps", 4, "fffffff8", "FORMAT")):
        head(name, slot + off, new, status)
    for name, off, status, stage in (
            ("b14_slot_critical_set_later", 2, "NO_KEY", "slot"),
            ("b14_slot_kek_version", 27, "NO_KEY", "slot"),
            ("b14_slot_salt", 40, "NO_KEY", "slot"),
            ("b14_slot_hint", 8, "NO_KEY", "slot"),
            ("c32_slot_wc", 60, "NO_KEY", "slot"),
            ("c32_slot_wrap", 92, "NO_KEY", "slot"),
            ("c32_slot_tag", 139, "NO_KEY", "slot")):
        t.bad(name, fix_check(flip(data, slot + off)), status, stage)
    head("b18_17_to_16", slot, "0010")
    head("b18_17_to_unknown", slot, "1234", "NO_KEY", "slot")
    head("b18_17_to_grease", slot, "ffe5", "NO_KEY", "slot")
    for name, kind in (("x1", m.X25519), ("n1", m.P256), ("m1", m.P384)):
        kem = t.forge(slots=[kem_slot(t.key(name))]).build()
        for to in (m.X25519, m.P256, m.P384, m.XWING, m.KEK):
            if to != kind:
                t.bad(f"b18_{kind}_to_{to}", fix_check(patch(
                    kem, slot, to.to_bytes(2, "big"))), "FORMAT", "header",
                    f"key={name} unsigned")
    phrase = t.forge(slots=[passphrase_slot(t.key("pass1").text)]).build()
    t.bad("b18_16_to_17", fix_check(patch(phrase, slot, b"\0\x11")), "FORMAT",
          "header", "key=pass1 unsigned")


def holder_made_headers(t):
    """Header rules broken by who holds the file key: the MAC is right."""
    hook = lambda name, status="FORMAT", stage="header", opener=PLAIN, **hooks: \
        t.bad(name, t.forge(hooks=hooks), status, stage, opener)
    field = lambda **v: lambda f, d: d.update(v)
    for name, v in (("zero9", 1), ("zero12", 1), ("zero24", 1 << 63)):
        hook(f"b14_mac_{name}", preamble=field(**{name: v}))
    hook("b14_mac_version_2", "UNSUPPORTED", preamble=field(version=2))
    hook("b14_mac_suite_0103", "UNSUPPORTED", preamble=field(suite=0x0103))
    hook("b14_mac_feature_bit_1", "UNSUPPORTED", preamble=field(features=2))
    hook("b14_mac_feature_links", "UNSUPPORTED", preamble=field(features=1))
    hook("b14_mac_zero_at_111", header=field(zero111=1))
    hook("b14_mac_n_slots_0", header=field(n_slots=0))
    hook("b14_mac_n_slots_2", header=field(n_slots=2))
    hook("b14_mac_n_ext_1", header=field(n_ext=1))
    hook("b14_mac_areas_0", header=field(areas=0))
    hook("b14_mac_areas_3", header=field(areas=3))
    hook("b14_mac_area_pages_0", header=field(area_pages=0))
    hook("b14_mac_area_pages_2", header=field(area_pages=2))
    hook("b21_mac_slack", sealed_area=lambda f, v: flip(v, -1))
    hook("b21_mac_slack_is_a_slot", sealed_area=lambda f, v: patch(
        v, 300, f.slots_raw[0]))
    hook("b22_bytes_after_the_slots", slots=lambda f, v: v + [b"\0"])
    hook("b23_257_slots", slots=lambda f, v: [raw_slot(0xFFE0)] * 256 + v)
    hook("b23_no_slot", slots=lambda f, v: [])
    t.bad("b23_area_of_257_pages", t.forge(area_pages=257), "FORMAT", "header")
    hook("c31_mac_over_another_commitment", "AUTH", "commitment",
         header=field(commitment=rnd("commitment")))
    hook("c31_mac_commitment_zero", "AUTH", "commitment",
         header=field(commitment=bytes(32)))
    hook("c31_mac_zero", "AUTH", "mac", sealed_area=lambda f, v: patch(
        v, f.fields["used_len"], bytes(32)))
    hook("c31_mac_of_a_header_without_slots", "AUTH", "mac",
         sealed_area=lambda f, v: patch(v, f.fields["used_len"],
                                        f.schedule.header_mac(v[:112])))
    for name, slot, status in (
            ("b24_unknown_critical", raw_slot(0x1234, b"x", flags=1), "UNSUPPORTED"),
            ("b24_grease_critical", raw_slot(0xFFE0, b"x", flags=1), "UNSUPPORTED"),
            ("b24_reserved_critical", raw_slot(32, b"x", flags=1), "UNSUPPORTED"),
            ("b24_type_0_critical", raw_slot(0, b"x", flags=1), "UNSUPPORTED"),
            ("b24_unknown_with_flag_2", raw_slot(0x1234, flags=2), "UNSUPPORTED"),
            ("b24_unknown_hint_len_8", raw_slot(0x1234, b"", bytes(8)), "FORMAT"),
            ("b24_unknown_body_too_long", raw_slot(0x1234, b"x", body_len=2**32 - 9),
             "FORMAT")):
        t.bad(name, t.forge(slots=[kek_slot(t.key("kek1")), slot]), status,
              "header")
    t.bad("b22_last_slot_of_7_bytes", t.forge(slots=[
        kek_slot(t.key("kek1")), raw_slot(0x1234)[:7]]), "FORMAT", "header")
    for policy in (1, 2):
        first = t.forge(header_policy=policy)
        first.build()
        more = lambda slots, gen=1: Forge(slots=slots, generation=gen,
                                          payload=first.payload)
        kek = first.slots[0]
        for name, slots, gen in (
                ("added", [kek, kek_slot(t.key("kek2"), 2)], 1),
                ("doubled", [kek, kek], 1), ("same_slots", [kek], 1),
                ("not_counted", [kek, raw_slot(0xFFE0)], 0)):
            t.bad(f"b17_{name}_under_policy_{policy}", more(slots, gen),
                  "POLICY", "policy")


def splices(t):
    """Parts of one archive in another, same recipients."""
    x, y = t.forge(), t.forge(salt=rnd("salt y"), fk=rnd("fk y"))
    dx, dy = x.build(), y.build()
    t.bad("b15_header_on_another_payload", dx[:4096] + dy[4096:], "AUTH", "payload")
    same = t.forge(salt=rnd("salt y"))
    t.bad("b15_header_on_the_payload_of_the_same_key",
          dx[:4096] + same.build()[4096:], "AUTH", "payload")
    moved = patch(dx, 112, dy[112:252])
    t.bad("b16_slot_of_another_archive", fix_check(moved), "NO_KEY", "slot")
    slots = [kek_slot(t.key("kek1"), hint=False)]
    hx, hy = t.forge(slots=slots), t.forge(slots=slots, salt=rnd("salt y"))
    t.bad("b16_slot_without_hint_of_another_archive", fix_check(patch(
        hx.build(), 112, hy.build()[112:236])), "NO_KEY", "slot")
    for name in ("x1", "n1", "m1", "pass1"):
        key = t.key(name)
        one = (passphrase_slot(key.text) if name == "pass1"
               else kem_slot(key, hint=False))
        imm = bytearray(x.imm)
        imm[40] ^= 1
        t.bad(f"b16_slot_{name}_under_another_preamble", t.forge(
            slots=[replace(one, imm=bytes(imm))]),
            "PASSPHRASE" if name == "pass1" else "NO_KEY", "slot",
            f"key={name} unsigned")
    two = [kek_slot(t.key("kek1"), 1), kek_slot(t.key("kek2"), 2)]
    data = t.forge(slots=two).build()
    a, b = data[112:252], data[252:392]
    t.bad("b17_slots_reordered", fix_check(patch(data, 112, b + a)), "AUTH", "mac")
    t.bad("b17_slot_doubled", fix_check(patch(data, 112, a + a)), "AUTH", "mac")
    removed = patch(data, 112, a + data[392:392 + 32] + bytes(140))
    removed = patch(patch(removed, 100, b"\0\1"), 104, (252).to_bytes(4, "big"))
    t.bad("b17_slot_removed", fix_check(removed), "AUTH", "mac")
    t.bad("b17_one_generation_on_another", fix_check(
        patch(t.forge(generation=7).build(), 96, bytes(4))), "AUTH", "mac")


def slot_encoding(t):
    """b25: an enc that is no good public key."""
    def shared_zero(name, enc):
        key, kem = t.key("x1"), m.KEMS[m.X25519]
        forge = t.forge()
        forge.prepare_header()
        context = slot_head(m.X25519, 112, m.hint(
            forge.salt, m.X25519, key.hint_id())) + enc
        secret = m.kem_secret(kem, bytes(32), enc, m.public_bytes(
            key.private.public_key()))
        wk, wc = m.kem_slot_keys(kem, secret, forge.imm, context)
        slot = context + wc + m.SUITES[0x0101](wk).encrypt(bytes(12), forge.fk, b"")
        t.bad(f"b25_x25519_{name}", t.forge(
            slots=[slot], intended=[key.recipient_id()]), "NO_KEY", "slot",
            "key=x1 unsigned", notes="all else fits an all-zero shared secret")
    p = 2**255 - 19
    little = lambda n: n.to_bytes(32, "little")
    order8 = [bytes.fromhex(h) for h in (
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157")]
    for name, enc in (("zero", little(0)), ("one", little(1)),
                      ("order_8_a", order8[0]), ("order_8_b", order8[1]),
                      ("p_minus_1", little(p - 1)), ("p", little(p)),
                      ("p_plus_1", little(p + 1)),
                      ("zero_high_bit", little(1 << 255))):
        shared_zero(name, enc)
    for name, kind in (("n1", "p256"), ("m1", "p384")):
        forge = t.forge(slots=[kem_slot(t.key(name))])
        forge.build()
        raw = forge.slots_raw[0]
        enc = raw[24:-80]
        half = (len(enc) - 1) // 2
        x, y = enc[1:1 + half], enc[1 + half:]
        hybrid = bytes([6 | y[-1] & 1])
        for what, new in (
                ("off_curve", b"\4" + x + flip(y, -1)),
                ("infinity", bytes(1 + 2 * half)),
                ("infinity_with_4", b"\4" + bytes(2 * half)),
                ("compressed", bytes([2 | y[-1] & 1]) + x + bytes(half)),
                ("hybrid", hybrid + x + y), ("first_byte_0", b"\0" + x + y),
                ("x_of_all_ones", b"\4" + b"\xff" * half + y)):
            t.bad(f"b25_{kind}_{what}", t.forge(slots=[
                kem_slot(t.key(name), enc=new)]), "NO_KEY", "slot",
                f"key={name} unsigned",
                notes="all else is right for the point meant")
        t.bad(f"b25_{kind}_negated", t.forge(slots=[kem_slot(
            t.key(name), enc=b"\4" + x + negated(kind, y))]), "NO_KEY", "slot",
            f"key={name} unsigned",
            notes="the same x, so the same secret; the context differs")


def negated(kind, y):
    p = (2**256 - 2**224 + 2**192 + 2**96 - 1 if kind == "p256"
         else 2**384 - 2**128 - 2**96 + 2**32 - 1)
    return (p - int.from_bytes(y, "big")).to_bytes(len(y), "big")


def slot_keys(t):
    """A slot sealed almost right: each input of the derivation counts."""
    for name in ("x1", "n1", "m1"):
        opener = f"key={name} unsigned"
        t.bad(f"c32_wrong_key_{name}", t.forge(slots=[
            kem_slot(t.key(name[0] + "2"))]), "NO_KEY", "slot", opener)
        t.bad(f"c32_wrong_key_without_hint_{name}", t.forge(slots=[
            kem_slot(t.key(name[0] + "2"), hint=False)]), "NO_KEY", "slot", opener)
        t.bad(f"c32_wc_{name}", t.forge(slots=[kem_slot(
            t.key(name), wc=lambda wc: flip(wc, 31))]), "NO_KEY", "slot", opener)
        t.bad(f"c32_tag_{name}", t.forge(slots=[kem_slot(
            t.key(name), wrap=lambda wk, wc: flip(m.SUITES[0x0101](wk).encrypt(
                bytes(12), rnd("file key"), b""), -1))]), "NO_KEY", "slot", opener)
        t.bad(f"c32_wrap_nonce_{name}", t.forge(slots=[kem_slot(
            t.key(name), wrap=lambda wk, wc: m.SUITES[0x0101](wk).encrypt(
                bytes(11) + b"\1", rnd("file key"), b""))]), "NO_KEY", "slot", opener)
        t.bad(f"c32_wrap_aead_{name}", t.forge(slots=[kem_slot(
            t.key(name), wrap=lambda wk, wc: m.SUITES[0x0102](wk).encrypt(
                bytes(12), rnd("file key"), b""))]), "NO_KEY", "slot", opener,
            notes="wrapped with the AEAD of the other suite")


def argon2(t):
    kek, phrase = kek_slot(t.key("kek1")), t.key("pass1").text
    for name, status, stage, v in (
            ("m_all_ones", "LIMIT", "limit", dict(m_kib=2**32 - 1)),
            ("m_0", "LIMIT", "limit", dict(m_kib=0)),
            ("m_8191", "LIMIT", "limit", dict(m_kib=8191)),
            ("m_1048577", "LIMIT", "limit", dict(m_kib=2**20 + 1)),
            ("t_0", "LIMIT", "limit", dict(t=0)),
            ("t_17", "LIMIT", "limit", dict(t=17)),
            ("t_all_ones", "LIMIT", "limit", dict(t=2**32 - 1)),
            ("product", "LIMIT", "limit", dict(m_kib=2**20, t=5)),
            ("p_0", "FORMAT", "header", dict(lanes=0)),
            ("p_2", "FORMAT", "header", dict(lanes=2)),
            ("alg_0", "FORMAT", "header", dict(alg=0)),
            ("alg_2", "FORMAT", "header", dict(alg=2))):
        t.bad(f"b26_{name}", t.forge(slots=[kek, passphrase_slot(
            phrase, kdf_m=8192, kdf_t=1, **v)]), status, stage,
            notes="the opener holds the other slot's key")
    five = [passphrase_slot(b"p%d" % i, i) for i in range(5)]
    t.bad("b26_five_passphrases", t.forge(slots=[kek] + five), "LIMIT", "limit")
    both = lambda kem, m_kib=8192, extra=0: raw_slot(m.BOTH, struct.pack(
        ">HBIIB", kem, 1, m_kib, 1, 1) + rnd(
            "both", 96 + m.ENC_LEN.get(kem, 32) + extra))
    t.bad("b26_four_passphrases_and_a_type_19", t.forge(
        slots=[kek] + five[:4] + [both(1)]), "LIMIT", "limit")
    t.bad("b26_type_19_m_all_ones", t.forge(slots=[kek, both(1, 2**32 - 1)]),
          "LIMIT", "limit")
    t.bad("b22_type_19_of_unknown_kem", t.forge(slots=[kek, both(5)]),
          "FORMAT", "header")
    t.bad("b22_type_19_too_long", t.forge(slots=[kek, both(2, extra=1)]),
          "FORMAT", "header")
    t.bad("b22_type_4_too_short", t.forge(slots=[
        kek, raw_slot(m.XWING, bytes(1199))]), "FORMAT", "header")
    t.bad("b22_type_18_too_long", t.forge(slots=[
        kek, raw_slot(m.HSM, bytes(45))]), "FORMAT", "header")
    t.bad("b22_hint_on_a_passphrase_slot", t.forge(slots=[
        kek, passphrase_slot(phrase, hint=bytes(16))]), "FORMAT", "header")


def ext(t):
    e = lambda n, kind=5, body=b"label": (kind, body, rnd(f"ext {n}"))
    bad = lambda name, status, stage, exts, **hooks: t.bad(
        name, t.forge(ext=exts, hooks=hooks), status, stage)
    bad("b27_salt_reused", "FORMAT", "header", [e(0), e(1), e(0)])
    alien = []
    t.forge(ext=[e(0)], salt=rnd("other"), hooks=dict(
        ext=lambda f, v: alien.extend(v))).build()
    bad("b27_record_of_another_archive", "AUTH", "ext", [e(0)],
        ext=lambda f, v: alien)
    one = t.forge(ext=[e(0)]).build()
    t.bad("b27_changed_without_mac", fix_check(flip(one, 112 + 140 + 40)),
          "AUTH", "mac")
    bad("b27_changed_with_mac", "AUTH", "ext", [e(0)],
        ext=lambda f, v: [flip(v[0], -1)])
    for n in (0, 15, 19):
        bad(f"b27_len_{n}", "FORMAT", "header", [e(0)], ext=lambda f, v: [
            n.to_bytes(4, "big") + v[0][4:36] + bytes(n)])
    for name, n in (("plus_1", 26), ("minus_1", 24), ("all_ones", 2**32 - 1)):
        bad(f"b27_len_lies_{name}", "FORMAT", "header", [e(0)],
            ext=lambda f, v: [patch(v[0], 0, n.to_bytes(4, "big"))])
    bad("b27_65_records", "FORMAT", "header", [e(i, 5, b"") for i in range(65)])
    bad("b27_more_than_64_kib", "LIMIT", "limit", [e(0, 5, bytes(65536 - 55))])

    def reserved(f, v):
        key, nonce = f.schedule.ext(rnd("ext 0"))
        sealed = m.SUITES[f.suite](key).encrypt(nonce, b"\0\5\0\1label", b"")
        return [len(sealed).to_bytes(4, "big") + rnd("ext 0") + sealed]
    bad("b27_reserved_field", "FORMAT", "ext", [e(0)], ext=reserved)
    head = b"\0\1" + rnd("nobody")
    for kind in (1, 4):
        bad(f"b27_type_{kind}_cut", "FORMAT", "ext", [e(0, kind, head)])
        bad(f"b27_type_{kind}_blob_cut", "FORMAT", "ext", [
            e(0, kind, head + struct.pack(">I", 64) + bytes(63))])
        bad(f"b27_type_{kind}_bytes_after", "FORMAT", "ext", [
            e(0, kind, head + struct.pack(">I", 64) + bytes(65))])


def areas(t):
    two = t.forge(areas=2)
    data = two.build()
    torn = flip(flip(data, 200), 4096 + 200)
    t.bad("b20_both_areas_torn", torn, "FORMAT", "header")
    differ = data[:4096] + fix_check(flip(data[4096:8192], 500)) + data[8192:]
    t.bad("b20_one_generation_two_contents", differ, "FORMAT", "header")
    longer = t.forge(areas=2, pad=8000).build()
    alone = longer[:4096] + longer[8192:]
    t.bad("b20_second_area_missing", alone, "AUTH", "payload",
          notes="the first area is whole, so the payload is looked for behind")
    newer = lambda **v: t.forge(generation=1, **v).build()[:4096]
    t.bad("b20_newer_area_says_one_area", data[:4096] + newer() + data[8192:],
          "FORMAT", "header")
    broken = fix_check(flip(t.forge(areas=2, generation=1).build()[:4096], 250))
    t.bad("b20_no_fallback_to_the_older_area", data[:4096] + broken + data[8192:],
          "NO_KEY", "slot", notes="the newer area's wrap is wrong")
    t.bad("b20_second_area_of_another_archive", data[:4096] + t.forge(
        areas=2, generation=1, salt=rnd("s"), fk=rnd("f")).build()[4096:8192]
        + data[8192:], "AUTH", "payload")
    t.bad("b20_torn_and_second_area_zero", flip(data[:4096], 300) + bytes(4096)
          + data[8192:], "FORMAT", "header")


# --------------------------------------------------------------- commitment

def collisions(t):
    """c28 to c30: two keys, one ciphertext."""
    for suite, word, make in ((0x0101, "gcm", collide.gcm),
                              (0x0102, "chacha", collide.chacha)):
        two_key_slot(t, suite, word, make)
        two_key_payload(t, suite, word, make)
    slots = [kek_slot(t.key("kek1"), 1),
             kek_slot(t.key("kek2"), 2, fk=rnd("another file key"))]
    forge = t.forge(slots=slots)
    t.good("c29_two_file_keys_first", forge)
    t.bad("c29_two_file_keys_second", forge, "AUTH", "commitment",
          "key=kek2 unsigned")


def two_key_slot(t, suite, word, make):
    """c28: the wrap opens under two keys; wc lets one of them in."""
    for kind, names in (("kek", ("kek1", "kek2")), ("pass", ("pass1", "pass2"))):
        make_slot = lambda name, **more: (
            kek_slot(t.key(name), 28, hint=False, **more) if kind == "kek"
            else passphrase_slot(t.key(name).text, 28, **more))
        wks = []
        for name in names:
            slot = make_slot(name)
            t.forge(slots=[slot], suite=suite).build()
            wks.append(slot.keys[0])
        wrap = make(rnd("two-key wrap"), 1, (wks[0], bytes(12)),
                    (wks[1], bytes(12)))
        fks = [m.SUITES[suite](wk).decrypt(bytes(12), wrap, b"") for wk in wks]
        assert fks[0] != fks[1]
        forge = lambda: t.forge(slots=[make_slot(
            names[0], wrap=lambda wk, wc: wrap)], suite=suite, fk=fks[0])
        t.good(f"c28_{word}_{kind}_first", forge(), f"key={names[0]} unsigned")
        t.bad(f"c28_{word}_{kind}_second", forge(),
              "NO_KEY" if kind == "kek" else "PASSPHRASE", "slot",
              f"key={names[1]} unsigned", notes="without wc its tag is right")


def two_key_payload(t, suite, word, make):
    """c30: the only chunk opens under both file keys."""
    fk2 = rnd("second file key")
    second = []

    def chunk(forge, chunks):
        schedules = forge.schedule, m.Schedule(forge.imm, fk2)
        keys = [(s.kpay, s.nonce(0)) for s in schedules]
        sealed = make(chunks[0][:-16], len(chunks[0][:-16]) // 16 - 7, *keys)
        second.extend(m.SUITES[suite](k).decrypt(n, sealed, b"") for k, n in keys)
        return [sealed]
    forge = t.forge([Item(b"a.txt", b"salam\n")], suite=suite, pad=2048, slots=[
        kek_slot(t.key("kek1"), 1), kek_slot(t.key("kek2"), 2, fk=fk2)],
        hooks=dict(chunks=chunk))
    t.bad(f"c30_{word}_two_key_chunk", forge, "AUTH", "commitment",
          "key=kek2 unsigned", notes="the chunk's tag is right under its key")
    assert second[0] != second[1]


def oracles(t):
    """c32, c33: what the one code for a slot that does not open covers."""
    pass1, pass2 = (passphrase_slot(t.key(n).text, i)
                    for i, n in enumerate(("pass1", "pass2")))
    kek = kek_slot(t.key("kek1"))
    bad = lambda name, slots, opener, status="NO_KEY": t.bad(
        name, t.forge(slots=slots), status, "slot", opener + " unsigned")
    bad("c32_wrong_kek", [kek], "key=kek2")
    bad("c32_wrong_kek_right_hint", [kek], "key=kek1wrong")
    bad("c32_wrong_kek_version", [kek], "key=kek1v2")
    bad("c32_wrong_kek_without_hint", [kek_slot(t.key("kek1"), hint=False)],
        "key=kek2")
    bad("c32_key_of_another_type", [kek], "key=x1")
    bad("c32_hint_of_someone_else", [kek_slot(t.key("kek1"), hint=rnd("h", 16))],
        "key=kek1")
    bad("c32_wrong_passphrase", [pass1], "key=pass2", "PASSPHRASE")
    bad("c32_passphrase_with_a_newline", [passphrase_slot(
        t.key("pass1").text + b"\n")], "key=pass1", "PASSPHRASE")
    bad("c32_passphrase_wc", [passphrase_slot(
        t.key("pass1").text, wc=lambda wc: flip(wc, 0))], "key=pass1", "PASSPHRASE")
    bad("c32_passphrase_tag", [passphrase_slot(
        t.key("pass1").text, wrap=lambda wk, wc: bytes(48))], "key=pass1",
        "PASSPHRASE")
    bad("c32_passphrase_beside_a_key_slot", [pass1, kek], "key=pass2", "PASSPHRASE")
    bad("c32_wrong_passphrase_and_wrong_key", [pass1, kek], "key=pass2 key=kek2")
    bad("c32_passphrase_but_no_such_slot", [kek], "key=pass1")
    bad("c32_key_but_only_passphrase_slots", [pass1], "key=kek1")
    bad("c32_other_cost_than_derived", [passphrase_slot(
        t.key("pass1").text, t=2, kdf_t=1)], "key=pass1", "PASSPHRASE")
    bad("c32_only_grease", [raw_slot(0xFFE3, b"x")], "key=kek1")
    bad("c33_256_slots_and_none_opens", [kem_slot(
        t.key("x2"), i, hint=False) for i in range(256)], "key=x1")
    bad("c33_256_kek_slots_and_none_opens", [kek_slot(
        t.key("kek1wrong"), i) for i in range(256)], "key=kek1")
