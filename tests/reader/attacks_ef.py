#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lists E (directory, entries) and F (names)."""

import hashlib
import struct

import mohur_archive as m
from forge import Item, Rec, rnd, tlv
from attacks_d import fit
from maker import PLAIN, flip, patch

ALL = 2**64 - 1
MIB = 1 << 20
WHOLE = PLAIN + " whole"


def add(t):
    inline(t)
    entry_end(t)
    order(t)
    extents(t)
    records(t)
    padding(t)
    trailer(t)
    digests(t)
    tables(t)
    entry_fields(t)
    second_preimages(t)
    limits(t)
    names(t)
    links(t)


def change(**fields):
    return lambda forge, value: value.update(fields)


def first(fn):
    """A hook for entry 0 only."""
    return lambda forge, i, value: fn(value) if i == 0 else None


def inline(t):
    """e45: the entry header in the stream differs from the directory's."""
    items = [Item(b"a.txt", b"salam\n", attrs=tlv((1, b"text/plain"))),
             Item(b"b/c.bin", rnd("c.bin", 1500))]
    t.good("e45_as_the_directory_says", t.forge(items))
    bad = lambda name, fn: t.bad(f"e45_{name}", t.forge(
        items, hooks=dict(inline=first(fn))), "FORMAT", "entry")
    bad("entry_no", lambda v: patch(v, 0, b"\0\0\0\1"))
    bad("kind", lambda v: patch(v, 4, b"\2"))
    bad("comp", lambda v: patch(v, 5, b"\1"))
    bad("mode", lambda v: patch(v, 6, b"\1"))
    bad("zero_at_7", lambda v: patch(v, 7, b"\1"))
    bad("mtime", lambda v: flip(v, 15))
    bad("name", lambda v: patch(v, 24, b"b"))
    bad("name_case", lambda v: patch(v, 24, b"A"))
    bad("name_hostile", lambda v: patch(v, 24, b"../xy"))
    bad("attrs", lambda v: flip(v, -1))
    bad("name_and_attrs_divided_otherwise", lambda v: patch(
        v, 16, b"\0\6\0\x0d"))
    bad("zero_at_22", lambda v: patch(v, 23, b"\1"))


def entry_end(t):
    """e46: ENTRY_END lies, alone or together with the directory."""
    alone = lambda name, fn: t.bad(f"e46_alone_{name}", t.forge(
        hooks=dict(endbody=first(fn))), "FORMAT", "entry")
    alone("content_len", lambda v: flip(v, 7))
    alone("stored_len", lambda v: flip(v, 15))
    alone("root", lambda v: flip(v, -33))
    alone("content_sha256", lambda v: flip(v, -1))
    t.bad("e46_alone_group", t.forge(hooks=dict(endbody=first(
        lambda v: flip(v, 30)))), "AUTH", "entry")
    both = lambda name, status, stage, fn: t.bad(f"e46_both_{name}", t.forge(
        hooks=dict(end=first(fn))), status, stage)
    both("root", "AUTH", "entry", lambda v: v.update(root=bytes(32)))
    both("content_sha256", "FORMAT", "directory",
         lambda v: v.update(content_sha256=hashlib.sha256(b"salam\n").digest()))
    both("content_len_7", "FORMAT", "directory",
         lambda v: v.update(content_len=7, stored_len=7))
    both("content_len_0", "FORMAT", "directory",
         lambda v: v.update(content_len=0, stored_len=0))
    both("stored_len_differs", "FORMAT", "directory",
         lambda v: v.update(stored_len=7))
    both("content_len_differs", "FORMAT", "directory",
         lambda v: v.update(content_len=7))
    both("group", "AUTH", "entry",
         lambda v: v.update(tables=[(v["tables"][0][0], bytes(32))]))
    root = lambda *parts: lambda v: v.update(root=m.sha256(*parts, *[
        g for _, g in v["tables"]]))
    numbers = struct.pack(">BQQ", 0, 6, 6)
    both("root_without_label", "AUTH", "entry", root(numbers))
    both("root_without_lengths", "AUTH", "entry", root(b"mohur/1 entry\0"))
    both("root_over_comp_1", "AUTH", "entry", root(
        b"mohur/1 entry\0", struct.pack(">BQQ", 1, 6, 6)))
    both("root_is_the_group", "AUTH", "entry",
         lambda v: v.update(root=v["tables"][0][1]))
    t.bad("e46_root_of_an_empty_file", t.forge([Item(b"a")], hooks=dict(
        end=first(lambda v: v.update(root=m.sha256(b""))))), "AUTH", "entry")
    t.bad("e46_root_of_a_folder", t.forge([Item(b"a", kind=m.FOLDER)], hooks=dict(
        end=first(lambda v: v.update(root=bytes(32))))), "AUTH", "entry")


