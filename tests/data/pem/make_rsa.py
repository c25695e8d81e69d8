# SPDX-License-Identifier: Apache-2.0
"""The RSA keys of this folder: a good one, and what must be refused.

make_rsa.py writes them again, the same each time: they protect nothing.
"""
import base64
import math
import random

RANDOM = random.Random(20260101)
RSA_ENCRYPTION = bytes.fromhex("300d06092a864886f70d0101010500")
HALF = 1536
E = 65537


def is_prime(n):
    """Miller-Rabin, twenty times."""
    if n % 2 == 0:
        return False
    d, s = n - 1, 0
    while d % 2 == 0:
        d, s = d // 2, s + 1
    for _ in range(20):
        x = pow(RANDOM.randrange(2, n - 1), d, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def prime(bits, e=E):
    """One whose two highest bits are set, and that goes with e."""
    while True:
        n = RANDOM.getrandbits(bits) | 3 << (bits - 2) | 1
        if math.gcd(n - 1, e) == 1 and pow(2, n - 1, n) == 1 and is_prime(n):
            return n


def tlv(tag, value):
    """One element of DER."""
    if len(value) < 128:
        length = bytes([len(value)])
    else:
        octets = len(value).to_bytes((len(value).bit_length() + 7) // 8, "big")
        length = bytes([0x80 | len(octets)]) + octets
    return bytes([tag]) + length + value


def integer(n):
    """INTEGER, not negative."""
    return tlv(2, n.to_bytes(n.bit_length() // 8 + 1, "big"))


def pkcs1(key):
    """RSAPrivateKey."""
    return tlv(0x30, b"".join(map(integer, [0] + key)))


def write(name, key):
    """As PKCS#8 in PEM."""
    der = tlv(0x30, integer(0) + RSA_ENCRYPTION + tlv(4, pkcs1(key)))
    text = base64.b64encode(der).decode()
    lines = [text[i:i + 64] for i in range(0, len(text), 64)]
    with open(name + ".pem", "w", encoding="ascii") as f:
        f.write("\n".join(["-----BEGIN PRIVATE KEY-----"] + lines +
                          ["-----END PRIVATE KEY-----", ""]))


def key_of(p, q, e=E, lambda_p=0):
    """n, e, d, p, q, d mod p-1, d mod q-1, 1/q mod p."""
    lambda_p = lambda_p or p - 1
    d = pow(e, -1, math.lcm(lambda_p, q - 1))
    inverse = pow(q, -1, p) if p != q else 1
    return [p * q, e, d, p, q, d % lambda_p, d % (q - 1), inverse]


def main():
    """All of them."""
    p, q = prime(HALF), prime(HALF)
    good = key_of(p, q)
    write("rsa3072", good)
    with open("rsa3072.pkcs1.der", "wb") as f:
        f.write(pkcs1(good))

    for name, place, change in (
            ("other-modulus", 0, 2), ("even", 0, 1), ("e1", 1, 1 - E),
            ("wrong-d", 2, 2), ("wrong-dp", 5, -2), ("wrong-inverse", 7, -1)):
        bad = list(good)
        bad[place] += change
        write("refused.rsa." + name, bad)
    write("refused.rsa.e3", key_of(prime(HALF, 3), prime(HALF, 3), 3))

    # A "prime" that is a product: all else follows from it, and it signs.
    r, s = prime(HALF // 2), prime(HALF // 2)
    write("refused.rsa.three-primes",
          key_of(r * s, q, lambda_p=math.lcm(r - 1, s - 1)))
    near = p + 2
    while math.gcd(near - 1, E) != 1 or not is_prime(near):
        near += 2
    write("refused.rsa.near-primes", key_of(near, p))
    write("refused.rsa.same-prime", key_of(p, p))

    write("refused.rsa.1024", key_of(prime(512), prime(512)))
    write("refused.rsa.2040", key_of(prime(1021), prime(1021)))
    wide = [1 << 8192 | RANDOM.getrandbits(8192) | 1,
            3 << 8190 | RANDOM.getrandbits(8190) | 1]
    write("refused.rsa.16385", [wide[0] * wide[1], E] + wide * 3)


main()
