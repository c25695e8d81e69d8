/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/pbes2.h"
#include "asn1/der_write.h"
#include "check.h"
#include "crypto/cipher.h"
#include "crypto/kdf.h"

#define PASSPHRASE MOHUR__TEXT("qara deniz")

/* A small SEQUENCE stands for a private key: it is what must come out. */
static const uint8_t plain[] = {0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x07};

/* What a file says.  Zero lengths leave the optional parts out. */
struct said {
    enum mohur__oid scheme;
    enum mohur__oid kdf;
    enum mohur__oid prf;
    enum mohur__oid cipher;
    size_t salt_len;
    size_t iv_len;
    size_t sealed_len;
    uint64_t rounds;
    uint64_t key_len;
    bool no_null;
};

static const struct said good = {.scheme     = MOHUR__OID_PBES2,
                                 .kdf        = MOHUR__OID_PBKDF2,
                                 .prf        = MOHUR__OID_HMAC_SHA_256,
                                 .cipher     = MOHUR__OID_AES_256_CBC,
                                 .salt_len   = 8,
                                 .iv_len     = 16,
                                 .sealed_len = 16,
                                 .rounds     = 2,
                                 .key_len    = 32};

static const uint8_t salt[80] = {1, 2, 3};
static const uint8_t iv[32]   = {4, 5, 6};

static void
emit_kdf(struct mohur__der *d, const struct said *s)
{
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(d, s->kdf);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_octets(d, mohur__bytes_of(salt, s->salt_len));
    mohur__der_uint(d, s->rounds);
    if (s->key_len != 0) {
        mohur__der_uint(d, s->key_len);
    }
    if (s->prf != MOHUR__OID_NONE) {
        mohur__der_begin(d, MOHUR__DER_SEQUENCE);
        mohur__der_oid(d, s->prf);
        if (!s->no_null) {
            mohur__der_null(d);
        }
        mohur__der_end(d);
    }
    mohur__der_end(d);
    mohur__der_end(d);
}

/* The file, with plain in it under the passphrase if all is as it should. */
static mohur__bytes
file_of(struct fixture *t, const struct said *s)
{
    uint8_t key[32]    = {0};
    uint8_t sealed[64] = {0};
    uint8_t *room      = fixture_bytes(t, 0, 512);
    mohur__bytes out   = MOHUR__NOTHING;
    struct mohur__der d;

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__pbkdf2(
        t->ctx,
        s->prf == MOHUR__OID_HMAC_SHA_512 ? MOHUR_ALG_SHA_512
                                          : MOHUR_ALG_SHA_256,
        PASSPHRASE, mohur__bytes_of(salt, s->salt_len), 2, MOHUR__SPAN(key)));
    CHECK_OK(mohur__cbc_encrypt(t->ctx, MOHUR__BYTES(key),
                                mohur__bytes_of(iv, 16), MOHUR__BYTES(plain),
                                mohur__span_of(sealed, 16)));
    mohur__der_init(&d, mohur__span_of(room, 512));
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(&d, s->scheme);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    emit_kdf(&d, s);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(&d, s->cipher);
    mohur__der_octets(&d, mohur__bytes_of(iv, s->iv_len));
    mohur__der_end(&d);
    mohur__der_end(&d);
    mohur__der_end(&d);
    mohur__der_octets(&d, mohur__bytes_of(sealed, s->sealed_len));
    mohur__der_end(&d);
    CHECK(mohur__der_done(&d, &out));
    return out;
}

static mohur_status
open_file(struct fixture *t,
          mohur__bytes der,
          mohur__bytes passphrase,
          struct mohur__secret **out)
{
    *out = NULL;
    mohur__error_clear(t->ctx);
    return mohur__pbes2_open(t->ctx, der, passphrase, out);
}

static mohur_status
open_said(struct fixture *t, const struct said *s)
{
    struct mohur__secret *out = NULL;
    mohur_status st           = open_file(t, file_of(t, s), PASSPHRASE, &out);

    if (st == MOHUR_OK) {
        CHECK_BYTES(VIEW(plain), mohur__secret_bytes(out));
    }
    mohur__secret_free(out);
    return st;
}

static void
opens_what_others_may_write(void **state)
{
    struct fixture *t = *state;
    struct said s     = good;

    CHECK_OK(open_said(t, &s));
    s.key_len = 0;
    CHECK_OK(open_said(t, &s));
    s.salt_len = 64;
    CHECK_OK(open_said(t, &s));
    s.prf = MOHUR__OID_HMAC_SHA_512;
    CHECK_OK(open_said(t, &s));
}

static void
refuses_other_algorithms(void **state)
{
    struct fixture *t  = *state;
    struct said bad[5] = {good, good, good, good, good};

    bad[0].scheme = MOHUR__OID_PBKDF2;
    bad[1].kdf    = MOHUR__OID_PBES2;
    bad[2].prf    = MOHUR__OID_NONE; /* that is SHA-1 */
    bad[3].prf    = MOHUR__OID_P256;
    bad[4].cipher = MOHUR__OID_P256;
    for (size_t i = 0; i < 5; i++) {
        CHECK_STATUS(MOHUR_E_UNSUPPORTED, open_said(t, &bad[i]));
    }
}

static void
refuses_parameters_out_of_bounds(void **state)
{
    struct fixture *t  = *state;
    struct said bad[9] = {good, good, good, good, good, good, good, good, good};

    bad[0].salt_len   = 7;
    bad[1].salt_len   = 65;
    bad[2].iv_len     = 15;
    bad[3].iv_len     = 17;
    bad[4].rounds     = 0;
    bad[5].key_len    = 16;
    bad[6].sealed_len = 15;
    bad[7].sealed_len = 0;
    bad[8].no_null    = true;
    for (size_t i = 0; i < 9; i++) {
        CHECK_STATUS(MOHUR_E_FORMAT, open_said(t, &bad[i]));
    }
}