def order(t):
    """e47, f87: the order of names and what it forbids."""
    bad = lambda name, *names: t.bad(name, t.forge(
        [n if isinstance(n, Item) else Item(n.encode(), b"x") for n in names]),
        "FORMAT", "directory")
    folder = lambda name: Item(name, kind=m.FOLDER)
    swapped = lambda names: t.forge([Item(n, b"x") for n in names], hooks=dict(
        dirfields=lambda f, v: v[::-1]))
    t.bad("e47_unsorted", swapped([b"a", b"b"]), "FORMAT", "directory")
    t.bad("e47_unsorted_by_prefix", swapped([b"a", b"ab"]), "FORMAT", "directory")
    t.bad("e47_plain_byte_order", t.forge(
        [Item(b"a", kind=m.FOLDER), Item(b"a!", b"1"), Item(b"a/b", b"2")],
        hooks=dict(dirfields=lambda f, v: [v[0], v[2], v[1]])),
        "FORMAT", "directory")
    t.bad("e47_capitals_first", t.forge(
        [Item(b"B", b"x"), Item(b"a", b"x")],
        hooks=dict(dirfields=lambda f, v: v[::-1])), "FORMAT", "directory")
    bad("e47_twice", "a", "a")
    bad("e47_case_pair", "a", "A")
    bad("e47_case_pair_in_a_folder", "d/READ.me", "d/read.ME")
    bad("e47_a_file_and_a_folder_of_one_name", "a", folder(b"a"))
    bad("e47_a_and_a_b", "a", "a/b")
    bad("e47_a_and_a_b_c", "a", "a/b/c")
    bad("f87_folder_in_two_spellings", "Dir/a", "dir/b")
    bad("f87_folder_entry_and_its_use", folder(b"Dir"), "dir/b")
    bad("f87_two_folders", folder(b"Dir"), folder(b"dIR"))
    bad("f87_deep_folder_in_two_spellings", "a/B/c/d", "a/b/c/e")
    bad("f87_dotted_and_dotless", "FILI", "fili")

    def same(f, v):
        v[1]["inline"] = v[0]["inline"][:3] + b"\1" + v[0]["inline"][4:]
        v[1]["end"] = v[1]["off"] + 16
    t.bad("e47_twice_and_overlapping", t.forge(hooks=dict(dirfields=same)),
          "FORMAT", "directory")


def extents(t):
    """e48, e49: entry_off, end_off and entry_no of the directory."""
    def bad(name, fn, status="FORMAT", stage="directory"):
        items = [Item(b"a", b"same size"), Item(b"b", b"size same"),
                 Item(b"c", b"something else")]
        t.bad(name, t.forge(items, hooks=dict(dirfields=fn)), status, stage)

    def move(which, by):
        def fn(f, v):
            v[which].update(off=(v[which]["off"] + by) % 2**64,
                            end=(v[which]["end"] + by) % 2**64)
        return fn
    for which, by in ((0, 1), (0, -1), (1, 1), (1, -1), (2, 1), (2, 16)):
        bad(f"e48_entry_{which}_moved_by_{by}", move(which, by))
    bad("e48_beyond_the_stream", move(2, 1 << 40))
    bad("e48_wraps_around", move(0, -100))
    bad("e48_into_the_padding", move(2, 800))
    bad("e48_two_at_one_place", lambda f, v: v[1].update(
        off=v[0]["off"], end=v[0]["end"]))
    bad("e48_end_off_plus_1", lambda f, v: v[0].update(end=v[0]["end"] + 1))
    bad("e48_end_off_minus_1", lambda f, v: v[2].update(end=v[2]["end"] - 1))
    bad("e48_end_before_start", lambda f, v: v[1].update(end=v[1]["off"] - 1))
    bad("e48_empty_extent", lambda f, v: v[1].update(end=v[1]["off"]))
    bad("e48_end_off_all_ones", lambda f, v: v[2].update(end=ALL))
    bad("e48_covers_its_neighbour", lambda f, v: v[0].update(end=v[1]["end"]))

    def swap(f, v):
        for key in ("off", "end"):
            v[0][key], v[1][key] = v[1][key], v[0][key]
    bad("e48_extents_swapped", swap)

    def swap_with_numbers(f, v):
        swap(f, v)
        a, b = v[0]["inline"], v[1]["inline"]
        v[0]["inline"], v[1]["inline"] = b[:4] + a[4:], a[:4] + b[4:]
    bad("e48_extents_and_numbers_swapped", swap_with_numbers, stage="entry")

    def number(which, no):
        def fn(f, v):
            v[which]["inline"] = struct.pack(">I", no) + v[which]["inline"][4:]
        return fn
    bad("e49_gap", number(2, 3))
    bad("e49_repeat", number(2, 1))
    bad("e49_all_ones", number(0, 2**32 - 1))

    def agreed(name, numbers):
        """The stream says the same as the directory."""
        again = lambda i, v: struct.pack(">I", numbers[i]) + v[4:]
        t.bad(f"e49_agreed_{name}", t.forge(
            [Item(b"%c" % c, b"x") for c in b"abc"], hooks=dict(
                inline=lambda f, i, v: again(i, v),
                dirfields=lambda f, v: [d.update(inline=again(i, d["inline"]))
                                        for i, d in enumerate(v)] and None)),
            "FORMAT", "directory")
    agreed("gap", (0, 1, 3))
    agreed("repeat", (0, 1, 1))
    agreed("from_one", (1, 2, 3))
    agreed("reversed", (2, 1, 0))
    bad("e49_from_one", lambda f, v: [number(i, i + 1)(f, v)
                                      for i in range(3)] and None)
    junk = Rec(m.ENTRY, rnd("junk", 40))
    t.bad("e48_bytes_before_the_first_entry", t.forge(hooks=dict(
        plain=lambda f, v: v, records=lambda f, v: fit([junk] + v))),
        "FORMAT", "directory")
    for i, word in ((0, "before_the_first"), (1, "between_two")):
        gap = len(junk.bytes())

        def shifted(f, n, v, i=i):
            if n == i:
                v["tables"] = [(at + gap, g) for at, g in v["tables"]]
        t.bad(f"e48_gap_{word}", t.forge(hooks=dict(
            entry=lambda f, n, v, i=i: [junk] + v if n == i else v, end=shifted,
            dirfields=lambda f, v, i=i: v[i].update(off=v[i]["off"] + gap))),
            "FORMAT", "directory", notes="all else is consistent")
    t.bad("e48_bytes_before_the_directory", t.forge(hooks=dict(
        stream=lambda f, v: v + [junk])), "FORMAT", "directory")
    t.bad("e48_entry_that_is_not_listed", t.forge(hooks=dict(
        dirfields=lambda f, v: v[:1])), "FORMAT", "directory")
    t.bad("e48_listed_twice_under_two_names", t.forge(
        [Item(b"a", b"x")], hooks=dict(dirfields=lambda f, v: v + [dict(
            v[0], inline=Item(b"b").inline(1))])), "FORMAT", "directory")


