#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second reader of the möhür sealed archive, version 1.

Written from docs/formats/archive.md alone; it shares no code with the library
and is what the library is compared with.  It is strict and simple, not fast:
Reader(data, opener) stops at the first broken rule with an ArchiveError that
carries the status name and the stage, and nothing is returned before it has
been verified.  Needs the packages cryptography (38 or later) and argon2-cffi, and
zstandard for entries with compressed blocks.
"""

import hashlib
import hmac
import math
import re
import struct
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.ciphers.aead import (
    AESGCM, ChaCha20Poly1305)
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap, aes_key_unwrap_with_padding)

from mohur_crypto import (
    ECDSA_P256, ECDSA_P384, ED25519, KEMS, P256, P384, X25519, XWING,
    XWING_SPKI, Schedule,
    argon2id, diffie_hellman, hint, intended_id, kem_secret, kem_slot_keys,
    key_id, public_bytes, secret_slot_keys, sha256, signature_is_right)
import mohur_mlkem
import mohur_zstd

# ---------------------------------------------------------------- constants

MAGIC = bytes.fromhex("894d48520d0a1a0a")
PAGE, CHUNK, TAG = 4096, 65536, 16
SEGMENT_LEN, LEAF_LEN, TABLE_ROWS = 1 << 20, 1 << 15, 1024
STORED_MAX = 1052672
SUITES = {0x0101: AESGCM, 0x0102: ChaCha20Poly1305}
FEATURE_LINKS = 1
ENTRY, SEGMENT, TABLE, ENTRY_END = 1, 2, 3, 4
DIRECTORY, MANIFEST, SIGNATURES, PAD, TRAILER = 0x10, 0x11, 0x12, 0xF0, 0xFF
FILE, FOLDER, LINK = 1, 2, 3

PASSPHRASE, KEK, HSM, BOTH = 16, 17, 18, 19
ENC_LEN = {X25519: 32, P256: 65, P384: 97, XWING: 1120}
BODY_LEN = {kem: enc + 80 for kem, enc in ENC_LEN.items()}
BODY_LEN.update({PASSPHRASE: 106, KEK: 116, HSM: 44})
CMS = 16
BLOB_LEN = {ED25519: 64, ECDSA_P256: 64, ECDSA_P384: 96, 4: 3309, 5: 4627}

FORMAT, UNSUPPORTED, LIMIT, AUTH, NO_KEY, WRONG_PASSPHRASE, UNTRUSTED, POLICY = (
    "MOHUR_E_" + word for word in ("FORMAT", "UNSUPPORTED", "LIMIT", "AUTH",
                                   "NO_KEY", "PASSPHRASE", "UNTRUSTED", "POLICY"))


class ArchiveError(Exception):
    """A broken rule: status (a name of the C API), stage, and a sentence."""

    def __init__(self, status, stage, text):
        super().__init__(f"{status} at {stage}: {text}")
        self.status, self.stage = status, stage


def need(condition, status, stage, text):
    if not condition:
        raise ArchiveError(status, stage, text)


# -------------------------------------------------------------------- opener

@dataclass(frozen=True)
class Kek:
    """A wrapping key of a keystore."""
    ring: bytes
    version: int
    key: bytes
    slot_type = KEK

    def hint_id(self):
        return self.ring + self.version.to_bytes(4, "big")

    def recipient_id(self):
        return sha256(b"mohur/1 kek\0", self.ring)

    def slot_keys(self, slot, imm):
        if int.from_bytes(slot.body[:4], "big") != self.version:
            raise ValueError("another version")
        return secret_slot_keys(imm, self.key, slot.raw[:-80])


class TokenKek(Kek):
    """One of a token, whose bytes somebody knows."""
    slot_type = HSM

    def file_key(self, slot):
        if int.from_bytes(slot.body[:4], "big") != self.version:
            return None
        try:
            fk = aes_key_unwrap_with_padding(self.key, slot.body[4:])
        except InvalidUnwrap:
            return None
        return fk if len(fk) == 32 else None


@dataclass(frozen=True)
class PrivateKey:
    """An X25519, P-256 or P-384 private key."""
    private: object

    @property
    def slot_type(self):
        if isinstance(self.private, x25519.X25519PrivateKey):
            return X25519
        return P256 if self.private.curve.name == "secp256r1" else P384

    def hint_id(self):
        return key_id(self.private.public_key())

    recipient_id = hint_id

    def slot_keys(self, slot, imm):
        return self.export(slot, slot.body[:-80], imm)

    def export(self, slot, enc, imm):
        kem = KEMS[self.slot_type]
        shared = diffie_hellman(kem, self.private, enc)
        secret = kem_secret(kem, shared, enc,
                            public_bytes(self.private.public_key()))
        return kem_slot_keys(kem, secret, imm, slot.raw[:-80])


@dataclass(frozen=True)
class XWing:
    """An X-Wing private key: its seed."""
    seed: bytes
    slot_type = XWING

    def hint_id(self):
        return sha256(XWING_SPKI, mohur_mlkem.xwing_public(self.seed))

    recipient_id = hint_id

    def slot_keys(self, slot, imm):
        return self.export(slot, slot.body[:-80], imm)

    def export(self, slot, enc, imm):
        secret = mohur_mlkem.xwing_decap(self.seed, enc)
        return kem_slot_keys(KEMS[XWING], secret, imm, slot.raw[:-80])


@dataclass(frozen=True)
class Passphrase:
    """A passphrase, as the bytes that were typed."""
    text: bytes
    slot_type = PASSPHRASE

    def recipient_id(self):
        return sha256(b"mohur/1 passphrase\0")

    def slot_keys(self, slot, imm):
        _, m_kib, t, _ = struct.unpack(">BIIB", slot.body[:10])
        ikm = argon2id(self.text, slot.body[10:26], t, m_kib)
        return secret_slot_keys(imm, ikm, slot.raw[:-80])


@dataclass(frozen=True)
class Both:
    """A passphrase and a private key."""
    key: object                 # PrivateKey, XWing
    passphrase: Passphrase
    slot_type = BOTH

    def hint_id(self):
        return self.key.hint_id()

    def recipient_id(self):
        return self.key.recipient_id()

    def slot_keys(self, slot, imm):
        if int.from_bytes(slot.body[:2], "big") != self.key.slot_type:
            raise ValueError("a key of another type")
        _, m_kib, t, _ = struct.unpack(">BIIB", slot.body[2:12])
        exported = self.key.export(slot, slot.body[28:-80], imm)
        ikm = argon2id(self.passphrase.text, slot.body[12:28], t, m_kib)
        return secret_slot_keys(imm, ikm + b"".join(exported), slot.raw[:-80])


@dataclass
class Limits:
    directory: int = 256 << 20
    entries: int = 10**6
    entry: int = 4 << 30
    content: int = 10 << 30
    ratio: int = 200

    def fits(self, content_len, stored_len):
        return content_len <= self.ratio * stored_len + (1 << 20)


@dataclass
class Opener:
    """Who opens, and whom they believe."""
    keys: list = field(default_factory=list)
    senders: list = field(default_factory=list)     # accepted public keys
    admins: list = field(default_factory=list)      # public keys, for EXT 4
    threshold: int = 1          # so many senders must have signed
    header: bytes = None        # one that is apart
    unsigned: bool = False
    forwarded: bool = False
    links: bool = False
    limits: Limits = field(default_factory=Limits)


# -------------------------------------------------------------------- header

@dataclass
class Slot:
    type: int
    flags: int
    hint: bytes
    body: bytes
    raw: bytes      # the whole slot


@dataclass
class Header:
    area: bytes
    suite: int
    features: int
    salt: bytes
    imm: bytes
    commitment: bytes
    generation: int
    used_len: int
    slots: list = field(default_factory=list)
    slots_raw: bytes = b""
    ext: list = field(default_factory=list)         # (salt, sealed)
    payload_off: int = 0


def check_is_right(area):
    return hashlib.sha512(area[:-8]).digest()[:8] == area[-8:]


def read_header(data, opener):
    """Everything that can be said of the header without a key."""
    head = lambda ok, text: need(ok, FORMAT, "header", text)
    head(len(data) >= PAGE, "shorter than one page")
    pages, areas = geometry(data[:112])
    size = PAGE * pages
    head(len(data) >= size * areas, "the header is cut")
    rest = len(data) - size * areas
    need(rest % (CHUNK + TAG) >= TAG and rest // (CHUNK + TAG) < 1 << 32,
         FORMAT, "payload", "impossible payload length")
    good = [area for area in (data[i * size:(i + 1) * size]
                              for i in range(areas)) if check_is_right(area)]
    head(good, "the check bytes are wrong")
    area = max(good, key=lambda a: a[96:100])
    head(all(a == area for a in good if a[96:100] == area[96:100]),
         "two areas of one generation differ")
    head(geometry(area) == (pages, areas), "the areas disagree")
    header = parse_area(area, opener)
    header.payload_off = size * areas
    return header


def read_header_apart(data, opener):
    """The area of opener.header in place of the archive's own."""
    head = lambda ok, text: need(ok, FORMAT, "header", text)
    head(len(data) >= PAGE, "shorter than one page")
    pages, areas = geometry(data[:112])
    rest = len(data) - PAGE * pages * areas
    head(rest >= 0, "the header is cut")
    need(rest % (CHUNK + TAG) >= TAG and rest // (CHUNK + TAG) < 1 << 32,
         FORMAT, "payload", "impossible payload length")
    area = opener.header
    head(len(area) >= PAGE, "no header")
    head(len(area) == PAGE * geometry(area[:112])[0], "not a header alone")
    head(check_is_right(area), "the check bytes are wrong")
    header = parse_area(area, opener)
    head(header.imm == data[:64], "the header of another archive")
    header.payload_off = PAGE * pages * areas
    return header


