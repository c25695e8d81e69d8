#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One ciphertext and tag that two keys accept, for AES-GCM and for
ChaCha20-Poly1305.  Neither commits to its key: one free block of the
ciphertext solves for equal tags.  The archive's wc and key_commitment are
what stops this, and the tests prove it with what is made here."""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

P1305 = (1 << 130) - 5


def blocks_of(data):
    return [data[i:i + 16] for i in range(0, len(data), 16)]


def gf_mul(x, y):
    """GF(2^128) in the bit order of GCM."""
    z = 0
    for bit in range(127, -1, -1):
        if y >> bit & 1:
            z ^= x
        x = x >> 1 ^ (0xE1 << 120 if x & 1 else 0)
    return z


def gf_pow(x, n):
    result = 1 << 127
    while n:
        if n & 1:
            result = gf_mul(result, x)
        x, n = gf_mul(x, x), n >> 1
    return result


def gcm_state(key, nonce):
    """H and the mask of the tag."""
    ecb = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return [int.from_bytes(ecb.update(block), "big")
            for block in (bytes(16), nonce + b"\0\0\0\1")]


def gcm_tag(state, text):
    h, mask = state
    length = (len(text) * 8).to_bytes(16, "big")
    y = 0
    for block in blocks_of(text) + [length]:
        y = gf_mul(y ^ int.from_bytes(block.ljust(16, b"\0"), "big"), h)
    return y ^ mask


def gcm(text, free, first, second):
    """text and tag, block number `free` of text replaced so that the pairs
    (key, nonce) `first` and `second` both accept it."""
    text = text[:16 * free] + bytes(16) + text[16 * free + 16:]
    one, two = gcm_state(*first), gcm_state(*second)
    power = len(blocks_of(text)) - free + 1
    factor = gf_pow(one[0], power) ^ gf_pow(two[0], power)
    difference = gcm_tag(one, text) ^ gcm_tag(two, text)
    block = gf_mul(difference, gf_pow(factor, (1 << 128) - 2))
    text = text[:16 * free] + block.to_bytes(16, "big") + text[16 * free + 16:]
    assert gcm_tag(one, text) == gcm_tag(two, text)
    return text + gcm_tag(one, text).to_bytes(16, "big")


def poly_state(key, nonce):
    """r and s of the one-time key."""
    stream = Cipher(algorithms.ChaCha20(key, bytes(4) + nonce), None)
    raw = stream.encryptor().update(bytes(32))
    r = int.from_bytes(raw[:16], "little")
    return r & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF, int.from_bytes(raw[16:], "little")


def poly_sum(r, text):
    length = bytes(8) + len(text).to_bytes(8, "little")
    y = 0
    for block in blocks_of(text) + [length]:
        n = int.from_bytes(block.ljust(16, b"\0"), "little") + (1 << 128)
        y = (y + n) * r % P1305
    return y


def poly_tag(state, text):
    return (poly_sum(state[0], text) + state[1]) % (1 << 128)


def chacha(text, free, first, second):
    """As gcm(); the block before the free one counts up until it works."""
    one, two = poly_state(*first), poly_state(*second)
    power = len(blocks_of(text)) - free + 1
    factor = pow(one[0], power, P1305) - pow(two[0], power, P1305)
    inverse = pow(factor % P1305, -1, P1305)
    front, back = text[:16 * free - 16], text[16 * free + 16:]
    for count in range(10000):
        head = front + count.to_bytes(16, "little")
        zero = head + bytes(16) + back
        gap = (two[1] - one[1] - poly_sum(one[0], zero)
               + poly_sum(two[0], zero))
        for multiple in range(-4, 5):
            block = (gap + (multiple << 128)) * inverse % P1305
            if block >> 128:
                continue
            text = head + block.to_bytes(16, "little") + back
            if poly_tag(one, text) == poly_tag(two, text):
                return text + poly_tag(one, text).to_bytes(16, "little")
    raise ValueError("no collision found")