def records(t):
    """e50: type, place and head of each record."""
    def entry(name, fn, status="FORMAT", stage="entry"):
        t.bad(f"e50_{name}", t.forge(hooks=dict(entry=first(fn))), status, stage)
    entry("table_before_segment", lambda v: [v[0], v[2], v[1], v[3]])
    entry("end_before_table", lambda v: [v[0], v[1], v[3], v[2]])
    for name, i in (("entry", 0), ("segment", 1), ("table", 2), ("end", 3)):
        def other(**fields):
            def fn(v, i=i):
                for key, value in fields.items():
                    setattr(v[i], key, value)
            return fn
        for word, fields in (("zero16", dict(zero16=1)), ("zero32", dict(zero32=1)),
                             ("type_5", dict(type=5)), ("type_0", dict(type=0)),
                             ("type_high", dict(type=0x100)),
                             ("len_all_ones", dict(len=ALL))):
            entry(f"{name}_{word}", other(**fields))
        entry(f"{name}_len_plus_1",
              lambda v, i=i: setattr(v[i], "len", len(v[i].body) + 1))
        entry(f"{name}_len_minus_1",
              lambda v, i=i: setattr(v[i], "len", len(v[i].body) - 1))
    for word, fn in (
            ("checkpoint", lambda v: v[:1] + [Rec(5, bytes(8))] + v[1:]),
            ("segment_twice", lambda v: v[:2] + v[1:]),
            ("table_twice", lambda v: v[:3] + v[2:]),
            ("table_missing", lambda v: v[:2] + v[3:]),
            ("segment_missing", lambda v: v[:1] + v[2:]),
            ("end_missing", lambda v: v[:3]), ("end_twice", lambda v: v + v[3:]),
            ("entry_twice", lambda v: v[:1] + v),
            ("empty_segment_added", lambda v: v[:2] + [Rec(m.SEGMENT, b"")] + v[2:])):
        entry(word, fn, stage="directory")
    after = lambda name, fn, stage, status="FORMAT", opener=PLAIN: t.bad(
        f"e50_{name}", t.forge(hooks=dict(records=fn)), status, stage, opener)
    names = {m.DIRECTORY: ("directory", "directory"),
             m.MANIFEST: ("manifest", "manifest"),
             m.SIGNATURES: ("signatures", "signature"),
             m.TRAILER: ("trailer", "trailer"), m.PAD: ("pad", "trailer")}
    for kind, (name, stage) in names.items():
        for word, fields in (("zero16", dict(zero16=1)), ("zero32", dict(zero32=1)),
                             ("type", dict(type=0x20)), ("len", dict(len=ALL))):
            def fn(f, v, kind=kind, fields=fields):
                for r in v:
                    if r.type == kind:
                        vars(r).update(fields)
                        break
            after(f"{name}_{word}", fn, stage,
                  opener=WHOLE if kind == m.PAD else PLAIN)
    at = lambda v, kind: next(i for i, r in enumerate(v) if r.type == kind)
    put = lambda v, i, *new: v[:i] + list(new) + v[i:]
    after("record_after_the_trailer", lambda f, v: v + [Rec(m.PAD, b"")], "trailer")
    after("second_trailer", lambda f, v: v + v[-1:], "trailer")
    after("no_trailer", lambda f, v: v[:-1] + [Rec(m.PAD, bytes(64))], "trailer")
    after("second_directory", lambda f, v: fit(put(
        v, at(v, m.MANIFEST), v[at(v, m.DIRECTORY)])), "trailer")
    after("second_manifest", lambda f, v: fit(put(
        v, at(v, m.SIGNATURES), v[at(v, m.MANIFEST)])), "trailer")
    after("record_before_the_padding", lambda f, v: fit(put(
        v, at(v, m.PAD), Rec(0x20, b""))), "trailer")
    after("manifest_and_signatures_swapped", lambda f, v: v[:-4] + [
        v[-3], v[-4], v[-2], v[-1]], "manifest")
    after("no_padding_record", lambda f, v: fit_without_pad(v), "trailer")


