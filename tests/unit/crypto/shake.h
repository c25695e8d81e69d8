/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_UNIT_CRYPTO_SHAKE_H
#define MOHUR_TESTS_UNIT_CRYPTO_SHAKE_H

#include <stddef.h>
#include <stdint.h>

/*
 * SHAKE128 (FIPS 202) that gives its bytes bit by bit, as lists of random test
 * vectors are drawn; no backend does that before OpenSSL 3.3.  For tests only:
 * slow, and for what is not secret.
 */
enum {
    SHAKE_RATE   = 168,
    SHAKE_LANES  = 25,
    SHAKE_ROUNDS = 24
};

/* Zeroed, it is empty. */
struct shake {
    uint64_t lane[SHAKE_LANES];
    size_t at;
};

static inline uint64_t
shake_turn(uint64_t x, unsigned by)
{
    return by == 0 ? x : x << by | x >> (64 - by);
}

static inline void
shake_theta(uint64_t a[SHAKE_LANES])
{
    uint64_t c[5];

    for (size_t x = 0; x < 5; x++) {
        c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
    }
    for (size_t i = 0; i < SHAKE_LANES; i++) {
        a[i] ^= c[(i % 5 + 4) % 5] ^ shake_turn(c[(i % 5 + 1) % 5], 1);
    }
}

/* rho and pi: along the walk from lane (1, 0). */
static inline void
shake_rho_pi(uint64_t a[SHAKE_LANES])
{
    size_t x       = 1;
    size_t y       = 0;
    uint64_t taken = a[1];

    for (unsigned t = 0; t < 24; t++) {
        size_t next   = (2 * x + 3 * y) % 5;
        uint64_t here = 0;

        x            = y;
        y            = next;
        here         = a[x + 5 * y];
        a[x + 5 * y] = shake_turn(taken, (t + 1) * (t + 2) / 2 % 64);
        taken        = here;
    }
}

static inline void
shake_chi(uint64_t a[SHAKE_LANES])
{
    for (size_t y = 0; y < SHAKE_LANES; y += 5) {
        uint64_t row[5];

        for (size_t x = 0; x < 5; x++) {
            row[x] = a[y + x];
        }
        for (size_t x = 0; x < 5; x++) {
            a[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
        }
    }
}

/* The bits of all rounds' constants are one run of a shift register. */
static inline uint64_t
shake_constant(uint8_t *run)
{
    uint64_t out = 0;

    for (unsigned j = 0; j < 7; j++) {
        if ((*run & 1) != 0) {
            out |= UINT64_C(1) << ((1u << j) - 1);
        }
        *run = (uint8_t)(*run << 1 ^ ((*run >> 7) != 0 ? 0x71 : 0));
    }
    return out;
}

static inline void
shake_permute(struct shake *s)
{
    uint8_t run = 1;

    for (size_t i = 0; i < SHAKE_ROUNDS; i++) {
        shake_theta(s->lane);
        shake_rho_pi(s->lane);
        shake_chi(s->lane);
        s->lane[0] ^= shake_constant(&run);
    }
    s->at = 0;
}

static inline void
shake_xor(struct shake *s, size_t at, uint8_t value)
{
    s->lane[at / 8] ^= (uint64_t)value << 8 * (at % 8);
}

static inline void
shake_absorb(struct shake *s, const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        shake_xor(s, s->at++, bytes[i]);
        if (s->at == SHAKE_RATE) {
            shake_permute(s);
        }
    }
}

/* Nothing more goes in; bytes come out from here on. */
static inline void
shake_finish(struct shake *s)
{
    shake_xor(s, s->at, 0x1F);
    shake_xor(s, SHAKE_RATE - 1, 0x80);
    shake_permute(s);
}

static inline void
shake_squeeze(struct shake *s, uint8_t *out, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (s->at == SHAKE_RATE) {
            shake_permute(s);
        }
        out[i] = (uint8_t)(s->lane[s->at / 8] >> 8 * (s->at % 8));
        s->at++;
    }
}

#endif
