# SPDX-License-Identifier: Apache-2.0
"""The zstd frames of compressed segments: RFC 8878, section 3.1.1, within
the rules of docs/formats/archive.md.

Frames of raw and of run-length blocks are expanded here; those with
compressed blocks by the package zstandard, if it is there.
"""

try:
    import zstandard
except ImportError:
    zstandard = None

MAGIC = 0xFD2FB528
WINDOW_MAX = 1 << 20
BLOCK_MAX = 128 << 10
RAW, RUN, COMPRESSED = 0, 1, 2


class FrameError(ValueError):
    """Not one frame by the rules, or not of so many bytes."""


class NoZstd(RuntimeError):
    """A compressed block, and no package that expands it."""


def need(condition, text):
    if not condition:
        raise FrameError(text)


def take(data, pos, n):
    need(pos + n <= len(data), "the frame is cut")
    return int.from_bytes(data[pos:pos + n], "little"), pos + n


def read_head(data):
    """content_len, window, and where the blocks begin."""
    magic, pos = take(data, 0, 4)
    need(magic == MAGIC, "not a frame")
    flags, pos = take(data, pos, 1)
    need(not flags & 0x1F, "checksum, dictionary or a reserved bit")
    single, code = flags >> 5 & 1, flags >> 6
    need(single or code, "no content size")
    window = None
    if not single:
        descriptor, pos = take(data, pos, 1)
        base = 1 << (10 + (descriptor >> 3))
        window = base + base // 8 * (descriptor & 7)
    content_len, pos = take(data, pos, 1 << code)
    content_len += 256 if code == 1 else 0
    window = content_len if single else window
    need(window <= WINDOW_MAX, "window")
    return content_len, window, pos


def blocks(data, window, pos):
    """Each block as (type, len, body); the last one ends the frame."""
    last, found = False, []
    while not last:
        head, pos = take(data, pos, 3)
        last, kind, size = bool(head & 1), head >> 1 & 3, head >> 3
        need(kind <= COMPRESSED, "reserved type of block")
        need(size <= min(BLOCK_MAX, window), "a block is too large")
        body = 1 if kind == RUN else size
        need(pos + body <= len(data), "a block is cut")
        found.append((kind, size, data[pos:pos + body]))
        pos += body
    need(pos == len(data), "bytes after the last block")
    return found


def expand(frame, length):
    """What one frame holds: exactly length bytes."""
    content_len, window, pos = read_head(frame)
    need(content_len == length, "content size")
    found = blocks(frame, window, pos)
    if any(kind == COMPRESSED for kind, _, _ in found):
        return expand_by_package(frame, length)
    content = b"".join(body * size if kind == RUN else body
                       for kind, size, body in found)
    need(len(content) == length, "the blocks hold another number of bytes")
    return content


def expand_by_package(frame, length):
    if zstandard is None:
        raise NoZstd("the package zstandard is not there")
    try:
        content = zstandard.ZstdDecompressor().decompress(
            frame, max_output_size=length)
    except zstandard.ZstdError as e:
        raise FrameError(str(e)) from None
    need(len(content) == length, "the blocks hold another number of bytes")
    return content


# ------------------------------------------------------------- for the forge

def block(kind, size, body, last=False):
    return (size << 3 | kind << 1 | last).to_bytes(3, "little") + body


def head(content_len, flags=0xA0, window=b"", size=4, extra=b"", magic=MAGIC):
    """A frame header; the defaults are a single segment with a long size."""
    return (magic.to_bytes(4, "little") + bytes([flags]) + window + extra
            + content_len.to_bytes(size, "little"))


def raw_frame(content):
    """The content as it is."""
    cuts = range(0, len(content), BLOCK_MAX)
    return head(len(content)) + b"".join(
        block(RAW, len(content[i:i + BLOCK_MAX]), content[i:i + BLOCK_MAX],
              i + BLOCK_MAX >= len(content)) for i in cuts)


def run_frame(content):
    """Runs of the first byte; the content must be that."""
    assert content == content[:1] * len(content)
    return head(len(content)) + b"".join(
        block(RUN, min(BLOCK_MAX, len(content) - i), content[:1],
              i + BLOCK_MAX >= len(content))
        for i in range(0, len(content), BLOCK_MAX))