def fit_without_pad(v):
    records = fit(v)
    records[-1].body = patch(records[-1].body, 40, bytes(8))
    records = [r for r in records if r.type != m.PAD]
    size = sum(len(r.bytes()) for r in records)
    records[-1].body = patch(records[-1].body, 48, size.to_bytes(8, "big"))
    return records


def padding(t):
    """e51."""
    def pad(fn):
        return t.forge(pad=12000, hooks=dict(records=lambda f, v: [
            setattr(r, "body", fn(r.body)) if r.type == m.PAD else None
            for r in v] and None))
    for name, at in (("first", 0), ("last", -1), ("middle", 5000)):
        t.bad(f"e51_padding_{name}_byte", pad(lambda b, at=at: patch(b, at, b"\1")),
              "FORMAT", "trailer", WHOLE)
    t.bad("e51_padding_is_a_record", pad(lambda b: patch(
        b, 0, Rec(m.ENTRY, Item(b"x").inline(9)).bytes())), "FORMAT", "trailer",
        WHOLE)


def trailer(t):
    """e85: each term of the equation, and what can be claimed with it."""
    def bad(name, fn, status="FORMAT", stage="trailer"):
        t.bad(f"e85_{name}", t.forge(hooks=dict(trailer=fn)), status, stage)
    terms = ("dir_off", "dir_len", "man_len", "sig_len", "pad_len", "stream_len")
    for term in terms:
        for word, by in (("plus_1", 1), ("minus_1", -1), ("high_bit", 1 << 63)):
            bad(f"{term}_{word}", lambda f, v, term=term, by=by: v.update(
                {term: (v[term] + by) % 2**64}))
    bad("magic", change(magic=b"MOHURTRM"))
    bad("zero", change(zero=1))
    bad("sum_wraps", lambda f, v: v.update(
        dir_off=(v["dir_off"] - 1000) % 2**64, pad_len=2**64 - 1,
        dir_len=v["dir_len"] + 1001 + v["pad_len"]))
    shift = lambda a, b, by: lambda f, v: v.update({a: v[a] + by, b: v[b] - by})
    bad("dir_off_and_dir_len", shift("dir_off", "dir_len", 1), stage="directory")
    bad("dir_len_and_man_len", shift("dir_len", "man_len", 1), stage="manifest")
    bad("man_len_and_sig_len", shift("sig_len", "man_len", 1), stage="manifest")
    bad("sig_len_and_pad_len", shift("sig_len", "pad_len", 1), stage="signature")
    bad("e52_directory_over_1_gib", lambda f, v: v.update(dir_len=(1 << 30) + 1))
    for n in (0, 64, 79, 80, 143):
        t.bad(f"e85_stream_of_{n}", t.forge(hooks=dict(
            plain=lambda f, v: v[len(v) - n:] if n else b"")), "FORMAT", "trailer")
    t.bad("e85_stream_of_144_lone_trailer", t.forge(hooks=dict(
        plain=lambda f, v: bytes(64) + Rec(m.TRAILER, struct.pack(
            ">8s7Q", b"MOHURTRL", 0, 0, 0, 0, 0, 144, 0)).bytes())),
        "FORMAT", "manifest")


