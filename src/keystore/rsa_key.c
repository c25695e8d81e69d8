/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/rsa_key.h"

#include "asn1/der_read.h"
#include "asn1/der_write.h"
#include "base/ct.h"
#include "base/guard.h"

/*
 * RSA keys between DER and what crypto/ takes, and what is checked of one
 * before any backend sees it.
 */
enum {
    PRIME_MAX = MOHUR__RSA_BITS_MAX / 16, /* bytes */
    FAR_BITS  = 100                       /* FIPS 186-5 A.1.1 */
};

/* RSAPrivateKey (RFC 8017 A.1.2), as views. */
struct numbers {
    struct mohur__rsa_public public_key;
    mohur__bytes d;
    mohur__bytes p;
    mohur__bytes q;
    mohur__bytes dp;
    mohur__bytes dq;
    mohur__bytes q_inverse;
};

bool
mohur__rsa_alg(mohur_alg alg)
{
    return alg == MOHUR_ALG_RSASSA_PSS || alg == MOHUR_ALG_RSASSA_PKCS1;
}

bool
mohur__rsa_public_parse(mohur__bytes der, struct mohur__rsa_public *out)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, der);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    out->der      = der;
    out->modulus  = mohur__der_read_integer(&r);
    out->exponent = mohur__der_read_integer(&r);
    mohur__der_leave(&r);
    return mohur__der_close(&r) && mohur__rsa_shaped(out);
}

/* CT: leaks the lengths. */
static bool
numbers_parse(mohur__bytes der, struct numbers *out)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, der);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    if (mohur__der_read_uint(&r) != 0) { /* more than two primes */
        return false;
    }
    out->public_key.der      = MOHUR__NOTHING;
    out->public_key.modulus  = mohur__der_read_integer(&r);
    out->public_key.exponent = mohur__der_read_integer(&r);
    out->d                   = mohur__der_read_integer(&r);
    out->p                   = mohur__der_read_integer(&r);
    out->q                   = mohur__der_read_integer(&r);
    out->dp                  = mohur__der_read_integer(&r);
    out->dq                  = mohur__der_read_integer(&r);
    out->q_inverse           = mohur__der_read_integer(&r);
    mohur__der_leave(&r);
    return mohur__der_close(&r);
}

/* Of exactly half the bits of the modulus, and odd?  CT: leaks the answer. */
static bool
half_and_odd(mohur__bytes prime, const struct numbers *k)
{
    uint32_t half = mohur__rsa_bits(&k->public_key) / 2;

    return prime.len * 8 == half && (prime.data[0] & 0x80) != 0 &&
           (prime.data[prime.len - 1] & 1) == 1;
}

/* Do they differ within their first 100 bits?  CT: leaks the answer. */
static bool
far_apart(mohur__bytes p, mohur__bytes q)
{
    uint8_t up[PRIME_MAX]   = {0};
    uint8_t down[PRIME_MAX] = {0};
    uint32_t borrow_up      = 0;
    uint32_t borrow_down    = 0;
    uint8_t any_up          = 0;
    uint8_t any_down        = 0;

    for (size_t i = p.len; i-- > 0;) {
        uint32_t a = (uint32_t)p.data[i] - q.data[i] - borrow_up;
        uint32_t b = (uint32_t)q.data[i] - p.data[i] - borrow_down;

        up[i]       = (uint8_t)a;
        down[i]     = (uint8_t)b;
        borrow_up   = a >> 31;
        borrow_down = b >> 31;
    }
    for (size_t i = 0; i <= FAR_BITS / 8; i++) {
        uint8_t mask = i < FAR_BITS / 8 ? 0xFF : 0xF0;

        any_up |= up[i] & mask;
        any_down |= down[i] & mask;
    }
    mohur__wipe(up, sizeof up);
    mohur__wipe(down, sizeof down);
    /* The difference that is not negative. */
    return borrow_up == 0 ? any_up != 0 : any_down != 0;
}

/* Is p * q the modulus, twice as long?  CT: leaks the answer. */
static bool
is_product(mohur__bytes p, mohur__bytes q, mohur__bytes modulus)
{
    uint8_t product[2 * PRIME_MAX] = {0};
    bool same                      = false;

    for (size_t i = p.len; i-- > 0;) {
        uint32_t carry = 0;

        for (size_t j = q.len; j-- > 0;) {
            uint32_t sum =
                (uint32_t)p.data[i] * q.data[j] + product[i + j + 1] + carry;

            product[i + j + 1] = (uint8_t)sum;
            carry              = sum >> 8;
        }
        product[i] = (uint8_t)carry;
    }
    same = mohur__ct_equal(mohur__bytes_of(product, p.len + q.len), modulus);
    mohur__wipe(product, sizeof product);
    return same;
}

/* What is wrong with it; NULL if nothing is.  CT: leaks what is wrong. */
static const char *
fault_of(const struct numbers *k)
{
    size_t half = k->public_key.modulus.len / 2;

    if (!mohur__rsa_shaped(&k->public_key)) {
        return "an RSA key has 2048 to 4096 bits, a multiple of eight, is odd, "
               "and has an odd exponent of 65537 to 2^32-1";
    }
    if (!half_and_odd(k->p, k) || !half_and_odd(k->q, k)) {
        return "the primes of the RSA key are not odd, or not half as long as "
               "its modulus";
    }
    if (!far_apart(k->p, k->q)) {
        return "the primes of the RSA key are too near to each other";
    }
    if (!is_product(k->p, k->q, k->public_key.modulus)) {
        return "the modulus of the RSA key is not the product of its primes";
    }
    if (k->d.len <= half || k->d.len > 2 * half || k->dp.len > half ||
        k->dq.len > half || k->q_inverse.len > half) {
        return "the private exponents of the RSA key are of the wrong length";
    }
    return NULL;
}

/* CT: leaks the lengths, and what is wrong. */
static mohur_status
numbers_check(mohur_ctx *ctx, mohur__bytes private_key, struct numbers *out)
{
    mohur_status st   = MOHUR_OK;
    const char *fault = NULL;

    REQUIRE(ctx,
            private_key.len <= MOHUR__RSA_PRIVATE_MAX &&
                numbers_parse(private_key, out),
            MOHUR_E_FORMAT,
            "the private key is not an RSA key of two primes, in exact DER");
    fault = fault_of(out);
    REQUIRE(ctx, fault == NULL, MOHUR_E_FORMAT, "%s", fault);

out:
    return st;
}

mohur_status
mohur__rsa_private_check(mohur_ctx *ctx, mohur__bytes private_key)
{
    struct numbers k = {0};

    return numbers_check(ctx, private_key, &k);
}

mohur_status
mohur__rsa_public_of(mohur_ctx *ctx,
                     mohur__bytes private_key,
                     mohur__span room,
                     mohur__bytes *out)
{
    mohur_status st  = MOHUR_OK;
    struct numbers k = {0};
    struct mohur__der d;

    *out = MOHUR__NOTHING;
    TRY(numbers_check(ctx, private_key, &k));
    mohur__der_init(&d, room);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_integer(&d, k.public_key.modulus);
    mohur__der_integer(&d, k.public_key.exponent);
    mohur__der_end(&d);
    REQUIRE(ctx, mohur__der_done(&d, out), MOHUR_E_INTERNAL,
            "a public key has no room");

out:
    return st;
}
