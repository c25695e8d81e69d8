/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/public_key.h"

#include "check.h"
#include "pki.h"

/*
 * Algorithms and signatures as DER has them (attack list A7 and A8 of the
 * design).  Curves, padding and numbers are in tests/vectors.
 */
static struct mohur__signature_alg
read_alg(struct fixture *t, const char *hex)
{
    struct view v = fixture_hex(t, hex);
    struct mohur__der_reader r;
    struct mohur__signature_alg alg;

    mohur__der_open(&r, mohur__bytes_of(v.data, v.len));
    alg = mohur__signature_alg_read(&r);
    CHECK(mohur__der_close(&r));
    return alg;
}

#define PSS_HEAD "06092a864886f70d01010a"

static void
a7_knows_each_algorithm_in_its_one_form(void **state)
{
    static const struct {
        const char *hex;
        mohur_alg alg;
        mohur_alg hash;
    } rows[] = {
        {"300a06082a8648ce3d040302", MOHUR_ALG_ECDSA_P256, MOHUR_ALG_SHA_256},
        {"300a06082a8648ce3d040304", MOHUR_ALG_ECDSA_P256, MOHUR_ALG_SHA_512},
        {"300506032b6570", MOHUR_ALG_ED25519, MOHUR_ALG_NONE},
        {"300d06092a864886f70d01010b0500", MOHUR_ALG_RSASSA_PKCS1,
         MOHUR_ALG_SHA_256},
        {"300d06092a864886f70d0101010500", MOHUR_ALG_RSASSA_PKCS1,
         MOHUR_ALG_NONE},
        /* the known form of PSS, and with NULL in both hashes */
        {"303d" PSS_HEAD
         "3030a00d300b0609608648016503040201a11a301806092a864886f"
         "70d010108300b0609608648016503040201a203020120",
         MOHUR_ALG_RSASSA_PSS, MOHUR_ALG_SHA_256},
        {"3041" PSS_HEAD "3034a00f300d06096086480165030402010500a11c301a06092a8"
         "64886f70d01010830"
         "0d06096086480165030402010500a203020120",
         MOHUR_ALG_RSASSA_PSS, MOHUR_ALG_SHA_256},
        /* salt 0, salt 222, another hash in MGF1, a trailer, no parameters */
        {"303d" PSS_HEAD
         "3030a00d300b0609608648016503040201a11a301806092a864886f"
         "70d010108300b0609608648016503040201a203020100",
         MOHUR_ALG_NONE, MOHUR_ALG_NONE},
        {"303e" PSS_HEAD
         "3031a00d300b0609608648016503040201a11a301806092a864886f"
         "70d010108300b0609608648016503040201a204020200de",
         MOHUR_ALG_NONE, MOHUR_ALG_NONE},
        {"303d" PSS_HEAD
         "3030a00d300b0609608648016503040201a11a301806092a864886f"
         "70d010108300b0609608648016503040202a203020120",
         MOHUR_ALG_NONE, MOHUR_ALG_NONE},
        {"3042" PSS_HEAD
         "3035a00d300b0609608648016503040201a11a301806092a864886f"
         "70d010108300b0609608648016503040201a203020120a303020101",
         MOHUR_ALG_NONE, MOHUR_ALG_NONE},
        {"300b" PSS_HEAD, MOHUR_ALG_NONE, MOHUR_ALG_NONE},
        {"300d" PSS_HEAD "3000", MOHUR_ALG_NONE, MOHUR_ALG_NONE},
        /* RSA without NULL, ECDSA with it, MD5 and SHA-1 */
        {"300b06092a864886f70d01010b", MOHUR_ALG_NONE, MOHUR_ALG_NONE},
        {"300c06082a8648ce3d0403020500", MOHUR_ALG_NONE, MOHUR_ALG_NONE},
        {"300706032b65700500", MOHUR_ALG_NONE, MOHUR_ALG_NONE},
        {"300d06092a864886f70d0101040500", MOHUR_ALG_NONE, MOHUR_ALG_NONE},
        {"300d06092a864886f70d0101050500", MOHUR_ALG_NONE, MOHUR_ALG_NONE},
        {"300906072a8648ce3d0401", MOHUR_ALG_NONE, MOHUR_ALG_NONE},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mohur__signature_alg alg = read_alg(*state, rows[i].hex);
        CHECK_NUMBER(rows[i].alg, alg.alg);
        CHECK_NUMBER(rows[i].hash, alg.hash);
    }
}

/* ---- ECDSA values ---- */

struct signer {
    struct pki_key key;
    struct mohur__public_key public_key;
};

