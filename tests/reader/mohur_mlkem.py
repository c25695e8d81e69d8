#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""ML-KEM-768 (FIPS 203) and X-Wing (draft-connolly-cfrg-xwing-kem) for the
second reader, written out: the package cryptography has ML-KEM in its newest
versions alone, and where it has, selftest.py compares.  Not constant in time,
and not for keys that matter."""

import functools
import hashlib

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import x25519

N, Q, K, ETA, DU, DV = 256, 3329, 3, 2, 10, 4
POLY12 = 384                                    # bytes of 256 times 12 bits
EK_LEN, C_LEN = K * POLY12 + 32, 32 * (DU * K + DV)
X_WING_LABEL = b"\\.//^\\"


def reverse7(i):
    return int(f"{i:07b}"[::-1], 2)


ZETAS = [pow(17, reverse7(i), Q) for i in range(128)]
GAMMAS = [pow(17, 2 * reverse7(i) + 1, Q) for i in range(128)]


# -------------------------------------------------------------- polynomials

def ntt(f):
    f, i, length = list(f), 1, 128
    while length >= 2:
        for start in range(0, N, 2 * length):
            zeta, i = ZETAS[i], i + 1
            for j in range(start, start + length):
                t = zeta * f[j + length] % Q
                f[j + length], f[j] = (f[j] - t) % Q, (f[j] + t) % Q
        length //= 2
    return f


def inverse_ntt(f):
    f, i, length = list(f), 127, 2
    while length <= 128:
        for start in range(0, N, 2 * length):
            zeta, i = ZETAS[i], i - 1
            for j in range(start, start + length):
                t = f[j]
                f[j] = (t + f[j + length]) % Q
                f[j + length] = zeta * (f[j + length] - t) % Q
        length *= 2
    return [x * 3303 % Q for x in f]            # 3303 = 1/128


def multiply(a, b):
    out = []
    for i, gamma in enumerate(GAMMAS):
        a0, a1, b0, b1 = a[2 * i], a[2 * i + 1], b[2 * i], b[2 * i + 1]
        out += [(a0 * b0 + a1 * b1 * gamma) % Q, (a0 * b1 + a1 * b0) % Q]
    return out


def add(*polys):
    return [sum(x) % Q for x in zip(*polys)]


def inner(a, b):
    return add(*map(multiply, a, b))


def encode(f, d):
    bits = sum(x << d * i for i, x in enumerate(f))
    return bits.to_bytes(32 * d, "little")


def decode(data, d):
    bits = int.from_bytes(data, "little")
    return [bits >> d * i & (1 << d) - 1 for i in range(N)]


def compress(f, d):
    return [((x << d + 1) + Q) // (2 * Q) & (1 << d) - 1 for x in f]


def decompress(f, d):
    return [(x * Q * 2 + (1 << d)) >> d + 1 for x in f]


# ----------------------------------------------------------------- sampling

def sample_ntt(seed):
    data, out, at = hashlib.shake_128(seed).digest(1536), [], 0
    while len(out) < N:                         # 1536 bytes fail never, about
        a, b, c = data[at:at + 3]
        out += [d for d in (a + 256 * (b % 16), b // 16 + 16 * c) if d < Q]
        at += 3
    return out[:N]


def sample_cbd(seed, n):
    data = hashlib.shake_256(seed + bytes([n])).digest(64 * ETA)
    bits = int.from_bytes(data, "little")
    half = lambda i: (bits >> 2 * i & 1) + (bits >> 2 * i + 1 & 1)
    return [(half(2 * i) - half(2 * i + 1)) % Q for i in range(N)]


@functools.lru_cache(maxsize=64)
def matrix(rho):
    return [[sample_ntt(rho + bytes([j, i])) for j in range(K)]
            for i in range(K)]


def sha3_512(data):
    out = hashlib.sha3_512(data).digest()
    return out[:32], out[32:]


# ------------------------------------------------------------------- ML-KEM

@functools.lru_cache(maxsize=64)
def key_gen(seed):
    """The public key and what opens, of d and z, 64 bytes."""
    rho, sigma = sha3_512(seed[:32] + bytes([K]))
    a = matrix(rho)
    s = [ntt(sample_cbd(sigma, i)) for i in range(K)]
    e = [ntt(sample_cbd(sigma, K + i)) for i in range(K)]
    t = [add(inner(a[i], s), e[i]) for i in range(K)]
    return b"".join(encode(x, 12) for x in t) + rho, s


def encrypt(ek, message, coins):
    t = [decode(ek[POLY12 * i:POLY12 * (i + 1)], 12) for i in range(K)]
    a = matrix(ek[-32:])
    y = [ntt(sample_cbd(coins, i)) for i in range(K)]
    c = b""
    for i in range(K):
        u = add(inverse_ntt(inner([a[j][i] for j in range(K)], y)),
                sample_cbd(coins, K + i))
        c += encode(compress(u, DU), DU)
    v = add(inverse_ntt(inner(t, y)), sample_cbd(coins, 2 * K),
            decompress(decode(message, 1), 1))
    return c + encode(compress(v, DV), DV)


def decrypt(s, c):
    step = 32 * DU
    u = [decompress(decode(c[step * i:step * (i + 1)], DU), DU)
         for i in range(K)]
    v = decompress(decode(c[step * K:], DV), DV)
    w = inverse_ntt(inner(s, [ntt(x) for x in u]))
    return encode(compress([(x - y) % Q for x, y in zip(v, w)], 1), 1)


def public_is_valid(ek):
    return len(ek) == EK_LEN and all(
        x < Q for i in range(K)
        for x in decode(ek[POLY12 * i:POLY12 * (i + 1)], 12))


def encap(ek, message):
    """The shared secret and the ciphertext."""
    if not public_is_valid(ek):
        raise ValueError("no public key of ML-KEM-768")
    shared, coins = sha3_512(message + hashlib.sha3_256(ek).digest())
    return shared, encrypt(ek, message, coins)


def decap(seed, c):
    """The shared secret; of a ciphertext that nobody made, one by chance."""
    if len(c) != C_LEN:
        raise ValueError("no ciphertext of ML-KEM-768")
    ek, s = key_gen(seed)
    message = decrypt(s, c)
    shared, coins = sha3_512(message + hashlib.sha3_256(ek).digest())
    if encrypt(ek, message, coins) != c:
        return hashlib.shake_256(seed[32:] + c).digest(32)
    return shared


# ------------------------------------------------------------------- X-Wing

def raw(key):
    return key.public_key().public_bytes(serialization.Encoding.Raw,
                                         serialization.PublicFormat.Raw)


def halves(seed):
    data = hashlib.shake_256(seed).digest(96)
    return data[:64], x25519.X25519PrivateKey.from_private_bytes(data[64:])


def exchange(private, public):
    shared = private.exchange(x25519.X25519PublicKey.from_public_bytes(public))
    if not any(shared):
        raise ValueError("all-zero result")
    return shared


def combine(shared_m, shared_x, enc_x, public_x):
    return hashlib.sha3_256(
        shared_m + shared_x + enc_x + public_x + X_WING_LABEL).digest()


def xwing_public(seed):
    m, x = halves(seed)
    return key_gen(m)[0] + raw(x)


def xwing_encap(public, coins):
    """The shared secret and enc, of 64 bytes of randomness."""
    x = x25519.X25519PrivateKey.from_private_bytes(coins[32:])
    shared_m, c = encap(public[:EK_LEN], coins[:32])
    shared_x = exchange(x, public[EK_LEN:])
    return combine(shared_m, shared_x, raw(x), public[EK_LEN:]), c + raw(x)


def xwing_decap(seed, enc):
    m, x = halves(seed)
    shared_m = decap(m, enc[:C_LEN])
    shared_x = exchange(x, enc[C_LEN:])
    return combine(shared_m, shared_x, enc[C_LEN:], raw(x))
