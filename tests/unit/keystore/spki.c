/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/spki.h"
#include "asn1/pem.h"
#include "check.h"
#include "crypto/kem.h"
#include "keystore/pair.h"
#include "source.h"

/* The public keys that OpenSSL wrote, and what each is for. */
static const struct {
    const char *file;
    mohur_alg sign;
    mohur_alg seal;
} files[] = {
    {"ed25519.pub.pem", MOHUR_ALG_ED25519, MOHUR_ALG_NONE},
    {"x25519.pub.pem", MOHUR_ALG_NONE, MOHUR_ALG_X25519},
    {"p256.pub.pem", MOHUR_ALG_ECDSA_P256, MOHUR_ALG_ECDH_P256},
    {"p384.pub.pem", MOHUR_ALG_ECDSA_P384, MOHUR_ALG_ECDH_P384},
};

enum {
    FILES_LEN = sizeof files / sizeof files[0]
};

static struct view
data_file(struct fixture *t, const char *name)
{
    char path[128] = {0};

    snprintf(path, sizeof path, "tests/data/pem/%s", name);
    return source_file(t, path);
}

static mohur_status
read_key(struct fixture *t,
         mohur_purpose purpose,
         struct view pem,
         mohur_key **out)
{
    return mohur_key_new_public(t->ctx, purpose, (const char *)pem.data,
                                pem.len, out);
}

static void
check_file(struct fixture *t,
           const char *file,
           mohur_purpose purpose,
           mohur_alg want)
{
    struct view pem  = data_file(t, file);
    mohur_key *key   = NULL;
    mohur_sink *sink = fixture_sink(t);

    if (want == MOHUR_ALG_NONE) {
        CHECK_STATUS(MOHUR_E_UNSUPPORTED, read_key(t, purpose, pem, &key));
        CHECK(key == NULL);
    } else {
        CHECK_OK(read_key(t, purpose, pem, &key));
        CHECK_NUMBER(want, mohur_key_alg(key));
        CHECK_NUMBER(purpose, mohur_key_purpose(key));
        CHECK(!mohur_key_has_private(key));
        CHECK_OK(mohur_key_export_public(t->ctx, key, sink));
        CHECK_BYTES(pem, fixture_output(t));
        CHECK_NUMBER(1, t->sink.finishes);
    }
    mohur_key_free(key);
    mohur_sink_free(sink);
}

static void
reads_what_openssl_wrote_and_writes_the_same(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < FILES_LEN; i++) {
        check_file(t, files[i].file, MOHUR_PURPOSE_SIGN, files[i].sign);
        check_file(t, files[i].file, MOHUR_PURPOSE_SEAL, files[i].seal);
    }
}

static void
gives_a_key_of_two_uses_one_id(void **state)
{
    struct fixture *t = *state;
    struct view pem   = data_file(t, "p256.pub.pem");
    mohur_key *signer = NULL;
    mohur_key *sealer = NULL;

    CHECK_OK(read_key(t, MOHUR_PURPOSE_SIGN, pem, &signer));
    CHECK_OK(read_key(t, MOHUR_PURPOSE_SEAL, pem, &sealer));
    CHECK_BYTES(((struct view){mohur_key_id(signer), 32}),
                ((struct view){mohur_key_id(sealer), 32}));
    mohur_key_free(signer);
    mohur_key_free(sealer);
}

static void
refuses_what_is_not_such_a_key(void **state)
{
    static const struct {
        const char *file;
        mohur_status want;
    } bad[] = {
        {"refused.compressed.pub.pem", MOHUR_E_FORMAT},
        {"refused.explicit.pub.pem", MOHUR_E_UNSUPPORTED},
        {"refused.secp256k1.pub.pem", MOHUR_E_UNSUPPORTED},
        {"p256.pem", MOHUR_E_FORMAT},
        {"p256.sec1.pem", MOHUR_E_FORMAT},
    };

    struct fixture *t = *state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        mohur_key *key = NULL;
        CHECK_STATUS(bad[i].want, read_key(t, MOHUR_PURPOSE_SIGN,
                                           data_file(t, bad[i].file), &key));
        CHECK(key == NULL);
    }
}

