# SPDX-License-Identifier: Apache-2.0
"""List G: compression, and what it could be used for."""

import mohur_archive as m
import mohur_zstd as z
from forge import Item, rnd
from maker import PLAIN, flip, patch

MIB = 1 << 20
ZSTD = PLAIN + " zstd"
TEXT = b"".join(b"%d salam, %d\n" % (i, i * i) for i in range(60))
# TEXT by zstd 1.5.4, level 3: what it writes differs from version to version.
TEXT_FRAME = bytes.fromhex(
    "28b52ffd604c02d5070026d22614b0a5900e0772b1245536697bcb2d1b5c386ad6012300"
    "1f001f007bb8a976d176bb3dee88c55ea84be1ea60127a38d37ac9e5db01104020302050"
    "001001973179547244c96b180c880f89d36078717843f95a1e513e925dcaaec04dc3b4b1"
    "0f839da47a35f4d2a02f508fa0f57126b79d5c2493a938994c33b942482f54e692c85ca5"
    "cc24939199569c2b02e7c680c43962382fcade10f60ab20741a8308a4c2def0610239199"
    "3b102041b30f00eb462902bc614d8848ce99c188cd864d469245aa2425f5fbd83dd61d8b"
    "1c1feaf85fccfebba1fff71a247844076408458e386d480867a0c39fb10fd31459a6f321"
    "43b40a055f708129")


def fixed(piece):
    assert piece == TEXT
    return TEXT_FRAME


def packed(name, content, pack=z.raw_frame):
    return Item(name, content, comp=1, pack=pack)


def add(t):
    good(t)
    frames(t)
    digests(t)
    rows(t)
    ratios(t)