def digests(t):
    """d42: content changed, and repaired one level further up each time."""
    swap = first(lambda v: [b"SALAM\n"])
    right = (6, m.segment_digest(b"salam\n"))
    t.bad("d42_content_changed", t.forge(hooks=dict(
        segments=swap, rows=first(lambda v: [right]))), "AUTH", "entry")
    group = m.sha256(right[0].to_bytes(4, "big") + right[1])
    t.bad("d42_content_and_seg_changed", t.forge(hooks=dict(
        segments=swap, end=first(lambda v: v.update(
            tables=[(v["tables"][0][0], group)])))), "AUTH", "entry")
    root = m.entry_root(0, 6, 6, [group])
    t.bad("d42_content_seg_and_group_changed", t.forge(hooks=dict(
        segments=swap, end=first(lambda v: v.update(root=root)))),
        "AUTH", "entry")
    t.bad("d42_all_but_the_directory_changed", t.forge(hooks=dict(
        segments=swap, dirfields=lambda f, v: v[0].update(root=root))),
        "FORMAT", "entry")
    keep = {}
    t.forge(hooks=dict(manifest=lambda f, v: keep.update(
        dir_root=v["dir_root"]))).build()
    t.bad("d42_all_but_dir_root_changed", t.forge(hooks=dict(
        segments=swap, manifest=lambda f, v: v.update(keep))), "AUTH", "directory")
    items = [Item(b"a", rnd("a", 70000)), Item(b"b", rnd("b", 70000))]
    ab = lambda fn: t.forge(items, hooks=dict(segments=fn, rows=lambda f, i, v: [
        (70000, m.segment_digest(items[i].content))]))
    leaf = m.LEAF_LEN

    def other_entry(f, i, v):
        return [items[1 - i].content[:leaf] + v[0][leaf:]]
    t.bad("e53_leaves_swapped_between_entries", ab(other_entry), "AUTH", "entry")
    t.bad("e53_leaves_swapped_in_a_segment", ab(lambda f, i, v: [
        v[0][leaf:2 * leaf] + v[0][:leaf] + v[0][2 * leaf:]]), "AUTH", "entry")
    t.bad("e53_last_bit", ab(lambda f, i, v: [flip(v[0], -1, 7)]), "AUTH", "entry")
    three = [Item(b"f", rnd("three segments", 2 * MIB + 10))]
    rows_of = lambda c: [(len(c[p:p + MIB]), m.segment_digest(c[p:p + MIB]))
                         for p in range(0, len(c), MIB)]
    t.bad("e53_segments_swapped", t.forge(three, hooks=dict(
        segments=lambda f, i, v: [v[1], v[0], v[2]],
        rows=lambda f, i, v: rows_of(three[0].content))), "AUTH", "entry")
    t.bad("e53_last_segment_changed", t.forge(three, hooks=dict(
        segments=lambda f, i, v: [v[0], v[1], flip(v[2], 0)],
        rows=lambda f, i, v: rows_of(three[0].content))), "AUTH", "entry",
        notes="the two segments before may be released")
    t.bad("e53_rows_swapped", t.forge(three, hooks=dict(
        rows=lambda f, i, v: [v[1], v[0], v[2]])), "AUTH", "entry")
    big = [Item(b"f", rnd("leaf size", 100000))]
    seg = lambda name, fn: t.bad(f"e53_seg_{name}", t.forge(big, hooks=dict(
        rows=lambda f, i, v: [(100000, fn(big[0].content))])), "AUTH", "entry")
    seg("without_leaves", m.sha256)
    seg("with_leaves_of_64_kib", lambda c: m.sha256(
        m.sha256(c[:65536]), m.sha256(c[65536:])))
    seg("with_padded_leaves", lambda c: m.sha256(*(
        m.sha256(c[i:i + leaf].ljust(leaf, b"\0")) for i in range(0, 100000, leaf))))
    seg("with_an_empty_leaf", lambda c: m.sha256(*(
        m.sha256(c[i:i + leaf]) for i in range(0, 100000, leaf)), m.sha256(b"")))
    seg("as_a_binary_tree", lambda c: m.tree_hash(
        [c[i:i + leaf] for i in range(0, 100000, leaf)]))