static void
refuses_arguments_that_are_none(void **state)
{
    struct fixture *t = *state;
    struct view pem   = data_file(t, "ed25519.pub.pem");
    mohur_key *key    = NULL;
    mohur_sink *sink  = fixture_sink(t);

    CHECK_STATUS(MOHUR_E_ARGUMENT, read_key(t, MOHUR_PURPOSE_WRAP, pem, &key));
    CHECK_STATUS(MOHUR_E_ARGUMENT, read_key(t, (mohur_purpose)0, pem, &key));
    CHECK_STATUS(MOHUR_E_ARGUMENT, read_key(t, MOHUR_PURPOSE_SIGN, pem, NULL));
    CHECK_STATUS(
        MOHUR_E_ARGUMENT,
        mohur_key_new_public(t->ctx, MOHUR_PURPOSE_SIGN, NULL, 1, &key));
    CHECK_STATUS(
        MOHUR_E_FORMAT,
        mohur_key_new_public(t->ctx, MOHUR_PURPOSE_SIGN, NULL, 0, &key));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_key_new_public(NULL, MOHUR_PURPOSE_SIGN, "", 0, &key));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_key_export_public(t->ctx, NULL, sink));
    CHECK_OK(read_key(t, MOHUR_PURPOSE_SIGN, pem, &key));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_key_export_public(t->ctx, key, NULL));
    mohur_key_free(key);
    mohur_sink_free(sink);
}

/* ---- the DER below the PEM ---- */

/* The DER of a file, and what it is parsed as. */
static mohur__bytes
der_of(struct fixture *t, const char *file)
{
    struct view pem             = data_file(t, file);
    uint8_t *room               = fixture_bytes(t, 0, MOHUR__SPKI_MAX);
    enum mohur__pem_label label = MOHUR__PEM_NONE;
    mohur__bytes der            = MOHUR__NOTHING;

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__pem_parse(t->ctx, mohur__bytes_of(pem.data, pem.len),
                              mohur__span_of(room, MOHUR__SPKI_MAX), &label,
                              &der));
    return der;
}

static mohur_status
parse(struct fixture *t,
      mohur__bytes der,
      mohur_alg *out_alg,
      mohur__bytes *out_public)
{
    mohur__error_clear(t->ctx);
    return mohur__spki_parse(t->ctx, MOHUR_PURPOSE_SIGN, der, out_alg,
                             out_public);
}

static void
fails_at_every_truncation(void **state)
{
    struct fixture *t   = *state;
    mohur__bytes der    = der_of(t, "p256.pub.pem");
    mohur__bytes public = MOHUR__NOTHING;
    mohur_alg alg       = MOHUR_ALG_NONE;

    CHECK_OK(parse(t, der, &alg, &public));
    for (size_t len = 0; len < der.len; len++) {
        uint8_t *cut = fixture_bytes(t, 0, len);
        mohur__copy(mohur__span_of(cut, len), der);
        CHECK_STATUS(MOHUR_E_FORMAT,
                     parse(t, mohur__bytes_of(cut, len), &alg, &public));
    }
}

/*
 * A flipped bit is refused, or it is another key, which is written as it was
 * read: no two texts mean one key.
 */
static void
refuses_or_keeps_every_flipped_bit(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < FILES_LEN; i++) {
        mohur__bytes der = der_of(t, files[i].file);
        uint8_t *flipped = fixture_bytes(t, 0, der.len);
        for (size_t bit = 0; bit < 8 * der.len; bit++) {
            mohur__bytes public           = MOHUR__NOTHING;
            mohur__bytes again            = MOHUR__NOTHING;
            mohur_alg alg                 = MOHUR_ALG_NONE;
            uint8_t room[MOHUR__SPKI_MAX] = {0};
            mohur__copy(mohur__span_of(flipped, der.len), der);
            flipped[bit / 8] ^= (uint8_t)(1U << bit % 8);
            if (parse(t, mohur__bytes_of(flipped, der.len), &alg, &public) ==
                MOHUR_OK) {
                CHECK_OK(mohur__spki_emit(t->ctx, alg, public,
                                          MOHUR__SPAN(room), &again));
                CHECK_BYTES(((struct view){flipped, der.len}), again);
            }
        }
    }
}

/* A point of P-256 with one bit of y flipped is not on the curve. */
static void
refuses_a_point_off_its_curve(void **state)
{
    struct fixture *t   = *state;
    mohur__bytes der    = der_of(t, "p256.pub.pem");
    uint8_t *off        = fixture_bytes(t, 0, der.len);
    mohur__bytes public = MOHUR__NOTHING;
    mohur_alg alg       = MOHUR_ALG_NONE;

    mohur__copy(mohur__span_of(off, der.len), der);
    off[der.len - 1] ^= 1;
    CHECK_STATUS(MOHUR_E_FORMAT,
                 parse(t, mohur__bytes_of(off, der.len), &alg, &public));
}

