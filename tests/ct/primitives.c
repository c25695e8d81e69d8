/* SPDX-License-Identifier: Apache-2.0 */
#include "taint.h"

#include "base/ct.h"
#include "base/secret.h"
#include "crypto/aead.h"
#include "crypto/cipher.h"
#include "crypto/dh.h"
#include "crypto/hpke.h"
#include "crypto/kdf.h"
#include "crypto/kem.h"
#include "crypto/mac.h"
#include "crypto/sign.h"

/*
 * The fronts of base and crypto on secret keys: nothing of ours branches on
 * them.  What the backends do with them is theirs; exceptions.supp.
 */
enum {
    KEY_LEN = 32
};

static void
comparing_leaks_only_the_answer(void **state)
{
    struct fixture *t = *state;
    mohur__bytes a    = taint_bytes(t, 0, KEY_LEN);
    mohur__bytes b    = taint_bytes(t, 0, KEY_LEN);
    mohur__bytes c    = taint_bytes(t, 1, KEY_LEN);
    bool same         = mohur__ct_equal(a, b);
    bool other        = mohur__ct_equal(a, c);
    bool zero         = mohur__ct_zero(a);

    taint_public(&same, sizeof same);
    taint_public(&other, sizeof other);
    taint_public(&zero, sizeof zero);
    CHECK(same && !other && !zero);
}

static void
holding_and_wiping_leaks_nothing(void **state)
{
    struct fixture *t       = *state;
    struct mohur__secret *s = NULL;

    TAINT_OK(mohur__secret_copy(t->ctx, taint_bytes(t, 0, KEY_LEN), &s));
    mohur__secret_free(s);
}

static void
deriving_leaks_nothing(void **state)
{
    static const mohur_alg hashes[] = {MOHUR_ALG_SHA_256, MOHUR_ALG_SHA_512};
    struct fixture *t               = *state;
    mohur__bytes info               = MOHUR__TEXT("info");
    uint8_t out[80]                 = {0};

    for (size_t i = 0; i < 2; i++) {
        TAINT_OK(mohur__hkdf(t->ctx, hashes[i], MOHUR__TEXT("salt"),
                             taint_bytes(t, 0, KEY_LEN), &info, 1,
                             MOHUR__SPAN(out)));
    }
    TAINT_OK(mohur__pbkdf2(t->ctx, MOHUR_ALG_SHA_256, taint_bytes(t, 0, 12),
                           MOHUR__TEXT("salt"), 10, MOHUR__SPAN(out)));
}

static void
authenticating_leaks_nothing(void **state)
{
    static const mohur_alg macs[] = {
        MOHUR_ALG_HMAC_SHA_256, MOHUR_ALG_HMAC_SHA_512, MOHUR_ALG_AES_256_CMAC};
    struct fixture *t = *state;

    for (size_t i = 0; i < sizeof macs / sizeof macs[0]; i++) {
        uint8_t tag[MOHUR__MAC_MAX] = {0};
        mohur__bytes message        = taint_bytes(t, 9, 100);

        TAINT_OK(mohur__mac(t->ctx, macs[i], taint_bytes(t, 0, KEY_LEN),
                            &message, 1,
                            mohur__span_of(tag, mohur__mac_len(macs[i]))));
    }
}

