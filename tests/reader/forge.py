#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A writer of sealed archives for tests, which can break any rule.

Never use it for data that matters: every secret is chosen by the caller and
the same input gives the same bytes.  Forge builds an archive in phases; a
hook is a function called as fn(forge, value), or
fn(forge, i, value) for the phases of entry i, after the phase of that name
has made its value, and returns what to use instead (None: the value itself,
which it may have changed in place).  Whatever comes after a phase is computed
from what the hook left, so one fault stays one fault: digests, MACs and tags
above it are right.

    inline      (i, bytes)       entry header of entry i
    segments    (i, [bytes])     stored pieces of entry i
    rows        (i, [(len, seg)])
    tables      (i, [bytes])     TABLE bodies
    end         (i, dict)        fields of ENTRY_END; root None: computed
    endbody     (i, bytes)
    entry       (i, [Rec])       the records of the entry
    stream      ([Rec])          all records before DIRECTORY
    dirfields   ([dict])         directory records, in directory order
    dirrecords  ([bytes])        their bytes
    manifest    (dict)           its fields; `body` may be set
    signatures  ([(alg, id, blob)])
    sigbody     (bytes)
    trailer     (dict)
    records     ([Rec])          the whole stream as records
    plain       (bytes)          the whole stream
    chunks      ([bytes])        sealed chunks
    slots       ([bytes])
    ext         ([bytes])
    preamble, header (dict)      header fields
    area        (bytes)          before header_mac; used_len bytes
    sealed_area (bytes)          with header_mac and slack, before the check
    area_file   (bytes)          one finished area
    file        (bytes)