def good(t):
    """What a compressed entry may be."""
    half = bytes(MIB // 2)
    t.good("packed_text", t.forge([packed(b"a", TEXT, fixed),
                                   Item(b"b", TEXT)]), ZSTD)
    t.good("packed_one_byte", t.forge([packed(b"a", b"x")]), ZSTD)
    t.good("packed_run", t.forge([packed(b"a", half, z.run_frame)]), ZSTD)
    t.good("packed_one_mib", t.forge([packed(b"a", rnd("mib", MIB))]), ZSTD)
    t.good("packed_three_segments", t.forge(
        [Item(b"0", b"stored"), packed(b"a", rnd("3", 2 * MIB + 5000)),
         packed(b"b", TEXT, fixed)]), ZSTD)
    runs = rnd("runs", 9000) + bytes(2 * MIB - 9000)
    t.good("packed_segments_of_other_lengths", t.forge([packed(
        b"a", runs, lambda p: z.raw_frame(p) if any(p) else z.run_frame(p))]),
        ZSTD)
    for name, head in (
            ("one_byte_size", z.head(200, 0x20, size=1)),
            ("two_byte_size", z.head(300 - 256, 0x60, size=2)),
            ("eight_byte_size", z.head(200, 0xE0, size=8)),
            ("a_window", z.head(200, 0xC0, b"\x00", 8)),
            ("the_largest_window", z.head(200, 0x80, b"\x50"))):
        content = rnd("sizes", 300 if name == "two_byte_size" else 200)
        t.good(f"packed_head_with_{name}", t.forge([packed(
            b"a", content, lambda p, h=head: h + z.block(
                z.RAW, len(p), p, True))]), ZSTD)
    t.good("packed_in_many_blocks", t.forge([packed(
        b"a", rnd("blocks", 100), lambda p: z.head(100) + b"".join(
            z.block(z.RAW, 1, p[i:i + 1]) for i in range(100))
        + z.block(z.RAW, 0, b"", True))]), ZSTD)
    t.good("g65_ratio_just_allowed", t.forge([at_ratio(0)]), ZSTD)
    t.good("packed_forwarded_suite_2", t.forge(
        [packed(b"a", TEXT, fixed)], suite=0x0102), ZSTD)


def frames(t):
    """g64: frames that a reader must not take."""
    def bad(name, frame, content=TEXT, status="FORMAT", stage="frame"):
        t.bad(f"g64_{name}", t.forge([
            Item(b"0", b"before"), packed(b"a", content, lambda p: frame)]),
            status, stage, ZSTD)
    n, raw = len(TEXT), z.raw_frame(TEXT)
    body = z.block(z.RAW, n, TEXT, True)
    bad("not_a_frame", b"salam\n")
    bad("stored_as_it_is", TEXT)
    bad("one_byte", b"\x28")
    bad("grows_beyond_its_piece", z.head(n) + z.block(z.RAW, n, TEXT)
        + z.block(z.RUN, 1, b"x", True))
    bad("grows_far_beyond_its_piece", z.head(n) + z.block(z.RUN, n, b"x") * 200
        + z.block(z.RUN, n, b"x", True))
    bad("holds_less", z.head(n) + z.block(z.RAW, n - 1, TEXT[:-1], True))
    bad("holds_nothing", z.head(n) + z.block(z.RAW, 0, b"", True))
    bad("says_one_more", z.head(n + 1) + z.block(z.RAW, n, TEXT)
        + z.block(z.RUN, 1, b"x", True))
    bad("says_one_less", z.head(n - 1) + z.block(z.RAW, n - 1, TEXT[:-1], True))
    bad("says_2_to_63", z.head(1 << 63, 0xE0, size=8) + body)
    bad("says_0", z.head(0, 0x20, size=1) + body)
    bad("no_content_size", z.head(0, 0x00, b"\x50", 0) + body)
    bad("no_content_size_with_4_byte_fields", patch(
        z.head(n, 0x80, b"\x50"), 4, b"\x00") + body)
    for log in (21, 22, 27, 31, 41):
        bad(f"window_log_{log}", z.head(n, 0x80, bytes([(log - 10) << 3])) + body)
    bad("window_one_eighth_too_large", z.head(n, 0x80, b"\x51") + body)
    bad("two_frames", z.raw_frame(TEXT[:100]) + z.raw_frame(TEXT[100:]))
    bad("the_frame_twice", raw * 2)
    bad("empty_frame_behind", raw + z.head(0) + z.block(z.RAW, 0, b"", True))
    skip = bytes.fromhex("502a4d1804000000") + b"skip"
    bad("skippable_frame", skip)
    bad("skippable_frame_before", skip + raw)
    bad("skippable_frame_behind", raw + skip)
    for size, flag in ((1, 1), (2, 2), (4, 3)):
        bad(f"dictionary_id_of_{size}", z.head(
            n, 0xA0 | flag, extra=b"\7" * size) + body)
        bad(f"dictionary_id_of_{size}_zero", z.head(
            n, 0xA0 | flag, extra=bytes(size)) + body)
    for at in (1, 4, 5, 8, 9, 11, 12, 20, len(raw) - 1):
        bad(f"cut_to_{at}", raw[:at])
    for at in (30, len(TEXT_FRAME) // 2, len(TEXT_FRAME) - 1):
        bad(f"compressed_cut_to_{at}", TEXT_FRAME[:at])
    for more in (1, 4, 16):
        bad(f"trailing_{more}", raw + bytes(more))
    bad("trailing_block", raw + z.block(z.RAW, 0, b"", True))
    bad("checksum", z.head(n, 0xA4) + body + bytes(4))
    bad("checksum_flag_alone", z.head(n, 0xA4) + body)
    bad("reserved_bit", z.head(n, 0xA8) + body)
    bad("unused_bit", z.head(n, 0xB0) + body)
    bad("magic_of_version_0_7", z.head(n, magic=z.MAGIC - 1) + body)
    bad("no_magic", raw[4:])
    bad("reserved_block", z.head(n) + z.block(3, n, TEXT, True))
    bad("block_of_another_length", z.head(n) + z.block(z.RAW, n + 1, TEXT, True))
    bad("no_last_block", z.head(n) + z.block(z.RAW, n, TEXT))
    bad("two_last_blocks", z.head(n) + z.block(z.RAW, 100, TEXT[:100], True)
        + z.block(z.RAW, n - 100, TEXT[100:], True))
    bad("block_beyond_128_kib", z.head(MIB) + z.block(
        z.RUN, MIB, b"x", True), b"x" * MIB)
    bad("block_beyond_its_window", z.head(n, 0xC0, b"\x00", 8) + z.block(
        z.RUN, 1025, b"x", True), TEXT)
    bad("compressed_block_of_noise", z.head(n) + z.block(
        z.COMPRESSED, 200, rnd("noise", 200), True))
    bad("compressed_block_empty", z.head(n) + z.block(z.COMPRESSED, 0, b"", True))
    bad("tables_of_no_block_before", z.head(n) + z.block(
        z.COMPRESSED, 40, b"\x03" + rnd("treeless", 39), True))
    t.bad("g64_second_segment", t.forge([packed(
        b"a", rnd("2nd", MIB + 500), lambda p: z.raw_frame(p)
        if len(p) == MIB else z.raw_frame(p[1:]))]), "FORMAT", "frame", ZSTD)
    t.bad("g64_first_segment_of_two", t.forge([packed(
        b"a", rnd("2nd", MIB + 500), lambda p: z.raw_frame(p)
        if len(p) < MIB else z.raw_frame(p)[:-1])]), "FORMAT", "frame", ZSTD)
    t.bad("g66_content_len_below_the_real", t.forge(
        [packed(b"a", TEXT)], hooks=dict(end=lambda f, i, v: v.update(
            content_len=n - 1))), "FORMAT", "frame", ZSTD)
    t.bad("g66_content_len_above_the_real", t.forge(
        [packed(b"a", TEXT)], hooks=dict(end=lambda f, i, v: v.update(
            content_len=n + 1))), "FORMAT", "frame", ZSTD)
    t.bad("g66_blocks_go_on_behind_content_len", t.forge(
        [packed(b"a", TEXT, lambda p: z.head(n - 1) + body)], hooks=dict(
            end=lambda f, i, v: v.update(content_len=n - 1))),
        "FORMAT", "frame", ZSTD)


def digests(t):
    """The digest of the content, which the frame cannot change."""
    def bad(name, fn, content=TEXT, pack=z.raw_frame):
        t.bad(f"g64_digest_{name}", t.forge(
            [Item(b"0", b"before"), packed(b"a", content, pack)],
            hooks=dict(end=lambda f, i, v: fn(v) if i == 1 else None)),
            "AUTH", "entry", ZSTD)
    bad("wrong", lambda v: v.update(content_sha256=flip(v["content_sha256"], 0)))
    bad("zero", lambda v: v.update(content_sha256=bytes(32)))
    bad("of_what_is_stored", lambda v: v.update(
        content_sha256=m.sha256(z.raw_frame(TEXT))))
    bad("of_nothing", lambda v: v.update(content_sha256=m.sha256(b"")))
    bad("of_the_first_segment", lambda v: v.update(content_sha256=m.sha256(
        rnd("2nd", MIB + 500)[:MIB])), rnd("2nd", MIB + 500))
    bad("other_content", lambda v: None, TEXT,
        lambda p: z.raw_frame(p[::-1]))
    t.bad("g64_leaf_flipped", t.forge([packed(b"a", TEXT)], hooks=dict(
        rows=lambda f, i, v: [(n, flip(d, 0)) for n, d in v])), "AUTH", "entry",
        ZSTD)
    t.bad("g64_root_over_comp_0", t.forge([packed(b"a", TEXT)], hooks=dict(
        end=lambda f, i, v: v.update(root=m.entry_root(
            0, v["content_len"], v["stored_len"],
            [g for _, g in v["tables"]])))), "AUTH", "entry", ZSTD)


def rows(t):
    """Tables of compressed entries: rows that lie about places."""
    two = lambda **hooks: t.forge(
        [packed(b"a", rnd("rows", MIB + 500)), Item(b"b", b"x")], hooks=hooks)
    shift = lambda f, i, v: [(v[0][0] + 1, v[0][1]), (v[1][0] - 1, v[1][1])
                             ] if i == 0 else None
    t.bad("g64_row_one_more_one_less", two(rows=shift), "FORMAT", "entry", ZSTD,
          notes="the first segment's head says another length")
    t.bad("g64_row_one_more", two(rows=lambda f, i, v: [
        (v[0][0] + 1, v[0][1]), v[1]] if i == 0 else None), "FORMAT", "entry",
        ZSTD)
    t.bad("g64_row_of_zero", two(rows=lambda f, i, v: [
        (v[0][0] + v[1][0], v[0][1]), (0, v[1][1])] if i == 0 else None),
        "FORMAT", "entry", ZSTD)
    t.bad("g64_row_beyond_its_bound", two(rows=lambda f, i, v: [
        (m.STORED_MAX + 1, v[0][1]), v[1]] if i == 0 else None), "FORMAT",
        "entry", ZSTD)
    t.bad("g64_table_offset", two(end=lambda f, i, v: v.update(
        tables=[(v["tables"][0][0] - 1, v["tables"][0][1])])
        if i == 0 else None), "FORMAT", "entry", ZSTD)


def at_ratio(more):
    """An entry whose content is at the limit, and so many bytes more: of
    zeros, so that only its length decides."""
    def frame(piece):
        return z.run_frame(piece)
    stored = 0
    for _ in range(9):
        content = 200 * stored + MIB + more
        stored = sum(len(frame(bytes(min(MIB, content - i))))
                     for i in range(0, content, MIB))
    return packed(b"a", bytes(content), frame)


def ratios(t):
    """g65: what the signed sizes say, before anything is expanded."""
    bad = lambda name, *items: t.bad(f"g65_{name}", t.forge(list(items)),
                                     "LIMIT", "limit", ZSTD)
    bad("ratio_one_byte_beyond", at_ratio(1))
    bad("run_of_4_mib", packed(b"a", bytes(4 * MIB), z.run_frame))
    bad("ratio_of_one_of_two", Item(b"0", rnd("x", 40000)),
        packed(b"a", bytes(4 * MIB), z.run_frame))
    bad("ratio_in_all", *(packed(b"%d" % i, bytes(MIB), z.run_frame)
                          for i in range(3)))