static void
sealing_and_opening_leaks_only_whether_it_was_genuine(void **state)
{
    static const mohur_alg aeads[] = {MOHUR_ALG_AES_256_GCM,
                                      MOHUR_ALG_CHACHA20_POLY1305,
                                      MOHUR_ALG_XCHACHA20_POLY1305};
    struct fixture *t              = *state;

    for (size_t i = 0; i < sizeof aeads / sizeof aeads[0]; i++) {
        struct mohur__aead *a = NULL;
        uint8_t sealed[100 + MOHUR__AEAD_TAG_LEN];
        uint8_t plain[100];
        mohur__bytes nonce = {0};

        TAINT_OK(
            mohur__aead_new(t->ctx, aeads[i], taint_bytes(t, 0, KEY_LEN), &a));
        nonce = mohur__bytes_of(fixture_bytes(t, 0x40, MOHUR__AEAD_NONCE_MAX),
                                mohur__aead_nonce_len(a));
        TAINT_OK(mohur__aead_seal(a, nonce, MOHUR__NOTHING,
                                  taint_bytes(t, 5, 100), MOHUR__SPAN(sealed)));
        taint_public(sealed, sizeof sealed);
        TAINT_OK(mohur__aead_open(a, nonce, MOHUR__NOTHING,
                                  MOHUR__BYTES(sealed), MOHUR__SPAN(plain)));
        sealed[99] ^= 1;
        TAINT_STATUS(MOHUR_E_AUTH, mohur__aead_open(a, nonce, MOHUR__NOTHING,
                                                    MOHUR__BYTES(sealed),
                                                    MOHUR__SPAN(plain)));
        mohur__aead_free(a);
    }
}

static void
agreeing_on_a_key_leaks_nothing_of_ours(void **state)
{
    static const mohur_alg kems[] = {MOHUR_ALG_X25519, MOHUR_ALG_ECDH_P256,
                                     MOHUR_ALG_ECDH_P384};
    struct fixture *t             = *state;

    for (size_t i = 0; i < sizeof kems / sizeof kems[0]; i++) {
        struct mohur__hpke_suite suite = {kems[i], MOHUR_ALG_SHA_512,
                                          MOHUR_ALG_NONE};
        uint8_t public_key[MOHUR__KEM_PUBLIC_MAX];
        uint8_t enc[MOHUR__KEM_ENC_MAX];
        uint8_t secret[64];
        mohur__bytes private_key =
            taint_bytes(t, 1, mohur__kem_private_len(kems[i]));
        size_t public_len = mohur__kem_public_len(kems[i]);
        size_t enc_len    = mohur__kem_enc_len(kems[i]);

        TAINT_OK(mohur__kem_public_of(t->ctx, kems[i], private_key,
                                      mohur__span_of(public_key, public_len)));
        taint_public(public_key, public_len);
        TAINT_OK(mohur__hpke_send_export(
            t->ctx, suite, mohur__bytes_of(public_key, public_len),
            MOHUR__TEXT("info"), MOHUR__TEXT("context"),
            mohur__span_of(enc, enc_len), MOHUR__SPAN(secret)));
        taint_public(enc, enc_len);
        TAINT_OK(mohur__hpke_receive_export(
            t->ctx, suite, private_key, mohur__bytes_of(enc, enc_len),
            MOHUR__TEXT("info"), MOHUR__TEXT("context"), MOHUR__SPAN(secret)));
    }
}

static void
signing_leaks_nothing_of_ours(void **state)
{
    static const mohur_alg algs[] = {MOHUR_ALG_ED25519, MOHUR_ALG_ECDSA_P256,
                                     MOHUR_ALG_ECDSA_P384};
    struct fixture *t             = *state;

    for (size_t i = 0; i < sizeof algs / sizeof algs[0]; i++) {
        mohur__bytes private_key =
            taint_bytes(t, 1, mohur__sign_private_len(algs[i]));
        uint8_t signature[MOHUR__SIGN_SIGNATURE_MAX];

        TAINT_OK(mohur__sign(
            t->ctx, algs[i], mohur__sign_default_hash(algs[i]), private_key,
            MOHUR__TEXT("message"),
            mohur__span_of(signature, mohur__sign_signature_len(algs[i]))));
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CT_CASE(comparing_leaks_only_the_answer),
        CT_CASE(holding_and_wiping_leaks_nothing),
        CT_CASE(deriving_leaks_nothing),
        CT_CASE(authenticating_leaks_nothing),
        CT_CASE(sealing_and_opening_leaks_only_whether_it_was_genuine),
        CT_CASE(agreeing_on_a_key_leaks_nothing_of_ours),
        CT_CASE(signing_leaks_nothing_of_ours),
    };

    return taint_works("primitives")
               ? cmocka_run_group_tests_name("a primitive", cases, NULL, NULL)
               : 77;
}
