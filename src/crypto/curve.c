/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/curve.h"

#include "base/ct.h"

/*
 * Group orders of the NIST curves and the little arithmetic that the rules
 * around ECDSA and ECDH need: the range of a scalar and the low form of s.
 */
struct curve {
    mohur_alg sign;
    mohur_alg dh;
    size_t len;
    uint8_t order[MOHUR__CURVE_LEN_MAX];
};

static const struct curve CURVES[] = {
    {MOHUR_ALG_ECDSA_P256,
     MOHUR_ALG_ECDH_P256,
     32,
     {0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF,
      0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17,
      0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51}},
    {MOHUR_ALG_ECDSA_P384,
     MOHUR_ALG_ECDH_P384,
     48,
     {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
      0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
      0xC7, 0x63, 0x4D, 0x81, 0xF4, 0x37, 0x2D, 0xDF, 0x58, 0x1A, 0x0D, 0xB2,
      0x48, 0xB0, 0xA7, 0x7A, 0xEC, 0xEC, 0x19, 0x6A, 0xCC, 0xC5, 0x29, 0x73}},
    {MOHUR_ALG_ECDSA_P521,
     MOHUR_ALG_NONE,
     66,
     {0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
      0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
      0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
      0xFA, 0x51, 0x86, 0x87, 0x83, 0xBF, 0x2F, 0x96, 0x6B, 0x7F, 0xCC,
      0x01, 0x48, 0xF7, 0x09, 0xA5, 0xD0, 0x3B, 0xB5, 0xC9, 0xB8, 0x89,
      0x9C, 0x47, 0xAE, 0xBB, 0x6F, 0xB7, 0x1E, 0x91, 0x38, 0x64, 0x09}},
};

static const struct curve *
find(mohur_alg alg)
{
    for (size_t i = 0; i < sizeof CURVES / sizeof CURVES[0]; i++) {
        if (alg != MOHUR_ALG_NONE &&
            (CURVES[i].sign == alg || CURVES[i].dh == alg)) {
            return &CURVES[i];
        }
    }
    return NULL;
}

size_t
mohur__curve_len(mohur_alg alg)
{
    const struct curve *c = find(alg);

    return c == NULL ? 0 : c->len;
}

/* CT: leaks the length and whether a is below b. */
static bool
is_below(const uint8_t *a, const uint8_t *b, size_t len)
{
    uint32_t borrow = 0;

    for (size_t i = len; i-- > 0;) {
        borrow = ((uint32_t)a[i] - b[i] - borrow) >> 31;
    }
    return borrow != 0;
}

bool
mohur__curve_scalar_valid(mohur_alg alg, mohur__bytes scalar)
{
    const struct curve *c = find(alg);
    bool below            = false;
    bool zero             = false;

    if (c == NULL || scalar.len != c->len) {
        return false;
    }
    below = is_below(scalar.data, c->order, c->len);
    zero  = mohur__ct_zero(scalar);
    return below && !zero;
}

bool
mohur__curve_point_shaped(mohur_alg alg, mohur__bytes point)
{
    const struct curve *c = find(alg);

    return c != NULL && point.len == 1 + 2 * c->len && point.data[0] == 0x04;
}

static void
negate(const struct curve *c, const uint8_t *s, uint8_t *out)
{
    uint32_t borrow = 0;

    for (size_t i = c->len; i-- > 0;) {
        uint32_t d = (uint32_t)c->order[i] - s[i] - borrow;

        out[i] = (uint8_t)d;
        borrow = d >> 31;
    }
}

bool
mohur__curve_is_high(mohur_alg alg, mohur__bytes s)
{
    const struct curve *c               = find(alg);
    uint8_t other[MOHUR__CURVE_LEN_MAX] = {0};

    if (c == NULL || s.len != c->len) {
        return true;
    }
    negate(c, s.data, other);
    return is_below(other, s.data, c->len);
}

void
mohur__curve_negate(mohur_alg alg, mohur__span s)
{
    const struct curve *c = find(alg);

    if (c != NULL && s.len == c->len) {
        negate(c, s.data, s.data);
    }
}