def geometry(area):
    need(area[:8] == MAGIC, FORMAT, "header", "not a sealed archive")
    need(area[8] == 1, UNSUPPORTED, "header", f"version {area[8]}")
    pages, areas = struct.unpack(">HB", area[108:111])
    need(1 <= pages <= 256 and areas in (1, 2), FORMAT, "header", "area sizes")
    return pages, areas


def parse_area(area, opener):
    head = lambda ok, text: need(ok, FORMAT, "header", text)
    zero9, suite, zero12, features, zero24 = struct.unpack(">BHIQQ", area[9:32])
    generation, n_slots, n_ext, used_len = struct.unpack(">IHHI", area[96:108])
    head(not (zero9 or zero12 or zero24 or area[111]), "a reserved field is set")
    need(suite in SUITES, UNSUPPORTED, "header", f"suite {suite:#06x}")
    known = FEATURE_LINKS if opener.links else 0
    need(not features & ~known, UNSUPPORTED, "header", "feature bits")
    head(1 <= n_slots <= 256 and n_ext <= 64, "number of slots or records")
    head(112 <= used_len <= len(area) - 40, "used_len")
    header = Header(area, suite, features, area[32:64], area[:64], area[64:96],
                    generation, used_len)
    pos = 112
    for _ in range(n_slots):
        slot = parse_slot(area[pos:used_len])
        header.slots.append(slot)
        pos += len(slot.raw)
    header.slots_raw = area[112:pos]
    need(sum(s.type in (PASSPHRASE, BOTH) for s in header.slots) <= 4,
         LIMIT, "limit", "more than four passphrase slots")
    need(used_len - pos <= 65536 or not n_ext, LIMIT, "limit", "EXT records")
    for _ in range(n_ext):
        head(pos + 36 <= used_len, "an EXT record is cut")
        length = int.from_bytes(area[pos:pos + 4], "big")
        head(20 <= length <= used_len - pos - 36, "length of an EXT record")
        header.ext.append((area[pos + 4:pos + 36],
                           area[pos + 36:pos + 36 + length]))
        pos += 36 + length
    head(pos == used_len, "used_len is not where the records end")
    head(len({salt for salt, _ in header.ext}) == n_ext, "EXT salt used twice")
    head(not any(area[used_len + 32:-8]), "the slack is not zero")
    return header


