/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/pkcs8.h"
#include "asn1/pem.h"
#include "check.h"
#include "keystore/pair.h"
#include "source.h"

#define PASSPHRASE MOHUR__TEXT("qara deniz")

/* What OpenSSL wrote: plain, encrypted, SEC 1; the last two may be absent. */
static const struct {
    mohur_alg alg;
    const char *plain;
    const char *encrypted;
    const char *sec1;
} files[] = {
    {MOHUR_ALG_ED25519, "ed25519.pem", "ed25519.encrypted.pem", NULL},
    {MOHUR_ALG_X25519, "x25519.pem", "x25519.encrypted.pem", NULL},
    {MOHUR_ALG_ECDSA_P256, "p256.pem", "p256.encrypted.pem", "p256.sec1.pem"},
    {MOHUR_ALG_ECDH_P256, "p256.pem", "p256.sha512.pem", "p256.sec1.pem"},
    {MOHUR_ALG_ECDSA_P384, "p384.pem", "p384.encrypted.pem", "p384.sec1.pem"},
    {MOHUR_ALG_ECDH_P384, "p384.pem", "p384.encrypted.pem", "p384.sec1.pem"},
};

enum {
    FILES_LEN = sizeof files / sizeof files[0]
};

static mohur__bytes
data_file(struct fixture *t, const char *name)
{
    char path[128]   = {0};
    struct view file = {NULL, 0};

    snprintf(path, sizeof path, "tests/data/pem/%s", name);
    file = source_file(t, path);
    return mohur__bytes_of(file.data, file.len);
}

static mohur_purpose
purpose_of(mohur_alg alg)
{
    return (mohur_purpose)mohur__pair_purpose(alg);
}

static mohur_status
parse(struct fixture *t,
      mohur_alg alg,
      const char *file,
      mohur__bytes passphrase,
      struct mohur__pkcs8 *out)
{
    mohur__error_clear(t->ctx);
    return mohur__pkcs8_parse_pem(t->ctx, purpose_of(alg), data_file(t, file),
                                  passphrase, out);
}

static mohur__bytes
private_of(const struct mohur__pkcs8 *key)
{
    return mohur__secret_bytes(key->private_key);
}

static mohur__bytes
public_of(const struct mohur__pkcs8 *key)
{
    return mohur__bytes_of(key->public_key, key->public_len);
}

static void
check_same_key(const struct mohur__pkcs8 *want, const struct mohur__pkcs8 *got)
{
    CHECK_NUMBER(want->alg, got->alg);
    CHECK_BYTES(private_of(want), private_of(got));
    CHECK_BYTES(public_of(want), public_of(got));
}

/* The DER of a plain file. */
static mohur__bytes
der_of(struct fixture *t, const char *file)
{
    uint8_t *room               = fixture_bytes(t, 0, 512);
    enum mohur__pem_label label = MOHUR__PEM_NONE;
    mohur__bytes der            = MOHUR__NOTHING;

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__pem_parse(t->ctx, data_file(t, file),
                              mohur__span_of(room, 512), &label, &der));
    return der;
}

/* ---- what OpenSSL wrote ---- */

static void
reads_every_form_of_one_key_alike(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < FILES_LEN; i++) {
        struct mohur__pkcs8 plain = {0};
        struct mohur__pkcs8 other = {0};
        CHECK_OK(
            parse(t, files[i].alg, files[i].plain, MOHUR__NOTHING, &plain));
        CHECK_NUMBER(files[i].alg, plain.alg);
        CHECK_OK(
            parse(t, files[i].alg, files[i].encrypted, PASSPHRASE, &other));
        check_same_key(&plain, &other);
        mohur__pkcs8_wipe(&other);
        if (files[i].sec1 != NULL) {
            CHECK_OK(
                parse(t, files[i].alg, files[i].sec1, MOHUR__NOTHING, &other));
            check_same_key(&plain, &other);
            mohur__pkcs8_wipe(&other);
        }
        mohur__pkcs8_wipe(&plain);
    }
}

static void
writes_the_der_that_openssl_writes(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < FILES_LEN; i++) {
        mohur__bytes der          = der_of(t, files[i].plain);
        struct mohur__pkcs8 key   = {0};
        struct mohur__secret *out = NULL;
        CHECK_OK(mohur__pkcs8_parse_plain(t->ctx, purpose_of(files[i].alg), der,
                                          &key));
        CHECK_OK(mohur__pkcs8_emit_plain(t->ctx, key.alg, private_of(&key),
                                         public_of(&key), &out));
        CHECK_BYTES(der, mohur__secret_bytes(out));
        mohur__secret_free(out);
        mohur__pkcs8_wipe(&key);
    }
}