"""

import argparse
import hashlib
import struct
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, x25519

import mohur_archive as m
import mohur_crypto as mc
import mohur_mlkem as mk

KNOWN_ANSWER = "2f8c1f5b94a4ec86cf1eb4fecc3491ea03930fd9270730b1f568d653821ba223"


def seq(start, length=32):
    """`40..5f` of the design page: bytes counting up."""
    return bytes((start + i) & 0xFF for i in range(length))


def rnd(label, length=32):
    """Bytes that look random and are the same in each run."""
    return hashlib.shake_256(str(label).encode()).digest(length)


# -------------------------------------------------------------------- slots

def slot_head(kind, body_len, hint=b"", flags=0):
    return struct.pack(">HBBI", kind, flags, len(hint), body_len) + hint


@dataclass
class Slot:
    """A slot to be written; hooks of its own are plain fields."""
    kind: int
    key: object = None          # m.Kek, m.PrivateKey, m.Passphrase
    salt: bytes = b""           # slot salt (16, 17); ephemeral secret (1-3)
    hint: object = True         # True: right; False: none; bytes: these
    flags: int = 0
    fk: bytes = None            # another file key
    enc: bytes = None           # another enc, with the same derivation
    m_kib: int = 8192
    t: int = 1
    alg: int = 1
    lanes: int = 1
    kdf_t: int = None           # derive with these instead
    kdf_m: int = None
    wc: object = None           # fn(wc) -> wc
    wrap: object = None         # fn(wk, wc) -> wrap
    imm: bytes = None           # derive under another preamble
    keys: tuple = ()            # (wk, wc) as written, for tests

    def write(self, forge):
        imm = self.imm or forge.imm
        front, derive = getattr(self, "write_" + {
            m.KEK: "kek", m.PASSPHRASE: "passphrase", m.BOTH: "both"}.get(self.kind, "kem"))(
                forge, imm)
        hint = b""
        if isinstance(self.hint, bytes):
            hint = self.hint
        elif self.hint and self.kind != m.PASSPHRASE:
            hint = m.hint(forge.salt, self.kind, self.key.hint_id())
        context = slot_head(self.kind, len(front) + 80, hint, self.flags) + front
        wk, wc = derive(context)
        self.keys = (wk, wc)
        wrap = (self.wrap(wk, wc) if self.wrap else m.SUITES[forge.suite](wk)
                .encrypt(bytes(12), self.fk or forge.fk, b""))
        return context + (self.wc(wc) if self.wc else wc) + wrap

    def write_kek(self, forge, imm):
        front = self.key.version.to_bytes(4, "big") + self.salt
        return front, lambda ctx: m.secret_slot_keys(imm, self.key.key, ctx)

    def write_passphrase(self, forge, imm):
        front = struct.pack(">BIIB", self.alg, self.m_kib, self.t,
                            self.lanes) + self.salt

        def derive(context):
            ikm = m.argon2id(self.key.text, self.salt, self.kdf_t or self.t,
                             self.kdf_m or self.m_kib)
            return m.secret_slot_keys(imm, ikm, context)
        return front, derive

    def write_both(self, forge, imm):
        phrase, salt = self.key.passphrase, rnd(self.salt, 16)
        half = Slot(self.key.key.slot_type, self.key.key, self.salt)
        enc, derive_key = half.write_kem(forge, imm)
        front = (half.kind.to_bytes(2, "big") + struct.pack(
            ">BIIB", self.alg, self.m_kib, self.t, self.lanes) + salt
            + (self.enc or enc))

        def derive(context):
            ikm = m.argon2id(phrase.text, salt, self.kdf_t or self.t,
                             self.kdf_m or self.m_kib)
            return m.secret_slot_keys(
                imm, ikm + b"".join(derive_key(context)), context)
        return front, derive

    def write_xwing(self, imm):
        shared, enc = mk.xwing_encap(mk.xwing_public(self.key.seed),
                                     rnd(self.salt, 64))
        return self.enc or enc, lambda ctx: m.kem_slot_keys(
            m.KEMS[m.XWING], shared, imm, ctx)

    def write_kem(self, forge, imm):
        if self.kind == m.XWING:
            return self.write_xwing(imm)
        kem, recipient = m.KEMS[self.kind], self.key.private.public_key()
        if kem.curve is None:
            ephemeral = x25519.X25519PrivateKey.from_private_bytes(self.salt)
        else:
            ephemeral = ec.derive_private_key(
                int.from_bytes(self.salt, "big") % (1 << 255), kem.curve)
        enc = m.public_bytes(ephemeral.public_key())
        peer = m.public_bytes(recipient)
        shared = m.diffie_hellman(kem, ephemeral, peer)
        secret = m.kem_secret(kem, shared, enc, peer)
        return self.enc or enc, lambda ctx: m.kem_slot_keys(
            kem, secret, imm, ctx)


def kek_slot(key, n=0, **more):
    return Slot(m.KEK, key, rnd(f"slot salt {n}"), **more)


def kem_slot(key, n=0, **more):
    return Slot(key.slot_type, key, rnd(f"ephemeral {n}"), **more)


def passphrase_slot(text, n=0, **more):
    return Slot(m.PASSPHRASE, m.Passphrase(text), rnd(f"salt {n}", 16), **more)


def both_slot(key, text, n=0, **more):
    return Slot(m.BOTH, m.Both(key, m.Passphrase(text)), rnd(f"both {n}"), **more)


def raw_slot(kind, body=b"", hint=b"", flags=0, body_len=None):
    """A slot as bytes, for types that nobody opens."""
    length = len(body) if body_len is None else body_len
    return slot_head(kind, length, hint, flags) + body


# ------------------------------------------------------------------ signers

def sign(private, message, high_s=False):
    """An archive signature blob, the same in each run: the package would
    randomise ECDSA, so its last step is written out here."""
    if isinstance(private, ed25519.Ed25519PrivateKey):
        return private.sign(message)
    curve, half = private.curve, private.curve.key_size // 8
    digest = "sha256" if half == 32 else "sha384"
    order, d = mc.EC_ORDER[curve.name], private.private_numbers().private_value
    z = int.from_bytes(hashlib.new(digest, message).digest(), "big")
    k = int.from_bytes(rnd(f"{d} {message.hex()}", 64), "big") % (order - 1) + 1
    point = ec.derive_private_key(k, curve).public_key().public_numbers()
    r = point.x % order
    s = pow(k, -1, order) * (z + r * d) % order
    if (s > order // 2) != high_s:
        s = order - s
    return r.to_bytes(half, "big") + s.to_bytes(half, "big")


@dataclass
class Signer:
    """Who signs; every field may lie."""
    private: object
    alg: int = None
    key_id: bytes = None        # as listed in the manifest
    domain: bytes = b"mohur/1 sig\0"
    digest: bytes = None        # in place of H(MANIFEST body)
    high_s: bool = False
    blob: object = None         # fn(blob) -> blob

    def __post_init__(self):
        if self.private is not None:
            self.key_id = self.key_id or m.key_id(self.private.public_key())
            self.alg = self.alg or (
                m.ED25519 if isinstance(self.private, ed25519.Ed25519PrivateKey)
                else {"secp256r1": m.ECDSA_P256, "secp384r1": m.ECDSA_P384}
                [self.private.curve.name])

    def sign(self, body):
        message = (self.domain + struct.pack(">H", self.alg) + self.key_id
                   + (self.digest or m.sha256(body)))
        blob = b"" if self.private is None else sign(
            self.private, message, self.high_s)
        return self.alg, self.key_id, self.blob(blob) if self.blob else blob


# ------------------------------------------------------------------ entries

@dataclass
class Item:
    """One entry, in stream order."""
    name: bytes
    content: bytes = b""
    kind: int = m.FILE
    mode: int = 0
    mtime: int = 1767225600
    comp: int = 0
    pack: object = None         # fn(piece) -> frame, for comp 1
    attrs: bytes = b""
    link: bytes = b""

    def inline(self, no):
        return struct.pack(">IBBBBqHHHH", no, self.kind, self.comp, self.mode,
                           0, self.mtime, len(self.name), len(self.attrs),
                           len(self.link), 0) + self.name + self.attrs + self.link


@dataclass
class Rec:
    """A record of the stream; the head can lie too."""
    type: int
    body: bytes
    zero16: int = 0
    zero32: int = 0
    len: int = None

    def bytes(self):
        length = len(self.body) if self.len is None else self.len
        return struct.pack(">HHIQ", self.type, self.zero16, self.zero32,
                           length) + self.body


def tlv(*items):
    return b"".join(struct.pack(">HH", tag, len(value)) + value
                    for tag, value in items)


# -------------------------------------------------------------------- forge

@dataclass
class Forge:
    """An archive to be written: build() returns the file."""
    items: list = field(default_factory=list)
    slots: list = field(default_factory=list)
    signers: list = field(default_factory=list)
    hooks: dict = field(default_factory=dict)
    suite: int = 0x0101
    features: int = 0
    salt: bytes = rnd("archive salt")
    fk: bytes = rnd("file key")
    archive_id: bytes = rnd("archive id", 16)
    created: int = 1767225600
    generation: int = 0
    areas: int = 1
    area_pages: int = None
    ext: list = field(default_factory=list)     # (type, body, salt)
    header_policy: int = 0
    forward_policy: int = 0
    intended: list = None       # recipient ids; None: those of the slots
    meta: bytes = b""
    pad: object = "padme"       # padme, none, or a stream length
    payload: bytes = None       # a ready payload, for header faults

    def hook(self, name, value, *index):
        if name not in self.hooks:
            return value
        out = self.hooks[name](self, *index, value)
        return value if out is None else out

    def build(self):
        self.prepare_header()
        if self.payload is None:
            self.payload = b"".join(self.hook("chunks", self.seal(
                self.hook("plain", self.make_stream()))))
        return self.hook("file", self.make_header() + self.payload)

    # -- header

    def prepare_header(self):
        pre = self.hook("preamble", dict(
            magic=m.MAGIC, version=1, zero9=0, suite=self.suite, zero12=0,
            features=self.features, zero24=0, salt=self.salt))
        self.imm = struct.pack(">8sBBHIQQ32s", *pre.values())
        self.schedule = m.Schedule(self.imm, self.fk)
        raw = [s if isinstance(s, bytes) else s.write(self) for s in self.slots]
        self.slots_raw = self.hook("slots", raw)
        exts = []
        for kind, body, salt in self.ext:
            key, nonce = self.schedule.ext(salt)
            sealed = m.SUITES[self.suite](key).encrypt(
                nonce, struct.pack(">HH", kind, 0) + body, b"")
            exts.append(len(sealed).to_bytes(4, "big") + salt + sealed)
        self.ext_raw = self.hook("ext", exts)
        records = b"".join(self.slots_raw) + b"".join(self.ext_raw)
        need = 112 + len(records) + 40
        pages = self.area_pages or -(-(need + need // 4) // m.PAGE)
        self.fields = self.hook("header", dict(
            commitment=self.schedule.commitment, generation=self.generation,
            n_slots=len(self.slots_raw), n_ext=len(self.ext_raw),
            used_len=112 + len(records), area_pages=pages, areas=self.areas,
            zero111=0))
        self.pages = pages
        self.header_digest = m.sha256(
            b"mohur/1 header\0", self.imm, self.fields["commitment"],
            struct.pack(">IH", self.fields["generation"],
                        self.fields["n_slots"]), b"".join(self.slots_raw))

    def make_header(self):
        area = self.imm + struct.pack(">32sIHHIHBB", *self.fields.values())
        area += b"".join(self.slots_raw) + b"".join(self.ext_raw)
        area = self.hook("area", area)
        area += self.schedule.header_mac(area)
        area += bytes(max(self.pages * m.PAGE - 8 - len(area), 0))
        area = self.hook("sealed_area", area)
        area = self.hook("area_file",
                         area + hashlib.sha512(area).digest()[:8])
        return area * self.areas

    # -- stream

    def make_stream(self):
        records, self.dir_fields, off = [], [], 0
        for i, item in enumerate(self.items):
            entry = self.make_entry(i, item, off)
            records += entry
            end = off + sum(len(r.bytes()) for r in entry)
            self.dir_fields.append(dict(
                inline=item.inline(i), off=off, end=end,
                content_len=self.end["content_len"],
                stored_len=self.end["stored_len"], root=self.end["root"],
                content_sha256=self.end["content_sha256"]))
            off = end
        records = self.hook("stream", records)
        self.dir_off = sum(len(r.bytes()) for r in records)
        directory = self.make_directory()
        body = self.make_manifest()
        found = self.hook("signatures", [s.sign(body) for s in self.signers])
        signatures = self.hook("sigbody", b"".join(
            struct.pack(">H32sI", alg, identity, len(blob)) + blob
            for alg, identity, blob in found))
        records += [Rec(m.DIRECTORY, directory), Rec(m.MANIFEST, body),
                    Rec(m.SIGNATURES, signatures)]
        size = sum(len(r.bytes()) for r in records) + 16 + 80
        target = {"padme": m.padme, "none": lambda n: n}.get(
            self.pad, lambda n: self.pad)(size)
        trailer = self.hook("trailer", dict(
            magic=b"MOHURTRL", dir_off=self.dir_off, dir_len=len(directory),
            man_len=len(body), sig_len=len(signatures), pad_len=target - size,
            stream_len=target, zero=0))
        records += [Rec(m.PAD, bytes(target - size)),
                    Rec(m.TRAILER, struct.pack(">8s7Q", *trailer.values()))]
        return b"".join(r.bytes() for r in self.hook("records", records))

    def make_entry(self, i, item, off):
        inline = self.hook("inline", item.inline(i), i)
        pieces = [item.content[p:p + m.SEGMENT_LEN]
                  for p in range(0, len(item.content), m.SEGMENT_LEN)]
        if item.pack:
            pieces = [item.pack(p) for p in pieces]
        pieces = self.hook("segments", pieces, i)
        rows = self.hook("rows", [(len(p), m.segment_digest(p))
                                  for p in pieces], i)
        groups = [rows[g:g + m.TABLE_ROWS]
                  for g in range(0, len(rows), m.TABLE_ROWS)]
        tables = self.hook("tables", [b"".join(
            n.to_bytes(4, "big") + seg for n, seg in group)
            for group in groups], i)
        out, offsets, pos = [Rec(m.ENTRY, inline)], [], off + 16 + len(inline)
        for g, table in enumerate(tables):
            part = pieces[g * m.TABLE_ROWS:(g + 1) * m.TABLE_ROWS]
            out += [Rec(m.SEGMENT, p) for p in part]
            pos += sum(16 + len(p) for p in part)
            offsets.append(pos)
            out.append(Rec(m.TABLE, table))
            pos += 16 + len(table)
        fields = dict(content_len=len(item.content),
                      stored_len=sum(len(p) for p in pieces),
                      tables=list(zip(offsets, map(m.sha256, tables))),
                      root=None, content_sha256=m.sha256(item.content)
                      if item.comp and item.content else bytes(32))
        self.tables = fields["tables"]
        fields = self.hook("end", fields, i)
        if fields["root"] is None:
            fields["root"] = m.entry_root(
                item.comp, fields["content_len"], fields["stored_len"],
                [group for _, group in fields["tables"]])
        self.end = fields
        body = self.hook("endbody", struct.pack(
            ">QQ", fields["content_len"], fields["stored_len"]) + b"".join(
                struct.pack(">Q32s", at, group)
                for at, group in fields["tables"])
            + fields["root"] + fields["content_sha256"], i)
        return self.hook("entry", out + [Rec(m.ENTRY_END, body)], i)

    def make_directory(self):
        def order(f):
            size = int.from_bytes(f["inline"][16:18], "big")
            return f["inline"][24:24 + size].translate(m.FOLD)
        fields = self.hook("dirfields", sorted(self.dir_fields, key=order))
        self.dir_fields = fields
        self.dir_records = self.hook("dirrecords", [
            f["inline"] + struct.pack(
                ">QQQQ32s32s", f["off"], f["end"], f["content_len"],
                f["stored_len"], f["root"], f["content_sha256"])
            for f in fields])
        return b"".join(self.dir_records)

    def make_manifest(self):
        ids = self.intended
        if ids is None:
            ids = [s.key.recipient_id() for s in self.slots
                   if isinstance(s, Slot)]
        f = self.hook("manifest", dict(
            label=b"mohur/1 manifest\0", tree=1,
            header_policy=self.header_policy,
            forward_policy=self.forward_policy, n_signers=None,
            n_intended=None, archive_id=self.archive_id, created=self.created,
            n_entries=len(self.dir_fields),
            total_content=sum(f["content_len"] for f in self.dir_fields),
            total_stored=sum(f["stored_len"] for f in self.dir_fields),
            dir_root=m.directory_root(self.dir_records),
            header_digest=self.header_digest,
            signers=[(s.alg, s.key_id) for s in self.signers],
            intended=sorted({m.intended_id(self.archive_id, i) for i in ids}),
            meta=self.meta, meta_len=None, tail=b""))
        count = lambda given, items: len(items) if given is None else given
        self.manifest = f
        return f["label"] + struct.pack(
            ">BBBHH16sqQQQ32s32s", f["tree"], f["header_policy"],
            f["forward_policy"], count(f["n_signers"], f["signers"]),
            count(f["n_intended"], f["intended"]), f["archive_id"],
            f["created"], f["n_entries"], f["total_content"],
            f["total_stored"], f["dir_root"], f["header_digest"]) + b"".join(
                struct.pack(">H32s", *s) for s in f["signers"]) + b"".join(
                f["intended"]) + struct.pack(
                    ">I", count(f["meta_len"], f["meta"])) + f["meta"] + f["tail"]

    def seal(self, plain, schedule=None):
        schedule = schedule or self.schedule
        aead = m.SUITES[self.suite](schedule.kpay)
        return [aead.encrypt(schedule.nonce(i), plain[p:p + m.CHUNK], b"")
                for i, p in enumerate(range(0, len(plain) + 1, m.CHUNK))]


def known_answer():
    """The archive of section 17, with its intermediate values."""
    kek = m.Kek(seq(0x70, 16), 1, seq(0x80))
    slot = Slot(m.KEK, kek, seq(0xA0))
    forge = Forge([Item(b"a.txt", b"salam\n")], [slot], salt=seq(0x40),
                  fk=seq(0x00), archive_id=seq(0x60, 16))
    data = forge.build()
    fields = forge.dir_fields[0]
    table = dict(
        key_commitment=forge.schedule.commitment, kpay=forge.schedule.kpay,
        n0=forge.schedule.n0, hint=forge.slots_raw[0][8:24],
        intended_id=forge.manifest["intended"][0], wk=slot.keys[0],
        wc=slot.keys[1], seg=m.segment_digest(b"salam\n"),
        group=forge.tables[0][1], root=fields["root"],
        dir_root=forge.manifest["dir_root"],
        header_digest=forge.header_digest,
        file_sha256=hashlib.sha256(data).digest())
    return data, {name: value.hex() for name, value in table.items()}, kek


def main():
    parser = argparse.ArgumentParser(
        description="write the known-answer archive and print its values")
    parser.add_argument("out")
    data, values, _ = known_answer()
    with open(parser.parse_args().out, "wb") as f:
        f.write(data)
    for name, value in values.items():
        print(f"{name:15} {value}")
    print("as designed" if values["file_sha256"] == KNOWN_ANSWER else "DIFFERENT")


if __name__ == "__main__":
    main()