def parse_slot(data):
    head = lambda ok, text: need(ok, FORMAT, "header", text)
    head(len(data) >= 8, "a slot is cut")
    kind, flags, hint_len, body_len = struct.unpack(">HBBI", data[:8])
    need(not flags & ~1, UNSUPPORTED, "header", "unknown slot flag")
    head(hint_len in (0, 16), "hint_len")
    head(8 + hint_len + body_len <= len(data), "a slot is cut")
    raw = data[:8 + hint_len + body_len]
    body = raw[8 + hint_len:]
    if kind == BOTH:
        head(body_len >= 2, "a slot is cut")
        kem = int.from_bytes(body[:2], "big")
        head(kem in ENC_LEN and body_len == 108 + ENC_LEN[kem], "size of a slot")
        check_argon2(body[2:])
    elif kind in BODY_LEN:
        head(body_len == BODY_LEN[kind], "size of a slot")
        head(kind != PASSPHRASE or not hint_len, "hint on a passphrase slot")
        if kind == PASSPHRASE:
            check_argon2(body)
    else:
        need(not flags & 1, UNSUPPORTED, "header", "unknown critical slot")
    return Slot(kind, flags, raw[8:8 + hint_len], body, raw)


def check_argon2(body):
    alg, m_kib, t, lanes = struct.unpack(">BIIB", body[:10])
    need(alg == 1 and lanes == 1, FORMAT, "header", "passphrase hash")
    need(8192 <= m_kib <= 1 << 20 and 1 <= t <= 16 and m_kib * t <= 1 << 22,
         LIMIT, "limit", "cost of the passphrase hash")