static void
reads_the_public_key_beside_the_private_one(void **state)
{
    static const char *const names[] = {"ed25519", "x25519", "p256", "p384"};

    struct fixture *t = *state;
    for (size_t i = 0; i < 4; i++) {
        char plain[32]          = {0};
        char pub[32]            = {0};
        struct mohur__pkcs8 key = {0};
        mohur_purpose purpose =
            i == 1 ? MOHUR_PURPOSE_SEAL : MOHUR_PURPOSE_SIGN;
        mohur__bytes spki = MOHUR__NOTHING;
        snprintf(plain, sizeof plain, "%s.pem", names[i]);
        snprintf(pub, sizeof pub, "%s.pub.pem", names[i]);
        spki = der_of(t, pub);
        CHECK_OK(
            mohur__pkcs8_parse_plain(t->ctx, purpose, der_of(t, plain), &key));
        CHECK_BYTES(mohur__bytes_sub(spki, spki.len - key.public_len, spki.len),
                    public_of(&key));
        mohur__pkcs8_wipe(&key);
    }
}

/* ---- what is refused ---- */

static void
refuses_each_form_that_is_not_ours(void **state)
{
    static const struct {
        const char *file;
        mohur_status want;
    } bad[] = {
        {"refused.headers.pem", MOHUR_E_UNSUPPORTED},
        {"refused.aes128.pem", MOHUR_E_UNSUPPORTED},
        {"refused.sha1.pem", MOHUR_E_UNSUPPORTED},
        {"refused.scrypt.pem", MOHUR_E_UNSUPPORTED},
        {"refused.explicit.pem", MOHUR_E_UNSUPPORTED},
        {"refused.secp256k1.pem", MOHUR_E_UNSUPPORTED},
        {"refused.rsa.e1.pem", MOHUR_E_FORMAT},
        {"x25519.pem", MOHUR_E_UNSUPPORTED},
        {"p256.pub.pem", MOHUR_E_FORMAT},
    };

    struct fixture *t = *state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct mohur__pkcs8 key = {0};
        CHECK_STATUS(bad[i].want, parse(t, MOHUR_ALG_ECDSA_P256, bad[i].file,
                                        PASSPHRASE, &key));
        CHECK(key.private_key == NULL);
    }
}

static void
says_that_the_passphrase_is_wrong(void **state)
{
    struct fixture *t       = *state;
    struct mohur__pkcs8 key = {0};

    for (uint8_t i = 0; i < 64; i++) {
        CHECK_STATUS(MOHUR_E_PASSPHRASE,
                     parse(t, MOHUR_ALG_ED25519, "ed25519.encrypted.pem",
                           mohur__bytes_of(&i, 1), &key));
        CHECK_MESSAGE("passphrase");
    }
    CHECK_STATUS(MOHUR_E_PASSPHRASE,
                 parse(t, MOHUR_ALG_ED25519, "ed25519.encrypted.pem",
                       MOHUR__NOTHING, &key));
    CHECK_MESSAGE("is needed");
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 parse(t, MOHUR_ALG_ED25519, "ed25519.encrypted.pem",
                       mohur__bytes_of(fixture_bytes(t, 0, 1025), 1025), &key));
}

static void
refuses_a_file_that_is_too_long(void **state)
{
    struct fixture *t       = *state;
    struct mohur__pkcs8 key = {0};
    uint8_t *pem            = fixture_bytes(t, 0, 8193);

    CHECK_STATUS(MOHUR_E_LIMIT,
                 mohur__pkcs8_parse_pem(t->ctx, MOHUR_PURPOSE_SIGN,
                                        mohur__bytes_of(pem, 8193),
                                        MOHUR__NOTHING, &key));
}

static mohur_status
parse_hex(struct fixture *t, mohur_purpose purpose, const char *hex)
{
    struct view der         = fixture_hex(t, hex);
    struct mohur__pkcs8 key = {0};
    mohur_status st         = MOHUR_OK;

    mohur__error_clear(t->ctx);
    st = mohur__pkcs8_parse_plain(t->ctx, purpose,
                                  mohur__bytes_of(der.data, der.len), &key);
    mohur__pkcs8_wipe(&key);
    return st;
}

#define SEED "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
#define PUBLIC                                                                 \
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"