def tables(t):
    """e83."""
    two = [Item(b"f", rnd("two segments", MIB + 500))]
    row = lambda name, status, stage, fn, items=None: t.bad(
        f"e83_{name}", t.forge(items, hooks=dict(rows=first(fn))), status, stage)
    row("row_plus_1", "FORMAT", "entry", lambda v: [(v[0][0] + 1, v[0][1])])
    row("row_minus_1", "FORMAT", "entry", lambda v: [(v[0][0] - 1, v[0][1])])
    row("row_0", "FORMAT", "entry", lambda v: [(0, v[0][1])])
    row("row_all_ones", "FORMAT", "entry", lambda v: [(2**32 - 1, v[0][1])])
    row("rows_swap_a_byte", "FORMAT", "entry", lambda v: [
        (v[0][0] - 1, v[0][1]), (v[1][0] + 1, v[1][1])], two)
    row("row_added", "FORMAT", "directory", lambda v: v + v)
    row("row_missing", "FORMAT", "directory", lambda v: v[:1], two)
    row("no_row", "FORMAT", "directory", lambda v: [])
    row("1025_rows", "FORMAT", "directory", lambda v: v * 1025)
    pieces = lambda name, cut: t.bad(f"e83_{name}", t.forge(two, hooks=dict(
        segments=first(lambda v: cut(b"".join(v))))), "FORMAT",
        "entry" if len(cut(two[0].content)) == 2 else "directory")
    pieces("first_segment_short", lambda c: [c[:MIB - 1], c[MIB - 1:]])
    pieces("first_segment_long", lambda c: [c[:MIB + 1], c[MIB + 1:]])
    pieces("three_segments_for_two", lambda c: [c[:1000], c[1000:MIB], c[MIB:]])
    pieces("one_segment_for_two", lambda c: [c])
    t.bad("e83_table_cut_in_two", t.forge(two, hooks=dict(
        tables=first(lambda v: [v[0][:36], v[0][36:]]))), "FORMAT", "directory",
        notes="a short TABLE that is not the last")
    t.bad("e83_table_of_35_bytes", t.forge(hooks=dict(
        tables=first(lambda v: [v[0][:-1]]))), "FORMAT", "directory")
    t.bad("e83_table_changed_without_group", t.forge(hooks=dict(
        entry=first(lambda v: setattr(v[2], "body", flip(v[2].body, 10))))),
        "AUTH", "entry")
    offset = lambda name, fn: t.bad(f"e83_offset_{name}", t.forge(hooks=dict(
        end=first(lambda v: v.update(tables=[(fn(v["tables"][0][0]) % 2**64,
                                              v["tables"][0][1])])))),
        "FORMAT", "entry")
    for by in (1, -1, 16, -16):
        offset(f"moved_by_{by}", lambda at, by=by: at + by)
    offset("0", lambda at: 0)
    offset("all_ones", lambda at: ALL)
    offset("of_the_next_entry", lambda at: at + 1000)
    offset("near_the_end_of_the_stream", lambda at: 41470)
    seg = m.segment_digest(b"x" * 6)
    body = struct.pack(">I32s", 6, seg)
    fake = [Item(b"f", b"y" * 100 + Rec(m.TABLE, body).bytes() + b"z" * 100)]
    t.bad("e84_table_inside_the_content", t.forge(fake, hooks=dict(
        end=first(lambda v: v.update(tables=[(16 + 25 + 16 + 100,
                                              m.sha256(body))])))),
        "FORMAT", "entry", notes="ENTRY_END names a TABLE that the content holds")


    own = struct.pack(">I32s", 6, m.segment_digest(b"salam\n"))
    size_of_a = 16 + 25 + 16 + 6 + 16 + 36 + 16 + 120
    t.bad("e84_table_in_the_content_of_another", t.forge(
        [Item(b"a", b"salam\n"), Item(b"b", Rec(m.TABLE, own).bytes())],
        hooks=dict(end=first(lambda v: v.update(tables=[
            (size_of_a + 16 + 25 + 16, v["tables"][0][1])])))), "FORMAT", "entry",
        notes="a true copy of the TABLE, at the wrong place")


def entry_fields(t):
    """8.1: what an entry header may say."""
    def bad(name, fn, status="FORMAT", stage="directory", **item):
        t.bad(f"e_field_{name}", t.forge(
            [Item(b"a.txt", b"salam\n", **item), Item(b"b", b"x")], hooks=dict(
                inline=first(fn), dirfields=lambda f, v: v[0].update(
                    inline=fn(v[0]["inline"])))), status, stage)
    for kind in (0, 3, 4, 255):
        bad(f"kind_{kind}", lambda v, k=kind: patch(v, 4, bytes([k])))
    bad("kind_2_with_content", lambda v: patch(v, 4, b"\2"))
    bad("comp_2", lambda v: patch(v, 5, b"\2"))
    bad("mode_2", lambda v: patch(v, 6, b"\2"))
    bad("mode_setuid", lambda v: patch(v, 6, b"\x80"))
    bad("zero_at_7", lambda v: patch(v, 7, b"\1"))
    bad("zero_at_22", lambda v: patch(v, 22, b"\1"))
    bad("name_len_0", lambda v: patch(v, 16, b"\0\0"))
    bad("name_len_all_ones", lambda v: patch(v, 16, b"\xff\xff"))
    bad("attr_len_4097", lambda v: patch(v, 18, b"\x10\x01"))
    bad("attr_len_1", lambda v: patch(v, 18, b"\0\1"))
    bad("link_len_1_on_a_file", lambda v: patch(v, 20, b"\0\1"))
    same = lambda v: v
    bad("link_on_a_file", same, link=b"b")
    for name, attrs, status in (
            ("descending", tlv((2, b"x"), (1, b"y")), "FORMAT"),
            ("twice", tlv((2, b"x"), (2, b"y")), "FORMAT"),
            ("head_cut", b"\0\1\0", "FORMAT"), ("value_cut", b"\0\1\0\2x", "FORMAT"),
            ("len_all_ones", b"\0\1\xff\xff", "FORMAT"),
            ("tag_8000", tlv((0x8000, b"")), "UNSUPPORTED"),
            ("tag_ffff", tlv((1, b"a"), (0xFFFF, b"")), "UNSUPPORTED")):
        bad(f"attrs_{name}", same, status, attrs=attrs)
    one = lambda name, **item: t.bad(f"e_field_{name}", t.forge(
        [Item(b"a", **item)]), "FORMAT", "directory")
    one("folder_with_mode", kind=m.FOLDER, mode=1)
    one("folder_with_comp", kind=m.FOLDER, comp=1)
    one("folder_with_content", kind=m.FOLDER, content=b"x")
    one("empty_file_with_comp", comp=1)
    one("attrs_too_long", attrs=tlv((3, bytes(4093))))
    for name, piece in (("0", b""), ("too_large", bytes(m.STORED_MAX + 1))):
        t.bad(f"e_field_comp_1_stored_len_{name}", t.forge(
            [Item(b"a", b"salam\n", comp=1)], hooks=dict(
                segments=first(lambda v, p=piece: [p]))), "FORMAT", "directory")
    cut = lambda name, fn: t.bad(f"e52_directory_{name}", t.forge(
        hooks=dict(dirrecords=fn)), "FORMAT", "directory")
    cut("cut_by_1", lambda f, v: [v[0], v[1][:-1]])
    cut("cut_by_97", lambda f, v: [v[0], v[1][:-97]])
    cut("one_byte_more", lambda f, v: [v[0], v[1] + b"\0"])
    cut("of_one_record_more", lambda f, v: v + [v[1]])