static struct signer
p256(struct fixture *t)
{
    struct signer s = {.key = pki_key(t, MOHUR_ALG_ECDSA_P256, 9)};

    s.public_key.alg = s.key.alg;
    s.public_key.point =
        mohur__bytes_of(fixture_bytes(t, 0, 65), pki_public(&s.key).len);
    mohur__copy(
        mohur__span_of((uint8_t *)(uintptr_t)s.public_key.point.data, 65),
        pki_public(&s.key));
    return s;
}

static mohur_status
verify(struct fixture *t, const struct signer *s, mohur__bytes signature)
{
    const struct mohur__signature_alg alg = {MOHUR_ALG_ECDSA_P256,
                                             MOHUR_ALG_SHA_256};
    mohur_status st                       = mohur__public_key_verify(
        t->ctx, &s->public_key, &alg, MOHUR__TEXT("message"), signature);

    mohur__error_clear(t->ctx);
    return st;
}

static void
verifies_what_was_signed(void **state)
{
    struct fixture *t = *state;
    struct signer s   = p256(t);

    CHECK_OK(verify(t, &s, pki_sign(t, &s.key, MOHUR__TEXT("message"))));
    CHECK_STATUS(MOHUR_E_AUTH,
                 verify(t, &s, pki_sign(t, &s.key, MOHUR__TEXT("massage"))));
}

static void
a8_refuses_values_that_are_not_two_numbers_in_der(void **state)
{
    static const char *const bad[] = {
        "",                       /* nothing */
        "3000",                   /* no numbers */
        "3006020100020100",       /* r = s = 0 */
        "3006020101020100",       /* s = 0 */
        "30060201ff020101",       /* r negative */
        "300702020001020101",     /* r not minimal */
        "3006020101020101ff",     /* a byte behind it */
        "3009020101020101020101", /* three numbers */
        "308106020101020101",     /* length not minimal */
        "30800201010201010000",   /* no length */
        "30250220ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9"
        "cac2fc632551020101", /* r = n, but negative */
        "3026022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3"
        "b9cac2fc632551020101", /* r = n */
        "302702220100000000000000000000000000000000000000000000000000"
        "0000000000000000020101", /* wider than the curve */
    };

    struct fixture *t = *state;
    struct signer s   = p256(t);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct view v = fixture_hex(t, bad[i]);
        CHECK_STATUS(MOHUR_E_AUTH,
                     verify(t, &s, mohur__bytes_of(v.data, v.len)));
    }
}

static void
a8_refuses_every_truncation_of_a_value(void **state)
{
    struct fixture *t = *state;
    struct signer s   = p256(t);
    mohur__bytes good = pki_sign(t, &s.key, MOHUR__TEXT("message"));

    for (size_t len = 0; len < good.len; len++) {
        CHECK_STATUS(MOHUR_E_AUTH,
                     verify(t, &s, mohur__bytes_of(good.data, len)));
    }
}

static void
does_not_mix_kinds_of_keys(void **state)
{
    static const mohur_alg kinds[] = {MOHUR_ALG_ECDSA_P256, MOHUR_ALG_ED25519,
                                      MOHUR_ALG_RSASSA_PKCS1};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < 3; k++) {
            const struct mohur__signature_alg alg = {kinds[i],
                                                     MOHUR_ALG_SHA_256};
            const struct mohur__public_key key    = {.alg = kinds[k]};
            CHECK_NUMBER(i == k, mohur__signature_alg_fits(&alg, &key));
        }
    }
}

/* ---- keys ---- */

static mohur_alg
key_of(struct fixture *t, const char *hex, bool *out_good)
{
    struct view v = fixture_hex(t, hex);
    struct mohur__public_key key;

    *out_good = mohur__public_key_parse(mohur__bytes_of(v.data, v.len), &key);
    return key.alg;
}

static void
a8_knows_no_key_on_another_curve_or_one_spelled_out(void **state)
{
    bool good = false;

    /* secp256k1, and a curve given by its parameters (CVE-2020-0601) */
    CHECK_NUMBER(
        MOHUR_ALG_NONE,
        key_of(*state, "3014301006072a8648ce3d020106052b8104000a0300", &good));
    CHECK(!good);
    CHECK_NUMBER(MOHUR_ALG_NONE,
                 key_of(*state,
                        "3015301006072a8648ce3d020106052b8104000a030100",
                        &good));
    CHECK(good);
    CHECK_NUMBER(
        MOHUR_ALG_NONE,
        key_of(*state, "3010300b06072a8648ce3d0201 3000 030100", &good));
    CHECK(good);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(a7_knows_each_algorithm_in_its_one_form),
        CASE(verifies_what_was_signed),
        CASE(a8_refuses_values_that_are_not_two_numbers_in_der),
        CASE(a8_refuses_every_truncation_of_a_value),
        CASE(does_not_mix_kinds_of_keys),
        CASE(a8_knows_no_key_on_another_curve_or_one_spelled_out),
    };
    return cmocka_run_group_tests_name("a public key", cases, NULL, NULL);
}