static void
refuses_parameters_where_none_belong(void **state)
{
    struct fixture *t = *state;
    struct view der   = fixture_hex(
        t, "302c 3007 06032b6570 0500 0321 00"
             "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    mohur__bytes public = MOHUR__NOTHING;
    mohur_alg alg       = MOHUR_ALG_NONE;

    CHECK_STATUS(MOHUR_E_FORMAT,
                 parse(t, mohur__bytes_of(der.data, der.len), &alg, &public));
    CHECK_MESSAGE("parameters");
}

/* The header is that of the draft's example; the key is 1,216 raw bytes. */
static void
writes_x_wing_as_its_draft_says(void **state)
{
    struct fixture *t             = *state;
    uint8_t *public               = fixture_bytes(t, 0, 1216);
    uint8_t room[MOHUR__SPKI_MAX] = {0};
    mohur__bytes out              = MOHUR__NOTHING;

    CHECK_OK(mohur__spki_emit(t->ctx, MOHUR_ALG_X_WING,
                              mohur__bytes_of(public, 1216), MOHUR__SPAN(room),
                              &out));
    CHECK_NUMBER(24 + 1216, out.len);
    CHECK_BYTES(fixture_hex(t, "308204d4 300d 060b2b0601040183e62d81c87a"
                               "038204c1 00"),
                mohur__bytes_sub(out, 0, 24));
    CHECK_BYTES(((struct view){public, 1216}), mohur__bytes_sub(out, 24, 1216));
}

static void
reads_x_wing_where_there_is_a_provider(void **state)
{
    struct fixture *t             = *state;
    uint8_t seed[32]              = {7};
    uint8_t *public               = fixture_bytes(t, 0, 1216);
    uint8_t room[MOHUR__SPKI_MAX] = {0};
    mohur__bytes der              = MOHUR__NOTHING;
    mohur__bytes got              = MOHUR__NOTHING;
    mohur_alg alg                 = MOHUR_ALG_NONE;

    if (!mohur__kem_available(t->ctx, MOHUR_ALG_X_WING)) {
        skip();
    }
    CHECK_OK(mohur__pair_public_of(t->ctx, MOHUR_ALG_X_WING, MOHUR__BYTES(seed),
                                   mohur__span_of(public, 1216)));
    CHECK_OK(mohur__spki_emit(t->ctx, MOHUR_ALG_X_WING,
                              mohur__bytes_of(public, 1216), MOHUR__SPAN(room),
                              &der));
    CHECK_OK(mohur__spki_parse(t->ctx, MOHUR_PURPOSE_SEAL, der, &alg, &got));
    CHECK_NUMBER(MOHUR_ALG_X_WING, alg);
    CHECK_BYTES(((struct view){public, 1216}), got);
}

static void
writes_nothing_that_is_no_public_key(void **state)
{
    struct fixture *t             = *state;
    uint8_t room[MOHUR__SPKI_MAX] = {0};
    uint8_t bytes[32]             = {0};
    mohur__bytes out              = MOHUR__NOTHING;

    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__spki_emit(t->ctx, MOHUR_ALG_SHA_256,
                                                    MOHUR__BYTES(bytes),
                                                    MOHUR__SPAN(room), &out));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__spki_emit(t->ctx, MOHUR_ALG_ECDSA_P256,
                                  MOHUR__BYTES(bytes), MOHUR__SPAN(room),
                                  &out));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_INTERNAL,
                 mohur__spki_emit(t->ctx, MOHUR_ALG_ED25519,
                                  MOHUR__BYTES(bytes), mohur__span_of(room, 43),
                                  &out));
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t = *state;
    struct view pem   = data_file(t, "ed25519.pub.pem");

    for (int mode = ALLOC_ONCE; mode <= ALLOC_FOR_GOOD; mode++) {
        bool failed = true;
        for (size_t nth = 1; failed; nth++) {
            mohur_key *key   = NULL;
            mohur_sink *sink = fixture_sink(t);
            mohur_status st  = MOHUR_OK;
            alloc_fail_at(&t->alloc, nth, (enum alloc_mode)mode);
            st = read_key(t, MOHUR_PURPOSE_SIGN, pem, &key);
            if (st == MOHUR_OK) {
                st = mohur_key_export_public(t->ctx, key, sink);
            }
            failed = alloc_has_failed(&t->alloc);
            CHECK_NUMBER(failed ? MOHUR_E_NO_MEMORY : MOHUR_OK, st);
            mohur_key_free(key);
            mohur_sink_free(sink);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(reads_what_openssl_wrote_and_writes_the_same),
        CASE(gives_a_key_of_two_uses_one_id),
        CASE(refuses_what_is_not_such_a_key),
        CASE(refuses_arguments_that_are_none),
        CASE(fails_at_every_truncation),
        CASE(refuses_or_keeps_every_flipped_bit),
        CASE(refuses_a_point_off_its_curve),
        CASE(refuses_parameters_where_none_belong),
        CASE(writes_x_wing_as_its_draft_says),
        CASE(reads_x_wing_where_there_is_a_provider),
        CASE(writes_nothing_that_is_no_public_key),
        CASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("a public key", cases, NULL, NULL);
}