/* Neither may cost the time that it asks for. */
static void
refuses_rounds_without_end_at_once(void **state)
{
    struct fixture *t = *state;
    struct said s     = good;

    s.rounds = 10000001;
    CHECK_STATUS(MOHUR_E_LIMIT, open_said(t, &s));
    s.rounds = UINT64_MAX;
    CHECK_STATUS(MOHUR_E_LIMIT, open_said(t, &s));
}

static void
fails_at_every_truncation(void **state)
{
    struct fixture *t         = *state;
    mohur__bytes der          = file_of(t, &good);
    struct mohur__secret *out = NULL;

    for (size_t len = 0; len < der.len; len++) {
        uint8_t *cut = fixture_bytes(t, 0, len);
        mohur__copy(mohur__span_of(cut, len), der);
        CHECK_STATUS(MOHUR_E_FORMAT,
                     open_file(t, mohur__bytes_of(cut, len), PASSPHRASE, &out));
    }
}

/*
 * CBC does not authenticate, so a flipped bit of the IV may flip one of the
 * plain text; whoever opened it compares the two halves of the key.
 */
static void
refuses_every_flipped_bit_but_those_of_its_contents(void **state)
{
    struct fixture *t = *state;
    mohur__bytes der  = file_of(t, &good);
    uint8_t *flipped  = fixture_bytes(t, 0, der.len);
    size_t opened     = 0;

    for (size_t bit = 0; bit < 8 * der.len; bit++) {
        struct mohur__secret *out = NULL;
        mohur__copy(mohur__span_of(flipped, der.len), der);
        flipped[bit / 8] ^= (uint8_t)(1U << bit % 8);
        if (open_file(t, mohur__bytes_of(flipped, der.len), PASSPHRASE, &out) ==
            MOHUR_OK) {
            CHECK_NUMBER(sizeof plain, mohur__secret_bytes(out).len);
            CHECK_NUMBER(0x30, mohur__secret_bytes(out).data[0]);
            opened++;
        }
        mohur__secret_free(out);
    }
    /* The six bytes inside of the SEQUENCE. */
    CHECK_NUMBER(48, opened);
}

static void
writes_600000_rounds_and_a_fresh_salt(void **state)
{
    struct fixture *t             = *state;
    uint8_t one[MOHUR__PBES2_MAX] = {0};
    uint8_t two[MOHUR__PBES2_MAX] = {0};
    mohur__bytes first            = MOHUR__NOTHING;
    mohur__bytes second           = MOHUR__NOTHING;
    struct mohur__secret *out     = NULL;

    CHECK_OK(mohur__pbes2_seal(t->ctx, MOHUR__BYTES(plain), PASSPHRASE,
                               MOHUR__SPAN(one), &first));
    CHECK_OK(mohur__pbes2_seal(t->ctx, MOHUR__BYTES(plain), PASSPHRASE,
                               MOHUR__SPAN(two), &second));
    CHECK_NUMBER(first.len, second.len);
    CHECK(!mohur__bytes_equal(first, second));
    /* 02 03 09 27 c0: the INTEGER 600,000, after 16 bytes of salt. */
    CHECK_BYTES(fixture_hex(t, "02030927c0"), mohur__bytes_sub(first, 50, 5));
    CHECK_OK(open_file(t, first, PASSPHRASE, &out));
    CHECK_BYTES(VIEW(plain), mohur__secret_bytes(out));
    mohur__secret_free(out);
}

static void
wants_a_passphrase_of_1_to_1024_bytes(void **state)
{
    struct fixture *t              = *state;
    uint8_t room[MOHUR__PBES2_MAX] = {0};
    mohur__bytes long_one = mohur__bytes_of(fixture_bytes(t, 1, 1025), 1025);
    mohur__bytes out      = MOHUR__NOTHING;

    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__pbes2_seal(t->ctx, MOHUR__BYTES(plain), MOHUR__NOTHING,
                                   MOHUR__SPAN(room), &out));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__pbes2_seal(t->ctx, MOHUR__BYTES(plain), long_one,
                                   MOHUR__SPAN(room), &out));
    CHECK_NUMBER(0, out.len);
}

static void
writes_nothing_where_randomness_fails(void **state)
{
    struct fixture *t              = *state;
    uint8_t room[MOHUR__PBES2_MAX] = {0};
    mohur__bytes out               = MOHUR__NOTHING;

    for (unsigned nth = 1; nth <= 2; nth++) {
        t->random.calls   = 0;
        t->random.fail_at = nth;
        mohur__error_clear(t->ctx);
        CHECK_STATUS(MOHUR_E_BACKEND,
                     mohur__pbes2_seal(t->ctx, MOHUR__BYTES(plain), PASSPHRASE,
                                       MOHUR__SPAN(room), &out));
        CHECK_NUMBER(0, out.len);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(opens_what_others_may_write),
        CASE(refuses_other_algorithms),
        CASE(refuses_parameters_out_of_bounds),
        CASE(refuses_rounds_without_end_at_once),
        CASE(fails_at_every_truncation),
        CASE(refuses_every_flipped_bit_but_those_of_its_contents),
        CASE(writes_600000_rounds_and_a_fresh_salt),
        CASE(wants_a_passphrase_of_1_to_1024_bytes),
        CASE(writes_nothing_where_randomness_fails),
    };
    return cmocka_run_group_tests_name("an encrypted key", cases, NULL, NULL);
}