# -------------------------------------------------------------------- stream

class Stream:
    """The plaintext of the chunks; each is authenticated when it is touched."""

    def __init__(self, data, offset, aead, schedule):
        size = len(data) - offset
        self.data, self.offset, self.schedule = data, offset, schedule
        self.count = size // (CHUNK + TAG) + 1
        self.len = CHUNK * (self.count - 1) + size % (CHUNK + TAG) - TAG
        self.aead, self.cache = aead(schedule.kpay), {}

    def chunk(self, i):
        if i not in self.cache:
            start = self.offset + i * (CHUNK + TAG)
            sealed = bytes(self.data[start:start + CHUNK + TAG])
            try:
                plain = self.aead.decrypt(self.schedule.nonce(i), sealed, b"")
            except InvalidTag:
                raise ArchiveError(AUTH, "payload", f"chunk {i}") from None
            if len(self.cache) > 40:
                self.cache.pop(next(iter(self.cache)))
            self.cache[i] = plain
        return self.cache[i]

    def read(self, off, length, stage):
        need(off + length <= self.len, FORMAT, stage, "outside of the stream")
        if length == 0:
            return b""
        first, last = off // CHUNK, (off + length - 1) // CHUNK
        data = b"".join(self.chunk(i) for i in range(first, last + 1))
        return data[off - first * CHUNK:][:length]

    def record(self, off, kind, length, stage):
        """The body of a record whose type and length are known before."""
        head = self.read(off, 16, stage)
        need(head == struct.pack(">HHIQ", kind, 0, 0, length), FORMAT, stage,
             f"no record {kind:#x} of {length} bytes at {off}")
        return self.read(off + 16, length, stage)


# --------------------------------------------------------- TLV, names, links

def parse_tlv(data, stage):
    items, last = [], -1
    while data:
        need(len(data) >= 4, FORMAT, stage, "a TLV is cut")
        tag, length = struct.unpack(">HH", data[:4])
        need(tag > last, FORMAT, stage, "TLV tags are not ascending")
        need(4 + length <= len(data), FORMAT, stage, "a TLV is cut")
        need(tag < 0x8000, UNSUPPORTED, stage, f"TLV tag {tag:#x}")
        items.append((tag, data[4:4 + length]))
        data, last = data[4 + length:], tag
    return items


BAD_CHARACTER = re.compile(
    "[\x00-\x1f\x7f-\x9f\\\\:<>\"|?*\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]")
DEVICE = re.compile("(CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(COM|LPT)[0-9\xb9\xb2\xb3])",
                    re.ASCII | re.IGNORECASE)


def check_name(name, up=0):
    """The rules of names; a link's text may begin with up times `..`."""
    bad = lambda ok, text: need(ok, FORMAT, "name", text)
    try:
        text = name.decode("utf-8")
    except UnicodeDecodeError:
        raise ArchiveError(FORMAT, "name", "not UTF-8") from None
    bad(1 <= len(name) <= 1024, "length")
    parts = text.split("/")
    bad(len(parts) <= 64, "depth")
    while up > 0 and len(parts) > 1 and parts[0] == "..":
        parts, up = parts[1:], up - 1
    if up > 0 and parts == [".."]:
        return
    for part in parts:
        bad(part not in ("", ".", "..") and len(part.encode()) <= 255,
            "component")
        bad(not BAD_CHARACTER.search(part), "character")
        bad(part[0] != " " and part[-1] not in " .", "space or dot at the edge")
        bad(not DEVICE.fullmatch(part.split(".")[0]), "device name")