/* RFC 8410 section 7 and 10.3: version 2 with its public key. */
static void
reads_version_2_and_compares_its_public_key(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(parse_hex(t, MOHUR_PURPOSE_SIGN,
                       "302e 020100 3005 06032b6570 0422 0420" SEED));
    CHECK_OK(parse_hex(t, MOHUR_PURPOSE_SIGN,
                       "3051 020101 3005 06032b6570 0422 0420" SEED
                       "8121 00" PUBLIC));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 parse_hex(t, MOHUR_PURPOSE_SIGN,
                           "3051 020101 3005 06032b6570 0422 0420" SEED
                           "8121 00" SEED));
    CHECK_MESSAGE("differ");
    CHECK_STATUS(MOHUR_E_FORMAT,
                 parse_hex(t, MOHUR_PURPOSE_SIGN,
                           "3051 020100 3005 06032b6570 0422 0420" SEED
                           "8121 00" PUBLIC));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 parse_hex(t, MOHUR_PURPOSE_SIGN,
                           "302e 020102 3005 06032b6570 0422 0420" SEED));
}

static void
passes_over_attributes(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(parse_hex(t, MOHUR_PURPOSE_SIGN,
                       "3030 020100 3005 06032b6570 0422 0420" SEED "a000"));
}

static void
refuses_a_seed_of_another_length(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_FORMAT,
                 parse_hex(t, MOHUR_PURPOSE_SIGN,
                           "302f 020100 3005 06032b6570 0423 0421 00" SEED));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 parse_hex(t, MOHUR_PURPOSE_SIGN,
                           "302c 020100 3005 06032b6570 0420" SEED));
}

static void
refuses_a_scalar_out_of_range(void **state)
{
    struct fixture *t = *state;
    mohur__bytes good = der_of(t, "p256.pem");
    uint8_t *der      = fixture_bytes(t, 0, good.len);

    /* The scalar lies at 36; zero and all ones are no private keys. */
    for (int fill = 0; fill <= 0xFF; fill += 0xFF) {
        struct mohur__pkcs8 key = {0};
        mohur__copy(mohur__span_of(der, good.len), good);
        mohur__fill(mohur__span_of(der + 36, 32), (uint8_t)fill);
        mohur__error_clear(t->ctx);
        CHECK_STATUS(MOHUR_E_FORMAT, mohur__pkcs8_parse_plain(
                                         t->ctx, MOHUR_PURPOSE_SIGN,
                                         mohur__bytes_of(der, good.len), &key));
    }
}

static void
refuses_ec_keys_whose_halves_differ(void **state)
{
    struct fixture *t       = *state;
    mohur__bytes good       = der_of(t, "p256.pem");
    uint8_t *der            = fixture_bytes(t, 0, good.len);
    struct mohur__pkcs8 key = {0};

    mohur__copy(mohur__span_of(der, good.len), good);
    der[36 + 31] ^= 1;
    CHECK_STATUS(MOHUR_E_FORMAT, mohur__pkcs8_parse_plain(
                                     t->ctx, MOHUR_PURPOSE_SIGN,
                                     mohur__bytes_of(der, good.len), &key));
    CHECK_MESSAGE("differ");
}

static void
fails_at_every_truncation(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < FILES_LEN; i++) {
        mohur__bytes der = der_of(t, files[i].plain);
        for (size_t len = 0; len < der.len; len++) {
            struct mohur__pkcs8 key = {0};
            uint8_t *cut            = fixture_bytes(t, 0, len);
            mohur__copy(mohur__span_of(cut, len), der);
            mohur__error_clear(t->ctx);
            CHECK_STATUS(MOHUR_E_FORMAT, mohur__pkcs8_parse_plain(
                                             t->ctx, purpose_of(files[i].alg),
                                             mohur__bytes_of(cut, len), &key));
        }
    }
}

/*
 * EC keys carry their public key, so that no flipped bit goes unnoticed.  A
 * seed may be any 32 bytes: there it is another key.
 */
static void
refuses_every_flipped_bit_of_an_ec_key(void **state)
{
    struct fixture *t = *state;
    mohur__bytes good = der_of(t, "p256.pem");
    uint8_t *der      = fixture_bytes(t, 0, good.len);

    for (size_t bit = 0; bit < 8 * good.len; bit++) {
        struct mohur__pkcs8 key = {0};
        mohur_status st         = MOHUR_OK;
        mohur__copy(mohur__span_of(der, good.len), good);
        der[bit / 8] ^= (uint8_t)(1U << bit % 8);
        mohur__error_clear(t->ctx);
        st = mohur__pkcs8_parse_plain(t->ctx, MOHUR_PURPOSE_SIGN,
                                      mohur__bytes_of(der, good.len), &key);
        /* Version 2 may have a public key; it need not. */
        CHECK((st == MOHUR_OK) == (bit == 8 * 5));
        mohur__pkcs8_wipe(&key);
    }
}