def second_preimages(t):
    """e53: dir_root by another rule than that of RFC 9162."""
    items = [Item(b"%c" % c, b"x") for c in b"abc"]

    def bad(name, fn):
        t.bad(f"e53_dir_root_{name}", t.forge(items, hooks=dict(
            manifest=lambda f, v: v.update(dir_root=fn(f.dir_records)))),
            "AUTH", "directory")
    top = lambda mth, n=3: m.sha256(b"mohur/1 directory\0", n.to_bytes(8, "big"), mth)
    leaf = lambda r: m.sha256(b"\0", r)
    node = lambda a, b: m.sha256(b"\1", a, b)
    bad("without_label", m.tree_hash)
    bad("of_2_entries", lambda r: top(m.tree_hash(r), 2))
    bad("without_prefixes", lambda r: top(m.sha256(m.sha256(
        m.sha256(r[0]), m.sha256(r[1])), m.sha256(r[2]))))
    bad("last_leaf_doubled", lambda r: top(node(
        node(leaf(r[0]), leaf(r[1])), node(leaf(r[2]), leaf(r[2])))))
    bad("heavy_to_the_right", lambda r: top(node(
        leaf(r[0]), node(leaf(r[1]), leaf(r[2])))))
    bad("flat", lambda r: top(m.sha256(*r)))
    bad("reversed", lambda r: m.directory_root(r[::-1]))
    t.bad("e53_dir_root_of_no_entry", t.forge([], hooks=dict(
        manifest=change(dir_root=m.sha256(b"")))), "AUTH", "directory")


def limits(t):
    """What section 13 refuses by default."""
    def claim(size):
        def end(v):
            v.update(content_len=size, stored_len=size)
        return t.forge(hooks=dict(end=first(end)))
    t.bad("g65_entry_of_8_gib", claim(8 << 30), "LIMIT", "limit")
    t.bad("g65_content_of_11_gib", claim(11 << 30), "LIMIT", "limit")
    t.bad("e52_directory_of_a_record_of_zeros", t.forge(hooks=dict(
        dirrecords=lambda f, v: [v[0], bytes(len(v[1]))])), "FORMAT", "directory")