FOLD = bytes.maketrans(b"/ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                       b"\0abcdefghijklmnopqrstuvwxyz")


def check_neighbours(before, entry):
    """Strict order, one spelling of each folder, nothing under a file."""
    need(before.name.translate(FOLD) < entry.name.translate(FOLD), FORMAT,
         "directory", "names are not in order")
    for a, b in zip(before.name.split(b"/"), entry.name.split(b"/")):
        if a.translate(FOLD) != b.translate(FOLD):
            break
        need(a == b, FORMAT, "directory", "one folder in two spellings")
    need(before.kind == FOLDER or not entry.name.startswith(before.name + b"/"),
         FORMAT, "directory", "an entry under a file")


# ------------------------------------------------------- entries, directory

@dataclass
class Entry:
    """A directory record."""
    no: int
    kind: int
    comp: int
    mode: int
    mtime: int
    name: bytes
    attrs: list
    link: bytes
    inline: bytes       # the entry header, byte for byte
    off: int
    end: int
    content_len: int
    stored_len: int
    root: bytes
    content_sha256: bytes

    def shape(self):
        """Segments, rows of each table."""
        segments = -(-self.content_len // SEGMENT_LEN)
        rows = [min(TABLE_ROWS, segments - first)
                for first in range(0, segments, TABLE_ROWS)]
        return segments, rows

    def extent(self):
        segments, rows = self.shape()
        return (16 + len(self.inline) + 16 * segments + self.stored_len
                + sum(16 + 36 * n for n in rows) + 96 + 40 * len(rows))


def parse_entry(data, opener, features):
    """The first directory record of data, and its length."""
    bad = lambda ok, text: need(ok, FORMAT, "directory", text)
    bad(len(data) >= 24, "a record is cut")
    (no, kind, comp, mode, zero7, mtime, name_len, attr_len, link_len,
     zero22) = struct.unpack(">IBBBBqHHHH", data[:24])
    bad(not (zero7 or zero22), "a reserved field is set")
    bad(1 <= name_len <= 1024 and attr_len <= 4096, "length of name or attrs")
    bad(kind in (FILE, FOLDER) or (kind == LINK and features & FEATURE_LINKS),
        f"kind {kind}")
    bad(1 <= link_len <= 1024 if kind == LINK else link_len == 0, "link_len")
    bad(comp <= (kind == FILE) and mode <= (kind == FILE), "comp or mode")
    size = 24 + name_len + attr_len + link_len
    bad(len(data) >= size + 96, "a record is cut")
    name, attrs = data[24:24 + name_len], data[24 + name_len:size - link_len]
    entry = Entry(no, kind, comp, mode, mtime, name, [],
                  data[size - link_len:size], data[:size],
                  *struct.unpack(">QQQQ32s32s", data[size:size + 96]))
    need(entry.content_len <= opener.limits.entry, LIMIT, "limit",
         "size of an entry")
    need(opener.limits.fits(entry.content_len, entry.stored_len), LIMIT,
         "limit", "ratio of an entry")
    entry.attrs = parse_tlv(attrs, "directory")
    check_name(name)
    if kind == LINK:
        check_name(entry.link, up=name.count(b"/"))
    segments, _ = entry.shape()
    if comp:
        bad(segments >= 1 and segments <= entry.stored_len
            <= segments * STORED_MAX, "stored_len")
    else:
        bad(entry.stored_len == entry.content_len, "stored_len")
        bad(entry.content_sha256 == bytes(32), "content_sha256")
    bad(kind == FILE or entry.content_len == 0, "content of a folder")
    bad(entry.end - entry.off == entry.extent(), "size of the extent")
    return entry, size + 96


def tree_hash(leaves):
    """RFC 9162, 2.1.1: records to the root of their Merkle tree."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return sha256(b"\0", leaves[0])
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1", tree_hash(leaves[:split]), tree_hash(leaves[split:]))


def entry_root(comp, content_len, stored_len, groups):
    return sha256(b"mohur/1 entry\0", struct.pack(">BQQ", comp, content_len,
                                                  stored_len), *groups)


def expand(frame, length):
    try:
        return mohur_zstd.expand(frame, length)
    except mohur_zstd.FrameError as e:
        raise ArchiveError(FORMAT, "frame", str(e)) from None
    except mohur_zstd.NoZstd as e:
        raise ArchiveError(UNSUPPORTED, "frame", str(e)) from None


def segment_digest(stored):
    return sha256(*(sha256(stored[i:i + LEAF_LEN])
                    for i in range(0, len(stored), LEAF_LEN)))


def directory_root(records):
    return sha256(b"mohur/1 directory\0", len(records).to_bytes(8, "big"),
                  tree_hash(records))


# ---------------------------------------------------- manifest and signatures

@dataclass
class Manifest:
    header_policy: int
    forward_policy: int
    archive_id: bytes
    created: int
    n_entries: int
    total_content: int
    total_stored: int
    dir_root: bytes
    header_digest: bytes
    signers: list       # (alg, key_id)
    intended: list
    meta: dict


def parse_manifest(body):
    bad = lambda ok, text: need(ok, FORMAT, "manifest", text)
    bad(len(body) >= 140 and body[:17] == b"mohur/1 manifest\0", "no manifest")
    tree, header_policy, forward_policy, s, r = struct.unpack(">BBBHH", body[17:24])
    bad(tree == 1, "tree hash does not fit the suite")
    bad(header_policy <= 2 and forward_policy <= 1, "policy")
    bad(s <= 16 and 1 <= r <= 256, "number of signers or addressees")
    fixed = struct.unpack(">16sqQQQ32s32s", body[24:136])
    pos = 136 + 34 * s
    end = pos + 16 * r + 4
    bad(len(body) >= end, "cut")
    signers = [struct.unpack(">H32s", body[i:i + 34])
               for i in range(136, pos, 34)]
    bad(len({key for _, key in signers}) == s, "a signer twice")
    intended = [body[i:i + 16] for i in range(pos, end - 4, 16)]
    bad(intended == sorted(set(intended)), "addressees are not ascending")
    meta = body[end:]
    bad(int.from_bytes(body[end - 4:end], "big") == len(meta), "meta_len")
    items = dict(parse_tlv(meta, "manifest"))
    for tag, value in items.items():
        bad(meta_is_sound(tag, value), f"meta {tag}")
    return Manifest(header_policy, forward_policy, *fixed, signers, intended,
                    items)


def meta_is_sound(tag, value):
    if tag == 2:
        return (len(value) >= 42
                and len(value) == int.from_bytes(value[:2], "big") + 42)
    unit = {4: 32, 5: 34}.get(tag)
    if unit:
        return len(value) > 0 and len(value) % unit == 0
    return len(value) == {6: 8, 7: 16}.get(tag, len(value))


def parse_signature(data, stage):
    """alg, key_id, blob and the rest."""
    bad = lambda ok: need(ok, FORMAT, stage, "a signature is cut")
    bad(len(data) >= 38)
    alg, identity, length = struct.unpack(">H32sI", data[:38])
    bad(38 + length <= len(data) and length == BLOB_LEN.get(alg, length))
    bad(alg != CMS or length <= 65536)
    return alg, identity, data[38:38 + length], data[38 + length:]


# -------------------------------------------------------------------- reader

class Reader:
    """An archive that is opened up to LISTED; content is read afterwards."""

    def __init__(self, data, opener):
        self.opener = opener
        read = read_header_apart if opener.header else read_header
        self.header = read(data, opener)
        self.fk, self.opened_with = self.find_file_key()
        self.schedule = Schedule(self.header.imm, self.fk)
        self.check_header()
        self.stream = Stream(data, self.header.payload_off,
                             SUITES[self.header.suite], self.schedule)
        self.read_trailer()
        self.manifest = parse_manifest(self.manifest_body)
        self.signers = self.check_signatures()
        self.header_state = self.check_header_policy()
        self.intended = self.check_intended()
        self.trust = "NONE" if self.opener.unsigned else (
            "SIGNED" if self.intended else "FORWARDED")
        self.check_totals()
        self.entries = self.read_directory()

    # -- slots, commitment, header_mac, EXT

    def find_file_key(self):
        """Matching hints first, then slots without, passphrases last."""
        header = self.header
        hinted, hintless, phrases, tried = [], [], [], False
        keys = self.opener.keys
        both = [Both(key, phrase) for key in keys for phrase in keys
                if isinstance(key, (PrivateKey, XWing))
                and isinstance(phrase, Passphrase)]
        for slot in header.slots:
            for key in keys + both:
                if slot.type != key.slot_type or slot.hint not in (b"", (
                        slot.type != PASSPHRASE and
                        hint(header.salt, slot.type, key.hint_id()))):
                    continue
                if slot.type in (PASSPHRASE, BOTH):
                    phrases.append((slot, key))
                    tried |= slot.type == PASSPHRASE
                else:
                    (hinted if slot.hint else hintless).append((slot, key))
        for slot, key in hinted + hintless + phrases:
            fk = self.open_slot(slot, key)
            if fk is not None:
                return fk, key
        only = all(key.slot_type == PASSPHRASE for key in keys)
        raise ArchiveError(WRONG_PASSPHRASE if only and tried else NO_KEY,
                           "slot", "no slot opens")

    def open_slot(self, slot, key):
        if slot.type == HSM:
            return key.file_key(slot)
        try:
            wk, wc = key.slot_keys(slot, self.header.imm)
        except ValueError:
            return None
        if not hmac.compare_digest(wc, slot.body[-80:-48]):
            return None
        try:
            return SUITES[self.header.suite](wk).decrypt(
                bytes(12), slot.body[-48:], b"")
        except InvalidTag:
            return None

    def check_header(self):
        header = self.header
        need(hmac.compare_digest(self.schedule.commitment, header.commitment),
             AUTH, "commitment", "key_commitment")
        used = header.used_len
        need(hmac.compare_digest(self.schedule.header_mac(header.area[:used]),
                                 header.area[used:used + 32]),
             AUTH, "mac", "header_mac")
        self.ext = []
        for salt, sealed in header.ext:
            key, nonce = self.schedule.ext(salt)
            try:
                plain = SUITES[header.suite](key).decrypt(nonce, sealed, b"")
            except InvalidTag:
                raise ArchiveError(AUTH, "ext", "EXT record") from None
            need(plain[2:4] == bytes(2), FORMAT, "ext", "reserved field")
            kind, body = int.from_bytes(plain[:2], "big"), plain[4:]
            if kind in (1, 4):
                rest = parse_signature(body, "ext")[3]
                need(not rest, FORMAT, "ext", "bytes after the signature")
            self.ext.append((kind, body))

    # -- trailer, signatures, policies

    def read_trailer(self):
        stream = self.stream
        stream.chunk(stream.count - 1)
        bad = lambda ok, text: need(ok, FORMAT, "trailer", text)
        bad(stream.len >= 144, "the stream is too short")
        body = stream.record(stream.len - 80, TRAILER, 64, "trailer")
        (magic, dir_off, dir_len, man_len, sig_len, pad_len, stream_len,
         zero) = struct.unpack(">8s7Q", body)
        bad(magic == b"MOHURTRL" and zero == 0, "magic or reserved field")
        bad(stream_len == stream.len, "stream_len")
        bad(dir_off + dir_len + man_len + sig_len + pad_len + 144 == stream_len,
            "the lengths do not add up")
        need(dir_len <= self.opener.limits.directory and man_len <= 128 << 10
             and sig_len <= 1 << 20, LIMIT, "limit", "directory or manifest")
        man_off = dir_off + 16 + dir_len
        sig_off = man_off + 16 + man_len
        self.dir_off, self.dir_len = dir_off, dir_len
        self.pad_off, self.pad_len = sig_off + 16 + sig_len, pad_len
        self.manifest_body = stream.record(man_off, MANIFEST, man_len, "manifest")
        self.signatures_body = stream.record(sig_off, SIGNATURES, sig_len,
                                             "signature")

    def check_signatures(self):
        """Per signer whether it is right; None when it cannot be checked."""
        found, rest = [], self.signatures_body
        while rest:
            alg, identity, blob, rest = parse_signature(rest, "signature")
            found.append((alg, identity, blob))
        need([f[:2] for f in found] == self.manifest.signers, AUTH, "signature",
             "the signatures are not those of the signers listed")
        senders = {key_id(key): key for key in self.opener.senders}
        verdicts = []
        for alg, identity, blob in found:
            verdict = None
            if alg in (ED25519, ECDSA_P256, ECDSA_P384) and identity in senders:
                verdict = signature_is_right(
                    alg, senders[identity], blob, b"mohur/1 sig\0"
                    + struct.pack(">H", alg) + identity
                    + sha256(self.manifest_body))
                need(verdict, AUTH, "signature", "a signature is wrong")
            verdicts.append((alg, identity, verdict))
        if self.opener.unsigned:
            need(not found, UNTRUSTED, "signature", "the archive is signed")
        else:
            right = sum(bool(v) for _, _, v in verdicts)
            need(right >= max(self.opener.threshold, 1), UNTRUSTED, "signature",
                 "not signed by accepted signers enough")
        return verdicts

    def check_header_policy(self):
        header, manifest = self.header, self.manifest
        digest = sha256(b"mohur/1 header\0", header.imm, header.commitment,
                        struct.pack(">IH", header.generation, len(header.slots)),
                        header.slots_raw)
        if digest == manifest.header_digest:
            return "original"
        admins = manifest.meta.get(5, b"")
        admins = {admins[i:i + 34] for i in range(0, len(admins), 34)}
        known = {key_id(key): key
                 for key in self.opener.admins + self.opener.senders}
        for kind, body in self.ext:
            if kind != 4 or body[:34] not in admins or body[2:34] not in known:
                continue
            alg, identity, blob, _ = parse_signature(body, "ext")
            if signature_is_right(alg, known[identity], blob,
                                  b"mohur/1 header sig\0" + body[:34] + digest):
                need(manifest.header_policy < 2, POLICY, "policy", "frozen header")
                return "changed by admin " + identity.hex()
        need(manifest.header_policy == 0, POLICY, "policy", "header changed")
        return "changed by a holder"

    def check_intended(self):
        mine = intended_id(self.manifest.archive_id,
                           self.opened_with.recipient_id())
        if mine in self.manifest.intended:
            return True
        need(self.manifest.forward_policy == 0, POLICY, "policy",
             "for its addressees only")
        need(self.opener.forwarded, UNTRUSTED, "policy",
             "forwarded by someone else")
        return False

    # -- directory

    def check_totals(self):
        need(self.manifest.n_entries <= self.opener.limits.entries, LIMIT,
             "limit", "number of entries")
        need(self.manifest.total_content <= self.opener.limits.content, LIMIT,
             "limit", "size of all content")
        need(self.opener.limits.fits(self.manifest.total_content,
                                     self.manifest.total_stored), LIMIT,
             "limit", "ratio of all content")

    def read_directory(self):
        bad = lambda ok, text: need(ok, FORMAT, "directory", text)
        body = self.stream.record(self.dir_off, DIRECTORY, self.dir_len,
                                  "directory")
        entries, records, pos = [], [], 0
        count, seen = self.manifest.n_entries, set()
        for _ in range(count):
            entry, size = parse_entry(body[pos:pos + 6336], self.opener,
                                      self.header.features)
            if entries:
                check_neighbours(entries[-1], entry)
            bad(entry.no < count and entry.no not in seen, "entry_no")
            seen.add(entry.no)
            entries.append(entry)
            records.append(body[pos:pos + size])
            pos += size
        bad(pos == self.dir_len, "number of records")
        at = 0
        for entry in sorted(entries, key=lambda e: e.no):
            bad(entry.off == at, "the extents do not tile the stream")
            at = entry.end
        bad(at == self.dir_off, "the extents do not reach the directory")
        bad(sum(e.content_len for e in entries) == self.manifest.total_content
            and sum(e.stored_len for e in entries) == self.manifest.total_stored,
            "the sums are not those of the manifest")
        need(directory_root(records) == self.manifest.dir_root, AUTH,
             "directory", "dir_root")
        return entries

    # -- content

    def segments(self, entry):
        """Check the records of an entry; yield each verified segment."""
        bad = lambda ok, text: need(ok, FORMAT, "entry", text)
        _, rows_of = entry.shape()
        end_len = 80 + 40 * len(rows_of)
        end_off = entry.end - 16 - end_len
        inline = self.stream.record(entry.off, ENTRY, len(entry.inline), "entry")
        bad(inline == entry.inline, "entry header differs from the directory")
        end = self.stream.record(end_off, ENTRY_END, end_len, "entry")
        bad(end[:16] == struct.pack(">QQ", entry.content_len, entry.stored_len)
            and end[-64:] == entry.root + entry.content_sha256,
            "ENTRY_END differs from the directory")
        tables = [struct.unpack(">Q32s", end[i:i + 40])
                  for i in range(16, end_len - 64, 40)]
        need(entry_root(entry.comp, entry.content_len, entry.stored_len,
                        [group for _, group in tables]) == entry.root,
             AUTH, "entry", "root")
        pos, left = entry.off + 16 + len(inline), entry.content_len
        whole = hashlib.sha256()
        for (table_off, group), n_rows in zip(tables, rows_of):
            table = self.stream.record(table_off, TABLE, 36 * n_rows, "entry")
            need(sha256(table) == group, AUTH, "entry", "group")
            rows = [struct.unpack(">I32s", table[i:i + 36])
                    for i in range(0, len(table), 36)]
            bad(pos + sum(16 + n for n, _ in rows) == table_off, "TABLE offset")
            for stored_len, digest in rows:
                length = min(SEGMENT_LEN, left)
                bad(stored_len == length if entry.comp == 0
                    else 1 <= stored_len <= STORED_MAX, "row of a TABLE")
                stored = self.stream.record(pos, SEGMENT, stored_len, "entry")
                need(segment_digest(stored) == digest, AUTH, "entry", "segment")
                pos, left = pos + 16 + stored_len, left - length
                if entry.comp:
                    stored = expand(stored, length)
                    whole.update(stored)
                    need(left or whole.digest() == entry.content_sha256, AUTH,
                         "entry", "content_sha256")
                yield stored
            pos += 16 + len(table)
        bad(pos == end_off, "ENTRY_END is not where the tables end")

    def content(self, entry):
        return b"".join(self.segments(entry))

    def verify_all(self):
        """Whole-file verification: every record, every chunk, the padding."""
        for entry in self.entries:
            for _ in self.segments(entry):
                pass
        pad = self.stream.record(self.pad_off, PAD, self.pad_len, "trailer")
        need(not any(pad), FORMAT, "trailer", "the padding is not zero")


def padme(n):
    """The length that n is padded to."""
    if n < 2:
        return n
    e = n.bit_length() - 1
    s = math.floor(math.log2(e)) + 1 if e else 1
    unit = 1 << max(e - s, 0)
    return -(-n // unit) * unit