/* ---- what we write ---- */

static void
opens_what_it_encrypted(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < FILES_LEN; i++) {
        struct mohur__pkcs8 key   = {0};
        struct mohur__pkcs8 again = {0};
        struct mohur__buf pem     = {0};
        mohur__buf_init(&pem, t->ctx, MOHUR__PKCS8_PEM_MAX);
        CHECK_OK(parse(t, files[i].alg, files[i].plain, MOHUR__NOTHING, &key));
        CHECK_OK(mohur__pkcs8_emit_pem(t->ctx, key.alg, private_of(&key),
                                       public_of(&key), PASSPHRASE, &pem));
        CHECK_OK(mohur__pkcs8_parse_pem(t->ctx, purpose_of(key.alg),
                                        mohur__buf_view(&pem), PASSPHRASE,
                                        &again));
        check_same_key(&key, &again);
        mohur__buf_wipe(&pem);
        mohur__pkcs8_wipe(&again);
        mohur__pkcs8_wipe(&key);
    }
}

/* The draft's example begins 3034 020100 300d 060b… 0420 and is the seed. */
static void
writes_x_wing_as_its_draft_says(void **state)
{
    struct fixture *t         = *state;
    uint8_t seed[32]          = {0x42};
    uint8_t *public           = fixture_bytes(t, 0, 1216);
    struct mohur__secret *der = NULL;

    CHECK_OK(mohur__pkcs8_emit_plain(t->ctx, MOHUR_ALG_X_WING,
                                     MOHUR__BYTES(seed),
                                     mohur__bytes_of(public, 1216), &der));
    CHECK_BYTES(fixture_hex(t, "3034 020100 300d 060b2b0601040183e62d81c87a"
                               "0420 42000000000000000000000000000000"
                               "00000000000000000000000000000000"),
                mohur__secret_bytes(der));
    mohur__secret_free(der);
}

static void
writes_nothing_that_is_no_pair(void **state)
{
    struct fixture *t         = *state;
    uint8_t bytes[32]         = {1};
    struct mohur__secret *der = NULL;

    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__pkcs8_emit_plain(t->ctx, MOHUR_ALG_AES_256_WRAP,
                                         MOHUR__BYTES(bytes), MOHUR__NOTHING,
                                         &der));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__pkcs8_emit_plain(t->ctx, MOHUR_ALG_ED25519,
                                         MOHUR__BYTES(bytes), MOHUR__NOTHING,
                                         &der));
    CHECK(der == NULL);
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t = *state;

    for (int mode = ALLOC_ONCE; mode <= ALLOC_FOR_GOOD; mode++) {
        bool failed = true;
        for (size_t nth = 1; failed; nth++) {
            struct mohur__pkcs8 key = {0};
            mohur__bytes pem        = data_file(t, "p256.sha512.pem");
            mohur_status st         = MOHUR_OK;
            mohur__error_clear(t->ctx);
            alloc_fail_at(&t->alloc, nth, (enum alloc_mode)mode);
            st     = mohur__pkcs8_parse_pem(t->ctx, MOHUR_PURPOSE_SIGN, pem,
                                            PASSPHRASE, &key);
            failed = alloc_has_failed(&t->alloc);
            CHECK_NUMBER(failed ? MOHUR_E_NO_MEMORY : MOHUR_OK, st);
            CHECK((key.private_key == NULL) == failed);
            mohur__pkcs8_wipe(&key);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(reads_every_form_of_one_key_alike),
        CASE(writes_the_der_that_openssl_writes),
        CASE(reads_the_public_key_beside_the_private_one),
        CASE(refuses_each_form_that_is_not_ours),
        CASE(says_that_the_passphrase_is_wrong),
        CASE(refuses_a_file_that_is_too_long),
        CASE(reads_version_2_and_compares_its_public_key),
        CASE(passes_over_attributes),
        CASE(refuses_a_seed_of_another_length),
        CASE(refuses_a_scalar_out_of_range),
        CASE(refuses_ec_keys_whose_halves_differ),
        CASE(fails_at_every_truncation),
        CASE(refuses_every_flipped_bit_of_an_ec_key),
        CASE(opens_what_it_encrypted),
        CASE(writes_x_wing_as_its_draft_says),
        CASE(writes_nothing_that_is_no_pair),
        CASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("a private key file", cases, NULL, NULL);
}