BAD_NAMES = {
    "f55": {
        "parent": "../x", "parent_inside": "a/../../x", "parent_last": "a/..",
        "parent_alone": "..", "dot": ".", "dot_first": "./x", "dot_inside": "a/./b",
        "absolute": "/etc/x", "two_slashes": "//", "slash": "/",
        "trailing_slash": "a/", "empty_component": "a//b", "drive": "C:\\x",
        "drive_slash": "C:/x", "unc": "\\\\srv\\s", "unc_slash": "//srv/s",
        "backslash": "a\\..\\b", "nul": "a\0b", "nul_last": "a\0",
        "component_of_256": "c" * 256, "component_of_256_in_two_byte_letters":
            "\u0259" * 128, "name_of_1025": "/".join(["n" * 204] * 5) + "n",
        "depth_65": "/".join("d" * 65), "three_dots": "...", "parent_and_dot": ".. /x",
    },
    "f56": {
        "lone_continuation": b"a\x80", "overlong_slash": b"a\xc0\xaf\x62",
        "overlong_dot": b"\xc0\xae\xc0\xae/x", "overlong_nul": b"a\xc0\x80",
        "overlong_3": b"\xe0\x80\xaf", "overlong_4": b"\xf0\x80\x80\xaf",
        "surrogate": b"\xed\xa0\x80", "surrogate_pair": b"\xed\xa0\xbd\xed\xb8\x80",
        "above_10ffff": b"\xf4\x90\x80\x80", "byte_f5": b"\xf5\x80\x80\x80",
        "byte_ff": b"\xff", "byte_fe": b"\xfe", "cut_2": b"a\xc3", "cut_3": b"a\xe2\x82",
        "cut_4": b"a\xf0\x9f\x94", "latin_1": b"caf\xe9",
        "rlo": "a\u202egpj.exe", "lre": "a\u202ab", "pdf": "a\u202cb",
        "lri": "a\u2066b", "pdi": "a\u2069b", "lrm": "a\u200eb", "rlm": "a\u200fb",
        "bom": "\ufeffa", "bom_inside": "a\ufeffb", "c1_first": "a\u0080b",
        "c1_nel": "a\u0085b", "c1_csi": "a\u009bb", "c1_last": "a\u009fb",
        "escape": "a\x1b[31mb", "newline": "a\nb", "return": "a\rb", "tab": "a\tb",
        "bell": "\x07", "unit_separator": "a\x1fb", "del": "a\x7fb",
    },
    "f57": {
        "con": "CON", "con_small": "con", "con_mixed": "cOn", "nul_txt": "nul.txt",
        "nul_two_dots": "NUL.tar.gz", "prn": "prn", "aux": "AUX.c", "com1": "COM1",
        "com0": "com0", "com9_txt": "Com9.txt", "lpt1": "lpt1", "lpt0": "LPT0.x",
        "com_superscript_1": "COM\u00b9", "com_superscript_2": "com\u00b2.txt",
        "lpt_superscript_3": "LPT\u00b3", "conin": "CONIN$", "conout": "conout$.txt",
        "in_a_folder": "a/aux/b", "folder_first": "nul/x", "last": "a/COM3",
        "trailing_dot": "a.", "trailing_dots": "a..", "trailing_space": "a ",
        "trailing_dot_in_a_folder": "a./b", "trailing_space_in_a_folder": "a /b",
        "leading_space": " a", "leading_space_in_a_folder": "a/ b", "space": " ",
        "stream": "x:stream", "colon": ":", "less": "a<b", "greater": "a>b",
        "quote": 'a"b', "bar": "a|b", "question": "a?b", "star": "*",
    },
}


def names(t):
    """f55 to f57: one archive for each bad name."""
    for group, table in BAD_NAMES.items():
        for word, name in table.items():
            raw = name if isinstance(name, bytes) else name.encode()
            t.bad(f"{group}_{word}", t.forge([Item(raw, b"x")]), "FORMAT",
                  "name" if len(raw) <= 1024 else "directory")
    t.bad("f55_bad_name_of_a_folder", t.forge(
        [Item(b"../x", kind=m.FOLDER)]), "FORMAT", "name")
    t.bad("f55_bad_name_behind_good_ones", t.forge(
        [Item(b"a", b"1"), Item(b"b", b"2"), Item(b"z/../../x", b"3")]),
        "FORMAT", "name")


def links(t):
    """f59: symbolic links, for readers that can be asked for them."""
    def bad(name, link, opener=PLAIN + " links", features=1, status="FORMAT",
            stage="name", at=b"d/l", **more):
        t.bad(f"f59_{name}", t.forge([Item(at, kind=m.LINK, link=link)],
                                     features=features, **more),
              status, stage, opener)
    bad("link_without_consent", b"x", PLAIN, status="UNSUPPORTED", stage="header")
    bad("link_without_the_feature", b"x", PLAIN, features=0, stage="directory")
    bad("link_without_the_feature_but_consent", b"x", features=0, stage="directory")
    for name, link in (("absolute", b"/etc/passwd"), ("escaping", b"../../x"),
                       ("escaping_late", b"x/../../../y"), ("dot", b"."),
                       ("backslash", b"..\\..\\x"), ("nul", b"x\0y"),
                       ("drive", b"C:x"), ("empty_component", b"x//y"),
                       ("not_utf8", b"\xff"), ("parent_of_all", b"../.."),
                       ("slash_at_its_end", b"../"), ("parent_late", b"x/..")):
        bad(f"link_{name}", link)
    bad("link_empty", b"", stage="directory")
    bad("link_of_1025", b"/".join([b"n" * 204] * 5) + b"n", stage="directory")
    t.bad("f59_entry_under_a_link", t.forge(
        [Item(b"l", kind=m.LINK, link=b"d"), Item(b"l/x", b"x")], features=1),
        "FORMAT", "directory", PLAIN + " links")
